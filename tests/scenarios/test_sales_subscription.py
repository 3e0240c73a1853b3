"""Subscriptions: one order that is delivered and invoiced again and again (sales.md §16, S-34, S-114 … S-119)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.inventory.models import InventoryTransaction, StockStatus
from foundation.ledger.checks import violations
from foundation.organization.models import AuditEntry
from invoicing.models import CustomerInvoice, QuantityOption
from purchasing.services.deliver_direct import deliver_direct
from sales.errors import NegativeNotAllowed
from sales.models import PackingSlip, SalesOrder, SalesSubscription, SubscriptionLine, SubscriptionStep
from sales.schedule import Delivery
from sales.services.cancel_remainder import cancel_remainder
from sales.services.change_type import change_type
from sales.services.cycle_quantities import waiting_quantity
from sales.services.delivery_schedule import ScheduleRequest, make_schedule
from sales.services.enter_orders import create_order
from sales.services.exposure import order_exposure
from sales.services.process_subscriptions import ProcessedSubscriptions, process_subscriptions
from sales.services.subscriptions import next_cycle, pause_subscription, stop_subscription
from sales.subscription_errors import AdvancedWarehouse, DeliveredNotInvoiced, NotOnSubscription, SubscriptionIncomplete
from sales.subscriptions import CycleUnit, SubscriptionTerms, cycle_date
from sales.type_changes import TypeChange
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import agreement, deliver, only_line, order_draft, sales_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]

MONTHLY = SubscriptionTerms(start_date=date(2026, 1, 31))
TODAY = date(2026, 3, 31)


def subscription(company: Company, *lines: Any, terms: SubscriptionTerms | None = MONTHLY) -> SalesOrder:
    """Create a subscription."""
    draft = replace(order_draft(company, *lines, order_type="subscription"), subscription=terms)
    order = create_order(company.entity, draft, company.user("OM"))
    return SalesOrder.of(company.entity).get(pk=order.pk)  # type: ignore[no-any-return]


def figures(order: SalesOrder) -> dict[str, Any]:
    """Return the quantities of the only line in this cycle and over all, and the status of the order."""
    line = only_line(order)
    totals = SubscriptionLine.of(order.legal_entity_id).of_order(order.pk).first()
    return {
        "RD": line.deliver_remainder,
        "RI": line.invoice_remainder,
        "delivered": totals.delivered_total if totals else line.delivered_quantity,
        "invoiced": totals.invoiced_total if totals else line.invoiced_quantity,
        "status": SalesOrder.of(order.legal_entity_id).get(pk=order.pk).status,
    }


def process(company: Company, *orders: SalesOrder, on: date = TODAY) -> ProcessedSubscriptions:
    """Run the job's work on a day."""
    return process_subscriptions(company.entity, [order.pk for order in orders], on, company.user("OM"))


def books_hold() -> None:
    """Nothing between orders, slips, stock and books is broken."""
    assert violations() == []


@pytest.mark.scenario("sales", "S-34")
def test_a_warehouse_with_advanced_processes_delivers_no_subscription(company: Company) -> None:
    company.warehouse.advanced_processes = True
    company.warehouse.save()
    order = sales_order(company, ("A", 1))

    with pytest.raises(AdvancedWarehouse) as refusal:
        subscription(company, ("A", 1))
    with pytest.raises(AdvancedWarehouse):
        change_type(company.entity, order.pk, TypeChange("subscription", subscription=MONTHLY), company.user("OM"))

    assert refusal.value.code == "ORD-12"


@pytest.mark.scenario("sales", "S-114")
def test_the_cycle_opens_again_after_every_invoice(company: Company) -> None:
    order = subscription(company, ("A", 10, "30"))
    deliver(company, order)
    assert figures(order) == {"RD": 0, "RI": 10, "delivered": 10, "invoiced": 0, "status": "delivered"}

    invoice(company, order, quantity=QuantityOption.PACKING_SLIP)

    assert figures(order) == {"RD": 10, "RI": 0, "delivered": 10, "invoiced": 10, "status": "open"}
    assert only_line(order).deliver_now == 10
    assert company.on_hand("A").on_order == 10
    deliver(company, order)
    invoice(company, order, quantity=QuantityOption.PACKING_SLIP)
    assert figures(order) == {"RD": 10, "RI": 0, "delivered": 20, "invoiced": 20, "status": "open"}
    assert list(CustomerInvoice.of(company.entity).values_list("invoice_amount", flat=True)) == [363, 363]
    assert SubscriptionLine.of(company.entity).get().closed_amount == 600
    books_hold()


@pytest.mark.scenario("sales", "S-115")
def test_invoicing_a_part_opens_that_part_again(company: Company) -> None:
    order = subscription(company, ("A", 10))
    deliver(company, order, updates={10: 6})
    assert figures(order)["RD"] == 4

    invoice(company, order, quantity=QuantityOption.PACKING_SLIP)

    assert figures(order) == {"RD": 10, "RI": 0, "delivered": 6, "invoiced": 6, "status": "open"}
    books_hold()


@pytest.mark.scenario("sales", "S-116")
def test_cycles_are_counted_from_the_start_date() -> None:
    dates = [cycle_date(date(2025, 1, 31), count, 1, CycleUnit.MONTH) for count in range(4)]

    assert dates == [date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30)]


@given(
    start=st.dates(date(2000, 1, 1), date(2100, 12, 31)),
    count=st.integers(0, 200),
    every=st.integers(1, 12),
    unit=st.sampled_from(CycleUnit.values),
)
def test_cycle_dates_rise_from_the_start_and_keep_its_day(start: date, count: int, every: int, unit: str) -> None:
    found, following = cycle_date(start, count, every, unit), cycle_date(start, count + 1, every, unit)

    assert cycle_date(start, 0, every, unit) == start
    assert found < following
    if unit in (CycleUnit.DAY, CycleUnit.WEEK):
        assert (following - found).days == every * (7 if unit == CycleUnit.WEEK else 1)
    else:
        assert found.day == start.day or (found.day < start.day and (found + timedelta(days=1)).day == 1)


def test_invoice_dates_lie_at_the_start_or_the_end_of_a_cycle_and_weekends_move_deliveries_only() -> None:
    terms = SubscriptionTerms(start_date=date(2026, 2, 1), weekend_rule="next_working_day", number_of_cycles=2)
    arrears = SubscriptionTerms(start_date=date(2026, 2, 1), invoice_moment="in_arrears", end_date=date(2026, 3, 15))

    assert [terms.delivery_date(cycle) for cycle in (1, 2, 3)] == [date(2026, 2, 2), date(2026, 3, 2), None]
    assert terms.invoice_date(1) == date(2026, 2, 1)
    assert [arrears.invoice_date(cycle) for cycle in (1, 2, 3)] == [date(2026, 2, 28), date(2026, 3, 31), None]


@pytest.mark.scenario("sales", "S-117")
def test_a_subscription_stops_when_everything_is_invoiced(company: Company) -> None:
    order = subscription(company, ("A", 10), ("S", 1))
    deliver(company, order)
    with pytest.raises(DeliveredNotInvoiced):
        stop_subscription(company.entity, order.pk, TODAY, company.user("OM"))
    invoice(company, order, quantity=QuantityOption.PACKING_SLIP)

    stopped = stop_subscription(company.entity, order.pk, TODAY, company.user("OM"), reason="Moved away")

    assert stopped.status == "invoiced"
    left = InventoryTransaction.of(company.entity).filter(item=company.items["A"]).exclude(status=StockStatus.SOLD)
    assert not left.exists()
    assert SalesSubscription.of(company.entity).get().stopped_at == TODAY
    assert process(company, order, on=date(2026, 5, 1)).slips == {}
    books_hold()


def test_a_subscription_that_never_delivered_ends_cancelled(company: Company) -> None:
    order = subscription(company, ("A", 10))

    assert stop_subscription(company.entity, order.pk, TODAY, company.user("OM")).status == "cancelled"
    assert company.on_hand("A").on_order == 0


@pytest.mark.scenario("sales", "S-118")
def test_the_job_delivers_a_cycle_once_and_missed_ones_one_by_one(company: Company) -> None:
    order = subscription(company, ("A", 10, "30"))

    first = process(company, order, on=date(2026, 1, 31))
    again = process(company, order, on=date(2026, 1, 31))
    assert (len(first.slips[order.pk]), again.slips) == (1, {})
    assert figures(order)["status"] == "delivered"

    missed = process(company, order)

    assert len(missed.slips[order.pk]) == 2
    assert PackingSlip.of(company.entity).count() == SubscriptionStep.of(company.entity).filter(step="delivery").count() == 3
    assert waiting_quantity(company.entity, [order.pk]) == {order.pk: 30}
    account = company.customers["C-100"].pk
    assert order_exposure(company.entity, [account])[account][0] == Decimal("1089.00")
    books_hold()
    invoice(company, order, quantity=QuantityOption.PACKING_SLIP)
    assert CustomerInvoice.of(company.entity).get().invoice_amount == 1089
    assert figures(order) == {"RD": 10, "RI": 0, "delivered": 30, "invoiced": 30, "status": "open"}
    books_hold()


@pytest.mark.scenario("sales", "S-119")
def test_a_service_is_invoiced_without_a_slip_and_opens_again(company: Company) -> None:
    order = subscription(company, ("S", 1))

    invoice(company, order, quantity=QuantityOption.ALL)

    assert figures(order) == {"RD": 1, "RI": 0, "delivered": 1, "invoiced": 1, "status": "open"}


def test_a_shortage_leaves_the_cycle_for_the_next_run(company: Company) -> None:
    company.item("SCARCE", "5", negative_stock=False)
    company.stock("SCARCE", "10")
    order = subscription(company, ("SCARCE", 10), terms=SubscriptionTerms(start_date=date(2026, 2, 28)))
    process(company, order, on=date(2026, 2, 28))

    short = process(company, order)

    assert short.refusals[order.pk].code == "STK-01"
    assert figures(order) == {"RD": 0, "RI": 10, "delivered": 10, "invoiced": 0, "status": "delivered"}
    company.stock("SCARCE", "10")
    assert len(process(company, order).slips[order.pk]) == 1


def test_a_cycle_that_was_delivered_by_hand_is_done(company: Company) -> None:
    order = subscription(company, ("A", 10), terms=SubscriptionTerms(start_date=date(2026, 2, 28)))
    deliver(company, order)

    done = process(company, order)

    assert len(done.slips[order.pk]) == 1
    assert not done.refusals
    assert waiting_quantity(company.entity, [order.pk]) == {order.pk: 20}


def test_a_shortage_leaves_what_was_cancelled_of_the_cycle_before_as_it_was(company: Company) -> None:
    company.item("SCARCE", "5", negative_stock=False)
    company.stock("SCARCE", "10")
    order = subscription(company, ("SCARCE", 10), terms=SubscriptionTerms(start_date=date(2026, 2, 28)))
    deliver(company, order, updates={10: 6})
    cancel_remainder(company.entity, [order.pk], company.user("OM"))
    process(company, order, on=date(2026, 2, 28))

    short = process(company, order)

    assert short.refusals[order.pk].code == "STK-01"
    assert only_line(order).cancelled_quantity == 4
    assert figures(order) == {"RD": 0, "RI": 6, "delivered": 6, "invoiced": 0, "status": "delivered"}
    books_hold()


def test_each_cycle_has_the_price_of_the_day_it_is_invoiced_on_unless_one_was_typed(company: Company) -> None:
    monthly = SubscriptionTerms(start_date=date(2026, 1, 31), invoice_moment="in_advance", reprice_each_cycle=True)
    searched, typed = subscription(company, ("A", 10), terms=monthly), subscription(company, ("A", 10, "30"), terms=monthly)
    agreement(company, item="A", amount=Decimal(21), from_date=date(2026, 2, 1))
    for day in (date(2026, 1, 31), date(2026, 2, 28)):
        process(company, searched, typed, on=day)
        invoice(company, searched, quantity=QuantityOption.PACKING_SLIP)

    [first, second] = CustomerInvoice.of(company.entity).order_by("number")

    assert (first.invoice_amount, second.invoice_amount) == (Decimal("302.50"), Decimal("254.10"))
    assert only_line(typed).unit_price == 30
    [told] = AuditEntry.of(company.entity).filter(action="prices changed", object_id=searched.pk)
    assert told.changes["lines.10.unit_price"] == ["25", "21"]
    books_hold()


def test_what_waits_for_its_invoice_keeps_the_price_it_was_delivered_at(company: Company) -> None:
    monthly = SubscriptionTerms(start_date=date(2026, 1, 31), reprice_each_cycle=True)
    order = subscription(company, ("A", 10), terms=monthly)
    agreement(company, item="A", amount=Decimal(21), from_date=date(2026, 2, 1))

    process(company, order)

    assert len(SubscriptionStep.of(company.entity).filter(order=order)) == 3
    assert only_line(order).unit_price == 25


def test_a_pause_skips_what_is_due_before_its_end(company: Company) -> None:
    order = subscription(company, ("A", 10))

    paused = pause_subscription(company.entity, order.pk, date(2026, 3, 1), company.user("OM"))

    assert (paused.cycle_no, paused.next_delivery_date) == (3, TODAY)
    assert process(company, order, on=date(2026, 2, 28)).slips == {}
    assert len(process(company, order).slips[order.pk]) == 1


def test_the_next_cycle_opens_by_hand_and_forgets_what_was_cancelled(company: Company) -> None:
    order = subscription(company, ("A", 10))
    deliver(company, order, updates={10: 6})
    cancel_remainder(company.entity, [order.pk], company.user("OM"))

    opened = next_cycle(company.entity, order.pk, company.user("OM"))

    assert opened.cycle_no == 2
    assert figures(order)["RD"] == 10
    assert waiting_quantity(company.entity, [order.pk]) == {order.pk: 6}
    books_hold()


def test_an_ended_subscription_is_stopped_by_the_job_once_it_is_invoiced(company: Company) -> None:
    order = subscription(company, ("A", 10), terms=SubscriptionTerms(start_date=date(2026, 3, 1), number_of_cycles=1))
    process(company, order)
    assert SalesSubscription.of(company.entity).get().stopped_at is None
    invoice(company, order, quantity=QuantityOption.PACKING_SLIP)

    done = process(company, order)

    assert done.notes[order.pk].code == "SUB-07"
    assert figures(order)["status"] == "invoiced"


def test_a_due_invoice_is_handed_to_the_job_that_invoices(company: Company) -> None:
    order = subscription(company, ("A", 10), terms=SubscriptionTerms(start_date=date(2026, 3, 31), invoice_moment="in_advance"))
    ready = SalesOrder.of(company.entity).with_something_to_invoice().for_batch_invoicing
    assert not ready().exists()

    process(company, order)

    assert list(ready()) == [order]
    invoice(company, order, quantity=QuantityOption.ALL)
    assert not ready().exists()


def test_what_was_invoiced_before_counts_as_the_first_cycle_and_the_way_back_leaves_what_is_open(company: Company) -> None:
    order = sales_order(company, ("A", 10))
    deliver(company, order, updates={10: 4})
    invoice(company, order, quantity=QuantityOption.PACKING_SLIP)

    change_type(company.entity, order.pk, TypeChange("subscription", subscription=MONTHLY), company.user("OM"))

    assert figures(order) == {"RD": 10, "RI": 0, "delivered": 4, "invoiced": 4, "status": "open"}
    assert SalesSubscription.of(company.entity).get().cycle_no == 2
    books_hold()
    change_type(company.entity, order.pk, TypeChange("sales_order"), company.user("OM"))
    deliver(company, order)
    invoice(company, order, quantity=QuantityOption.PACKING_SLIP)
    assert figures(order)["status"] == "invoiced"
    books_hold()


def test_a_subscription_needs_its_cycles_and_takes_no_negative_lines(company: Company) -> None:
    with pytest.raises(SubscriptionIncomplete):
        subscription(company, ("A", 1), terms=None)
    with pytest.raises(NegativeNotAllowed):
        subscription(company, ("A", -1))


def test_a_subscription_is_neither_scheduled_nor_delivered_by_a_vendor(company: Company) -> None:
    order = subscription(company, ("A", 10, "5.00"))
    parts = [Delivery(Decimal(5), TODAY), Delivery(Decimal(5), TODAY)]

    with pytest.raises(NotOnSubscription, match="Delivery schedule is not possible on a subscription"):
        make_schedule(company.entity, order.pk, ScheduleRequest(only_line(order).pk, parts), company.user("OM"))
    with pytest.raises(NotOnSubscription, match="Direct delivery is not possible on a subscription"):
        deliver_direct(company.entity, order.pk, company.user("OM"))
