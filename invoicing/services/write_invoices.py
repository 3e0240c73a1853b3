"""Write posted invoices: one insert per table for any number of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from foundation.database.fast_insert import insert_objects, insert_rows
from foundation.ledger.models import Voucher
from foundation.organization.models import LegalEntity
from invoicing.context import InvoicingContext
from invoicing.invoice_rows import SOURCE_FIELDS, charge_rows, set_costs, set_number, source_rows, tax_rows
from invoicing.models import CustomerInvoice, CustomerInvoiceLine, CustomerInvoiceSource
from invoicing.planning import InvoiceDraft
from invoicing.terms import Instalment


@dataclass(slots=True)
class UnwrittenInvoice:
    """An invoice, its lines and instalments, made of a draft before anything is locked; they want a number, a voucher, costs and keys."""

    draft: InvoiceDraft
    invoice: CustomerInvoice
    lines: list[CustomerInvoiceLine]
    parts: list[Instalment]


def write_invoices(
    legal_entity: LegalEntity,
    unwritten: Sequence[UnwrittenInvoice],
    vouchers: Sequence[Voucher],
    costs: Mapping[int, Decimal],
    context: InvoicingContext,
) -> list[CustomerInvoice]:
    """Insert headers, lines, taxes, charges and sources of all invoices, in five statements, and return the invoices.

    ``costs`` per order line in accounting currency.
    """
    for known, voucher in zip(unwritten, vouchers, strict=True):
        set_number(known.invoice, known.draft, voucher, context)
        set_costs(known.draft, known.lines, costs)
    invoices = insert_objects([known.invoice for known in unwritten])
    for known in unwritten:
        for row in known.lines:
            row.invoice = known.invoice
    insert_objects([row for known in unwritten for row in known.lines])
    insert_objects([row for known in unwritten for row in tax_rows(legal_entity, known.draft, known.invoice)])
    insert_objects([row for known in unwritten for row in charge_rows(legal_entity, known.draft, known.invoice, known.lines)])
    sources = (row for known in unwritten for row in source_rows(known.draft, known.invoice, known.lines))
    insert_rows(CustomerInvoiceSource, SOURCE_FIELDS, sources)
    return invoices
