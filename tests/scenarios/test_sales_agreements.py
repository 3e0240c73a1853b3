"""Acceptance scenarios of sales agreements (sales.md §24, S-103 … S-113)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from invoicing.planning import QuantityOption
from sales.agreements.errors import (
    AgreementNotEffective,
    LineMatchesNothing,
    MaximumExceeded,
    ShipDateOutside,
    TermsAreFixed,
    UpdateLinkedLines,
)
from sales.agreements.models import AgreementLink, Released, SalesAgreement
from sales.agreements.services.agreement_lines import LineEntry
from sales.agreements.services.confirm_agreement import confirm_agreement
from sales.agreements.services.release_order import release_order
from sales.agreements.services.save_agreement import change_agreement
from sales.models import SalesOrder
from sales.services.cancel_remainder import cancel_remainder
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.services.enter_orders import OrderDraft, create_orders
from tests.factories.agreements import category, commitment, commitments_of, current, sales_agreement
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.returns import arrive, return_of
from tests.factories.sales import agreement, confirm, deliver, lines_of, only_line, order_draft

pytestmark = pytest.mark.usefixtures("in_march")


def ordered_from(company: Company, known: SalesAgreement, *lines: Any, **values: Any) -> SalesOrder:
    """Create an order from an agreement and return it as the database has it."""
    draft = order_draft(company, *lines, **({"order_date": date(2026, 3, 2)} | values))
    fields = {name: getattr(draft, name) for name in OrderDraft.__dataclass_fields__} | {"agreement_id": known.pk}
    entered = create_orders(company.entity, [OrderDraft(**fields)], company.user("OM")).or_raise()
    return SalesOrder.of(company.entity).get(pk=entered.orders[0].pk)


def released(known: SalesAgreement, *, amount: bool = False) -> Released:
    """Return what was ordered of the only commitment, in quantity or in amount."""
    [line] = commitments_of(known)
    found = AgreementLink.of(known.legal_entity_id).released([line.pk]).get(line.pk, (Released(), Released()))
    return found[1 if amount else 0]


def change(company: Company, order: SalesOrder, end_terms: bool | None = None, **values: Any) -> None:
    """Change the only line of an order."""
    change_lines(company.entity, order.pk, [LineEdit(only_line(order).pk, values)], company.user("OM"), Answers(end_terms=end_terms))


def is_linked(order: SalesOrder) -> bool:
    """Tell whether the only line of an order counts on a commitment."""
    return AgreementLink.of(order.legal_entity_id).filter(line__order=order).exists()


@pytest.mark.scenario("sales", "S-103")
def test_a_quantity_commitment_goes_before_trade_agreements(company: Company) -> None:
    agreement(company, item="A", amount=Decimal("8.10"))
    known = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75", discount_percent=2))

    line = only_line(ordered_from(company, known, ("A", 120)))

    assert (line.unit_price, line.discount_percent, line.net_amount) == (Decimal("8.75"), 2, 1029)
    assert line.price_source["price"] == "sales_agreement" and line.price_source["agreement"] == known.number
    assert released(known) == Released(Decimal(120)) and 500 - released(known).total == 380


@pytest.mark.scenario("sales", "S-104")
def test_what_is_ordered_becomes_delivered_then_invoiced_and_falls_when_cancelled(company: Company) -> None:
    company.stock("A", "500")
    known = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75", discount_percent=2))
    order = ordered_from(company, known, ("A", 120))

    deliver(company, order, updates={10: 70})
    assert released(known) == Released(Decimal(50), Decimal(70), Decimal(0))
    invoice(company, order, quantity=QuantityOption.PACKING_SLIP)
    assert released(known) == Released(Decimal(50), Decimal(0), Decimal(70))
    cancel_remainder(company.entity, [order.pk], company.user("OM"))

    assert released(known).total == 70


@pytest.mark.scenario("sales", "S-105")
def test_an_agreement_on_hold_is_not_ordered_from_until_it_is_confirmed_as_effective(company: Company) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"), effective=False)
    [line], user, day = commitments_of(known), company.user("OM"), date(2026, 4, 10)

    with pytest.raises(AgreementNotEffective):
        release_order(company.entity, known.pk, day, {line.pk: Decimal(500)}, user)
    version = confirm_agreement(company.entity, known.pk, user, mark_as_effective=True)
    order = release_order(company.entity, known.pk, day, {line.pk: Decimal(500)}, user).order

    assert (version.version, current(known).status) == (1, "effective")
    assert (only_line(order).ordered_quantity, only_line(order).unit_price, released(known).total) == (500, Decimal("8.75"), 500)
    assert only_line(order).requested_ship_date == day


@pytest.mark.scenario("sales", "S-106")
def test_the_last_day_links_the_next_does_not_and_a_linked_line_stays_within(company: Company) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"), expiration_date=date(2026, 6, 30))

    last = ordered_from(company, known, ("A", 5), requested_ship_date=date(2026, 6, 30))
    late = ordered_from(company, known, ("A", 5), requested_ship_date=date(2026, 7, 1))

    assert (is_linked(last), is_linked(late)) == (True, False)
    with pytest.raises(ShipDateOutside) as refused:
        change(company, last, requested_ship_date=date(2026, 7, 1))
    assert refused.value.code == "AGR-13"


@pytest.mark.scenario("sales", "S-107")
@pytest.mark.parametrize(("answer", "price"), [(True, 25), (False, Decimal("8.75"))])
def test_beyond_an_enforced_maximum_the_link_goes_with_or_without_its_price(company: Company, answer: bool, price: Decimal) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=60, unit_price="8.75", max_is_enforced=True))
    order = ordered_from(company, known, ("A", 10))

    with pytest.raises(MaximumExceeded) as asked:
        change(company, order, quantity=Decimal(75))
    assert (asked.value.params["q"], asked.value.params["r"], is_linked(order), only_line(order).ordered_quantity) == ("75", "60", True, 10)
    change(company, order, answer, quantity=Decimal(75))

    assert (is_linked(order), only_line(order).unit_price, only_line(order).ordered_quantity) == (False, price, 75)


@pytest.mark.scenario("sales", "S-108")
def test_a_fixed_price_that_is_changed_ends_the_link(company: Company) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75", price_and_discount_fixed=True))
    order = ordered_from(company, known, ("A", 100))

    with pytest.raises(TermsAreFixed):
        change(company, order, unit_price=Decimal("8.50"))
    change(company, order, False, unit_price=Decimal("8.50"))

    assert (only_line(order).unit_price, is_linked(order), released(known).total) == (Decimal("8.50"), False, 0)


@pytest.mark.scenario("sales", "S-109")
def test_a_value_commitment_sets_the_discount_and_leaves_the_price_to_the_search(company: Company) -> None:
    company.item("P", "32.00")
    agreement(company, "line", item="P", percent_1=Decimal(9))
    known = sales_agreement(company, commitment(company, "value", net_amount=10000, discount_percent=6))

    line = only_line(ordered_from(company, known, ("P", 50)))

    assert (line.unit_price, line.discount_percent, line.net_amount) == (32, 6, 1504)
    assert 10000 - released(known, amount=True).total == 8496


@pytest.mark.scenario("sales", "S-110")
def test_product_value_goes_before_its_category_which_reaches_down_the_tree(company: Company) -> None:
    category(company, "PANS", parent="KITCHEN")
    company.item("P", "10.00", category=category(company, "PANS"))
    company.item("Q", "10.00", category=category(company, "PANS"))
    known = sales_agreement(
        company,
        commitment(company, "category", category="KITCHEN", net_amount=1000, discount_percent=3),
        commitment(company, "product", item="P", net_amount=1000, discount_percent=5),
    )

    order = ordered_from(company, known, ("P", 1), ("Q", 1), ("A", 1))

    assert [line.discount_percent for line in lines_of(order)] == [5, 3, 0]
    links = AgreementLink.of(company.entity).filter(line__order=order).order_by("line__line_number")
    assert [link.commitment.commitment for link in links] == ["product", "category"]


@pytest.mark.scenario("sales", "S-111")
def test_what_comes_back_lowers_the_figures_at_its_slip_only(company: Company) -> None:
    company.stock("A", "500")
    known = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"))
    order = ordered_from(company, known, ("A", 200))
    deliver(company, order)
    sold = invoice(company, order)

    back = return_of(company, sold, 20)
    assert released(known).total == 200
    arrive(company, back)
    deliver(company, back.order).or_raise()

    assert released(known).total == 180


@pytest.mark.scenario("sales", "S-112")
def test_a_line_outside_the_release_range_warns_and_stops_the_confirmation(company: Company) -> None:
    values = {"quantity": 500, "unit_price": "8.75", "discount_percent": 2, "min_release_amount": 300, "max_release_amount": 900}
    known = sales_agreement(company, commitment(company, item="A", **values))
    [line], day, user = commitments_of(known), date(2026, 4, 10), company.user("OM")

    good = release_order(company.entity, known.pk, day, {line.pk: Decimal(100)}, user)
    large = release_order(company.entity, known.pk, day, {line.pk: Decimal(200)}, user)

    assert (only_line(good.order).net_amount, good.notices) == (Decimal("857.50"), [])
    assert [notice.code for notice in large.notices] == ["AGR-16"] and only_line(large.order).net_amount == 1715
    confirm(company, good.order).or_raise()
    assert [error.code for error in confirm(company, large.order).refusals.values()] == ["AGR-17"]


@pytest.mark.scenario("sales", "S-113")
def test_a_new_version_leaves_the_first_one_and_linked_lines_alone(company: Company) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"))
    user, order = company.user("OM"), ordered_from(company, known, ("A", 100))
    first = confirm_agreement(company.entity, known.pk, user)

    entry = LineEntry(commitments_of(known)[0].pk, {"unit_price": Decimal(8)})
    with pytest.raises(UpdateLinkedLines):
        change_agreement(company.entity, known.pk, {}, [entry], user)
    change_agreement(company.entity, known.pk, {}, [entry], user, update_linked_lines=False)
    assert current(known).changed_since_confirmation
    second = confirm_agreement(company.entity, known.pk, user)

    assert [(version.version, version.lines.get().unit_price) for version in (first, second)] == [(1, Decimal("8.75")), (2, 8)]
    assert only_line(order).unit_price == Decimal("8.75")
    again = LineEntry(commitments_of(known)[0].pk, {"unit_price": Decimal(7)})
    change_agreement(company.entity, known.pk, {}, [again], user, update_linked_lines=True)
    assert (only_line(order).unit_price, only_line(order).net_amount) == (7, 700)


def test_a_line_without_a_commitment_is_an_ordinary_one_and_says_so(company: Company) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"))
    draft = order_draft(company, ("B", 2))
    fields = {name: getattr(draft, name) for name in OrderDraft.__dataclass_fields__} | {"agreement_id": known.pk}

    entered = create_orders(company.entity, [OrderDraft(**fields)], company.user("OM"))

    assert [type(notice) for notice in entered.notices[0]] == [LineMatchesNothing]
