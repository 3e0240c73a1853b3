"""What lists and the API of posted invoices can be filtered by."""

from __future__ import annotations

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from invoicing.models import CustomerInvoice, DocumentType


class CustomerInvoiceFilter(filters.FilterSet):
    """Posted invoices by document, party, dates, amount and currency."""

    document_type = filters.ChoiceFilter(choices=DocumentType.choices, label=_("Document"))
    customer = filters.CharFilter(field_name="invoice_account__account", lookup_expr="iexact", label=_("Invoice account"))
    customer_group = filters.CharFilter(field_name="invoice_account__group__code", lookup_expr="iexact", label=_("Customer group"))
    invoice_date = filters.DateFromToRangeFilter(label=_("Invoice date"))
    due_date = filters.DateFromToRangeFilter(label=_("Due date"))
    amount = filters.RangeFilter(field_name="invoice_amount", label=_("Amount"))
    currency = filters.CharFilter(field_name="currency__code", lookup_expr="iexact", label=_("Currency"))
    order = filters.CharFilter(method="of_order_number", label=_("Sales order"))
    batch_run = filters.NumberFilter(field_name="batch_run_id", label=_("Batch run"))

    class Meta:
        model = CustomerInvoice
        fields: tuple[str, ...] = ()

    def of_order_number(self, queryset: filters.QuerySet, _name: str, value: str) -> filters.QuerySet:
        """Keep invoices with a line of the order."""
        return queryset.with_order(value)
