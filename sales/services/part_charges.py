"""Automatic charges of lines: fixed ones once for the parts of a line, and to deliveries as they were allocated (sales.md §8.2, §12.6)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from foundation.money import ZERO
from sales.models import ChargeCategory, SalesOrderCharge, SalesOrderLine
from sales.models.terms import PRICED_FOR
from sales.services.auto_charges import AutoChargeBook, Convert
from sales.services.working_orders import WorkingOrder

Whole = tuple[Any, ...]


def line_charges(work: WorkingOrder, book: AutoChargeBook, convert: Convert, kept: Sequence[SalesOrderCharge]) -> list[SalesOrderCharge]:
    """Return the automatic charges of the live lines beside those that are kept.

    The parts of a line that was split bear a fixed charge once, until one of them is priced by itself. Delivery lines bear the parts of
    it that they were given, as long as these add up to the charge.
    """
    bear, borne, allocated = _wholes(work), _borne(work, kept), _allocated(work)
    found = []
    for working in work.live_lines:
        line = working.line
        for charge in book.for_line(work.order, line, working.item, work.customer, convert):
            if charge.category == ChargeCategory.FIXED and not _has(kept, charge, line):
                whole = whole_of(line)
                if whole is not None and borne[whole, charge.code_id] >= bear[whole]:
                    continue
                borne[whole, charge.code_id] += 1
                charge.value = _value(charge, line, allocated)
            found.append(charge)
    return found


def whole_of(line: SalesOrderLine) -> Whole | None:
    """Return what the parts of a line that was split have in common; None for a line that is no part."""
    source = line.price_source or {}
    return (line.item.key, line.unit_id, source[PRICED_FOR]) if PRICED_FOR in source else None


def _wholes(work: WorkingOrder) -> Mapping[Whole, int]:
    """Return how many lines there were before they were split, by what their parts have in common."""
    totals: dict[Whole, Decimal] = defaultdict(lambda: ZERO)
    for working in work.lines:
        whole = whole_of(working.line)
        if whole is not None:
            totals[whole] += working.line.ordered_quantity
    return {whole: max(1, int((total / Decimal(whole[2])).to_integral_value(ROUND_HALF_UP))) for whole, total in totals.items()}


def _borne(work: WorkingOrder, kept: Iterable[SalesOrderCharge]) -> Counter[tuple[Whole | None, int]]:
    """Count the fixed charges that parts have already, by what these have in common and code."""
    wholes = {working.line.pk: whole_of(working.line) for working in work.lines if working.line.pk}
    return Counter((wholes.get(charge.line_id), charge.code_id) for charge in _fixed(kept) if charge.line_id)


def _allocated(work: WorkingOrder) -> Mapping[tuple[int, int], Mapping[int, Decimal]]:
    """Return the fixed charges of delivery lines that are stored, by line with multiple deliveries and code, each by delivery line."""
    whole = {known.line.pk: known.line.commercial_line_id for known in work.lines if known.line.pk and known.line.commercial_line_id}
    found: dict[tuple[int, int], dict[int, Decimal]] = defaultdict(dict)
    for charge in _fixed(work.charges):
        if charge.line_id in whole:
            found[whole[charge.line_id], charge.code_id][charge.line_id] = charge.value
    return found


def _value(charge: SalesOrderCharge, line: SalesOrderLine, allocated: Mapping[tuple[int, int], Mapping[int, Decimal]]) -> Decimal:
    parts = allocated.get((line.commercial_line_id or 0, charge.code_id), {})
    return parts[line.pk] if line.pk in parts and sum(parts.values(), ZERO) == charge.value else charge.value


def _fixed(charges: Iterable[SalesOrderCharge]) -> Iterator[SalesOrderCharge]:
    automatic = SalesOrderCharge.Origin.AUTO
    return (charge for charge in charges if charge.origin == automatic and charge.category == ChargeCategory.FIXED)


def _has(kept: Iterable[SalesOrderCharge], charge: SalesOrderCharge, line: SalesOrderLine) -> bool:
    return line.pk is not None and any(known.line_id == line.pk and known.code_id == charge.code_id for known in kept)
