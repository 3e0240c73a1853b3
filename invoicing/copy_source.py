"""Invoices as a source of lines that are copied into orders (sales.md §13.1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from foundation.organization.models import LegalEntity
from invoicing.models import CustomerInvoice, CustomerInvoiceLine
from sales.copying import MOST_OFFERED, CopySource, SourceDocument, SourceLine
from sales.services.copy_sources import found_as_posted


class InvoiceSource(CopySource):
    """Posted invoices, with quantities, prices and discounts as invoiced."""

    kind, label, permission = "invoice", _("Invoice"), "invoicing.view_customerinvoice"

    def documents(self, entity: LegalEntity, customer_id: int) -> Iterable[SourceDocument]:
        """Return the latest invoices of a customer."""
        rows = CustomerInvoice.of(entity).filter(order_account=customer_id)[:MOST_OFFERED]
        return [SourceDocument(row.pk, row.number, row.invoice_date) for row in rows]

    def keys_by_number(self, entity: LegalEntity, numbers: Collection[str]) -> Mapping[str, int]:
        """Return the keys of invoices by number."""
        return dict(CustomerInvoice.of(entity).filter(number__in=numbers).values_list("number", "pk"))

    def lines(self, entity: LegalEntity, documents: Collection[int]) -> list[SourceLine]:
        """Return the lines of goods of invoices: one statement."""
        rows = CustomerInvoiceLine.of(entity).filter(invoice__in=documents, item__isnull=False, order_line__isnull=False)
        relations = ("invoice", "item", "order__customer", "order_line__order", "order_line__unit")
        return [_line(row) for row in rows.select_related(*relations).order_by("invoice", "line_number")]


def _line(row: CustomerInvoiceLine) -> SourceLine:
    invoice, sold = row.invoice, row.order_line
    assert sold is not None and row.item is not None, "only lines of goods are read"
    return SourceLine(
        row.pk,
        SourceDocument(invoice.pk, invoice.number, invoice.invoice_date, row.order),
        row.line_number,
        row.item,
        row.quantity,
        sold.unit_id,
        sold.unit.code,
        row.unit_price,
        row.price_unit,
        row.discount_amount,
        row.discount_percent,
        invoice.currency_id,
        invoice.amounts_include_tax,
        sold.name,
        sold,
        found_as_posted(sold, row.unit_price, row.price_unit, row.discount_amount, row.discount_percent),
    )
