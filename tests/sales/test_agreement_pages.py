"""Trade agreement journals on screen: entered by line, refused in their row, posted, adjusted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from customers.models import CustomerDiscountGroup
from foundation.organization.models import AuditEntry
from sales.models import TradeAgreement, TradeAgreementJournal
from tests.factories.company import Company
from tests.factories.sales import agreement, only_line, sales_order, set_parameters
from tests.web_fixtures import SignIn

JOURNALS = "/NL01/sales/agreement-journals/"


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager."""
    return signed_in_client("OM")


def typed(*lines: dict[str, Any], name: str = "Spring", initial: int = 0) -> dict[str, Any]:
    """What the form of a journal sends."""
    data: dict[str, Any] = {"name": name, "lines-TOTAL_FORMS": str(len(lines)), "lines-INITIAL_FORMS": str(initial)}
    rows = ({"relation": "price"} | line for line in lines)
    return data | {f"lines-{index}-{field}": value for index, line in enumerate(rows) for field, value in line.items()}


def the_journal(company: Company) -> TradeAgreementJournal:
    """The latest journal."""
    found: TradeAgreementJournal = TradeAgreementJournal.of(company.entity).latest("pk")
    return found


def test_prices_are_entered_for_customers_groups_and_all_and_count_once_posted(client: Client, company: Company) -> None:
    CustomerDiscountGroup.of(company.entity).create(legal_entity=company.entity, kind="line", code="TRADE", name="Trade")
    lines = [{"item": "A", "amount": "20", "customer": "c-100"}, {"relation": "line", "customer_group": "trade", "percent_1": "5"}]

    answer = client.post(f"{JOURNALS}new/", typed(*lines, {}))
    assert answer.status_code == 302, (answer.context["form"].errors, answer.context["lines"].errors)

    journal = the_journal(company)
    stored = TradeAgreement.of(company.entity).of_journal(journal.pk)
    assert [(line.account_relation, line.account_key, line.item_relation) for line in stored] == [
        ("table", "C-100", "table"),
        ("group", "TRADE", "all"),
    ]
    assert only_line(sales_order(company, ("A", 1))).unit_price == 25
    client.post(f"{JOURNALS}{journal.pk}/post/")
    assert only_line(sales_order(company, ("A", 1))).unit_price == 20


@pytest.mark.parametrize(
    ("line", "field", "text"),
    [
        ({"relation": "price", "amount": "5"}, "item", "must be for one item"),
        ({"relation": "line", "customer_group": "NONE", "percent_1": "5"}, "customer_group", "the customer group is missing"),
        ({"relation": "total", "amount": "5", "percent_1": "5"}, "percent_1", "either a percentage or an amount"),
        ({"relation": "multiline", "item": "A", "percent_1": "5"}, "item", "a group of items is missing"),
        ({"relation": "price", "item": "A", "amount": "5", "from_quantity": "10", "to_quantity": "5"}, "to_quantity", "before it begins"),
    ],
)
def test_a_line_that_cannot_be_is_refused_in_its_row(line: dict[str, str], field: str, text: str, client: Client, company: Company) -> None:
    answer = client.post(f"{JOURNALS}new/", typed({"item": "A", "amount": "20"}, line))

    assert answer.status_code == 422
    first, second = answer.context["lines"].errors
    assert not first
    assert text in str(second[field])
    assert not TradeAgreementJournal.of(company.entity).exists()


def test_an_open_journal_is_changed_line_by_line(client: Client, company: Company) -> None:
    client.post(f"{JOURNALS}new/", typed({"item": "A", "amount": "20"}, {"item": "B", "amount": "9"}))
    address = f"{JOURNALS}{the_journal(company).pk}/edit/"
    page = client.get(address)
    data = {f"lines-{index}-pk": form.initial["pk"] for index, form in enumerate(page.context["lines"].forms[:2])}
    lines = typed({"item": "A", "amount": "19"}, {"item": "B", "amount": "9", "DELETE": "on"}, initial=2)

    answer = client.post(address, lines | data | {"_shown_as": page.context["view"].shown_as})

    assert answer.status_code == 302, (answer.context["form"].errors, answer.context["lines"].errors)
    assert [line.amount for line in TradeAgreement.of(company.entity).all()] == [19]


def test_a_posted_journal_stays_as_it_is_and_is_adjusted_by_a_new_one(client: Client, company: Company) -> None:
    agreement(company, item="A", amount=Decimal("20"))
    posted = the_journal(company)

    again = client.post(f"{JOURNALS}{posted.pk}/post/", follow=True)
    assert "cannot be changed or posted again" in again.content.decode()
    assert client.post(f"{JOURNALS}{posted.pk}/edit/", typed({"item": "B", "amount": "1"})).status_code == 422
    client.post(f"{JOURNALS}{posted.pk}/adjust/", {"percent": "5"})

    journal = the_journal(company)
    assert (journal.status, journal.pk != posted.pk) == ("open", True)
    assert [line.amount for line in TradeAgreement.of(company.entity).of_journal(journal.pk)] == [21]


def test_posting_tells_which_lines_overlap_others(client: Client, company: Company) -> None:
    agreement(company, item="A", amount=Decimal("20"))
    client.post(f"{JOURNALS}new/", typed({"item": "A", "amount": "18"}))

    page = client.post(f"{JOURNALS}{the_journal(company).pk}/post/", follow=True).content.decode()

    assert "the lowest price will be used" in page


def test_an_empty_journal_is_not_posted(client: Client, company: Company) -> None:
    client.post(f"{JOURNALS}new/", typed({}))

    page = client.post(f"{JOURNALS}{the_journal(company).pk}/post/", follow=True).content.decode()

    assert "has no lines" in page


def test_agreements_in_force_are_listed(client: Client, company: Company, django_assert_max_num_queries: Any) -> None:
    for number in range(1, 12):
        agreement(company, item="A", amount=Decimal(number), account="C-100")
    client.get("/NL01/sales/agreements/?q=c-1")

    with django_assert_max_num_queries(20):
        page = client.get("/NL01/sales/agreements/?q=c-1&tab=today")

    assert len(page.context["listing"].rows.rows) == 11
    assert client.get("/NL01/sales/agreements/?export=csv").status_code == 200


def test_clerks_look_and_managers_change(signed_in_client: SignIn, company: Company, other_company: Company) -> None:
    agreement(company, item="A", amount=Decimal("20"))
    journal = the_journal(company)

    assert signed_in_client("OC").get(f"{JOURNALS}{journal.pk}/").status_code == 200
    assert signed_in_client("OC").get(f"{JOURNALS}new/").status_code == 403
    assert signed_in_client("WH").get("/NL01/sales/agreements/").status_code == 403
    assert signed_in_client("OM", in_company=other_company).get(f"/BE01/sales/agreement-journals/{journal.pk}/").status_code == 404


def test_warehouse_lead_time_and_conversion_are_entered_and_count(client: Client, company: Company) -> None:
    set_parameters(company, generic_currency=company.entity.currency)
    lines = [{"item": "A", "amount": "20", "warehouse": company.warehouse.code, "lead_time": "9", "include_generic_currency": "on"}]

    answer = client.post(f"{JOURNALS}new/", typed(*lines))
    assert answer.status_code == 302, (answer.context["form"].errors, answer.context["lines"].errors)
    client.post(f"{JOURNALS}{the_journal(company).pk}/post/")

    [line] = TradeAgreement.of(company.entity).all()
    assert (line.warehouse, line.lead_time, line.include_generic_currency) == (company.warehouse, 9, True)
    ordered = only_line(sales_order(company, ("A", 1)))
    assert (ordered.unit_price, ordered.agreed_lead_time) == (20, 9)
    in_dollars = only_line(sales_order(company, ("A", 1), currency_id="USD"))
    assert (in_dollars.unit_price, in_dollars.price_source["price"]) == (Decimal("21.74"), "generic_currency")
    page = client.get(f"{JOURNALS}{the_journal(company).pk}/edit/")
    assert page.status_code == 422 or page.context["lines"].forms[0].initial["lead_time"] == 9


def test_only_prices_have_a_lead_time(client: Client, company: Company) -> None:
    answer = client.post(f"{JOURNALS}new/", typed({"relation": "line", "percent_1": "5", "lead_time": "3"}))

    assert "Only a price has a lead time" in str(answer.context["lines"].errors[0]["lead_time"])


def test_a_journal_is_validated_without_being_posted(client: Client, company: Company) -> None:
    agreement(company, item="A", amount=Decimal("20"))
    client.post(f"{JOURNALS}new/", typed({"item": "A", "amount": "18"}, {"item": "B", "amount": "5"}, {"item": "B", "amount": "6"}))
    journal = the_journal(company)

    page = client.post(f"{JOURNALS}{journal.pk}/validate/", follow=True).content.decode()

    assert page.count("the lowest price will be used") == 2
    assert the_journal(company).status == "open"
    TradeAgreement.of(company.entity).filter(journal=journal).exclude(amount=5).delete()
    assert "Nothing stands in the way" in client.post(f"{JOURNALS}{journal.pk}/validate/", follow=True).content.decode()


def test_posted_agreements_end_on_a_day_and_the_old_one_is_kept(client: Client, company: Company) -> None:
    line = agreement(company, item="A", amount=Decimal("20"))
    journal = the_journal(company)
    assert only_line(sales_order(company, ("A", 1))).unit_price == 20

    answer = client.post(f"{JOURNALS}{journal.pk}/expire/", {"to_date": "2026-03-01"})

    assert answer.status_code == 302
    line.refresh_from_db()
    assert line.to_date == date(2026, 3, 1)
    assert only_line(sales_order(company, ("A", 1))).unit_price == 25
    entry = AuditEntry.of(company.entity).get(action="expired")
    assert entry.changes == {"lines.1.to_date": [None, "2026-03-01"]}
    assert entry.object_id == journal.pk
    client.post(f"{JOURNALS}{journal.pk}/expire/", {"to_date": "2026-04-01"})
    line.refresh_from_db()
    assert line.to_date == date(2026, 3, 1)


def test_an_agreement_that_begins_later_cannot_end_before(client: Client, company: Company) -> None:
    agreement(company, item="A", amount=Decimal("20"), from_date=date(2026, 6, 1))

    answer = client.post(f"{JOURNALS}{the_journal(company).pk}/expire/", {"to_date": "2026-03-01"})

    assert answer.status_code == 422
    assert "begins on" in str(answer.context["form"].errors["to_date"])


def test_an_open_journal_does_not_expire(client: Client, company: Company) -> None:
    client.post(f"{JOURNALS}new/", typed({"item": "A", "amount": "18"}))

    answer = client.post(f"{JOURNALS}{the_journal(company).pk}/expire/", {"to_date": "2026-03-01"})

    assert "is not posted" in str(answer.context["form"].errors)


def test_ticked_agreements_end_together(client: Client, company: Company) -> None:
    ends = agreement(company, item="A", amount=Decimal("20"))
    later = agreement(company, item="B", amount=Decimal("9"), from_date=date(2026, 6, 1))
    stays = agreement(company, item="B", amount=Decimal("8"))
    address = f"/NL01/sales/agreements/expire/?selected={ends.pk},{later.pk}"
    page = client.get(address)
    assert page.status_code == 200

    client.post(address, page.context["form"].initial | {"to_date": "2026-03-01", **hidden(page)})

    found = TradeAgreement.of(company.entity).in_bulk()
    assert [found[line.pk].to_date for line in (ends, later, stays)] == [date(2026, 3, 1), None, None]


def hidden(page: Any) -> dict[str, str]:
    """The one-time key of a posting dialog."""
    return {"_key": page.context["key"]} if "key" in page.context else {"_key": page.context["view"].key}


def test_lines_are_copied_into_an_open_journal(client: Client, company: Company) -> None:
    agreement(company, item="A", account="C-100", amount=Decimal("20"))
    agreement(company, item="B", account="C-110", amount=Decimal("9"))
    client.post(f"{JOURNALS}new/", typed({"item": "A", "amount": "18"}))
    journal = the_journal(company)

    client.post(f"{JOURNALS}{journal.pk}/copy-lines/", {"customer": "C-100"})

    lines = TradeAgreement.of(company.entity).of_journal(journal.pk)
    assert [(line.account_key, line.amount) for line in lines] == [("", 18), ("C-100", 20)]
    none = client.post(f"{JOURNALS}{journal.pk}/copy-lines/", {"journal": "NONE"})
    assert "No agreement lines were found" in none.content.decode()


def test_amounts_are_adjusted_by_percentage_and_amount_and_stay_above_zero(client: Client, company: Company) -> None:
    agreement(company, item="A", amount=Decimal("20"))
    posted = the_journal(company)

    client.post(f"{JOURNALS}{posted.pk}/adjust/", {"percent": "10", "amount": "-2"})

    assert [line.amount for line in TradeAgreement.of(company.entity).of_journal(the_journal(company).pk)] == [20]
    refused = client.post(f"{JOURNALS}{posted.pk}/adjust/", {"percent": "-100"})
    assert "must stay above zero" in str(refused.context["form"].errors["percent"])


def test_a_total_discount_that_is_both_a_percentage_and_an_amount_is_not_posted(client: Client, company: Company) -> None:
    client.post(f"{JOURNALS}new/", typed({"relation": "total", "percent_1": "5"}))
    journal = the_journal(company)
    TradeAgreement.of(company.entity).filter(journal=journal).update(amount=10, percent_1=5)

    page = client.post(f"{JOURNALS}{journal.pk}/post/", follow=True).content.decode()

    assert "either a percentage or an amount" in page
    assert the_journal(company).status == "open"
