"""Trade agreement journals on screen: entered by line, refused in their row, posted, adjusted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from customers.models import CustomerDiscountGroup
from sales.models import TradeAgreement, TradeAgreementJournal
from tests.factories.company import Company
from tests.factories.sales import agreement, only_line, sales_order
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
        ({"relation": "total", "amount": "5"}, "percent_1", "given as a percentage"),
        ({"relation": "multiline", "item": "A", "percent_1": "5"}, "item", "a group of items is missing"),
        ({"relation": "price", "item": "A", "amount": "5", "from_quantity": "10", "to_quantity": "5"}, "__all__", ""),
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
