"""Future invoices as the posting dialog shows them: lines with the quantity to type over, totals, taxes, ledger entries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from foundation.backoffice.documents import Total
from foundation.backoffice.formats import format_day, format_percent, format_price
from foundation.backoffice.posting import InputCell, Money, OtherChoice, Preview, PreviewDocument, PreviewTable, Price, Refused
from foundation.errors import Refusal
from foundation.ledger.models import MainAccount, PostingType
from foundation.organization.models import LegalEntity
from invoicing.errors import NotDeliveredYet, NothingToCombine
from invoicing.forms.posting import LINE, SLIP_LINE
from invoicing.models import QuantityOption, SummaryUpdate
from invoicing.planning import DraftLine, DraftPart, InvoiceDraft, InvoicePlan, InvoiceRequest
from sales.models import PackingSlipLine, SalesOrderLine

ZERO = Decimal(0)
_NAMED = 4


class InvoicePreview:
    """Describes a plan; ``editable`` puts the quantities of the one order into cells to type in."""

    def __init__(self, legal_entity: LegalEntity, url: Callable[..., str], *, editable: bool, choices: InvoiceRequest) -> None:
        self.legal_entity = legal_entity
        self.url = url
        self.editable = editable
        self.choices = choices
        self.accounts: dict[int, str] = {}

    def of(self, plan: InvoicePlan, refusals: Sequence[Refused]) -> Preview:
        """Return the preview of all invoices of a plan."""
        used = {entry.account_id for draft in plan.drafts for entry in draft.entries}
        self.accounts = {account.pk: str(account) for account in MainAccount.of(self.legal_entity).filter(pk__in=used)}
        documents = [self._document(draft) for draft in plan.drafts]
        left_out = self._left_out(refused=not plan.drafts)
        shown = [*documents, left_out] if left_out else documents
        return Preview(shown, refusals, self._totals_of_all(plan), self._notices(plan), self._other(plan))

    def _other(self, plan: InvoicePlan) -> OtherChoice | None:
        """Offer to invoice only what packing slips delivered, where they delivered something and not all."""
        lines = [line for draft in plan.drafts for line in draft.lines]
        if not any(map(undelivered, lines)) or not any(line.slip_numbers for line in lines):
            return None
        return OtherChoice(_("Packing slip quantities"), {"quantity": QuantityOption.PACKING_SLIP.value}, "alt+p")

    def _notices(self, plan: InvoicePlan) -> list[Refusal]:
        """Say that orders were to be combined but none could be (INV-204)."""
        orders = sum(len(draft.orders) for draft in plan.drafts)
        wanted = self.choices.summary_update != SummaryUpdate.NONE and orders > 1
        return [NothingToCombine(n=orders).as_refusal()] if wanted and orders == len(plan.drafts) else []

    def _document(self, draft: InvoiceDraft) -> PreviewDocument:
        order = draft.leading.order
        several = len(draft.orders) > 1
        kind = _("Credit note") if draft.is_credit_note else _("Invoice")
        return PreviewDocument(
            title=_("%(kind)s for %(count)s orders") % {"kind": kind, "count": len(draft.orders)} if several else f"{kind} {order.number}",
            party=self._party(draft),
            url="" if several else self.url("sales:order", pk=order.pk),
            lines=self._lines(draft),
            totals=self._totals(draft),
            details=[self._taxes(draft), self._entries(draft)],
            warnings=[*draft.warnings, *_not_delivered(draft)],
        )

    def _party(self, draft: InvoiceDraft) -> str:
        parts = [
            str(draft.leading.order.invoice_account),
            _("packing slips: %(numbers)s") % {"numbers": ", ".join(draft.slip_numbers)} if draft.slip_numbers else "",
            _("due %(date)s") % {"date": format_day(draft.due_date)},
        ]
        return " · ".join(part for part in parts if part)

    def _lines(self, draft: InvoiceDraft) -> PreviewTable:
        """Return the lines; the columns of orders and packing slips only where they tell lines apart, that of goods that are
        invoiced before they are delivered only where there are any.
        """
        several, delivered = len(draft.orders) > 1, bool(draft.slip_numbers)
        early = any(map(undelivered, draft.lines))
        headings = [_("Line"), _("Item"), _("Description"), _("Invoice now"), _("Price"), _("Discount"), _("Net")]
        rows = []
        for line in draft.lines:
            for slips, cells in self._rows(line):
                early_of_it: list[Any] = [undelivered(line) or ""] * early
                rows.append([line.order.order.number] * several + cells[:3] + [slips] * delivered + cells[3:4] + early_of_it + cells[4:])
        headings[4:4] = [_("Of it not delivered yet")] * early
        headings[3:3] = [_("Packing slip")] * delivered
        headings[:0] = [_("Order")] * several
        return PreviewTable(headings, rows)

    def _rows(self, line: DraftLine) -> list[tuple[str, list[Any]]]:
        """Return packing slips and cells: a row for each slip when slips are invoiced, else one."""
        if self.choices.quantity == QuantityOption.PACKING_SLIP:
            shares = [(part.slip.slip_number if part.slip else "", self._part_cell(part)) for part in line.parts]
        else:
            shares = [(", ".join(line.slip_numbers), self._line_cell(line))]
        known = line.line
        return [
            (
                slips,
                [
                    str(known.line_number),
                    known.item_number,
                    known.name,
                    quantity,
                    Price(known.unit_price),
                    _discount(known.discount_percent, known.discount_amount),
                    Money(line.net) if first else "",
                ],
            )
            for (slips, quantity), first in zip(shares, [True] + [False] * len(shares), strict=False)
        ]

    def _line_cell(self, line: DraftLine) -> Any:
        return InputCell(f"{LINE}{line.line.id}", line.quantity) if self.editable else line.quantity

    def _part_cell(self, part: DraftPart) -> Any:
        if not self.editable or part.slip is None:
            return part.quantity
        return InputCell(f"{SLIP_LINE}{part.slip.slip_line_id}", part.quantity)

    def _totals(self, draft: InvoiceDraft) -> list[Total]:
        currency = draft.leading.order.currency_id
        rows = [Total(_("Lines"), draft.sum_lines)]
        if draft.total_discount:
            rows.append(Total(_("Total discount"), -draft.total_discount))
        if draft.sum_charges:
            rows.append(Total(_("Charges"), draft.sum_charges))
        rows.append(Total(_("Sales tax"), draft.sum_tax))
        if draft.round_off:
            rows.append(Total(_("Rounding"), draft.round_off))
        return [*rows, Total(_("Invoice amount"), draft.amount, currency, strong=True)]

    def _taxes(self, draft: InvoiceDraft) -> PreviewTable:
        rows = [
            [row.rule.code, f"{row.rule.rate.normalize():f} %", Money(row.base), Money(row.tax)]
            for row in (draft.taxes.rows if draft.taxes else ())
        ]
        return PreviewTable([_("Sales tax code"), _("Rate"), _("Base"), _("Sales tax")], rows, _("Sales tax"))

    def _entries(self, draft: InvoiceDraft) -> PreviewTable:
        rows = [
            [
                self.accounts.get(entry.account_id, ""),
                str(PostingType(entry.posting_type).label),
                Money(entry.debit) if entry.debit else "",
                Money(entry.credit) if entry.credit else "",
            ]
            for entry in draft.entries
        ]
        return PreviewTable([_("Account"), _("Posting type"), _("Debit"), _("Credit")], rows, _("Ledger entries"))

    def _left_out(self, *, refused: bool) -> PreviewDocument | None:
        """Return the lines whose quantity was typed as zero, or all that was typed when it is refused, to be typed again."""
        if not self.editable:
            return None
        zero_lines = [key for key, quantity in self.choices.quantities.items() if refused or not quantity]
        zero_slips = [key for key, quantity in self.choices.slip_quantities.items() if refused or not quantity]
        lines = SalesOrderLine.of(self.legal_entity).filter(pk__in=zero_lines).order_by("line_number")
        slips = PackingSlipLine.of(self.legal_entity).filter(pk__in=zero_slips).for_preview()
        rows = [[str(line.line_number), line.name, "", InputCell(f"{LINE}{line.pk}", Decimal(0))] for line in lines]
        rows += [
            [
                str(line.order_line.line_number),
                line.order_line.name,
                line.packing_slip.number,
                InputCell(f"{SLIP_LINE}{line.pk}", Decimal(0)),
            ]
            for line in slips
        ]
        headings = [_("Line"), _("Description"), _("Packing slip"), _("Invoice now")]
        return PreviewDocument(_("Not invoiced now"), lines=PreviewTable(headings, rows)) if rows else None

    def _totals_of_all(self, plan: InvoicePlan) -> list[Total]:
        """Return the sum per currency when there are several invoices."""
        if len(plan.drafts) < 2:
            return []
        sums: dict[str, Decimal] = {}
        for draft in plan.drafts:
            currency = draft.leading.order.currency_id
            sums[currency] = sums.get(currency, Decimal(0)) + draft.amount
        count = _("%(count)s invoices") % {"count": len(plan.drafts)}
        return [Total(count, amount, currency, strong=True) for currency, amount in sorted(sums.items())]


def _discount(percent: Decimal, amount: Decimal) -> str:
    """Return the discounts of a line as they stand on its order: a percentage, an amount per price unit, or both."""
    parts = [format_percent(percent) if percent else "", format_price(amount) if amount else ""]
    return " + ".join(part for part in parts if part)


def undelivered(line: DraftLine) -> Decimal:
    """Return how much of a line of goods is invoiced that no packing slip delivered."""
    quantity = sum((part.quantity for part in line.parts if part.slip is None), ZERO)
    return quantity if quantity > 0 and line.line.stocked else ZERO


def _not_delivered(draft: InvoiceDraft) -> list[Refusal]:
    """Say which goods of an invoice no packing slip delivered (INV-126); services count as delivered when they are invoiced."""
    several = len(draft.orders) > 1
    found = []
    for line in draft.lines:
        if quantity := undelivered(line):
            name = f"{line.order.order.number} {line.line.name}" if several else line.line.name
            found.append(f"{quantity.normalize():f} {line.line.unit} {name}")
    if not found:
        return []
    named = ", ".join(found[:_NAMED]) + (" …" if len(found) > _NAMED else "")
    return [NotDeliveredYet(lines=named).as_refusal()]
