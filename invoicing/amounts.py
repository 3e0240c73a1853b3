"""The amounts of one invoice: lines, discounts, charges, tax, totals (invoicing.md 1.6, 2.5). Pure: no queries, no saves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from foundation.ledger.tax import TaxableLine, TaxCodeRule, TaxResult, calculate_tax
from foundation.money import round_to_step, spread
from invoicing.credited_amounts import credited_parts
from invoicing.planning import DraftCharge, DraftLine, InvoiceDraft, Taken
from sales.charges import CalculatedCharge, ChargedLine, Extent, UnitFactor, document_charges, share_of
from sales.credited_parts import CreditBook, settle_taxes
from sales.invoiceable import InvoiceableLine, InvoiceableOrder
from sales.pricing import line_net, total_discount

ZERO = Decimal(0)


def price_line(
    draft: DraftLine,
    combination: str,
    step: Decimal,
    *,
    earlier_quantity: Decimal = ZERO,
    earlier_amount: Decimal = ZERO,
    repriced: bool = False,
) -> None:
    """Fill gross and net of a draft line; the invoice that closes an unchanged line takes what is left of its net amount.

    ``earlier_quantity`` and ``earlier_amount`` are what the same order line already has on this invoice and on those that the plan
    makes before it. A line that was ``repriced`` since it was last invoiced takes its own price: nothing that is invoiced is priced anew.
    """
    line, quantity = draft.line, draft.quantity
    draft.gross = round_to_step(quantity * line.unit_price / line.price_unit, step)
    draft.net = net_of(line, quantity, combination, step)
    invoiced = line.invoiced + earlier_quantity
    closes = invoiced + quantity == line.ordered and not line.cancelled and not repriced
    if closes and invoiced and net_of(line, line.ordered, combination, step) == line.net_amount:
        draft.net = line.net_amount - line.invoiced_amount - earlier_amount
    draft.taken = draft.net


def net_of(line: InvoiceableLine, quantity: Decimal, combination: str, step: Decimal) -> Decimal:
    """Return the net amount of a quantity of an order line."""
    return line_net(
        quantity=quantity,
        unit_price=line.unit_price,
        price_unit=line.price_unit,
        discount_amount=line.discount_amount,
        discount_percent=line.discount_percent,
        multiline_amount=line.multiline_amount,
        multiline_percent=line.multiline_percent,
        combination=combination,
        step=step,
    )


def share_total_discount(draft: InvoiceDraft, step: Decimal) -> None:
    """Compute the total discount per order with that order's percentage or amount, and spread it over the order's eligible lines.

    Of an amount each invoice takes its part, the invoices of a plan one after the other: call it once per invoice.
    """
    draft.total_discount = ZERO
    for order in draft.orders:
        lines = [line for line in draft.lines if line.order is order and line.line.counts_for_total_discount]
        if not lines or not (order.order.total_discount_percent or order.discount):
            continue
        discount = _total_discount(order, lines, step)
        for line, share in zip(lines, spread(discount, [line.net for line in lines], step), strict=True):
            line.discount_share = line.discount_taken = share
        draft.total_discount += discount


def _total_discount(order: InvoiceableOrder, lines: Iterable[DraftLine], step: Decimal) -> Decimal:
    if order.discount is None:
        return total_discount(sum((line.net for line in lines), ZERO), order.order.total_discount_percent, step)
    parts: dict[int, tuple[Decimal, Decimal]] = defaultdict(lambda: (ZERO, ZERO))
    for line in lines:
        quantity, net = parts[line.line.id]
        parts[line.line.id] = quantity + line.quantity, net + line.net
    return order.discount.take(parts, step)


def add_charges(draft: InvoiceDraft, value_base: str, step: Decimal, convert: UnitFactor, taken: Taken) -> None:
    """Put the charges of all orders on the invoice: line charges by quantity, header charges by position (sales.md §8).

    ``taken`` is what the invoices made before it in the same plan take: a charge is invoiced once, however its order is divided.
    """
    draft.charges, draft.internal_charges = [], []
    for order in draft.orders:
        first = {line.line.id: line for line in reversed(draft.lines) if line.order is order}
        whole = {key: _whole(draft, line) for key, line in first.items()}
        found = document_charges(
            [
                charge.as_rule(index, charge.line_id, charge.invoiced_amount + taken.charge(charge.pk))
                for index, charge in enumerate(order.charges)
            ],
            [_charged_line(line, taken) for line in whole.values()],
            value_base=value_base,
            convert=convert,
            extent=Extent(_share_of_order(order, whole.values()), _closes_order(order, whole, taken)),
            step=step,
        )
        for known in found:
            _append(draft, order, known, first.get(known.rule.line_id or 0))
    _keep_once_per_invoice(draft)


def _whole(draft: InvoiceDraft, line: DraftLine) -> DraftLine:
    """Return an order line as one line, where it stands on the invoice in parts with different tax rates."""
    parts = [known for known in draft.lines if known.line is line.line]
    if len(parts) == 1:
        return line
    return DraftLine(
        line.order, line.line, [part for known in parts for part in known.parts], net=sum((known.net for known in parts), ZERO)
    )


def _charged_line(draft: DraftLine, taken: Taken) -> ChargedLine:
    line = draft.line
    closes = _closes_line(line, draft.quantity + taken.quantity(line.id))
    extent = Extent(share_of([draft.net], [line.net_amount]), closes)
    return ChargedLine(line.id, line.item_id, draft.quantity, line.unit, draft.net, extent)


def _share_of_order(order: InvoiceableOrder, lines: Iterable[DraftLine]) -> Decimal:
    return share_of((line.net for line in lines), (line.net_amount for line in order.lines))


def _append(draft: InvoiceDraft, order: InvoiceableOrder, found: CalculatedCharge, line: DraftLine | None) -> None:
    charge = order.charges[found.rule.key]
    if found.amount:
        draft.charges.append(DraftCharge(order, charge, found.amount, line, taken=found.amount))
    elif found.booked:
        draft.internal_charges.append(DraftCharge(order, charge, found.booked, line, taken=found.booked))


def _closes_order(order: InvoiceableOrder, lines: Mapping[int, DraftLine], taken: Taken) -> bool:
    now = {key: line.quantity for key, line in lines.items()}
    return all(_closes_line(line, now.get(line.id, ZERO) + taken.quantity(line.id)) for line in order.lines)


def _closes_line(line: InvoiceableLine, quantity: Decimal) -> bool:
    """Tell whether nothing is left to invoice of a line, of which more may have been delivered than was ordered."""
    return abs(line.invoiced + quantity) >= abs(line.ordered - line.cancelled)


def _keep_once_per_invoice(draft: InvoiceDraft) -> None:
    """Of header charges that a combined invoice carries once, keep the highest: of what lowers the invoice, what lowers it most."""
    best: dict[str, DraftCharge] = {}
    for known in draft.charges:
        code = known.charge.code
        if known.line is None and code.once_per_invoice and (code.code not in best or _larger(known, best[code.code])):
            best[code.code] = known
    draft.charges = [known for known in draft.charges if known.line is not None or best.get(known.charge.code.code, known) is known]


def _larger(known: DraftCharge, other: DraftCharge) -> bool:
    return (known.amount - other.amount) * known.charge.code.customer_sign > 0


def taxable_lines(draft: InvoiceDraft) -> list[TaxableLine]:
    """Return lines and charges as tax sees them; keys are ``l<n>`` and ``c<n>`` by position on the invoice."""
    found = [
        TaxableLine(
            key=f"l{index}",
            amount=line.net - line.discount_share,
            quantity=line.quantity,
            party_group=line.line.tax_group or "",
            item_group=line.line.item_tax_group or "",
        )
        for index, line in enumerate(draft.lines)
    ]
    found.extend(
        TaxableLine(
            key=f"c{index}",
            amount=known.amount,
            party_group=known.party_group,
            item_group=known.item_group,
            spread=bool(known.credits.spread_over) if known.credits else not known.item_group,
            over=known.credits.spread_over if known.credits else (),
        )
        for index, known in enumerate(draft.charges)
    )
    return found


def compute_tax(
    draft: InvoiceDraft, rules: dict[str, list[TaxCodeRule]], book: CreditBook, *, method: str, rounding: str, step: Decimal
) -> None:
    """Compute the invoice's taxes from the rules of each taxable line, and write the shares back to lines and charges.

    What credits invoices takes no more than is left of their taxes in ``book``, and in the end all of it.
    """
    result = calculate_tax(
        taxable_lines(draft),
        rules,
        method=method,
        rounding=rounding,
        prices_include_tax=draft.leading.order.prices_include_tax,
        step=step,
    )
    settle_taxes(book, result, credited_parts(draft, book), includes_tax=draft.leading.order.prices_include_tax)
    draft.taxes = result
    for index, line in enumerate(draft.lines):
        _set_tax(line, result, f"l{index}")
    for index, known in enumerate(draft.charges):
        _set_tax(known, result, f"c{index}")
    if draft.leading.order.prices_include_tax:
        _take_tax_out(draft, step)


def _set_tax(taxed: DraftLine | DraftCharge, result: TaxResult, key: str) -> None:
    """Write the tax of a line or a charge, by code where several codes tax it."""
    taxed.tax_codes, taxed.tax = result.codes_of(key), result.tax_of(key)
    taxed.tax_shares = {code: str(tax) for code, tax in result.shares[key].items()} if len(taxed.tax_codes) > 1 else None


def _take_tax_out(draft: InvoiceDraft, step: Decimal) -> None:
    """Turn amounts that contain the tax into net amounts, so that the document total identity holds (invoicing.md 7.5)."""
    draft.total_discount = ZERO
    for line in draft.lines:
        taxed = line.net - line.discount_share
        base = taxed - line.tax
        line.discount_share = round_to_step(line.discount_share * base / taxed, step) if taxed else line.discount_share
        draft.total_discount += line.discount_share
        line.net = base + line.discount_share
    for known in draft.charges:
        known.amount -= known.tax


def round_invoice(draft: InvoiceDraft, rounding_step: Decimal) -> None:
    """Round the invoice total to the currency's invoice step, when it has one."""
    draft.round_off = ZERO
    if rounding_step:
        draft.round_off = round_to_step(draft.amount, rounding_step) - draft.amount
