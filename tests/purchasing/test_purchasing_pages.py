"""The pages of purchasing: order, confirm, receive, cancel, and order for a sale."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from purchasing.models import ProductReceipt, PurchaseOrder, Vendor
from tests.factories.company import Company
from tests.factories.purchasing import lines_of_purchase, on_hand, purchase, receive, vendor
from tests.factories.sales import only_line, sales_order

pytestmark = pytest.mark.usefixtures("in_march")


@pytest.fixture
def company(company: Company) -> Company:
    """A company that sells wine which it must buy."""
    company.item("W", "10.00", base_cost=Decimal("6.50"), name="Wine")
    return company


@pytest.fixture
def manager(company: Company, client: Any) -> Any:
    """The browser of an order manager."""
    client.force_login(company.user("OM"))
    return client


def address(company: Company, path: str) -> str:
    """Return an address of purchasing."""
    return f"/{company.entity.code}/purchasing/{path}"


def test_a_purchase_order_is_entered_received_and_closed(company: Company, manager: Any) -> None:
    vendor(company, "V-1")
    data = {
        "vendor": "V-1",
        "vendor_reference": "Q-77",
        "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "0",
        "lines-0-item": "W",
        "lines-0-quantity": "12",
        "lines-0-warehouse": company.warehouse.code,
        "lines-0-unit_price": "7",
    }
    answer = manager.post(address(company, "orders/new/"), data)
    order = PurchaseOrder.of(company.entity).get()
    assert (answer.status_code, order.vendor_reference) == (302, "Q-77")
    line = lines_of_purchase(order)[0]

    form = {f"quantity_{line.pk}": "5", "receipt_date": "2026-03-31", "vendor_packing_slip": "VS-1"}
    assert manager.post(address(company, f"orders/{order.pk}/receive/"), form).status_code == 302
    assert manager.post(address(company, f"orders/{order.pk}/cancel/"), {f"quantity_{line.pk}": "7", "reason": "Late"}).status_code == 302

    order.refresh_from_db()
    assert (order.status, on_hand(company, "W").physical) == ("received", 5)
    page = manager.get(address(company, f"orders/{order.pk}/")).content.decode()
    assert "VS-1" in page and ProductReceipt.of(company.entity).get().number in page


def test_too_much_received_is_refused_on_its_line(company: Company, manager: Any) -> None:
    order = purchase(company, "W", 12)
    line = lines_of_purchase(order)[0]

    answer = manager.post(address(company, f"orders/{order.pk}/receive/"), {f"quantity_{line.pk}": "13", "receipt_date": "2026-03-31"})

    assert answer.status_code == 422
    assert "only 12 of 12 is still to come" in answer.content.decode()


def test_the_date_that_the_vendor_confirms_stands_on_the_line(company: Company, manager: Any) -> None:
    order = purchase(company, "W", 12)
    line = lines_of_purchase(order)[0]

    manager.post(address(company, f"orders/{order.pk}/dates/"), {f"date_{line.pk}": "2026-04-20"})

    assert lines_of_purchase(order)[0].confirmed_date.isoformat() == "2026-04-20"


def test_a_sales_order_offers_what_is_not_ordered_yet_with_the_vendor_of_its_item(company: Company, manager: Any) -> None:
    vendor(company, "V-9", supplies="W")
    sale = sales_order(company, ("W", 8, "10.00"))
    line = only_line(sale)
    form = manager.get(address(company, f"sales-orders/{sale.pk}/purchase/")).content.decode()
    assert "V-9" in form and "8 pcs not ordered yet" in form

    answer = manager.post(address(company, f"sales-orders/{sale.pk}/purchase/"), {f"quantity_{line.pk}": "6", f"vendor_{line.pk}": "V-9"})

    order = PurchaseOrder.of(company.entity).get()
    assert answer["Location"].endswith(f"/purchasing/orders/{order.pk}/")
    sold = manager.get(f"/{company.entity.code}/sales/orders/{sale.pk}/").content.decode()
    assert order.number in sold
    assert sale.number in manager.get(address(company, f"orders/{order.pk}/")).content.decode()


def test_a_line_without_a_vendor_is_refused_on_its_vendor(company: Company, manager: Any) -> None:
    sale = sales_order(company, ("W", 8, "10.00"))

    answer = manager.post(address(company, f"sales-orders/{sale.pk}/purchase/"), {f"quantity_{only_line(sale).pk}": "6"})

    assert answer.status_code == 422
    assert "has no primary vendor" in answer.content.decode()


@pytest.mark.parametrize("path", ["orders/", "orders/?tab=late", "lines/", "lines/?tab=late", "receipts/", "vendors/", "primary-vendors/"])
def test_the_lists_show_what_there_is(company: Company, manager: Any, path: str) -> None:
    vendor(company, "V-1", supplies="W")
    receive(company, purchase(company, "W", 12), 5)

    assert manager.get(address(company, path)).status_code == 200


def test_a_vendor_is_made_on_its_page(company: Company, manager: Any) -> None:
    data = {"account": "V-5", "name": "Cellar", "email": "", "currency": "EUR", "is_active": "on"}
    assert manager.post(address(company, "vendors/new/"), data).status_code == 302
    assert Vendor.of(company.entity).get().name == "Cellar"


def test_a_direct_delivery_is_ordered_from_the_sales_order_and_stands_in_its_list(company: Company, manager: Any) -> None:
    vendor(company, "V-9", supplies="W")
    sale = sales_order(company, ("W", 8, "10.00"))
    path = address(company, f"sales-orders/{sale.pk}/direct-delivery/")
    assert "Deliver 8 pcs directly" in manager.get(path).content.decode()

    manager.post(path, {f"quantity_{only_line(sale).pk}": "on", f"vendor_{only_line(sale).pk}": "V-9"})

    assert only_line(sale).delivery_type == "direct"
    shown = manager.get(address(company, "direct-deliveries/")).content.decode()
    assert sale.number in shown and "V-9" in shown
