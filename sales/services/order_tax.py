"""The sales tax of orders as they stand: the same calculation that the invoice will make (sales.md §7.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from foundation.ledger.tax import TaxableLine, TaxResult, calculate_tax
from foundation.ledger.tax_setup import TaxSetup
from foundation.money import ZERO, round_to_step
from sales.charges import CalculatedCharge
from sales.credited_parts import CreditBook, CreditedPart, settle_taxes
from sales.pricing import spread_total_discount
from sales.services.calculate_orders import calculated_charges, totals_of
from sales.services.credited_totals import credited_nets
from sales.services.load_orders import LoadedOrders
from sales.services.working_orders import WorkingOrder


def add_tax(loaded: LoadedOrders, work: WorkingOrder, setup: TaxSetup, quantities: Sequence[Decimal] | None = None) -> TaxResult:
    """Put the totals with tax on an order in memory, and return the taxes by code.

    Raises the tax set-up's refusals: INV-150, INV-151, INV-152, INV-156, INV-159.
    """
    totals = totals_of(loaded.context, work, loaded.units, quantities)
    charges = calculated_charges(loaded.context, work, loaded.units, quantities)
    step = loaded.context.precision(work.order.currency_id)
    credited, book = _credited(work, totals.line_nets, charges, quantities)
    taxed = _taxable(work, totals.line_nets, totals.total_discount, charges, quantities, step)
    taxed = [_as_credited(line, credited.get(line.key)) for line in taxed]
    rules = {
        line.key: credited[line.key].rules
        if line.key in credited
        else setup.rules_for(line.party_group, line.item_group, work.order.order_date, line.key)
        for line in taxed
        if not line.spread and line.amount
    }
    result = calculate_tax(
        taxed,
        rules,
        method=setup.parameters.tax_method,
        rounding=setup.parameters.tax_rounding,
        prices_include_tax=work.order.prices_include_tax,
        step=step,
    )
    settle_taxes(book, result, credited, includes_tax=work.order.prices_include_tax)
    tax = ZERO if work.order.prices_include_tax else result.total_tax
    work.totals = replace(totals, tax=tax)
    rounding = work.order.currency.rounding_step
    if rounding:
        work.totals = replace(work.totals, rounding_off=round_to_step(work.totals.amount, rounding) - work.totals.amount)
    return result


def _credited(
    work: WorkingOrder, nets: Sequence[Decimal], charges: Sequence[CalculatedCharge], quantities: Sequence[Decimal] | None
) -> tuple[dict[str, CreditedPart], CreditBook]:
    """Return what lines and charges give back of invoices, by the keys that tax knows them by, and the book less what they take."""
    if work.credits is None:
        return {}, CreditBook()
    book, live = work.credits.copied(), work.live_lines
    wanted = quantities if quantities is not None else [working.line.ordered_quantity for working in live]
    credited_nets(work, book, wanted, nets)
    lines = {str(working.line.line_number): book.line_of(working.line.pk) for working, asked in zip(live, wanted, strict=True) if asked < 0}
    found = {key: part for key, part in lines.items() if part is not None}
    for index, charge in enumerate(charges):
        part = book.charge_of(work.order.pk or 0, charge.rule.code, charge.amount)
        if part is not None and part.has_left(charge.amount):
            part.take_amount(charge.amount)
            found[f"c{index}"] = part
    return found, book


def _as_credited(line: TaxableLine, part: CreditedPart | None) -> TaxableLine:
    """Return a charge that is given back as its invoice taxed it: by itself, or spread over what the invoice spread it over."""
    if part is None or part.quantity:
        return line
    return replace(line, spread=bool(part.spread_over), over=part.spread_over)


def _taxable(
    work: WorkingOrder,
    nets: Sequence[Decimal],
    discount: Decimal,
    charges: Sequence[CalculatedCharge],
    quantities: Sequence[Decimal] | None,
    step: Decimal,
) -> list[TaxableLine]:
    live = work.live_lines
    shares = spread_total_discount(discount, nets, [working.item.total_discount for working in live], step)
    order_group = _code(work.order.sales_tax_group)
    found = [
        TaxableLine(
            key=str(working.line.line_number),
            amount=net - share,
            quantity=quantity,
            party_group=order_group
            if working.line.sales_tax_group_id == work.order.sales_tax_group_id
            else _code(working.line.sales_tax_group),
            item_group=_item_group(working.item.item_sales_tax_group, working.line),
        )
        for working, net, share, quantity in zip(
            live, nets, shares, quantities or [working.line.ordered_quantity for working in live], strict=True
        )
    ]
    of_line = {id(working.line): (known.party_group, known.item_group) for working, known in zip(live, found, strict=True)}
    for index, charge in enumerate(charges):
        own = work.charges[charge.rule.key].tax_group
        party_group, item_group = of_line.get(charge.rule.line_id or 0, (order_group, ""))
        item_group = own.code if own is not None else item_group
        found.append(
            TaxableLine(key=f"c{index}", amount=charge.amount, party_group=party_group, item_group=item_group, spread=not item_group)
        )
    return found


def _item_group(own: object, line: object) -> str:
    return _code(getattr(line, "item_sales_tax_group", None) or own)


def _code(group: object) -> str:
    return str(getattr(group, "code", ""))
