"""What a future invoice gives back of earlier ones: never more than is left, and the last credit all of it (invoicing.md 6.2). Pure."""

from __future__ import annotations

from invoicing.errors import ChargeAboveInvoice
from invoicing.planning import InvoiceDraft
from sales.credited_parts import CreditBook, CreditedPart


def credit_lines(draft: InvoiceDraft, book: CreditBook) -> None:
    """Let the priced and discounted lines that credit an invoice take what is left of its lines."""
    for line in draft.lines:
        part = book.line_of(line.line.id)
        if part is not None and line.quantity < 0:
            asked = line.net - line.discount_share
            line.net += part.take(line.quantity, asked) - asked
            line.taken = line.net


def credit_charges(draft: InvoiceDraft, book: CreditBook) -> None:
    """Let charges that go back take what is left of the charges of their code on the invoices that their order credits; raises CPY-07."""
    for known in draft.charges:
        part = book.charge_of(known.order.id, known.charge.code.code, known.amount)
        if part is None:
            continue
        if not part.has_left(known.amount):
            raise ChargeAboveInvoice(c=known.charge.code.code, o=known.order.order, q=f"{abs(part.left_paid):.2f}")
        part.take_amount(known.amount)
        known.credits = part


def credited_parts(draft: InvoiceDraft, book: CreditBook) -> dict[str, CreditedPart]:
    """Return what lines and charges credit, by the keys that tax knows them by."""
    lines = {f"l{index}": book.line_of(line.line.id) for index, line in enumerate(draft.lines) if line.quantity < 0}
    charges = {f"c{index}": known.credits for index, known in enumerate(draft.charges)}
    return {key: part for key, part in {**lines, **charges}.items() if part is not None}


def share_discount_back(draft: InvoiceDraft, book: CreditBook) -> None:
    """Show the share of the invoice's total discount on its own where all of the price goes back, with the terms of the invoice line."""
    for line in draft.lines:
        part = book.line_of(line.line.id) if line.quantity < 0 else None
        if part is None or not part.discount or not part.at_full_price or line.discount_share:
            continue
        line.discount_share = part.take_discount(line.quantity)
        line.net += line.discount_share
        line.terms = part.terms
        draft.total_discount += line.discount_share
