"""Delivery schedules: one line in several deliveries (sales.md §12.6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from foundation.ledger.checks import violations
from sales.models import SalesOrder, SalesOrderCharge, SalesOrderLine
from sales.price_errors import DiscountAboveLimit
from sales.schedule import Delivery, spread_deliveries, with_deliveries
from sales.schedule_errors import ChangeQuantity, HasDeliveries, NoSchedule, ScheduleDelivered, ScheduleFixed, TooFewDeliveries
from sales.services.cancel_remainder import cancel_remainder, reopen_remainder
from sales.services.change_lines import LineEdit, change_lines
from sales.services.delivery_schedule import KEEP_PRICES, ChargeSplit, ScheduleRequest, make_schedule, remove_schedule
from sales.services.enter_orders import ChargeDraft
from sales.services.summarise_order import summarise_order
from sales.ship_dates import ShipCalendar
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import agreement, auto_charge, charge_code, confirm, deliver, lines_of, only_line, sales_order

pytestmark = pytest.mark.usefixtures("in_march")
APRIL = date(2026, 4, 15)


@pytest.fixture
def company(company: Company) -> Company:
    """A company with wine in stock."""
    company.item("W", "10.00", negative_stock=False)
    company.stock("W", "200")
    return company


def monthly(quantity: int, count: int) -> list[Delivery]:
    """Return equal deliveries, a month apart."""
    return spread_deliveries(Decimal(quantity), count, APRIL, 1, "month", Decimal(1))


def schedule(company: Company, order: SalesOrder, deliveries: list[Delivery], **values: object) -> None:
    """Split the first line of an order."""
    request = ScheduleRequest(lines_of(order)[0].pk, deliveries, **values)  # type: ignore[arg-type]
    make_schedule(company.entity, order.pk, request, company.user("OM"))


@pytest.fixture
def order(company: Company) -> SalesOrder:
    """An order of 90, delivered in three months."""
    made = sales_order(company, ("W", 90, "10.00"))
    schedule(company, made, monthly(90, 3))
    return made


def shown(order: SalesOrder) -> SalesOrderLine:
    """Return the line with multiple deliveries as pages show it."""
    return with_deliveries(lines_of(order))[0]


@pytest.mark.parametrize(
    ("quantity", "shares"), [(24, [5, 5, 5, 5, 4]), (7, [1, 1, 1, 2, 2]), (8, [2, 2, 2, 1, 1]), (11, [2, 2, 2, 2, 3]), (20, [4] * 5)]
)
def test_deliveries_are_as_even_as_whole_pieces_allow(quantity: int, shares: list[int]) -> None:
    assert [known.quantity for known in monthly(quantity, 5)] == shares


def test_deliveries_leave_on_working_days() -> None:
    found = spread_deliveries(Decimal(10), 2, date(2026, 3, 1), 1, "week", Decimal(1), ShipCalendar())

    assert [known.ship_date for known in found] == [date(2026, 3, 2), date(2026, 3, 9)]


@pytest.mark.scenario("sales", "S-82")
def test_the_line_has_the_quantity_and_the_deliveries_of_its_delivery_lines(company: Company, order: SalesOrder) -> None:
    first, _second, third = lines_of(order)[1:]
    assert [(line.ordered_quantity, line.requested_ship_date.month) for line in lines_of(order)[1:]] == [(30, 4), (30, 5), (30, 6)]

    change_lines(company.entity, order.pk, [LineEdit(third.pk, {"quantity": Decimal(36)})], company.user("OM"), KEEP_PRICES)
    deliver(company, order, updates={20: 30, 30: 0, 40: 0}).or_raise()

    line = shown(order)
    order.refresh_from_db()
    assert (line.ordered_quantity, line.delivered_quantity, line.status, order.status) == (96, 30, "open", "open")
    assert SalesOrderLine.of(company.entity).get(pk=first.pk).status == "delivered"
    assert violations() == []


@pytest.mark.scenario("sales", "S-83")
@pytest.mark.parametrize(
    ("split", "values"),
    [(ChargeSplit.COPY, ["50.00", "50.00", "50.00"]), (ChargeSplit.ALLOCATE, ["16.67", "16.67", "16.66"])],
)
def test_fixed_charges_are_copied_or_shared(company: Company, split: str, values: list[str]) -> None:
    charge = ChargeDraft(charge_code(company).pk, Decimal(50), line=0)
    made = sales_order(company, ("W", 90, "10.00"), charges=[charge])

    schedule(company, made, monthly(90, 3), charges=split)

    found = SalesOrderCharge.of(company.entity).filter(order=made).order_by("line__line_number")
    assert [known.value for known in found] == [Decimal(value) for value in values]
    total = summarise_order(company.entity, made.pk).totals
    assert total.net - total.subtotal == sum(Decimal(value) for value in values)


@pytest.mark.scenario("sales", "S-84")
def test_a_schedule_with_a_delivered_line_stays(company: Company, order: SalesOrder) -> None:
    deliver(company, order, updates={20: 30, 30: 0, 40: 0}).or_raise()

    with pytest.raises(ScheduleDelivered):
        remove_schedule(company.entity, order.pk, lines_of(order)[0].pk, company.user("OM"))


def test_nothing_of_the_line_counts_twice(company: Company, order: SalesOrder) -> None:
    order.refresh_from_db()
    assert order.order_amount == Decimal("900.00")
    assert company.on_hand("W").on_order == 90

    confirm(company, order).or_raise()
    deliver(company, order).or_raise()
    posted = invoice(company, order)

    assert posted.lines.count() == 3
    assert posted.invoice_amount == Decimal("1089.00")
    order.refresh_from_db()
    assert (order.status, shown(order).status, shown(order).invoiced_quantity) == ("invoiced", "invoiced", 90)
    assert violations() == []


def test_a_quantity_that_does_not_add_up_is_asked_about(company: Company) -> None:
    made = sales_order(company, ("W", 90, "10.00"))
    with pytest.raises(ChangeQuantity, match="add up to 60, the line was 90"):
        schedule(company, made, monthly(60, 2))

    schedule(company, made, monthly(60, 2), change_quantity=True)

    assert (shown(made).ordered_quantity, company.on_hand("W").on_order) == (60, 60)


def test_a_delivered_line_gets_no_schedule(company: Company) -> None:
    made = sales_order(company, ("W", 90, "10.00"))
    deliver(company, made, updates={10: 10}).or_raise()

    with pytest.raises(HasDeliveries):
        schedule(company, made, monthly(90, 3))
    with pytest.raises(TooFewDeliveries):
        schedule(company, sales_order(company, ("W", 9, "10.00")), monthly(9, 1))


def test_removing_the_schedule_leaves_one_line_with_all_of_it(company: Company, order: SalesOrder) -> None:
    remove_schedule(company.entity, order.pk, lines_of(order)[0].pk, company.user("OM"))

    line = only_line(order)
    assert (line.kind, line.ordered_quantity, line.deliver_remainder, line.deliver_now, line.status) == ("normal", 90, 90, 90, "open")
    order.refresh_from_db()
    assert (order.order_amount, company.on_hand("W").on_order) == (Decimal("900.00"), 90)
    assert violations() == []


def test_delivery_lines_keep_the_price_of_the_line(company: Company, order: SalesOrder) -> None:
    commercial = lines_of(order)[0]

    change_lines(company.entity, order.pk, [LineEdit(commercial.pk, {"unit_price": Decimal(8)})], company.user("OM"))

    assert {line.unit_price for line in lines_of(order)} == {Decimal(8)}
    order.refresh_from_db()
    assert order.order_amount == Decimal("720.00")


def test_quantities_change_on_delivery_lines_only_and_one_of_them_stays(company: Company, order: SalesOrder) -> None:
    commercial, *parts = lines_of(order)
    user = company.user("OM")
    with pytest.raises(ScheduleFixed):
        change_lines(company.entity, order.pk, [LineEdit(commercial.pk, {"quantity": Decimal(99)})], user)
    with pytest.raises(ScheduleFixed):
        change_lines(company.entity, order.pk, [LineEdit(commercial.pk, remove=True)], user)
    with pytest.raises(TooFewDeliveries):
        change_lines(company.entity, order.pk, [LineEdit(part.pk, remove=True) for part in parts], user)

    change_lines(company.entity, order.pk, [LineEdit(parts[0].pk, remove=True)], user, KEEP_PRICES)

    assert (shown(order).ordered_quantity, company.on_hand("W").on_order) == (60, 60)


def test_cancelling_and_reopening_touches_delivery_lines_only(company: Company, order: SalesOrder) -> None:
    cancel_remainder(company.entity, [order.pk], company.user("OM"))
    order.refresh_from_db()
    assert order.status == "cancelled"

    reopen_remainder(company.entity, [order.pk], company.user("OM"))

    assert company.on_hand("W").on_order == 90
    assert violations() == []


def test_deliveries_that_are_rounded_to_multiples_are_compared_as_rounded(company: Company) -> None:
    company.item("BOX", "10.00", multiple_quantity=Decimal(6))
    order = sales_order(company, ("BOX", 12, "10.00"))
    parts = [Delivery(Decimal(4), APRIL), Delivery(Decimal(8), APRIL)]

    with pytest.raises(ChangeQuantity, match="18"):
        schedule(company, order, parts)
    assert only_line(order).ordered_quantity == 12

    schedule(company, order, parts, change_quantity=True)
    assert [line.ordered_quantity for line in lines_of(order)] == [18, 6, 12]


def test_a_line_without_a_schedule_keeps_what_is_cancelled_of_it(company: Company) -> None:
    order = sales_order(company, ("W", 10, "10.00"))
    cancel_remainder(company.entity, [order.pk], company.user("OM"), wanted={lines_of(order)[0].pk: Decimal(6)})

    with pytest.raises(NoSchedule):
        remove_schedule(company.entity, order.pk, lines_of(order)[0].pk, company.user("OM"))
    assert lines_of(order)[0].cancelled_quantity == 6


def test_what_was_cancelled_of_a_delivery_stays_cancelled_without_the_schedule(company: Company) -> None:
    order = sales_order(company, ("W", 10, "10.00"))
    schedule(company, order, monthly(10, 2))
    late = lines_of(order)[2]
    cancel_remainder(company.entity, [order.pk], company.user("OM"), wanted={late.pk: Decimal(5)})

    remove_schedule(company.entity, order.pk, lines_of(order)[0].pk, company.user("OM"))

    [line] = lines_of(order)
    assert (line.ordered_quantity, line.cancelled_quantity, line.deliver_remainder, line.kind) == (10, 5, 5, "normal")


def test_another_quantity_has_the_price_for_it_within_the_limit_of_the_user(company: Company) -> None:
    pieces = company.items["W"].sales_unit
    agreement(company, item="W", amount=Decimal(100), unit=pieces)
    agreement(company, item="W", amount=Decimal(10), from_quantity=Decimal(100), unit=pieces)
    order = sales_order(company, ("W", 100))
    given = sales_order(company, ("W", 1, None, {"discount_percent": Decimal(90)}))
    two = [Delivery(Decimal(1), APRIL), Delivery(Decimal(1), APRIL)]

    schedule(company, order, two, change_quantity=True)
    assert [(line.ordered_quantity, line.unit_price) for line in lines_of(order)] == [(2, 100), (1, 100), (1, 100)]

    request = ScheduleRequest(lines_of(given)[0].pk, two, change_quantity=True)
    with pytest.raises(DiscountAboveLimit):
        make_schedule(company.entity, given.pk, request, company.user("OC"), replace(KEEP_PRICES, discount_limit=Decimal(10)))


def test_typed_and_automatic_charges_stay_apart_without_the_schedule(company: Company) -> None:
    freight = charge_code(company, "FREIGHT")
    auto_charge(company, level="line", value=50)
    order = sales_order(company, ("W", 90, "10.00"), charges=[ChargeDraft(freight.pk, Decimal(7), line=0)])
    schedule(company, order, monthly(90, 3), charges=ChargeSplit.ALLOCATE)

    remove_schedule(company.entity, order.pk, lines_of(order)[0].pk, company.user("OM"))

    charges = SalesOrderCharge.of(company.entity).filter(order=order).order_by("value")
    assert [(charge.value, charge.origin) for charge in charges] == [(7, "manual"), (50, "auto")]


@pytest.mark.parametrize("split", list(ChargeSplit))
def test_an_automatic_charge_of_a_line_is_asked_once_when_the_schedule_is_gone(company: Company, split: ChargeSplit) -> None:
    auto_charge(company, level="line", value=25)
    order = sales_order(company, ("W", 6))
    line = only_line(order)
    make_schedule(company.entity, order.pk, ScheduleRequest(line.pk, monthly(6, 2), split), company.user("OC"))

    remove_schedule(company.entity, order.pk, line.pk, company.user("OC"))

    assert [charge.value for charge in SalesOrderCharge.of(company.entity).filter(order=order)] == [25]
    assert [charge.amount for charge in invoice(company, order).charges.all()] == [25]


@pytest.mark.parametrize(("split", "values"), [(ChargeSplit.ALLOCATE, [12, 13]), (ChargeSplit.COPY, [25, 25])])
def test_an_automatic_charge_stays_as_it_was_shared_when_a_line_changes(company: Company, split: ChargeSplit, values: list[int]) -> None:
    auto_charge(company, level="line", value=25)
    order = sales_order(company, ("W", 6))
    make_schedule(company.entity, order.pk, ScheduleRequest(only_line(order).pk, monthly(6, 2), split), company.user("OC"))
    part = lines_of(order)[1]
    before = list(SalesOrderCharge.of(company.entity).filter(order=order).values_list("line", "value").order_by("line"))

    change_lines(company.entity, order.pk, [LineEdit(part.pk, {"quantity": Decimal(4)})], company.user("OC"), KEEP_PRICES)

    assert list(SalesOrderCharge.of(company.entity).filter(order=order).values_list("line", "value").order_by("line")) == before
    assert sum(value for _line, value in before) == sum(values)
