"""Goods that are inspected before anybody decides about them, as the specification tells it (sales.md §24)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from foundation.inventory.errors import StockShort
from foundation.inventory.models import Item, OnHand, Warehouse
from foundation.ledger.checks import violations
from invoicing.models import CustomerInvoiceLine
from returns.errors import InspectedCode, InspectedLater, NoQuarantineWarehouse
from returns.models import QuarantineOrder
from returns.services.quarantine import change_disposition, end_quarantine, report_finished
from returns.services.register_arrivals import Arrival, register_arrivals, reverse_registrations
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.returns import announce, arrive, disposition, return_lines, sold_line
from tests.factories.sales import deliver, sales_order

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def sold(company: Company) -> CustomerInvoiceLine:
    """Twelve pieces of a warehouse whose goods are inspected elsewhere."""
    place = Warehouse.of(company.entity).create(
        legal_entity=company.entity, code="QW", name="Inspection", site=company.warehouse.site, is_quarantine=True
    )
    Warehouse.of(company.entity).filter(pk=company.warehouse.pk).update(quarantine_warehouse=place)
    return sold_line(company)


def inspect(company: Company, sold: CustomerInvoiceLine, quantity: int = 3) -> QuarantineOrder:
    """Announce goods and send them to quarantine when they arrive."""
    returned = announce(company, (sold, quantity))
    register_arrivals(company.entity, [Arrival(return_lines(returned)[0].pk, None, quarantine=True)], company.user("WH"))
    found: QuarantineOrder = QuarantineOrder.of(company.entity).get(line__return_order=returned)
    return found


def lying(company: Company) -> dict[str, Decimal]:
    """Return the physical quantity of the item per warehouse."""
    rows = OnHand.of(company.entity).filter(item=company.items["T"]).select_related("warehouse")
    return {row.warehouse.code: row.physical for row in rows if row.physical}


@pytest.mark.scenario("sales", "S-96")
def test_the_inspection_decides_what_is_done_with_goods_in_quarantine(company: Company, sold: CustomerInvoiceLine) -> None:
    credit, clerk = disposition(company), company.user("WH")
    waiting = announce(company, (sold, 1))
    with pytest.raises(InspectedLater):
        register_arrivals(company.entity, [Arrival(return_lines(waiting)[0].pk, credit, quarantine=True)], clerk)

    order = inspect(company, sold)
    [line] = return_lines(order.line.return_order)
    assert (order.status, line.status, line.return_order.status, lying(company)) == ("started", "quarantine", "open", {"QW": D(3)})

    end_quarantine(company.entity, order.pk, credit, clerk, note="as new")
    [line] = return_lines(order.line.return_order)
    assert (line.status, line.disposition, lying(company)) == ("registered", credit, {company.warehouse.code: D(3)})
    with pytest.raises(InspectedCode):
        change_disposition(company.entity, line.pk, disposition(company, "scrap"), clerk)

    deliver(company, line.return_order.order).or_raise()
    invoice(company, line.return_order.order)
    assert (return_lines(line.return_order)[0].status, violations()) == ("invoiced", [])


def test_an_item_that_must_be_inspected_goes_to_quarantine_once_whatever_is_said(company: Company, sold: CustomerInvoiceLine) -> None:
    Item.of(company.entity).filter(pk=company.items["T"].pk).update(quarantine_management=True)
    returned, clerk, credit = announce(company, (sold, 3)), company.user("WH"), disposition(company)
    [line] = return_lines(returned)
    with pytest.raises(InspectedLater):
        register_arrivals(company.entity, [Arrival(line.pk, credit)], clerk)

    register_arrivals(company.entity, [Arrival(line.pk, None)], clerk)
    assert (return_lines(returned)[0].status, lying(company)) == ("quarantine", {"QW": D(3)})

    report_finished(company.entity, QuarantineOrder.of(company.entity).get(line=line).pk, clerk)
    register_arrivals(company.entity, [Arrival(line.pk, credit)], clerk)
    assert (return_lines(returned)[0].status, lying(company)) == ("registered", {company.warehouse.code: D(3)})


def test_what_the_customer_keeps_is_not_inspected(company: Company, sold: CustomerInvoiceLine) -> None:
    Item.of(company.entity).filter(pk=company.items["T"].pk).update(quarantine_management=True)
    returned = announce(company, (sold, 3))

    arrive(company, returned, "credit_only")

    assert return_lines(returned)[0].status == "registered"


def test_the_code_for_all_lines_is_not_meant_for_what_is_inspected(company: Company, client: Client, sold: CustomerInvoiceLine) -> None:
    Item.of(company.entity).filter(pk=company.items["T"].pk).update(quarantine_management=True)
    returned = announce(company, (sold, 3))
    [line] = return_lines(returned)
    client.force_login(company.user("WH"))

    client.post(f"/NL01/returns/arrivals/register/?selected={line.pk}", {"disposition": disposition(company).pk})

    assert return_lines(returned)[0].status == "quarantine"


def test_a_warehouse_without_a_place_for_inspections_sends_nothing_there(company: Company) -> None:
    returned = announce(company, (sold_line(company), 1))

    with pytest.raises(NoQuarantineWarehouse, match=company.warehouse.code):
        register_arrivals(company.entity, [Arrival(return_lines(returned)[0].pk, None, quarantine=True)], company.user("WH"))


def test_a_registration_that_quarantine_decided_goes_back_to_quarantine(company: Company, sold: CustomerInvoiceLine) -> None:
    order = inspect(company, sold)
    end_quarantine(company.entity, order.pk, disposition(company), company.user("WH"))

    reverse_registrations(company.entity, [order.line_id], company.user("WH"))

    order.refresh_from_db()
    assert (order.status, return_lines(order.line.return_order)[0].status, lying(company)) == ("started", "quarantine", {"QW": D(3)})


def test_what_is_reported_as_finished_is_expected_at_its_warehouse(company: Company, sold: CustomerInvoiceLine) -> None:
    order = inspect(company, sold)

    report_finished(company.entity, order.pk, company.user("WH"), note="opened, complete")

    returned = order.line.return_order
    assert (return_lines(returned)[0].status, lying(company)) == ("awaiting", {})
    arrive(company, returned)
    assert lying(company) == {company.warehouse.code: D(3)}


def test_another_code_is_given_as_long_as_nothing_is_received(company: Company, sold: CustomerInvoiceLine) -> None:
    returned = announce(company, (sold, 2))
    arrive(company, returned, "return_to_customer")

    line = change_disposition(company.entity, return_lines(returned)[0].pk, disposition(company, "scrap"), company.user("WH"))

    assert (line.disposition, line.order_line.net_amount, line.order_line.unit_cost) == (disposition(company, "scrap"), D("-138.00"), 0)


def test_an_inspection_is_ended_on_its_page(company: Company, sold: CustomerInvoiceLine, client: Client) -> None:
    order, code = inspect(company, sold), disposition(company)
    client.force_login(company.user("WH"))
    assert order.number.encode() in client.get("/NL01/returns/quarantine/").content
    assert client.get(f"/NL01/returns/quarantine/{order.pk}/").status_code == 200

    client.post(f"/NL01/returns/quarantine/{order.pk}/end/", {"disposition": code.pk, "note": "as new"})

    order.refresh_from_db()
    assert (order.status, order.disposition, order.note) == ("ended", code, "as new")


def test_goods_that_the_customer_keeps_after_all_leave_the_stock_again(company: Company, sold: CustomerInvoiceLine) -> None:
    returned = announce(company, (sold, 2))
    arrive(company, returned, "credit")
    [line] = return_lines(returned)
    assert lying(company) == {company.warehouse.code: D(2)}

    change_disposition(company.entity, line.pk, disposition(company, "credit_only"), company.user("WH"))
    assert (return_lines(returned)[0].status, lying(company), company.on_hand("T").ordered) == ("registered", {}, 2)

    reverse_registrations(company.entity, [line.pk], company.user("WH"))
    assert (return_lines(returned)[0].status, lying(company), company.on_hand("T").ordered) == ("awaiting", {}, 2)


def test_goods_that_come_back_after_all_lie_in_the_stock_until_their_registration_is_reversed(
    company: Company, sold: CustomerInvoiceLine
) -> None:
    returned = announce(company, (sold, 2))
    arrive(company, returned, "credit_only")
    [line] = return_lines(returned)

    change_disposition(company.entity, line.pk, disposition(company), company.user("WH"))
    assert lying(company) == {company.warehouse.code: D(2)}

    reverse_registrations(company.entity, [line.pk], company.user("WH"))
    assert (return_lines(returned)[0].status, lying(company)) == ("awaiting", {})


def test_goods_that_come_back_after_all_are_inspected_where_their_item_says_so(company: Company, sold: CustomerInvoiceLine) -> None:
    Item.of(company.entity).filter(pk=company.items["T"].pk).update(quarantine_management=True)
    returned = announce(company, (sold, 2))
    arrive(company, returned, "credit_only")

    with pytest.raises(InspectedLater):
        change_disposition(company.entity, return_lines(returned)[0].pk, disposition(company), company.user("WH"))


def test_goods_that_were_sold_again_cannot_be_kept_by_the_customer_who_sent_them(company: Company, sold: CustomerInvoiceLine) -> None:
    company.items["T"].negative_stock = False
    company.items["T"].save()
    OnHand.of(company.entity).filter(item=company.items["T"]).update(negative_allowed=False)
    returned = announce(company, (sold, 2))
    arrive(company, returned, "credit")
    deliver(company, sales_order(company, ("T", 2))).or_raise()

    with pytest.raises(StockShort):
        change_disposition(company.entity, return_lines(returned)[0].pk, disposition(company, "credit_only"), company.user("WH"))


def test_inspected_goods_lie_here_whatever_is_credited_until_they_go_back_to_quarantine(
    company: Company, sold: CustomerInvoiceLine
) -> None:
    order = inspect(company, sold)
    end_quarantine(company.entity, order.pk, disposition(company, "credit_only"), company.user("WH"))
    assert lying(company) == {company.warehouse.code: D(3)}

    reverse_registrations(company.entity, [order.line_id], company.user("WH"))

    assert (return_lines(order.line.return_order)[0].status, lying(company)) == ("quarantine", {"QW": D(3)})
