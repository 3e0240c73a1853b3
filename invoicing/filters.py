"""What lists and the API of posted invoices can be filtered by."""

from __future__ import annotations

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import NamedFilter
from invoicing.models import CustomerInvoice, DocumentType


class CustomerInvoiceFilter(filters.FilterSet):
    """Posted invoices by document, party, dates, amount and currency."""

    document_type = filters.ChoiceFilter(choices=DocumentType.choices, label=_("Document"))
    customer = NamedFilter("invoice_account__account", label=_("Invoice account"))
    customer_group = NamedFilter("invoice_account__group__code", label=_("Customer group"))
    invoice_date = filters.DateFromToRangeFilter(label=_("Invoice date"))
    due_date = filters.DateFromToRangeFilter(label=_("Due date"))
    amount = filters.RangeFilter(field_name="invoice_amount", label=_("Amount"))
    currency = NamedFilter("currency__code", label=_("Currency"))
    order = filters.CharFilter(method="of_order_number", label=_("Sales order"))
    batch_run = filters.NumberFilter(field_name="batch_run_id", label=_("Batch run"))

    class Meta:
        model = CustomerInvoice
        fields: tuple[str, ...] = ()

    def of_order_number(self, queryset: filters.QuerySet, _name: str, value: str) -> filters.QuerySet:
        """Keep invoices with a line of the order."""
        return queryset.with_order(value)
