"""The amounts of one invoice: lines, discounts, charges, tax, totals (invoicing.md 1.6, 2.5). Pure: no queries, no saves."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from foundation.ledger.tax import TaxableLine, TaxCodeRule, calculate_tax
from foundation.money import round_to_step, spread
from invoicing.planning import DraftCharge, DraftLine, InvoiceDraft
from sales.charges import UnitFactor
from sales.invoiceable import InvoiceableLine, InvoiceableOrder
from sales.models import ChargeCategory, SalesOrderCharge
from sales.pricing import line_net

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

    ``earlier_quantity`` and ``earlier_amount`` are what the same order line already has on this invoice. A line that was
    ``repriced`` since it was last invoiced takes its own price: nothing that is invoiced is priced anew.
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
    """Compute the total discount per order with that order's percentage, and spread it over the order's eligible lines."""
    draft.total_discount = ZERO
    for order in draft.orders:
        percent = order.order.total_discount_percent
        lines = [line for line in draft.lines if line.order is order and line.line.counts_for_total_discount]
        if not percent or not lines:
            continue
        discount = round_to_step(sum((line.net for line in lines), ZERO) * percent / 100, step)
        for line, share in zip(lines, spread(discount, [line.net for line in lines], step), strict=True):
            line.discount_share = share
        draft.total_discount += discount


def add_charges(draft: InvoiceDraft, value_base: str, step: Decimal, convert: UnitFactor) -> None:
    """Put the charges of all orders on the invoice: line charges by quantity, header charges by position."""
    draft.charges = []
    for order in draft.orders:
        first = {line.line.id: line for line in reversed(draft.lines) if line.order is order}
        whole = {key: _whole(draft, line) for key, line in first.items()}
        for charge in order.charges:
            if charge.line_id in whole and charge.code.debit == "customer":
                amount = _line_charge(charge, whole[charge.line_id], step, convert)
                _append(draft, order, charge, amount, first[charge.line_id])
        _add_header_charges(draft, order, list(whole.values()), value_base, step)
    _keep_once_per_invoice(draft)


def _whole(draft: InvoiceDraft, line: DraftLine) -> DraftLine:
    """Return an order line as one line, where it stands on the invoice in parts with different tax rates."""
    parts = [known for known in draft.lines if known.line is line.line]
    if len(parts) == 1:
        return line
    return DraftLine(
        line.order, line.line, [part for known in parts for part in known.parts], net=sum((known.net for known in parts), ZERO)
    )


def _append(draft: InvoiceDraft, order: InvoiceableOrder, charge: SalesOrderCharge, amount: Decimal, line: DraftLine | None = None) -> None:
    if amount:
        draft.charges.append(DraftCharge(order, charge, amount, line, taken=amount))


def _line_charge(charge: SalesOrderCharge, draft: DraftLine, step: Decimal, convert: UnitFactor) -> Decimal:
    quantity, line = draft.quantity, draft.line
    if charge.category == ChargeCategory.PERCENT:
        return round_to_step(draft.net * charge.value / 100, step)
    if charge.category == ChargeCategory.PIECES:
        return round_to_step(charge.value * quantity, step)
    if charge.category == ChargeCategory.SPECIFIC_UNIT_MATCH:
        return round_to_step(charge.value * quantity, step) if charge.unit and charge.unit.code == line.unit else ZERO
    if charge.category == ChargeCategory.SPECIFIC_UNIT:
        factor = convert(line.item_id, line.unit, charge.unit.code) if charge.unit else None
        return ZERO if factor is None else round_to_step(charge.value * quantity * factor, step)
    return _fixed(charge, draft.net, line.net_amount, closes=line.invoiced + quantity == line.ordered - line.cancelled, step=step)


def _add_header_charges(draft: InvoiceDraft, order: InvoiceableOrder, lines: Sequence[DraftLine], value_base: str, step: Decimal) -> None:
    net = sum((line.net for line in lines), ZERO)
    base = net
    if value_base == "with_charges":
        base += sum((known.amount for known in draft.charges if known.order is order and known.line), ZERO)
    earlier = ZERO
    for charge in order.charges:
        if charge.line_id is not None or charge.code.debit != "customer":
            continue
        if charge.category == ChargeCategory.PERCENT:
            amount = round_to_step((base + earlier if charge.compound else base) * charge.value / 100, step)
        else:
            order_net = sum((line.net_amount for line in order.lines), ZERO)
            amount = _fixed(charge, net, order_net, closes=_closes_order(order, lines), step=step)
        _append(draft, order, charge, amount)
        earlier += amount


def _fixed(charge: SalesOrderCharge, net: Decimal, whole: Decimal, *, closes: bool, step: Decimal) -> Decimal:
    """Return a fixed charge: whole on the first invoice, in proportion where it is prorated, on every one where it is kept."""
    if charge.keep:
        return round_to_step(charge.value, step)
    if not charge.code.prorate:
        return round_to_step(charge.value, step) if not charge.invoiced_amount else ZERO
    if closes or not whole:
        return round_to_step(charge.value, step) - charge.invoiced_amount
    return round_to_step(charge.value * net / whole, step)


def _closes_order(order: InvoiceableOrder, lines: Sequence[DraftLine]) -> bool:
    taken = {line.line.id: line.quantity for line in lines}
    return all(line.invoiced + taken.get(line.id, ZERO) == line.ordered - line.cancelled for line in order.lines)


def _keep_once_per_invoice(draft: InvoiceDraft) -> None:
    """Of header charges that a combined invoice carries once, keep the highest."""
    best: dict[str, DraftCharge] = {}
    for known in draft.charges:
        code = known.charge.code
        if known.line is None and code.once_per_invoice and (code.code not in best or known.amount > best[code.code].amount):
            best[code.code] = known
    draft.charges = [known for known in draft.charges if known.line is not None or best.get(known.charge.code.code, known) is known]


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
            spread=not known.item_group,
        )
        for index, known in enumerate(draft.charges)
    )
    return found


def compute_tax(draft: InvoiceDraft, rules: dict[str, list[TaxCodeRule]], *, method: str, rounding: str, step: Decimal) -> None:
    """Compute the invoice's taxes from the rules of each taxable line, and write the shares back to lines and charges."""
    result = calculate_tax(
        taxable_lines(draft),
        rules,
        method=method,
        rounding=rounding,
        prices_include_tax=draft.leading.order.prices_include_tax,
        step=step,
    )
    draft.taxes = result
    for index, line in enumerate(draft.lines):
        line.tax_codes, line.tax = result.codes_of(f"l{index}"), result.tax_of(f"l{index}")
    for index, known in enumerate(draft.charges):
        known.tax_codes, known.tax = result.codes_of(f"c{index}"), result.tax_of(f"c{index}")
    if draft.leading.order.prices_include_tax:
        _take_tax_out(draft, step)


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
