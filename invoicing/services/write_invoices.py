"""Write posted invoices: one insert per table for any number of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from foundation.database.fast_insert import insert_objects
from foundation.organization.models import LegalEntity
from invoicing.invoice_rows import charge_rows, line_rows, source_rows, tax_rows
from invoicing.models import CustomerInvoice
from invoicing.planning import InvoiceDraft


def write_children(
    legal_entity: LegalEntity, drafts: Sequence[InvoiceDraft], invoices: Sequence[CustomerInvoice], costs: Mapping[int, Decimal]
) -> None:
    """Insert lines, taxes, charges and sources of all invoices: four statements."""
    pairs = list(zip(drafts, invoices, strict=True))
    by_invoice = [line_rows(legal_entity, draft, invoice, costs) for draft, invoice in pairs]
    insert_objects([row for rows in by_invoice for row in rows])
    insert_objects([row for draft, invoice in pairs for row in tax_rows(legal_entity, draft, invoice)])
    insert_objects(
        [row for (draft, invoice), lines in zip(pairs, by_invoice, strict=True) for row in charge_rows(legal_entity, draft, invoice, lines)]
    )
    insert_objects(
        [row for (draft, invoice), lines in zip(pairs, by_invoice, strict=True) for row in source_rows(legal_entity, draft, invoice, lines)]
    )
