"""Columns of what was deleted of orders (sales.md §20, L17)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import (
    SHORT,
    AmountColumn,
    BooleanColumn,
    LinkColumn,
    ListTable,
    MomentColumn,
    NumberColumn,
    PercentColumn,
    PriceColumn,
    QuantityColumn,
    TextColumn,
)


class VoidedLineTable(ListTable):
    """The lines of one deletion."""

    line_number = NumberColumn(_("Line"))
    item_number = TextColumn(_("Item"))
    name = TextColumn(_("Description"))
    quantity = QuantityColumn(_("Quantity"))
    unit = TextColumn(_("Unit"))
    unit_price = PriceColumn(_("Unit price"))
    discount_percent = PercentColumn(_("Discount %"))
    net_amount = AmountColumn(_("Net amount"), currency="voided_order.currency_id", show_currency=False)


class VoidedOrderTable(ListTable):
    """Deleted lines with the orders that they belonged to."""

    order = LinkColumn(
        _("Order"),
        page="sales:voided-order",
        target="voided_order_id",
        accessor="voided_order.number",
        order_by="voided_order__number",
        sortable=SHORT,
    )
    line_number = NumberColumn(_("Line"), sortable=SHORT)
    customer = TextColumn(
        _("Customer"), accessor="voided_order.customer.account", order_by="voided_order__customer__account", sortable=SHORT
    )
    customer_name = TextColumn(
        _("Name"), accessor="voided_order.customer.party.name", order_by="voided_order__customer__party__name", sortable=SHORT
    )
    item_number = TextColumn(_("Item"), sortable=SHORT)
    name = TextColumn(_("Description"), sortable=SHORT)
    quantity = QuantityColumn(_("Quantity"), sortable=SHORT)
    unit = TextColumn(_("Unit"), sortable=SHORT)
    net_amount = AmountColumn(_("Net amount"), currency="voided_order.currency_id", total=True, sortable=SHORT)
    whole_order = BooleanColumn(_("Whole order"), accessor="voided_order.whole_order", order_by="voided_order__whole_order", sortable=SHORT)
    voided_by = TextColumn(
        _("Deleted by"), accessor="voided_order.voided_by.name", order_by="voided_order__voided_by__name", sortable=SHORT
    )
    voided_at = MomentColumn(_("Deleted at"), accessor="voided_order.voided_at", order_by="voided_order__voided_at", sortable=SHORT)
