"""Quotations: entered, priced, changed, copied and deleted, on their pages and by their services."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from foundation.inventory.models import OnHand
from foundation.organization.models import AuditEntry
from sales.quotations.errors import ConfirmedNotDeletable, SentNotDeletable
from sales.quotations.models import Quotation, QuotationParameters
from sales.quotations.services.delete_quotations import delete_quotations
from sales.quotations.services.enter_quotations import copy_quotation
from sales.quotations.services.revise_quotation import revise_quotation
from sales.services.change_lines import Answers, LineEdit
from sales.services.revise_order import OrderRevision
from tests.factories.company import Company
from tests.factories.quotations import current, quotation, quoted_lines, reason
from tests.factories.sales import agreement, auto_charge
from tests.web_fixtures import SignIn

LIST = "/NL01/quotations/"
NEW = f"{LIST}new/"
JSON = {"Accept": "application/json"}
pytestmark = pytest.mark.usefixtures("in_march")


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager, who may give any discount."""
    return signed_in_client("OM", manual_discount_limit=Decimal(100))


def typed(*lines: dict[str, Any], **header: Any) -> dict[str, Any]:
    """What the form of a new quotation sends."""
    data = {"customer": "C-100", "quotation_date": "31-03-2026"} | header
    data |= {"lines-TOTAL_FORMS": str(len(lines)), "lines-INITIAL_FORMS": "0"}
    return data | {f"lines-{index}-{name}": value for index, line in enumerate(lines) for name, value in line.items()}


def shown(client: Client, path: str) -> dict[str, Any]:
    """What the form of a known quotation sends when nothing is changed."""
    page = client.get(path)
    form, lines = page.context["form"], page.context["lines"]
    bounds = [*form, *(bound for line in lines.forms for bound in line)]
    data = {bound.html_name: bound.value() for bound in bounds if bound.value() not in (None, False)}
    data |= {"lines-TOTAL_FORMS": str(len(lines.forms)), "lines-INITIAL_FORMS": str(lines.initial_form_count())}
    return data | {"_shown_as": page.context["view"].shown_as}


def revise(company: Company, known: Quotation, *edits: LineEdit, **header: Any) -> Quotation:
    """Change a quotation as its form does."""
    revise_quotation(company.entity, known.pk, OrderRevision(header, edits=list(edits)), company.user("OM"), Answers())
    return current(known)


def test_a_quotation_is_entered_with_customer_and_items_alone(client: Client, company: Company) -> None:
    agreement(company, item="A", amount=Decimal(20))

    answer = client.post(NEW, typed({"item": "A", "quantity": "3"}, {"item": "S", "unit_price": "90"}, {}))

    assert answer.status_code == 302, (answer.context["form"].errors, answer.context["lines"].errors)
    made = Quotation.of(company.entity).get()
    assert answer["Location"] == f"{LIST}{made.pk}/"
    assert [(line.item.number, line.unit_price, line.price_manual) for line in quoted_lines(made)] == [("A", 20, False), ("S", 90, True)]
    assert (made.status, made.quotation_amount, made.created_by) == ("created", 150, company.users["OM"])
    assert (made.quotation_date, made.follow_up_date, made.expiry_date) == (date(2026, 3, 31), date(2026, 4, 7), date(2026, 4, 30))


def test_follow_up_and_expiry_follow_the_parameters(company: Company) -> None:
    QuotationParameters.objects.create(legal_entity=company.entity, follow_up_days=3, expiry_days=14)

    made = quotation(company, ("A", 1), order_date=date(2026, 3, 31))

    assert (made.follow_up_date, made.expiry_date) == (date(2026, 4, 3), date(2026, 4, 14))


def test_while_people_type_prices_and_totals_follow(client: Client, company: Company) -> None:
    answer = client.post(f"{NEW}?_calculate=1", typed({"item": "A", "quantity": "4"}), headers=JSON)

    told = answer.json()
    assert answer.status_code == 200
    assert "100,00" in str(told) or "100.00" in str(told)
    assert not Quotation.of(company.entity).exists()


def test_a_quotation_that_would_expire_before_its_day_is_refused_on_the_date(client: Client, company: Company) -> None:
    answer = client.post(NEW, typed({"item": "A", "quantity": "3"}, expiry_date="30-03-2026"))

    assert answer.status_code == 422
    assert "expiry_date" in answer.context["form"].errors
    assert not Quotation.of(company.entity).exists()


def test_a_line_that_is_refused_says_so_in_its_row(client: Client, company: Company) -> None:
    answer = client.post(NEW, typed({"item": "A", "quantity": "1"}, {"item": "A", "quantity": "0.5"}))

    assert answer.status_code == 422
    assert answer.context["lines"].errors[1]["quantity"]


def test_saving_the_form_unchanged_changes_nothing(client: Client, company: Company) -> None:
    known = quotation(company, ("A", 2), ("B", 1, "7.50"))
    before = [(line.pk, line.unit_price, line.price_manual, line.net_amount) for line in quoted_lines(known)]

    answer = client.post(f"{LIST}{known.pk}/edit/", shown(client, f"{LIST}{known.pk}/edit/"))

    assert answer.status_code == 302, (answer.context["form"].errors, answer.context["lines"].errors)
    assert [(line.pk, line.unit_price, line.price_manual, line.net_amount) for line in quoted_lines(known)] == before
    assert current(known).expiry_date == known.expiry_date


def test_header_dates_and_lines_are_changed_in_one_form(client: Client, company: Company) -> None:
    known = quotation(company, ("A", 2), ("B", 1))
    sent = shown(client, f"{LIST}{known.pk}/edit/") | {"lines-0-quantity": "5", "expiry_date": "30-06-2026", "lines-1-DELETE": "on"}

    answer = client.post(f"{LIST}{known.pk}/edit/", sent)

    assert answer.status_code == 302, (answer.context["form"].errors, answer.context["lines"].errors)
    assert [(line.item.number, line.ordered_quantity) for line in quoted_lines(known)] == [("A", 5)]
    assert (current(known).expiry_date, current(known).quotation_amount) == (date(2026, 6, 30), 125)


def test_a_new_quantity_searches_its_price_and_the_audit_trail_tells_both(company: Company) -> None:
    agreement(company, item="A", amount=Decimal(20), from_quantity=Decimal(10))
    known = quotation(company, ("A", 2))
    [line] = quoted_lines(known)

    revise(company, known, LineEdit(line.pk, {"quantity": Decimal(10)}))

    assert [(line.unit_price, line.net_amount) for line in quoted_lines(known)] == [(20, 200)]
    told = AuditEntry.of(company.entity).filter(object_type="quotations.quotation", action="changed").latest("pk").changes
    assert {"lines.10.ordered_quantity", "lines.10.unit_price"} <= set(told)


def test_charges_come_by_themselves_and_follow_the_lines(company: Company) -> None:
    auto_charge(company, value=10)
    auto_charge(company, "PACK", level="line", value=2)
    known = quotation(company, ("A", 1), ("B", 1))
    assert sorted((charge.value, charge.line_id is None) for charge in known.charges.all()) == [(2, False), (2, False), (10, True)]
    first, second = quoted_lines(known)

    changed = revise(company, known, LineEdit(first.pk, remove=True), LineEdit(None, {"item_id": company.items["S"].pk}))

    kept = {line.pk for line in quoted_lines(known)}
    assert second.pk in kept and len(kept) == 2
    assert {charge.line_id for charge in changed.charges.all()} == {None, *kept}


def test_a_quotation_moves_no_stock(company: Company) -> None:
    company.stock("A", "50")

    quotation(company, ("A", 20))

    [stock] = OnHand.of(company.entity).filter(item=company.items["A"])
    assert (stock.available_physical, stock.on_order) == (50, 0)


def test_a_copy_is_a_new_quotation_of_today_with_the_prices_of_the_first(company: Company) -> None:
    known = quotation(company, ("A", 2), ("B", 1, "7.50"), order_date=date(2026, 1, 5), customer_reference="PO 1")
    agreement(company, item="A", amount=Decimal(20))

    same = copy_quotation(company.entity, known.pk, company.user("OM"), search_prices=False).quotation
    searched = copy_quotation(company.entity, known.pk, company.user("OM"), search_prices=True).quotation

    assert len({known.number, same.number, searched.number}) == 3
    assert [line.unit_price for line in quoted_lines(same)] == [25, Decimal("7.5")]
    assert [line.unit_price for line in quoted_lines(searched)] == [20, Decimal("7.5")]
    assert (same.quotation_date, same.expiry_date, same.customer_reference) == (date(2026, 3, 31), date(2026, 4, 30), "PO 1")
    assert current(same).delivery_street == known.delivery_street


def test_only_an_open_or_a_failed_quotation_is_deleted(company: Company) -> None:
    known, sent, confirmed = (quotation(company, ("A", 1)) for _number in range(3))
    Quotation.of(company.entity).filter(pk=sent.pk).update(status="sent")
    Quotation.of(company.entity).filter(pk=confirmed.pk).update(status="confirmed")

    assert delete_quotations(company.entity, [known.pk], company.user("OM")) == [known.number]
    for kept, refusal in ((sent, SentNotDeletable), (confirmed, ConfirmedNotDeletable)):
        with pytest.raises(refusal):
            delete_quotations(company.entity, [kept.pk], company.user("OM"))
    assert Quotation.of(company.entity).count() == 2


def test_the_tabs_of_the_list_part_the_quotations(client: Client, company: Company) -> None:
    states = {"open": {}, "expired": {"expiry_date": date(2026, 3, 30)}, "follow_up": {"follow_up_date": date(2026, 3, 31)}}
    made = {name: quotation(company, ("A", 1), **({"follow_up_date": date(2026, 5, 1)} | dates)) for name, dates in states.items()}
    for status in ("sent", "confirmed", "lost", "cancelled"):
        made[status] = quotation(company, ("A", 1), follow_up_date=date(2026, 5, 1), expiry_date=date(2026, 6, 1))
        Quotation.of(company.entity).filter(pk=made[status].pk).update(status=status, reason=reason(company))

    found = {tab: {row.pk for row in client.get(LIST, {"tab": tab}).context["listing"].rows.rows} for tab in made}

    keys = {name: known.pk for name, known in made.items()}
    assert found == {name: {keys[name]} for name in keys} | {"open": {keys["open"], keys["follow_up"], keys["sent"]}}


def test_the_page_explains_each_price_and_says_that_the_offer_ended(client: Client, company: Company) -> None:
    agreement(company, item="A", amount=Decimal(20))
    auto_charge(company, value=10)
    known = quotation(company, ("A", 2), expiry_date=date(2026, 3, 30))

    page = client.get(f"{LIST}{known.pk}/")

    [reason] = page.context["price_reasons"]
    assert [step.is_used for step in reason.steps] == [True]
    shown = page.content.decode()
    assert "FREIGHT" in shown and 'id="why-price-10"' in shown and "The quotation expired on" in shown


def test_a_changed_number_of_lines_takes_as_many_queries(company: Company, django_assert_max_num_queries: Any) -> None:
    one, many = (quotation(company, *[("A", 1)] * count) for count in (1, 12))
    for known in (one, many):
        revise(company, known, *(LineEdit(line.pk, {"quantity": Decimal(2)}) for line in quoted_lines(known)))

    with django_assert_max_num_queries(45):
        revise(company, many, *(LineEdit(line.pk, {"quantity": Decimal(3)}) for line in quoted_lines(many)))


def test_a_quotation_is_found_by_number_reference_and_customer(client: Client, company: Company) -> None:
    known = quotation(company, ("A", 1), customer_reference="RFQ 77")
    quotation(company, ("A", 1), customer="C-110")

    found = {
        term: [row.pk for row in client.get(LIST, {"q": term}).context["listing"].rows.rows] for term in (known.number, "rfq 77", "C-100")
    }

    assert found == {known.number: [known.pk], "rfq 77": [known.pk], "C-100": [known.pk]}
