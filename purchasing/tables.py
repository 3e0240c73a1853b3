"""Columns of the lists of purchasing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import (
    SHORT,
    AmountColumn,
    BooleanColumn,
    DateColumn,
    LinkColumn,
    ListTable,
    NumberColumn,
    PriceColumn,
    QuantityColumn,
    StatusColumn,
    TextColumn,
)

PURCHASE_TONES = {"open": "blue", "received": "green", "cancelled": "grey"}


class VendorTable(ListTable):
    """Vendors."""

    account = LinkColumn(_("Account"), page="purchasing:vendor-edit")
    name = TextColumn(_("Name"))
    email = TextColumn(_("E-mail"))
    currency = TextColumn(_("Currency"), accessor="currency_id", order_by="currency_id")
    is_active = BooleanColumn(_("Active"))


class PrimaryVendorTable(ListTable):
    """Who supplies which item."""

    item = LinkColumn(_("Item"), page="purchasing:primary-vendor-edit", accessor="item.number", order_by="item__number")
    name = TextColumn(_("Name"), accessor="item.name", order_by="item__name")
    vendor = TextColumn(_("Vendor"), accessor="vendor.account", order_by="vendor__account")
    vendor_name = TextColumn(_("Name of the vendor"), accessor="vendor.name", order_by="vendor__name")


class PurchaseOrderTable(ListTable):
    """All purchase orders."""

    number = LinkColumn(_("Purchase order"), page="purchasing:purchase-order", order_by="number_folded")
    vendor = TextColumn(_("Vendor"), accessor="vendor.account", order_by="vendor__account", sortable=SHORT)
    name = TextColumn(_("Name"), accessor="vendor.name", order_by="vendor__name", sortable=SHORT)
    status = StatusColumn(_("Status"), tones=PURCHASE_TONES, sortable=SHORT)
    order_date = DateColumn(_("Order date"), sortable=SHORT)
    first_due = DateColumn(_("Expected"), sortable=SHORT)
    open_lines = NumberColumn(_("Lines to receive"), sortable=SHORT)
    line_count = NumberColumn(_("Lines"), hidden=True, sortable=SHORT)
    worth = AmountColumn(_("Amount excl. tax"), currency="currency_id", sortable=SHORT)
    vendor_reference = TextColumn(_("Vendor's reference"), hidden=True, sortable=SHORT)


class LinesOfPurchaseTable(ListTable):
    """The lines on the page of one purchase order."""

    line_number = NumberColumn(_("Line"))
    item = TextColumn(_("Item"), accessor="item.number")
    name = TextColumn(_("Description"))
    warehouse = TextColumn(_("Warehouse"), accessor="warehouse.code")
    ordered_quantity = QuantityColumn(_("Quantity"))
    unit = TextColumn(_("Unit"), accessor="unit.code")
    unit_price = PriceColumn(_("Unit price"))
    received_quantity = QuantityColumn(_("Received"))
    rest = QuantityColumn(_("To receive"))
    expected_date = DateColumn(_("Expected"))
    confirmed_date = DateColumn(_("Confirmed"))
    sales_order = LinkColumn(_("For sales order"), page="sales:order", target="sales_line.order_id", accessor="sales_line.order.number")
    status = StatusColumn(_("Status"), tones=PURCHASE_TONES)


class PurchaseLineTable(ListTable):
    """Purchase order lines of all orders."""

    order = LinkColumn(_("Purchase order"), page="purchasing:purchase-order", target="order_id", accessor="order.number", sortable=False)
    line_number = NumberColumn(_("Line"), sortable=SHORT)
    vendor = TextColumn(_("Vendor"), accessor="order.vendor.account", order_by="order__vendor__account", sortable=SHORT)
    vendor_name = TextColumn(_("Name"), accessor="order.vendor.name", order_by="order__vendor__name", sortable=SHORT)
    item = TextColumn(_("Item"), accessor="item.number", order_by="item__number", sortable=SHORT)
    name = TextColumn(_("Description"), sortable=SHORT)
    ordered_quantity = QuantityColumn(_("Quantity"), sortable=SHORT)
    rest = QuantityColumn(_("To receive"), sortable=SHORT)
    unit = TextColumn(_("Unit"), accessor="unit.code", order_by="unit__code", sortable=SHORT)
    due_date = DateColumn(_("Expected"), sortable=SHORT)
    confirmed_date = DateColumn(_("Confirmed"), sortable=SHORT)
    warehouse = TextColumn(_("Warehouse"), accessor="warehouse.code", order_by="warehouse__code", sortable=SHORT)
    sales_order = LinkColumn(
        _("For sales order"), page="sales:order", target="sales_line.order_id", accessor="sales_line.order.number", sortable=False
    )
    direct_delivery = BooleanColumn(_("Direct delivery"), sortable=SHORT)
    status = StatusColumn(_("Status"), tones=PURCHASE_TONES, sortable=SHORT)


class DirectDeliveryTable(ListTable):
    """What vendors still have to deliver to customers."""

    sales_order = LinkColumn(
        _("Sales order"), page="sales:order", target="sales_line.order_id", accessor="sales_line.order.number", sortable=False
    )
    customer = TextColumn(_("Customer"), accessor="sales_line.order.customer.account", sortable=False)
    customer_name = TextColumn(_("Name"), accessor="sales_line.order.customer.party.name", sortable=False)
    item = TextColumn(_("Item"), accessor="item.number", order_by="item__number", sortable=SHORT)
    name = TextColumn(_("Description"), sortable=SHORT)
    rest = QuantityColumn(_("To deliver"), sortable=SHORT)
    unit = TextColumn(_("Unit"), accessor="unit.code", order_by="unit__code", sortable=SHORT)
    vendor = TextColumn(_("Vendor"), accessor="order.vendor.account", order_by="order__vendor__account", sortable=SHORT)
    order = LinkColumn(_("Purchase order"), page="purchasing:purchase-order", target="order_id", accessor="order.number", sortable=False)
    expected_date = DateColumn(_("Expected"), sortable=SHORT)
    confirmed_date = DateColumn(_("Confirmed"), sortable=SHORT)
    due_date = DateColumn(_("Due"), hidden=True, sortable=SHORT)


class ProductReceiptTable(ListTable):
    """What came in."""

    number = LinkColumn(_("Product receipt"), page="purchasing:product-receipt")
    date = DateColumn(_("Receipt date"))
    order = LinkColumn(
        _("Purchase order"), page="purchasing:purchase-order", target="order_id", accessor="order.number", order_by="order__number"
    )
    vendor = TextColumn(_("Vendor"), accessor="order.vendor.account", order_by="order__vendor__account")
    name = TextColumn(_("Name"), accessor="order.vendor.name", order_by="order__vendor__name")
    vendor_packing_slip = TextColumn(_("Vendor's packing slip"))


class ReceiptLineTable(ListTable):
    """The lines of one product receipt."""

    line_number = NumberColumn(_("Line"))
    item = TextColumn(_("Item"), accessor="order_line.item.number")
    name = TextColumn(_("Description"), accessor="order_line.name")
    quantity = QuantityColumn(_("Received"))
    unit = TextColumn(_("Unit"), accessor="order_line.unit.code")
