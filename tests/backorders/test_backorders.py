"""Backorders: what covers a line, who is told what, and what is refused (sales.md §19)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backorders.errors import DayMissing, MoreThanAvailable, MoreThanRemainder, NothingReserved, NotOnePlace, PromiseBroken
from backorders.models import Backorder, BackorderMark, CustomerNotice, ItemBackorder, SupplyBackorder
from backorders.services import vendor_dates
from backorders.services.change_dates import DateChange, DateRule, change_dates, plan_dates
from backorders.services.inform_customers import inform_customers
from backorders.services.order_goods import order_goods
from backorders.services.reservations import orders_with_reservations
from backorders.services.set_priority import set_priority
from backorders.services.split_on_hand import split_on_hand
from backorders.services.vendor_dates import change_vendor_dates
from backorders.splitting import SplitMethod
from customers.models import ElectronicAddress
from foundation.documents.models import OutboxMessage
from foundation.documents.services.work_outbox import work_outbox
from foundation.organization.models import LegalEntity
from purchasing.models import PurchaseOrderLine
from purchasing.services.deliver_direct import deliver_direct
from purchasing.services.order_for_sales import order_for_sales
from sales.models import SalesOrderLine
from sales.services.change_lines import LineEdit, change_lines
from sales.services.stock import reserve_open
from tests.factories.backorders import TODAY, backorder, stock_of, waits
from tests.factories.company import Company
from tests.factories.purchasing import purchase, vendor


@pytest.fixture(autouse=True)
def second_of_march() -> Iterator[None]:
    """Let it be Monday 2 March 2026."""
    with time_machine.travel("2026-03-02 09:00Z", tick=False):
        yield


@pytest.fixture
def stocked(company: Company) -> Company:
    """Twelve pieces of an item that may not go below zero."""
    company.item("A1", "10.00", negative_stock=False)
    company.stock("A1", "12")
    return company


def test_a_receipt_covers_those_who_were_promised_first(stocked: Company) -> None:
    first, second = waits(stocked, "A1", 20), waits(stocked, "A1", 10, promised=date(2026, 3, 5))
    third = waits(stocked, "A1", 1, promised=date(2026, 3, 30))
    early, late = purchase(stocked, "A1", 10, due=date(2026, 3, 4)), purchase(stocked, "A1", 10, due=date(2026, 3, 9))

    assert backorder(first).cover_number == early.number
    assert (backorder(second).cover_number, backorder(second).cover_date) == (late.number, date(2026, 3, 9))
    assert backorder(second).cover_vendor == "Vendor V-1"
    assert backorder(third).cover_number == late.number


def test_what_stock_suffices_for_needs_no_receipt(stocked: Company) -> None:
    line = waits(stocked, "A1", 12)
    purchase(stocked, "A1", 10, due=date(2026, 3, 4))

    assert backorder(line).cover_date is None
    assert [found.pk for found in Backorder.of(stocked.entity).for_list().coverable()] == [line.pk]
    reserve_open(stocked.entity, [line.pk])
    assert (backorder(line).reserved, backorder(line).available) == (12, 0)
    assert Backorder.of(stocked.entity).for_list().coverable().exists()


def test_drafts_stopped_lines_and_delivered_ones_do_not_wait(stocked: Company) -> None:
    waits(stocked, "A1", 5, order_type="journal")
    stopped = waits(stocked, "A1", 5)
    SalesOrderLine.of(stocked.entity).filter(pk=stopped.pk).update(stopped=True)

    assert not Backorder.of(stocked.entity).for_list().exists()


def test_the_shortage_counts_what_is_due_until_the_backorder_date(stocked: Company) -> None:
    held = waits(stocked, "A1", 10)
    reserve_open(stocked.entity, [held.pk])
    waits(stocked, "A1", 9, promised=date(2026, 3, 9))

    assert stock_of(stocked, "A1").shortage == 0
    assert ItemBackorder.of(stocked.entity).for_list().until(date(2026, 3, 9)).get().shortage == 7
    assert ItemBackorder.of(stocked.entity).for_list().until(None).get().shortage == 7


def test_a_direct_delivery_is_waited_for_by_its_own_line(stocked: Company) -> None:
    vendor(stocked, "V-1", supplies="A1")
    direct = waits(stocked, "A1", 7)
    deliver_direct(stocked.entity, direct.order_id, stocked.user("OM"))
    waits(stocked, "A1", 5)

    (supply,) = SupplyBackorder.of(stocked.entity).for_list()
    assert (supply.waiting_count, supply.waiting_quantity, supply.earliest_promise) == (1, 7, TODAY)
    assert supply.waiting_customers == "Customer C-100"


def test_splitting_moves_reservations_from_one_line_to_another(stocked: Company) -> None:
    first, second = waits(stocked, "A1", 12), waits(stocked, "A1", 8)
    reserve_open(stocked.entity, [first.pk])
    keys = [first.pk, second.pk]

    split_on_hand(stocked.entity, keys, SplitMethod.EQUAL, stocked.user("WH"))

    assert (backorder(first).reserved, backorder(second).reserved) == (6, 6)
    with pytest.raises(MoreThanAvailable, match="Distributed 14 of 12 available"):
        split_on_hand(stocked.entity, keys, SplitMethod.EQUAL, stocked.user("WH"), typed={first.pk: Decimal(8), second.pk: Decimal(6)})
    with pytest.raises(MoreThanRemainder, match="9 exceeds the remainder 8"):
        split_on_hand(stocked.entity, keys, SplitMethod.EQUAL, stocked.user("WH"), typed={second.pk: Decimal(9)})


def test_goods_that_are_there_take_the_place_of_expected_ones(stocked: Company) -> None:
    vendor(stocked, "V-1", supplies="A1")
    line = waits(stocked, "A1", 10)
    order_for_sales(stocked.entity, line.order_id, stocked.user("OM"))

    split_on_hand(stocked.entity, [line.pk], SplitMethod.PRIORITY, stocked.user("WH"))

    assert backorder(line).reserved == 10


def test_only_one_item_in_one_warehouse_is_split(stocked: Company) -> None:
    stocked.item("B1", "10.00")
    lines = [waits(stocked, "A1", 1), waits(stocked, "B1", 1)]
    with pytest.raises(NotOnePlace):
        split_on_hand(stocked.entity, [line.pk for line in lines], SplitMethod.EQUAL, stocked.user("WH"))


def test_a_line_is_promised_for_the_receipt_that_covers_it_and_its_issue_margin(stocked: Company) -> None:
    stocked.items["A1"].issue_margin = 1
    stocked.items["A1"].save()
    line = waits(stocked, "A1", 20)
    purchase(stocked, "A1", 10, due=date(2026, 3, 4))

    plan = plan_dates(stocked.entity, [line.pk], DateChange(DateRule.COVER))
    assert [move.new for move in plan.moves] == [date(2026, 3, 5)]
    with pytest.raises(DayMissing):
        plan_dates(stocked.entity, [line.pk], DateChange(DateRule.FIXED))


def test_what_nothing_covers_is_left_out(stocked: Company) -> None:
    line = waits(stocked, "A1", 20)
    plan = change_dates(stocked.entity, [line.pk], DateChange(DateRule.COVER), stocked.user("OC"))
    assert (plan.moves, plan.refusals[line.pk].code) == ([], "BCK-05")


def test_a_line_is_not_promised_for_a_day_that_is_over(stocked: Company) -> None:
    line = waits(stocked, "A1", 20)

    plan = plan_dates(stocked.entity, [line.pk], DateChange(DateRule.FIXED, date(2026, 3, 1)))

    assert (plan.moves, [refusal.code for refusal in plan.refusals.values()]) == ([], ["BCK-09"])


def test_a_day_that_is_over_is_told_only_when_it_is_meant(stocked: Company) -> None:
    line = waits(stocked, "A1", 20)
    SalesOrderLine.of(stocked.entity).filter(pk=line.pk).update(confirmed_ship_date=date(2026, 3, 1))

    with pytest.raises(PromiseBroken) as refused:
        inform_customers(stocked.entity, [line.pk], stocked.user("OC"))
    inform_customers(stocked.entity, [line.pk], stocked.user("OC"), tell_passed=True)

    assert f"{line.order.number} / 10 A1" in str(refused.value)
    assert CustomerNotice.of(stocked.entity).count() == 1


def test_a_broken_promise_that_stock_covers_is_told_as_it_is(stocked: Company) -> None:
    line = waits(stocked, "A1", 5)
    SalesOrderLine.of(stocked.entity).filter(pk=line.pk).update(confirmed_ship_date=date(2026, 3, 1))

    assert len(inform_customers(stocked.entity, [line.pk], stocked.user("OC"))) == 1


@pytest.mark.django_db(transaction=False)
def test_a_notice_goes_out_in_the_language_of_the_customer_with_old_and_new_date(
    stocked: Company, django_capture_on_commit_callbacks: Any
) -> None:
    customer = stocked.customer("C-200")
    customer.language = "nl"
    customer.save()
    ElectronicAddress.objects.create(party=customer.party, kind="email", value="inkoop@klant.example", is_primary=True)
    line = waits(stocked, "A1", 20, customer="C-200")
    change_dates(stocked.entity, [line.pk], DateChange(DateRule.FIXED, date(2026, 3, 10)), stocked.user("OC"))

    (notice,) = inform_customers(stocked.entity, [line.pk], stocked.user("OC"))
    assert OutboxMessage.of(stocked.entity).get(kind="backorder_notice").object_id == notice.pk
    work_outbox()

    (sent,) = mail.outbox
    assert sent.to == ["inkoop@klant.example"] and line.order.number in sent.subject
    assert "A1" in sent.body and notice.language == "nl"
    told = notice.lines.get()
    assert (told.old_date, told.new_date) == (TODAY, date(2026, 3, 10))
    assert BackorderMark.of(stocked.entity).get().known_ship_date == date(2026, 3, 10)


def test_a_customer_is_told_again_from_what_was_told_last(stocked: Company) -> None:
    line, clerk = waits(stocked, "A1", 20), stocked.user("OC")
    inform_customers(stocked.entity, [line.pk], clerk)
    for day in (10, 12):
        change_dates(stocked.entity, [line.pk], DateChange(DateRule.FIXED, date(2026, 3, day)), clerk)

    inform_customers(stocked.entity, [line.pk], clerk, by_mail=False)

    assert CustomerNotice.of(stocked.entity).count() == 2
    told = CustomerNotice.of(stocked.entity).latest("pk").lines.get()
    assert (told.old_date, told.new_date) == (TODAY, date(2026, 3, 12))


def test_many_orders_are_promised_another_day_in_as_many_statements_as_one(stocked: Company) -> None:
    def statements(count: int, day: int) -> int:
        lines = [waits(stocked, "A1", 20) for _line in range(count)]
        with CaptureQueriesContext(connection) as captured:
            change_dates(stocked.entity, [line.pk for line in lines], DateChange(DateRule.FIXED, date(2026, 3, day)), stocked.user("OC"))
        assert {backorder(line).promised_ship for line in lines} == {date(2026, 3, day)}  # type: ignore[attr-defined]
        return len(captured)

    statements(1, 10)
    assert statements(1, 11) == statements(7, 12)


def test_a_line_follows_the_priority_of_its_order_until_it_has_its_own(stocked: Company) -> None:
    line = waits(stocked, "A1", 20, priority=3)
    assert backorder(line).rank == 3
    set_priority(stocked.entity, [line.pk], 1, stocked.user("OC"))
    assert backorder(line).rank == 1
    set_priority(stocked.entity, [line.pk], None, stocked.user("OC"))
    assert backorder(line).rank == 3


def test_a_line_that_was_told_of_can_still_be_removed(stocked: Company) -> None:
    line = waits(stocked, "A1", 20)
    inform_customers(stocked.entity, [line.pk], stocked.user("OC"))

    extra = LineEdit(None, {"item_id": line.item_id, "quantity": 1, "warehouse_id": line.warehouse_id})
    change_lines(stocked.entity, line.order_id, [extra, LineEdit(line.pk, remove=True)], stocked.user("OM"))

    told = CustomerNotice.of(stocked.entity).get().lines.get()
    assert (told.sales_line_id, told.order_number) == (None, line.order.number)


def test_more_lines_take_no_statement_more_to_split_rank_and_tell(stocked: Company) -> None:
    def statements(count: int) -> list[int]:
        keys = [waits(stocked, "A1", 1).pk for _number in range(count)]
        found = []
        for act in (
            lambda: split_on_hand(stocked.entity, keys, SplitMethod.EQUAL, stocked.user("WH")),
            lambda: set_priority(stocked.entity, keys, 2, stocked.user("WH")),
            lambda: inform_customers(stocked.entity, keys, stocked.user("WH")),
        ):
            with CaptureQueriesContext(connection) as captured:
                act()
            found.append(len(captured))
        return found

    statements(1)
    few = statements(2)
    assert all(many <= before for many, before in zip(statements(5), few, strict=True))


def test_goods_for_many_orders_are_ordered_in_as_many_statements_as_for_one(stocked: Company) -> None:
    vendor(stocked, "V-1", supplies="A1")

    def statements(count: int) -> int:
        lines = [waits(stocked, "A1", 20) for _line in range(count)]
        with CaptureQueriesContext(connection) as captured:
            done = order_goods(stocked.entity, [line.pk for line in lines], stocked.user("OM"))
        assert (len(done.purchases), done.refusals) == (count, {})
        return len(captured)

    statements(1)
    assert statements(1) == statements(7)


def test_an_order_of_which_nothing_can_be_bought_leaves_the_others_alone(stocked: Company) -> None:
    vendor(stocked, "V-1", supplies="A1")
    first, second = waits(stocked, "A", 5), waits(stocked, "A1", 20)

    done = order_goods(stocked.entity, [first.pk, second.pk], stocked.user("OM"))

    assert [purchase.lines.get().sales_line_id for purchase in done.purchases] == [second.pk]
    assert {key: error.code for key, error in done.refusals.items()} == {first.order_id: "PUR-03"}


def test_a_later_day_of_a_vendor_takes_as_many_statements_for_many_orders_as_for_one(stocked: Company) -> None:
    vendor(stocked, "V-1", supplies="A1")

    def statements(count: int, day: date) -> int:
        lines = [waits(stocked, "A1", 20) for _line in range(2 * count)]
        for line in lines[:count]:
            order_for_sales(stocked.entity, line.order_id, stocked.user("OM"))
        for line in lines[count:]:
            deliver_direct(stocked.entity, line.order_id, stocked.user("OM"))
        supplies = PurchaseOrderLine.of(stocked.entity).filter(sales_line__in=[line.pk for line in lines])
        with CaptureQueriesContext(connection) as captured:
            change_vendor_dates(stocked.entity, [known.pk for known in supplies], day, stocked.user("OM"), shift=True)
        assert {backorder(line).promised_ship for line in lines} == {day}  # type: ignore[attr-defined]
        return len(captured)

    statements(1, date(2026, 3, 10))
    assert statements(1, date(2026, 3, 11)) == statements(5, date(2026, 3, 12))


def test_promises_are_read_again_under_the_locks(stocked: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    vendor(stocked, "V-1", supplies="A1")
    line = waits(stocked, "A1", 20)
    (order,) = order_for_sales(stocked.entity, line.order_id, stocked.user("OM"))
    later = date(2026, 3, 20)

    def meanwhile(entity: LegalEntity, keys: Collection[int], *, shift: bool) -> set[int]:
        held = hold(entity, keys, shift=shift)
        change_dates(stocked.entity, [line.pk], DateChange(DateRule.FIXED, later), stocked.user("OC"))
        return held

    hold = vendor_dates._hold
    monkeypatch.setattr(vendor_dates, "_hold", meanwhile)

    plan = change_vendor_dates(stocked.entity, [order.lines.get().pk], date(2026, 3, 12), stocked.user("OM"), shift=True)

    assert (plan.moves, backorder(line).promised_ship) == ([], later)  # type: ignore[attr-defined]


def test_nothing_leaves_of_lines_that_nothing_is_reserved_for(stocked: Company) -> None:
    line = waits(stocked, "A1", 10)
    with pytest.raises(NothingReserved, match="Nothing of the chosen lines is reserved"):
        orders_with_reservations(stocked.entity, [line.pk])

    reserve_open(stocked.entity, [line.pk])

    assert orders_with_reservations(stocked.entity, [line.pk]) == [line.order_id]
