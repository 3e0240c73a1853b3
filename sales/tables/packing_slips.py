"""Columns of packing slips, confirmations and their lines."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import (
    SHORT,
    AmountColumn,
    DateColumn,
    LinkColumn,
    ListTable,
    MomentColumn,
    NumberColumn,
    PercentColumn,
    PriceColumn,
    QuantityColumn,
    StatusColumn,
    TextColumn,
)

SLIP_TONES = {"posted": "blue", "corrected": "amber", "cancelled": "grey"}


class PackingSlipTable(ListTable):
    """All packing slips."""

    number = LinkColumn(_("Packing slip"), page="sales:packing-slip")
    date = DateColumn(_("Delivery date"))
    customer = TextColumn(_("Customer"), accessor="customer.account", order_by="customer__account")
    name = TextColumn(_("Name"), accessor="customer.party.name", order_by="customer__party__name")
    order = LinkColumn(_("Sales order"), page="sales:order", target="order_id", accessor="order.number", order_by="order__number")
    warehouse = TextColumn(_("Warehouse"), accessor="warehouse.code", order_by="warehouse__code")
    status = StatusColumn(_("Status"), tones=SLIP_TONES)
    version = NumberColumn(_("Version"), hidden=True)
    line_count = NumberColumn(_("Lines"))
    open_lines = NumberColumn(_("Lines to invoice"))
    printed_at = MomentColumn(_("Printed"), sortable=SHORT)
    invoice_account = TextColumn(_("Invoice account"), accessor="invoice_account.account", order_by="invoice_account__account", hidden=True)
    external_reference = TextColumn(_("External reference"), hidden=True)
    posted_by = TextColumn(_("Posted by"), accessor="posted_by.name", order_by="posted_by__name", hidden=True)
    posted_at = MomentColumn(_("Posted at"), hidden=True)


class PackingSlipLineTable(ListTable):
    """The lines of one packing slip."""

    line_number = NumberColumn(_("Line"))
    order = LinkColumn(_("Sales order"), page="sales:order", target="order_line.order_id", accessor="order_line.order.number")
    item = TextColumn(_("Item"), accessor="item.number")
    name = TextColumn(_("Description"))
    quantity = QuantityColumn(_("Delivered"))
    unit = TextColumn(_("Unit"))
    remaining_quantity = QuantityColumn(_("Still open"))
    corrected_quantity = QuantityColumn(_("Came back"))
    invoiced_quantity = QuantityColumn(_("Invoiced"))


class SlipCorrectionTable(ListTable):
    """What one correction took back of a packing slip."""

    line_number = NumberColumn(_("Line"), accessor="slip_line.line_number")
    item = TextColumn(_("Item"), accessor="slip_line.item.number")
    name = TextColumn(_("Description"), accessor="slip_line.name")
    quantity_before = QuantityColumn(_("Before"))
    taken_quantity = QuantityColumn(_("Came back"))
    quantity = QuantityColumn(_("Stays"))
    unit = TextColumn(_("Unit"), accessor="slip_line.unit")


class OrderConfirmationTable(ListTable):
    """All confirmations."""

    number = LinkColumn(_("Confirmation"), page="sales:confirmation")
    version = NumberColumn(_("Version"))
    date = DateColumn(_("Date"))
    order = LinkColumn(_("Sales order"), page="sales:order", target="order_id", accessor="order.number", order_by="order__number")
    customer = TextColumn(_("Customer"), accessor="order.customer.account", order_by="order__customer__account")
    name = TextColumn(_("Name"), accessor="order.customer.party.name", order_by="order__customer__party__name")
    warehouse = TextColumn(_("Warehouse"), accessor="order.warehouse.code", order_by="order__warehouse__code", sortable=SHORT)
    status = TextColumn(_("Status"), accessor="standing", sortable=False)
    line_count = NumberColumn(_("Lines"), sortable=False)
    total_amount = AmountColumn(_("Total"), currency="currency_id")
    printed_at = MomentColumn(_("Printed"), sortable=SHORT)
    posted_by = TextColumn(_("Posted by"), accessor="posted_by.name", order_by="posted_by__name", hidden=True)
    posted_at = MomentColumn(_("Posted at"), hidden=True)


class OrderConfirmationLineTable(ListTable):
    """The lines of one confirmation, as promised."""

    line_number = NumberColumn(_("Line"))
    item_number = TextColumn(_("Item"))
    name = TextColumn(_("Description"))
    quantity = QuantityColumn(_("Quantity"))
    unit = TextColumn(_("Unit"))
    unit_price = PriceColumn(_("Unit price"))
    discount_percent = PercentColumn(_("Discount %"))
    ship_date = DateColumn(_("Ship date"))
    net_amount = AmountColumn(_("Net amount"), currency="confirmation.currency_id", show_currency=False)
