"""What lists of orders, order lines and packing slips can be filtered by."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import NamedFilter
from foundation.organization.models import AuditEntry
from sales.models import OrderConfirmation, OrderHold, PackingSlip, SalesOrder, SalesOrderLine, TradeAgreement, VoidedOrderLine
from sales.models.trade_agreement import AgreementRelation
from sales.statuses import DocumentStatus, SalesStatus, SlipStatus, offered_types


class SalesOrderFilter(filters.FilterSet):
    """Orders by status, customer, dates, amount, warehouse and who is responsible."""

    status = filters.MultipleChoiceFilter(distinct=False, choices=SalesStatus.choices, label=_("Status"))
    document_status = filters.MultipleChoiceFilter(distinct=False, choices=DocumentStatus.choices, label=_("Document"))
    order_type = filters.ChoiceFilter(choices=offered_types, label=_("Order type"))
    customer = NamedFilter("customer__account", label=_("Customer"))
    invoice_account = NamedFilter("invoice_account__account", label=_("Invoice account"))
    customer_group = NamedFilter("customer__group__code", label=_("Customer group"))
    order_date = filters.DateFromToRangeFilter(label=_("Order date"))
    requested_ship_date = filters.DateFromToRangeFilter(label=_("Requested ship date"))
    amount = filters.RangeFilter(field_name="order_amount", label=_("Order amount"))
    currency = NamedFilter("currency__code", label=_("Currency"))
    warehouse = NamedFilter("warehouse__code", label=_("Warehouse"))
    responsible = NamedFilter("responsible__name", "icontains", label=_("Responsible"))
    hold = filters.BooleanFilter(field_name="do_not_process", label=_("Hold"))
    item = filters.CharFilter(method="with_item", label=_("Item"))

    class Meta:
        model = SalesOrder
        fields: tuple[str, ...] = ()

    def with_item(self, queryset: filters.QuerySet, _name: str, value: str) -> filters.QuerySet:
        """Keep orders with a line of the item."""
        return queryset.with_item(value)


class OrderHoldFilter(filters.FilterSet):
    """Holds of orders by their code, customer, who has to do with them, and when they were placed."""

    code = NamedFilter("code__code", label=_("Hold code"))
    customer = NamedFilter("order__customer__account", label=_("Customer"))
    user = filters.CharFilter(method="with_user", label=_("User"))
    checked_out = filters.BooleanFilter(field_name="checked_out_to", lookup_expr="isnull", exclude=True, label=_("Checked out"))
    placed_at = filters.DateFromToRangeFilter(label=_("Placed at"))

    class Meta:
        model = OrderHold
        fields: tuple[str, ...] = ()

    def with_user(self, queryset: filters.QuerySet, _name: str, value: str) -> filters.QuerySet:
        """Keep holds that somebody placed, works on or cleared."""
        return queryset.of_user(value)


class OpenOrderFilter(SalesOrderFilter):
    """Orders that wait to be shipped, by being late and by what could leave now as well."""

    late = filters.BooleanFilter(method="only", label=_("Late only"))
    coverable = filters.BooleanFilter(method="only", label=_("Fully coverable now"))

    def only(self, queryset: filters.QuerySet, name: str, value: bool) -> filters.QuerySet:
        """Keep the orders that a queryset method of the filter's name finds."""
        return getattr(queryset, name)() if value else queryset


class SubscriptionFilter(SalesOrderFilter):
    """Subscriptions by what is due until a day as well."""

    due_until = filters.DateFilter(method="with_due", label=_("Due until"))

    def with_due(self, queryset: filters.QuerySet, _name: str, value: date) -> filters.QuerySet:
        """Keep subscriptions with something due by a day, or at their end."""
        return queryset.with_cycle_due(value)


class VoidedLineFilter(filters.FilterSet):
    """Deleted lines by order, customer, item, who deleted them and when."""

    order = filters.CharFilter(field_name="voided_order__number", lookup_expr="iexact", label=_("Order"))
    customer = NamedFilter("voided_order__customer__account", label=_("Customer"))
    item = filters.CharFilter(field_name="item_number", lookup_expr="iexact", label=_("Item"))
    user = filters.CharFilter(field_name="voided_order__voided_by__name", lookup_expr="icontains", label=_("User"))
    voided_at = filters.DateFromToRangeFilter(field_name="voided_order__voided_at", label=_("Deleted at"))

    class Meta:
        model = VoidedOrderLine
        fields: tuple[str, ...] = ()


class ShippedNotInvoicedFilter(filters.FilterSet):
    """Deliveries to invoice by slip date, invoice account and currency."""

    first_slip_date = filters.DateFromToRangeFilter(label=_("First packing slip"))
    invoice_account = NamedFilter("invoice_account__account", label=_("Invoice account"))
    customer = NamedFilter("customer__account", label=_("Customer"))
    currency = NamedFilter("currency__code", label=_("Currency"))
    warehouse = NamedFilter("warehouse__code", label=_("Warehouse"))

    class Meta:
        model = SalesOrder
        fields: tuple[str, ...] = ()


class OpenLineFilter(filters.FilterSet):
    """Open lines by item, customer, warehouse and dates."""

    item = NamedFilter("item__number", label=_("Item"))
    customer = NamedFilter("order__customer__account", label=_("Customer"))
    warehouse = NamedFilter("warehouse__code", label=_("Warehouse"))
    delivery_mode = filters.CharFilter(method="travelling_by", label=_("Mode of delivery"))
    requested_ship_date = filters.DateFromToRangeFilter(label=_("Requested ship date"))
    confirmed_ship_date = filters.DateFromToRangeFilter(label=_("Confirmed ship date"))
    stopped = filters.BooleanFilter(label=_("Stopped"))

    class Meta:
        model = SalesOrderLine
        fields: tuple[str, ...] = ()

    def travelling_by(self, queryset: filters.QuerySet, _name: str, value: str) -> filters.QuerySet:
        """Keep lines that travel by a mode of delivery, their own or that of their order."""
        return queryset.travelling_by(value.strip())


class ReservationFilter(OpenLineFilter):
    """Lines that wait for goods by what open lines are filtered by, and by order and sales category."""

    order = NamedFilter("order__number", label=_("Sales order"))
    category = NamedFilter("item__category__code", label=_("Sales category"))


class PastDueFilter(OpenLineFilter):
    """Overdue lines by what open lines are filtered by, and by how long they are overdue."""

    days = filters.NumberFilter(method="at_least", label=_("Days late, at least"))

    def at_least(self, queryset: filters.QuerySet, _name: str, value: Decimal) -> filters.QuerySet:
        """Keep lines that are overdue for so many days."""
        return queryset.overdue_for(int(value))


class PackingSlipFilter(filters.FilterSet):
    """Packing slips by date, customer, warehouse, order and status."""

    status = filters.MultipleChoiceFilter(distinct=False, choices=SlipStatus.choices, label=_("Status"))
    date = filters.DateFromToRangeFilter(label=_("Delivery date"))
    customer = NamedFilter("customer__account", label=_("Customer"))
    invoice_account = NamedFilter("invoice_account__account", label=_("Invoice account"))
    warehouse = NamedFilter("warehouse__code", label=_("Warehouse"))
    order = NamedFilter("order__number", label=_("Sales order"))

    class Meta:
        model = PackingSlip
        fields: tuple[str, ...] = ()


class ConfirmationFilter(filters.FilterSet):
    """Confirmations by date, customer and order."""

    date = filters.DateFromToRangeFilter(label=_("Date"))
    customer = NamedFilter("order__customer__account", label=_("Customer"))
    order = NamedFilter("order__number", label=_("Sales order"))
    warehouse = NamedFilter("order__warehouse__code", label=_("Warehouse"))

    class Meta:
        model = OrderConfirmation
        fields: tuple[str, ...] = ()


class AgreementFilter(filters.FilterSet):
    """Trade agreements by what they settle, for whom, for what and when."""

    relation = filters.MultipleChoiceFilter(distinct=False, choices=AgreementRelation.choices, label=_("Agreement"))
    account = filters.CharFilter(field_name="account_key", lookup_expr="iexact", label=_("Customer or group"))
    item = NamedFilter("item__number", label=_("Item"))
    for_customer = filters.CharFilter(method="that_customer_gets", label=_("For customer"))
    for_item = filters.CharFilter(method="that_count_for_item", label=_("For item"))
    valid_on = filters.DateFilter(method="in_force_on", label=_("Valid on"))

    class Meta:
        model = TradeAgreement
        fields: tuple[str, ...] = ()

    def that_customer_gets(self, queryset: filters.QuerySet, _name: str, value: str) -> filters.QuerySet:
        """Keep what a customer can get: its own agreements, those of its groups and those for all."""
        return queryset.for_customer(value)

    def that_count_for_item(self, queryset: filters.QuerySet, _name: str, value: str) -> filters.QuerySet:
        """Keep what counts for an item: its own agreements, those of its groups and discounts for all."""
        return queryset.for_item(value)

    def in_force_on(self, queryset: filters.QuerySet, _name: str, value: date) -> filters.QuerySet:
        """Keep agreements in force on a day."""
        return queryset.valid_on(value)


class PriceChangeFilter(filters.FilterSet):
    """Changes of prices by day, user and order."""

    at = filters.DateFromToRangeFilter(label=_("Date"))
    user = filters.CharFilter(field_name="user__name", lookup_expr="icontains", label=_("User"))
    order = filters.CharFilter(field_name="object_label", lookup_expr="istartswith", label=_("Order"))

    class Meta:
        model = AuditEntry
        fields: tuple[str, ...] = ()
