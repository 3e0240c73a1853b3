"""Delivery date control: lead time, ATP, and dates that stay as long as they can be met (sales.md §12.1–§12.3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from purchasing.services.change_purchase_order import cancel_purchase_remainder
from sales.models import ClosedDay, OrderEntryDeadline, SalesOrder, SalesParameters
from sales.services.change_lines import LineEdit, change_lines
from sales.services.delivery_dates import DateKind, available_dates, set_dates
from sales.services.enter_orders import create_orders
from sales.services.promise_dates import PromiseBook
from tests.factories.company import Company
from tests.factories.purchasing import purchase, vendor
from tests.factories.sales import agreement, only_line, order_draft, sales_order, set_parameters

MONDAY = date(2025, 6, 2)
EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]


@pytest.fixture
def today() -> Iterator[date]:
    """Let it be Monday 2 June 2025."""
    with time_machine.travel("2025-06-02 08:00Z", tick=False):
        yield MONDAY


@pytest.fixture
def company(company: Company) -> Company:
    """A company that ships every day of the week."""
    set_parameters(company, working_days=EVERY_DAY)
    company.item("A", "10.00", negative_stock=False)
    return company


def day(number: int) -> date:
    """Return a day counted from Monday 2 June 2025."""
    return MONDAY + timedelta(days=number)


def codes(company: Company, quantity: int, ship: date, **header: object) -> list[str]:
    """Return what an order line tells when it is entered."""
    draft = order_draft(company, ("A", quantity), order_date=MONDAY, requested_ship_date=ship, **header)
    entered = create_orders(company.entity, [draft], company.user("OM")).or_raise()
    return [notice.code for notice in entered.notices.get(0, ()) if notice.code.startswith("DLV")]


@pytest.fixture
def promised(company: Company, today: date) -> Company:
    """15 lie there; 8 leave on day 1, 6 on day 4; 10 come on day 3."""
    company.stock("A", "15")
    for quantity, number in ((8, 1), (6, 4)):
        sales_order(company, ("A", quantity, "10.00"), order_date=MONDAY, requested_ship_date=day(number))
    purchase(company, "A", 10, due=day(3), vendor=vendor(company))
    return company


@pytest.mark.scenario("sales", "S-77")
def test_what_can_be_promised_endangers_no_earlier_promise(promised: Company) -> None:
    place = (promised.items["A"].pk, promised.warehouse.pk)
    book = PromiseBook.load(promised.entity, SalesParameters.of(promised.entity), [place[0]])

    assert [known.available for known in book.table(place)[:6]] == [7, 7, 7, 11, 11, 11]
    assert [known.projected for known in book.table(place)[:5]] == [15, 7, 7, 17, 11]
    assert book.earliest_of_stock(place, Decimal(9)).day == day(3)
    assert book.earliest_of_stock(place, Decimal(12)).assumed


@pytest.mark.scenario("sales", "S-77")
def test_a_line_is_warned_of_a_date_before_its_supply(promised: Company) -> None:
    assert codes(promised, 9, day(2), delivery_date_control="atp") == ["DLV-01"]
    assert SalesOrder.of(promised.entity).count() == 3


@pytest.mark.scenario("sales", "S-77")
def test_without_supply_in_sight_the_day_after_the_horizon_is_assumed(promised: Company) -> None:
    draft = order_draft(promised, ("A", 12), order_date=MONDAY, requested_ship_date=day(5), delivery_date_control="atp")
    notices = create_orders(promised.entity, [draft], promised.user("OM")).or_raise().notices[0]

    told = {notice.code: notice.params for notice in notices if notice.code.startswith("DLV")}
    assert set(told) == {"DLV-01", "DLV-02"}
    assert told["DLV-02"]["e"] == str(day(61))


@pytest.mark.scenario("sales", "S-77")
def test_the_issue_margin_comes_on_top_of_the_day_of_supply(promised: Company) -> None:
    item = promised.items["A"]
    item.issue_margin = 2
    item.save()

    assert codes(promised, 9, day(4), delivery_date_control="atp_margin") == ["DLV-01"]
    assert codes(promised, 1, day(3), delivery_date_control="atp_margin") == []


@pytest.mark.scenario("sales", "S-78")
@pytest.mark.parametrize(("clock", "earliest"), [("12:50", date(2025, 6, 5)), ("13:20", date(2025, 6, 6))])
def test_an_order_after_the_deadline_counts_as_received_the_next_day(company: Company, clock: str, earliest: date) -> None:
    set_parameters(company, sales_lead_time=2, delivery_date_control="sales_lead_time")
    OrderEntryDeadline.of(company.entity).create(legal_entity=company.entity, weekday=1, time=time(15, 0))

    with time_machine.travel(f"2025-06-03 {clock}Z", tick=False):
        order = sales_order(company, ("A", 1, "10.00"), order_date=date(2025, 6, 3))
        (found,) = available_dates(company.entity, order.pk)

    assert found.earliest.day == earliest


def test_nothing_leaves_on_closed_days_and_weekends(company: Company) -> None:
    set_parameters(company, sales_lead_time=1, delivery_date_control="sales_lead_time", working_days=[0, 1, 2, 3, 4])
    ClosedDay.of(company.entity).create(legal_entity=company.entity, day=date(2025, 6, 9), name="Whit Monday")

    with time_machine.travel("2025-06-06 08:00Z", tick=False):
        order = sales_order(company, ("A", 1, "10.00"), order_date=date(2025, 6, 6))
        (found,) = available_dates(company.entity, order.pk)

    assert found.earliest.day == date(2025, 6, 10)
    assert [ship.weekday() for ship, _receipt in found.pairs] == [1, 2, 3, 4, 0, 1, 2, 3, 4, 0]


@pytest.mark.scenario("sales", "S-79")
def test_a_promise_stays_until_it_cannot_be_met_any_more(company: Company) -> None:
    with time_machine.travel("2025-08-15 08:00Z", tick=False):
        order = sales_order(
            company, ("A", 5, "10.00"), order_date=date(2025, 8, 15), requested_ship_date=date(2025, 8, 20), delivery_date_control="atp"
        )
        line = only_line(order)
        early = purchase(company, "A", 5, due=date(2025, 8, 18))
        work = set_dates(company.entity, order.pk, {line.pk: date(2025, 8, 20)}, DateKind.CONFIRMED, company.user("OM"))
        assert [notice.code for notice in work.notices] == []
        assert only_line(order).confirmed_ship_date == date(2025, 8, 20)

        cancel_purchase_remainder(company.entity, early.pk, company.user("OM"))
        purchase(company, "A", 5, due=date(2025, 8, 22))
        work = change_lines(company.entity, order.pk, [LineEdit(line.pk, {"text": "Ring twice"})], company.user("OM"))

    assert [(notice.code, notice.params["e"]) for notice in work.notices] == [("DLV-01", "2025-08-22")]
    assert only_line(order).confirmed_ship_date == date(2025, 8, 20)


def test_the_calendar_is_read_once_for_dates_and_once_for_their_control_however_many_orders(company: Company, today: date) -> None:
    def statements(count: int = 1, **header: object) -> int:
        drafts = [order_draft(company, ("A", 1), order_date=MONDAY, requested_ship_date=MONDAY, **header) for _number in range(count)]
        with CaptureQueriesContext(connection) as found:
            create_orders(company.entity, drafts, company.user("OM")).or_raise()
        return sum("closedday" in query["sql"] or "deadline" in query["sql"] for query in found)

    assert statements(delivery_date_control="none") == 1
    assert statements(count=3) == statements() == 2


def test_a_company_that_set_nothing_controls_dates_by_lead_time(company: Company, today: date) -> None:
    assert codes(company, 1, MONDAY) == ["DLV-01"]
    assert codes(company, 1, day(1)) == []


def test_the_date_that_an_order_starts_with_is_a_working_day_that_can_be_met(company: Company) -> None:
    set_parameters(company, working_days=[0, 1, 2, 3, 4])
    OrderEntryDeadline.of(company.entity).create(legal_entity=company.entity, weekday=3, time=time(15, 0))

    with time_machine.travel("2025-06-05 16:00Z", tick=False):  # Thursday, after the deadline
        draft = order_draft(company, ("A", 1), order_date=date(2025, 6, 5))
        entered = create_orders(company.entity, [draft], company.user("OM")).or_raise()

    assert entered.orders[0].requested_ship_date == date(2025, 6, 9)
    assert not [notice for notice in entered.notices.get(0, ()) if notice.code == "DLV-01"]


def test_all_lines_can_get_the_date_of_the_latest(company: Company, today: date) -> None:
    order = sales_order(company, ("A", 5, "10.00"), ("A", 6, "10.00"), order_date=MONDAY)
    first, second = order.lines.order_by("line_number")

    set_dates(company.entity, order.pk, {first.pk: day(3), second.pk: day(8)}, DateKind.CONFIRMED, company.user("OM"), one_date=True)

    assert {line.confirmed_ship_date for line in order.lines.all()} == {day(8)}


@pytest.mark.parametrize(
    ("agreed", "of_item", "earliest"), [(6, 3, 6), (0, 3, 0), (None, 3, 3), (None, None, 1)], ids=["agreement", "none", "item", "parameter"]
)
def test_the_lead_time_of_the_agreement_goes_before_that_of_the_item(
    company: Company, today: date, agreed: int | None, of_item: int | None, earliest: int
) -> None:
    company.item("L", "10.00", sales_lead_time=of_item)
    agreement(company, item="L", amount=Decimal(9), lead_time=agreed)

    late = create_orders(company.entity, [order_draft(company, ("L", 1), order_date=MONDAY, requested_ship_date=MONDAY)], None)
    order = sales_order(company, ("L", 1), order_date=MONDAY, requested_ship_date=day(earliest))

    assert [notice.code for notice in late.notices.get(0, ())] == (["DLV-01"] if earliest else [])
    (found,) = available_dates(company.entity, order.pk)
    assert found.earliest.day == day(earliest)
