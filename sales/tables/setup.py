"""Columns of the set-up lists of sales."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import BooleanColumn, DateColumn, LinkColumn, ListTable, NamesColumn, PriceColumn, TextColumn


class HoldCodeTable(ListTable):
    """Why orders wait."""

    code = LinkColumn(_("Code"), page="sales:hold-code-edit")
    name = TextColumn(_("Name"))
    role = TextColumn(_("Role that may clear it"))
    remove_reservations = BooleanColumn(_("Removes reservations"))
    is_default = BooleanColumn(_("Default"))
    is_active = BooleanColumn(_("Active"))


class ReasonCodeTable(ListTable):
    """Why orders are cancelled."""

    code = LinkColumn(_("Code"), page="sales:reason-code-edit")
    names = NamesColumn(_("Name"))


class CreditReasonTable(ListTable):
    """Why invoices are credited."""

    code = LinkColumn(_("Code"), page="sales:credit-reason-edit")
    names = NamesColumn(_("Name"))


class DeliveryReasonTable(ListTable):
    """Why goods are sent."""

    code = LinkColumn(_("Code"), page="sales:delivery-reason-edit")
    names = NamesColumn(_("Name"))


class ChargeCodeTable(ListTable):
    """What is charged beside the goods."""

    code = LinkColumn(_("Code"), page="sales:charge-code-edit")
    names = NamesColumn(_("Name"))
    item_sales_tax_group = TextColumn(
        _("Item sales tax group"), accessor="item_sales_tax_group.code", order_by="item_sales_tax_group__code"
    )
    debit = TextColumn(_("Debit"))
    debit_account = TextColumn(_("Debit account"), accessor="debit_account", order_by="debit_account__number", hidden=True)
    credit = TextColumn(_("Credit"))
    credit_account = TextColumn(_("Credit account"), accessor="credit_account", order_by="credit_account__number")
    prorate = BooleanColumn(_("Spread over partial invoices"), hidden=True)
    once_per_invoice = BooleanColumn(_("Once per combined invoice"), hidden=True)


class AutoChargeTable(ListTable):
    """Which orders get which charge."""

    code = LinkColumn(_("Charge code"), page="sales:auto-charge-edit", order_by="code__code")
    level = TextColumn(_("Level"))
    customer_relation = TextColumn(_("Customers"))
    customer_key = TextColumn(_("Customer or group"))
    item_relation = TextColumn(_("Items"))
    item_key = TextColumn(_("Item or group"))
    delivery_mode = TextColumn(_("Mode of delivery"), accessor="delivery_mode.code", order_by="delivery_mode__code")
    delivery_group = TextColumn(_("Group of modes of delivery"), hidden=True)
    category = TextColumn(_("Category"))
    value = PriceColumn(_("Value"))
    unit = TextColumn(_("Unit"), accessor="unit.code", order_by="unit__code", hidden=True)
    currency = TextColumn(_("Currency"), accessor="currency_id", order_by="currency")
    item_sales_tax_group = TextColumn(
        _("Item sales tax group"), accessor="item_sales_tax_group.code", order_by="item_sales_tax_group__code", hidden=True
    )
    from_amount = PriceColumn(_("From amount"), hidden=True)
    to_amount = PriceColumn(_("To amount"), hidden=True)


class ClosedDayTable(ListTable):
    """Days on which nothing is shipped."""

    name = LinkColumn(_("Name"), page="sales:closed-day-edit")
    day = DateColumn(_("Day"))


class DeadlineTable(ListTable):
    """Until when an order counts as received the same day."""

    weekday = LinkColumn(_("Day of the week"), page="sales:deadline-edit", accessor="get_weekday_display", order_by="weekday")
    time = TextColumn(_("Until"))
    customer_group = TextColumn(_("Customer group"), accessor="customer_group.code", order_by="customer_group__code")
    site = TextColumn(_("Site"), accessor="site.code", order_by="site__code")
