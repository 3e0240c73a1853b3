"""The pages of backorders: three lists, one item, and the dialogs over chosen lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from backorders.models import CustomerNotice
from backorders.tables import SupplyBackorderTable, WholeUnitsColumn
from foundation.inventory.models import Unit
from purchasing.models import PurchaseOrder, PurchaseOrderLine
from sales.models import SalesOrderLine
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


@pytest.fixture
def manager(stocked: Company, client: Any) -> Any:
    """A browser of an order manager."""
    client.force_login(stocked.user("OM"))
    return client


def url(company: Company, path: str) -> str:
    """Return an address of backorders."""
    return f"/{company.entity.code}/backorders/{path}"


def shown(client: Any, company: Company, path: str) -> str:
    """Return a page as text."""
    answer = client.get(url(company, path))
    assert answer.status_code == 200, answer
    return str(answer.content.decode())


def send(client: Any, company: Company, path: str, *lines: Any, **data: Any) -> str:
    """Send a dialog over some rows and return the page with what came of it."""
    selected = {"selected": ",".join(str(line.pk) for line in lines)}
    answer = client.post(url(company, path), selected | data)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return str(client.get(answer["Location"]).content.decode())


def test_lines_that_wait_stand_in_the_list_by_customer(stocked: Company, manager: Any) -> None:
    due, later = waits(stocked, "A1", 5), waits(stocked, "A1", 5, promised=date(2026, 3, 20))

    page, everything = shown(manager, stocked, "customers/"), shown(manager, stocked, "customers/?tab=all")

    assert due.order.number in page and later.order.number not in page
    assert due.order.number in everything and later.order.number in everything
    assert later.order.number in shown(manager, stocked, "customers/?backorder_date=2026-03-20")


def test_the_list_by_customer_can_be_filtered(stocked: Company, manager: Any) -> None:
    vendor(stocked, "V-1", supplies="A1")
    line = waits(stocked, "A1", 20)
    found = ("item=A1", "customer=C-100", "order_type=sales_order", "priority=5", "not_notified=true", "vendor=V-1", "item=a1&late=false")
    missed = ("item=B", "customer=X", "order_type=subscription", "priority=1", "coverable=true", "vendor=V-2", "late=true", "broken=true")

    assert all(line.order.number in shown(manager, stocked, f"customers/?tab=all&{query}") for query in found)
    assert not any(line.order.number in shown(manager, stocked, f"customers/?tab=all&{query}") for query in missed)


def test_every_list_sorts_exports_and_takes_no_statement_more_for_more_rows(stocked: Company, manager: Any) -> None:
    def statements(path: str) -> int:
        with CaptureQueriesContext(connection) as found:
            shown(manager, stocked, path)
        return len(found)

    waits(stocked, "A1", 20)
    purchase(stocked, "A1", 5, due=TODAY)
    paths = ("customers/?tab=all&sort=cover_date", "items/?tab=all&sort=-shortage", "vendors/?tab=all&sort=waiting_quantity")
    for path in paths:
        statements(path)
    few = [statements(path) for path in paths]
    for _number in range(3):
        waits(stocked, "A1", 5)
        purchase(stocked, "A1", 5, due=TODAY)

    assert all(statements(path) <= before for path, before in zip(paths, few, strict=True))
    for path in ("customers/", "items/", "vendors/"):
        assert manager.get(url(stocked, f"{path}?tab=all&export=csv")).status_code == 200


def test_an_item_shows_both_directions_by_date_in_a_fixed_number_of_statements(stocked: Company, manager: Any) -> None:
    line = waits(stocked, "A1", 20)
    order = purchase(stocked, "A1", 9, due=date(2026, 3, 5))
    page = f"items/{stock_of(stocked, 'A1').pk}/"

    text = shown(manager, stocked, page)
    assert line.order.number in text and order.number in text and "Shortage" in text

    with CaptureQueriesContext(connection) as few:
        shown(manager, stocked, page)
    waits(stocked, "A1", 3)
    purchase(stocked, "A1", 9, due=date(2026, 3, 6))
    with CaptureQueriesContext(connection) as many:
        shown(manager, stocked, page)
    assert len(many) <= len(few)


def test_what_is_on_hand_is_split_as_typed(stocked: Company, manager: Any) -> None:
    first, second = waits(stocked, "A1", 10), waits(stocked, "A1", 8)

    preview = shown(manager, stocked, f"split/?selected={first.pk},{second.pk}")
    assert "Available 12" in preview
    typed = {f"quantity_{first.pk}": "4", f"quantity_{second.pk}": "8"}
    send(manager, stocked, "split/", first, second, method="priority", deliver_now="on", **typed)

    assert (backorder(first).reserved, backorder(second).reserved) == (4, 8)
    assert SalesOrderLine.of(stocked.entity).get(pk=first.pk).deliver_now == 4


def test_more_than_there_is_cannot_be_split(stocked: Company, manager: Any) -> None:
    first, second = waits(stocked, "A1", 10), waits(stocked, "A1", 8)
    typed = {f"quantity_{first.pk}": "10", f"quantity_{second.pk}": "8"}

    refused = manager.post(url(stocked, "split/"), {"selected": f"{first.pk},{second.pk}", "method": "priority", **typed})

    assert refused.status_code == 422
    assert "Distributed 18 of 12 available." in refused.content.decode()


def test_what_was_typed_too_high_stays_to_be_mended(stocked: Company, manager: Any) -> None:
    first, second = waits(stocked, "A1", 10), waits(stocked, "A1", 8)
    typed = {"selected": f"{first.pk},{second.pk}", "method": "priority", f"quantity_{first.pk}": "3", f"quantity_{second.pk}": "9"}

    preview = manager.post(url(stocked, "split/?_preview=1"), typed, headers={"HX-Request": "true"}).content.decode()
    refused = manager.post(url(stocked, "split/"), typed)

    for text in (preview, refused.content.decode()):
        assert f"Order {second.order.number}: 9 exceeds the remainder 8." in text
        assert re.search(rf'name="quantity_{first.pk}"[^>]*value="3"|value="3"[^>]*name="quantity_{first.pk}"', text)
    assert refused.status_code == 422 and "is-invalid" in refused.content.decode()
    assert (backorder(first).reserved, backorder(second).reserved) == (0, 0)


def test_a_split_of_several_items_names_them_and_the_way_out(stocked: Company, manager: Any) -> None:
    stocked.item("B1", "5.00")
    lines = [waits(stocked, "A1", 2), waits(stocked, "B1", 2)]

    page = shown(manager, stocked, f"split/?selected={lines[0].pk},{lines[1].pk}")

    assert "these are of 2: A1 (W1), B1 (W1). Go back and filter the list by one of them." in page
    assert "Not possible" in page and "2 lines" in page


def test_a_split_of_a_service_says_which_line_to_leave_out(stocked: Company, manager: Any) -> None:
    stocked.item("S1", "5.00", stocked=False)
    line = waits(stocked, "S1", 2)

    page = shown(manager, stocked, f"split/?selected={line.pk}")

    assert f"Order {line.order.number} line 10: nothing of item S1 comes from stock. Leave the line out." in page


def test_promises_move_and_customers_are_told(stocked: Company, manager: Any) -> None:
    line = waits(stocked, "A1", 10)

    done = send(manager, stocked, "dates/", line, rule="fixed", day="2026-03-10", inform="on")

    notice = CustomerNotice.of(stocked.entity).get()
    assert notice.subject in done
    assert SalesOrderLine.of(stocked.entity).get(pk=line.pk).confirmed_ship_date == date(2026, 3, 10)
    assert line.order.number in shown(manager, stocked, f"notices/{notice.pk}/")
    assert notice.subject in manager.get(f"/{stocked.entity.code}/sales/orders/{line.order_id}/").content.decode()


def test_a_promise_of_a_day_that_is_over_is_named_before_it_is_told(stocked: Company, manager: Any) -> None:
    line = waits(stocked, "A1", 20)
    SalesOrderLine.of(stocked.entity).filter(pk=line.pk).update(confirmed_ship_date=date(2026, 3, 1))

    preview = shown(manager, stocked, f"inform/?selected={line.pk}")
    refused = manager.post(url(stocked, f"inform/?selected={line.pk}"), {"_key": str(uuid4()), "selected": str(line.pk)})

    assert "Change the delivery date first" in preview
    assert (refused.status_code, "Change the delivery date first" in refused.content.decode()) == (422, True)
    assert not CustomerNotice.of(stocked.entity).exists()
    send(manager, stocked, "inform/", line, tell_passed="on")
    assert CustomerNotice.of(stocked.entity).exists()


def test_priority_reservation_and_cancelling_are_one_click_each(stocked: Company, manager: Any) -> None:
    line = waits(stocked, "A1", 10)

    send(manager, stocked, "priority/", line, priority="2")
    send(manager, stocked, "reserve/", line)
    assert (backorder(line).rank, backorder(line).reserved) == (2, 10)
    send(manager, stocked, "unreserve/", line)
    assert backorder(line).reserved == 0
    send(manager, stocked, "cancel/", line)
    assert SalesOrderLine.of(stocked.entity).get(pk=line.pk).deliver_remainder == 0


def test_customers_are_told_and_goods_are_ordered_from_the_list(stocked: Company, manager: Any) -> None:
    vendor(stocked, "V-1", supplies="A1")
    line = waits(stocked, "A1", 10)

    told = send(manager, stocked, "inform/", line)
    assert CustomerNotice.of(stocked.entity).get().subject in told
    made = send(manager, stocked, "purchase/", line)

    assert PurchaseOrder.of(stocked.entity).get().number in made


def test_documents_are_posted_for_the_orders_of_lines_that_hold_goods(stocked: Company, manager: Any) -> None:
    held, bare = waits(stocked, "A1", 10), waits(stocked, "A1", 1)
    reserve_open(stocked.entity, [held.pk])

    led = manager.get(url(stocked, f"deliver/?selected={held.pk},{bare.pk}"))
    assert parse_qs(urlsplit(led["Location"]).query)["selected"] == [str(held.order_id)]
    assert manager.get(led["Location"]).status_code == 200
    assert "/picking/orders/" in manager.get(url(stocked, f"pick/?selected={held.pk}"))["Location"]
    assert "/backorders/customers/" in manager.get(url(stocked, f"deliver/?selected={bare.pk}"))["Location"]


def test_a_later_vendor_moves_the_promises_that_hang_on_him(stocked: Company, manager: Any) -> None:
    line = waits(stocked, "A1", 20, promised=date(2026, 3, 6))
    order = purchase(stocked, "A1", 30, due=date(2026, 3, 5))
    (supply,) = PurchaseOrderLine.of(stocked.entity).filter(order=order)

    assert "Sales lines promised too early" in shown(manager, stocked, f"vendors/dates/?tab=all&selected={supply.pk}&day=2026-03-12")
    send(manager, stocked, "vendors/dates/?tab=all", supply, day="2026-03-12", shift="on")

    assert PurchaseOrderLine.of(stocked.entity).get(pk=supply.pk).confirmed_date == date(2026, 3, 12)
    assert SalesOrderLine.of(stocked.entity).get(pk=line.pk).confirmed_ship_date == date(2026, 3, 12)


def test_an_order_gives_all_its_waiting_lines_a_priority(stocked: Company, manager: Any) -> None:
    line = waits(stocked, "A1", 10)

    page = manager.get(f"/{stocked.entity.code}/sales/orders/{line.order_id}/").content.decode()
    assert f"/backorders/orders/{line.order_id}/priority/" in page
    assert manager.post(url(stocked, f"orders/{line.order_id}/priority/"), {"priority": "1"}).status_code == 302

    assert backorder(line).rank == 1


@pytest.mark.parametrize(
    ("names", "shown"),
    [("Anna, Bert", "Anna, Bert"), ("Anna, Bert, Cees, Dirk", "Anna, Bert and 2 more")],
)
def test_of_many_who_wait_the_first_are_named(company: Company, names: str, shown: str) -> None:
    request = RequestFactory().get("/")
    assert SupplyBackorderTable([], request=request).render_waiting_customers(names) == shown


def test_stock_in_the_unit_of_the_line_is_what_fills_that_unit() -> None:
    column = WholeUnitsColumn("Available")
    for decimals, shown in ((0, "485"), (2, "485.83")):
        assert column.render(Decimal("485.8333"), SimpleNamespace(unit=Unit(decimals=decimals))) == shown
