"""Which invoices a list request asks for."""

from __future__ import annotations

from typing import Any, ClassVar

from django_filters import rest_framework as filters

from foundation.backoffice.api.filters import MomentFilter
from invoicing.models import CustomerInvoice, DocumentType


class CustomerInvoiceApiFilter(filters.FilterSet):
    """Filters of the list of posted invoices."""

    number = filters.CharFilter(field_name="number")
    number_starts = filters.CharFilter(field_name="number", lookup_expr="startswith")
    document_type = filters.ChoiceFilter(choices=DocumentType.choices)
    order = filters.CharFilter(method="filter_order", label="Invoices with lines of this sales order")
    invoice_account = filters.CharFilter(field_name="invoice_account__account")
    currency = filters.CharFilter(field_name="currency_id")
    your_reference = filters.CharFilter(field_name="your_reference")
    invoice_date_from = filters.DateFilter(field_name="invoice_date", lookup_expr="gte")
    invoice_date_to = filters.DateFilter(field_name="invoice_date", lookup_expr="lte")
    due_date_to = filters.DateFilter(field_name="due_date", lookup_expr="lte")
    posted_since = MomentFilter(field_name="posted_at", lookup_expr="gte", label="Posted at or after this moment")
    batch_run = filters.NumberFilter(field_name="batch_run_id")
    open = filters.BooleanFilter(method="filter_open", label="`true`: something is still to be paid")

    class Meta:
        model = CustomerInvoice
        fields: ClassVar[list[str]] = []

    def filter_order(self, invoices: Any, _name: str, number: str) -> Any:
        """Keep invoices of an order."""
        return invoices.with_order(number)

    def filter_open(self, invoices: Any, _name: str, wanted: bool) -> Any:
        """Keep open invoices."""
        return invoices.open() if wanted else invoices
