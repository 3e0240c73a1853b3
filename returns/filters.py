"""What the lists of returns can be filtered by."""

from __future__ import annotations

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import NamedFilter
from invoicing.models import CustomerInvoiceLine
from returns.models import QuarantineOrder, ReturnLine, ReturnOrder
from returns.statuses import QuarantineStatus, ReturnLineStatus, ReturnStatus


class ReturnOrderFilter(filters.FilterSet):
    """Returns by status, customer, reason and deadline."""

    status = filters.MultipleChoiceFilter(distinct=False, choices=ReturnStatus.choices, label=_("Return status"))
    customer = NamedFilter("order__customer__account", label=_("Customer"))
    order = NamedFilter("order__number", label=_("Sales order"))
    reason = NamedFilter("reason__code", label=_("Reason"))
    group = NamedFilter("reason__group__code", label=_("Group of reasons"))
    deadline = filters.DateFromToRangeFilter(label=_("Deadline"))
    item = filters.CharFilter(method="with_item", label=_("Item"))

    class Meta:
        model = ReturnOrder
        fields: tuple[str, ...] = ()

    def with_item(self, queryset: filters.QuerySet, _name: str, value: str) -> filters.QuerySet:
        """Keep returns with a line of the item."""
        return queryset.with_item(value)


class ReturnLineFilter(filters.FilterSet):
    """Return lines by status, customer, item and invoice."""

    status = filters.MultipleChoiceFilter(distinct=False, choices=ReturnLineStatus.choices, label=_("Line status"))
    customer = NamedFilter("return_order__order__customer__account", label=_("Customer"))
    rma = NamedFilter("return_order__rma_number", label=_("RMA"))
    item = NamedFilter("order_line__item__number", label=_("Item"))
    invoice = NamedFilter("origin_invoice_line__invoice__number", label=_("Origin invoice"))
    disposition = NamedFilter("disposition__code", label=_("Disposition code"))
    warehouse = NamedFilter("order_line__warehouse__code", label=_("Warehouse"))
    deadline = filters.DateFromToRangeFilter(field_name="return_order__deadline", label=_("Expected until"))

    class Meta:
        model = ReturnLine
        fields: tuple[str, ...] = ()


class QuarantineOrderFilter(filters.FilterSet):
    """Inspections by status, item and warehouse."""

    status = filters.MultipleChoiceFilter(distinct=False, choices=QuarantineStatus.choices, label=_("Status"))
    item = NamedFilter("line__order_line__item__number", label=_("Item"))
    warehouse = NamedFilter("warehouse__code", label=_("Warehouse"))

    class Meta:
        model = QuarantineOrder
        fields: tuple[str, ...] = ()


class InvoicedLineFilter(filters.FilterSet):
    """Invoice lines by customer, order, invoice, item and date."""

    customer = NamedFilter("invoice__order_account__account", label=_("Customer"))
    order = NamedFilter("order__number", label=_("Sales order"))
    invoice = NamedFilter("invoice__number", label=_("Invoice"))
    item = NamedFilter("item__number", label=_("Item"))
    invoice_date = filters.DateFromToRangeFilter(field_name="invoice__invoice_date", label=_("Invoice date"))

    class Meta:
        model = CustomerInvoiceLine
        fields: tuple[str, ...] = ()
