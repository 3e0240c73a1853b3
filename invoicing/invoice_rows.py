"""The rows of an invoice, unsaved: header, lines, taxes, charges and sources, for posting and for pro formas alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from textwrap import shorten
from typing import Any

from customers.addresses import AddressBook
from foundation.documents.payment_reference import belgian_reference, rf_reference
from foundation.ledger.models import Voucher
from foundation.ledger.vouchers import to_accounting
from foundation.organization.models import LegalEntity, User
from invoicing.context import InvoicingContext
from invoicing.models import (
    CustomerInvoice,
    CustomerInvoiceCharge,
    CustomerInvoiceLine,
    CustomerInvoiceTax,
    DocumentType,
    InvoicingParameters,
)
from invoicing.models.invoice import PRICING
from invoicing.planning import DraftLine, InvoiceDraft, InvoiceRequest
from invoicing.snapshots import buyer_snapshot, delivery_snapshot, seller_snapshot, tax_statements, terms_snapshot
from invoicing.terms import cash_discounts

_REFERENCES: dict[str, Callable[[str], str]] = {
    InvoicingParameters.PaymentReference.RF: rf_reference,
    InvoicingParameters.PaymentReference.BELGIAN: belgian_reference,
}

MOST_REASON = CustomerInvoice._meta.get_field("correction_reason").max_length or 0
SOURCE_FIELDS = ("legal_entity_id", "invoice_id", "invoice_line_id", "order_line_id", "packing_slip_line_id", "quantity")


def invoice_row(
    legal_entity: LegalEntity,
    draft: InvoiceDraft,
    request: InvoiceRequest,
    user: User | None,
    context: InvoicingContext,
    book: AddressBook,
) -> CustomerInvoice:
    """Return the header of an invoice, with everything that it prints but its number: a pro forma has neither number nor voucher."""
    order = draft.leading.order
    customer = order.invoice_account
    profile = context.profiles.profile_of(customer)
    base_date = draft.document_date or draft.invoice_date
    discounts = cash_discounts(order.cash_discount, draft.amount, base_date, order.currency.precision)
    return CustomerInvoice(
        legal_entity=legal_entity,
        document_type=DocumentType.CREDIT_NOTE if draft.is_credit_note else DocumentType.INVOICE,
        order=order,
        order_count=len(draft.orders),
        order_account=order.customer,
        invoice_account=customer,
        invoice_date=draft.invoice_date,
        document_date=draft.document_date,
        due_date=draft.due_date,
        tax_date=draft.tax_date,
        supply_from=draft.supply_from,
        supply_to=draft.supply_to,
        currency=order.currency,
        exchange_rate=draft.exchange_rate,
        rate_factor=draft.rate_factor,
        amounts_include_tax=order.prices_include_tax,
        sum_lines=draft.sum_lines,
        sum_line_discount=draft.sum_gross - draft.sum_lines if not order.prices_include_tax else Decimal(0),
        total_discount=draft.total_discount,
        sum_charges=draft.sum_charges,
        sum_tax=draft.sum_tax,
        round_off=draft.round_off,
        invoice_amount=draft.amount,
        accounting_amount=draft.accounting_amount,
        posting_profile=profile,
        terms=terms_snapshot(draft, discounts),
        seller=seller_snapshot(legal_entity),
        buyer=buyer_snapshot(customer, book),
        delivery=delivery_snapshot(draft, order.language),
        vat_statements=tax_statements(draft, order.language),
        language=order.language,
        your_reference=order.customer_reference,
        our_reference=order.responsible.name if order.responsible else "",
        text=order.text,
        corrects_id=next((known.invoice_id for known in draft.originals), None),
        correction_reason=shorten(draft.correction_reason, MOST_REASON, placeholder=" …"),
        credit_correction=any(entry.is_correction for entry in draft.entries),
        posted_by=user,
        batch_run_id=request.batch_run_id,
        idempotency_key=f"{request.idempotency_prefix}/{draft.sequence}" if request.idempotency_prefix else None,
    )


def set_number(invoice: CustomerInvoice, draft: InvoiceDraft, voucher: Voucher, context: InvoicingContext) -> None:
    """Give an invoice the number that was drawn for its draft, the payment reference made of it, and its voucher."""
    invoice.number, invoice.voucher = draft.number, voucher
    reference = _REFERENCES.get(context.parameters.payment_reference)
    if reference is not None and not draft.is_credit_note:
        invoice.payment_reference = reference(draft.number)


def line_rows(legal_entity: LegalEntity, draft: InvoiceDraft, invoice: CustomerInvoice) -> list[CustomerInvoiceLine]:
    """Return the lines of an invoice in the order of the draft, without their costs."""
    return [_line_row(legal_entity, invoice, number, line) for number, line in enumerate(draft.lines, start=1)]


def set_costs(draft: InvoiceDraft, rows: Sequence[CustomerInvoiceLine], costs: Mapping[int, Decimal]) -> None:
    """Set what the goods of each line cost; ``costs`` per order line in accounting currency stand on its first line."""
    booked: set[int] = set()
    for line, row in zip(draft.lines, rows, strict=True):
        if line.line.id not in booked:
            row.cost_amount = line.cost if line.cost is not None else costs.get(line.line.id, Decimal(0))
        booked.add(line.line.id)


def charge_rows(
    legal_entity: LegalEntity, draft: InvoiceDraft, invoice: CustomerInvoice, lines: Sequence[CustomerInvoiceLine]
) -> list[CustomerInvoiceCharge]:
    """Return the charges of an invoice; ``lines`` as ``line_rows`` made them."""
    row_of = {id(line): row for line, row in zip(draft.lines, lines, strict=True)}
    return [
        CustomerInvoiceCharge(
            legal_entity=legal_entity,
            invoice=invoice,
            line=row_of[id(known.line)] if known.line else None,
            order=known.order.order,
            code=known.charge.code.code,
            text=known.charge.code.name_in(invoice.language),
            item_tax_group=known.item_group,
            untdid_code=known.charge.code.untdid_code,
            amount=known.amount,
            tax_amount=known.tax,
            tax_codes=list(known.tax_codes),
            tax_shares=known.tax_shares,
            corrects_id=known.credits.key if known.credits else None,
        )
        for known in draft.charges
    ]


def source_rows(draft: InvoiceDraft, invoice: CustomerInvoice, lines: Sequence[CustomerInvoiceLine]) -> Iterator[tuple[Any, ...]]:
    """Yield which delivery is on which line of an invoice, the values of SOURCE_FIELDS; ``lines`` are stored."""
    for line, row in zip(draft.lines, lines, strict=True):
        for part in line.parts:
            slip_line = part.slip.slip_line_id if part.slip else None
            yield row.legal_entity_id, invoice.pk, row.pk, line.line.id, slip_line, part.quantity


def _line_row(legal_entity: LegalEntity, invoice: CustomerInvoice, number: int, draft: DraftLine) -> CustomerInvoiceLine:
    line = draft.line
    terms = {name: getattr(line, name) for name in PRICING} | dict(draft.terms)
    return CustomerInvoiceLine(
        legal_entity=legal_entity,
        invoice=invoice,
        corrects_id=draft.original.line_id if draft.original else None,
        line_number=number,
        order_id=line.order_id,
        order_line_id=line.id,
        item_id=line.item_id,
        item_number=line.item_number,
        description=f"{line.name}\n{line.text}".strip(),
        quantity=draft.quantity,
        unit=line.unit,
        unit_name=line.unit_names.get(invoice.language) or line.unit_names.get("en") or line.unit,
        unece_code=line.unece_code,
        **terms,
        gross_amount=draft.gross,
        line_net=draft.net,
        total_discount_share=draft.discount_share,
        tax_group=line.tax_group or "",
        item_tax_group=line.item_tax_group or "",
        tax_codes=list(draft.tax_codes),
        tax_amount=draft.tax,
        tax_shares=draft.tax_shares,
        delivery_date=draft.delivery_date,
    )


def tax_rows(legal_entity: LegalEntity, draft: InvoiceDraft, invoice: CustomerInvoice) -> list[CustomerInvoiceTax]:
    """Return base and tax of an invoice, one row per code and rate, zero ones included."""
    step = legal_entity.currency.precision
    found = []
    for row in draft.taxes.rows if draft.taxes else []:
        texts = dict(row.rule.exemption_texts)
        found.append(
            CustomerInvoiceTax(
                legal_entity=legal_entity,
                invoice=invoice,
                tax_code_id=row.rule.tax_code_id,
                category=row.rule.category,
                rate=row.rule.effective_rate,
                base=row.base,
                tax=row.tax,
                accounting_base=to_accounting(row.base, draft.exchange_rate, draft.rate_factor, step),
                accounting_tax=to_accounting(row.tax, draft.exchange_rate, draft.rate_factor, step),
                exemption_code=row.rule.exemption_code,
                exemption_text=texts.get(invoice.language) or texts.get("en") or "",
            )
        )
    return found
