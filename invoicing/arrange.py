"""Summary update: which orders go together on one invoice (invoicing.md chapter 2). Pure: no queries, no saves."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from invoicing.errors import LeadingOrderMissing, LeadingOrderNotSelected, SummaryNeedsPackingSlips
from invoicing.models.parameters import QuantityOption, SummaryUpdate


@dataclass(frozen=True)
class SummaryRow:
    """One row of the overview before arranging: an order, or a packing slip of it, with the values that must agree.

    ``mandatory`` and ``selectable`` map field names to codes; ``delivery`` is the delivery address and ``site`` the site of
    the lines in this row, ``apart`` the invoice that they credit at its exchange rate. ``line_count`` is the number of lines it would add.
    """

    order_id: int
    order_number: str
    summary_allowed: bool
    mandatory: Mapping[str, Hashable]
    selectable: Mapping[str, Hashable]
    slip_id: int | None = None
    site: Hashable = None
    delivery: Hashable = None
    apart: int | None = None
    line_count: int = 1


@dataclass
class SummaryGroup:
    """The rows of one future invoice; the header comes from ``leading``."""

    rows: list[SummaryRow] = field(default_factory=list)
    leading_order: int | None = None

    @property
    def leading(self) -> SummaryRow:
        """Return the row that lends its header: the chosen order, else the lowest number."""
        for row in self.rows:
            if row.order_id == self.leading_order:
                return row
        return self.rows[0]

    @property
    def order_ids(self) -> list[int]:
        """Return the orders of the group, each once, in order."""
        return list(dict.fromkeys(row.order_id for row in self.rows))


@dataclass(frozen=True)
class Difference:
    """Why an order was not combined with another of the same invoice account."""

    order_number: str
    other_number: str
    field: str
    value: Hashable
    other_value: Hashable


def check_summary(value: str, quantity: str, leading_order: int | None, order_ids: Iterable[int]) -> None:
    """Raise when the choice of summary does not fit the rest of the form (INV-201, INV-202, INV-203)."""
    if value == SummaryUpdate.PACKING_SLIP and quantity != QuantityOption.PACKING_SLIP:
        raise SummaryNeedsPackingSlips()
    if value != SummaryUpdate.ORDER:
        return
    if leading_order is None:
        raise LeadingOrderMissing()
    if leading_order not in set(order_ids):
        raise LeadingOrderNotSelected(order=leading_order)


def arrange(
    rows: Sequence[SummaryRow], value: str, fields: Iterable[str], *, leading_order: int | None = None, max_lines: int = 0
) -> list[SummaryGroup]:
    """Merge rows whose keys agree, in the order of the rows; ``fields`` are the selectable fields that must agree."""
    names = tuple(sorted(fields))
    groups: dict[Hashable, SummaryGroup] = {}
    leader = next((row for row in rows if row.order_id == leading_order), None) if value == SummaryUpdate.ORDER else None
    for row in sorted(rows, key=lambda known: (known.order_number, known.slip_id or 0)):
        key = _group_key(row, value, names, leader)
        groups.setdefault(key, SummaryGroup(leading_order=leading_order)).rows.append(row)
    result = list(groups.values())
    return [part for group in result for part in _cut(group, max_lines)] if max_lines else result


def unarranged(rows: Sequence[SummaryRow]) -> list[SummaryGroup]:
    """Return one group per order (per part of an order where it is split): the overview before Arrange."""
    groups: dict[Hashable, SummaryGroup] = {}
    for row in sorted(rows, key=lambda known: (known.order_number, known.slip_id or 0)):
        groups.setdefault((row.order_id, row.site, row.delivery, row.apart), SummaryGroup()).rows.append(row)
    return list(groups.values())


def _group_key(row: SummaryRow, value: str, names: tuple[str, ...], leader: SummaryRow | None) -> Hashable:
    alone = ("alone", row.order_id, row.site, row.delivery, row.apart)
    if value == SummaryUpdate.NONE:
        return alone
    if value == SummaryUpdate.PACKING_SLIP:
        return ("slip", row.slip_id, row.site, row.delivery, row.apart)
    if value == SummaryUpdate.AUTOMATIC and not row.summary_allowed:
        return alone
    if leader is not None and agreement_key(row, names) != agreement_key(leader, names):
        return alone
    return agreement_key(row, names)


def agreement_key(row: SummaryRow, names: Sequence[str]) -> Hashable:
    """Return what two rows must have in common: every mandatory field and the chosen selectable ones."""
    return (
        tuple(sorted(row.mandatory.items())),
        tuple((name, row.selectable.get(name)) for name in names),
        row.site,
        row.delivery,
        row.apart,
    )


def _cut(group: SummaryGroup, max_lines: int) -> list[SummaryGroup]:
    """Cut a group that is too long between orders, never inside one, unless one order alone is longer."""
    parts = [SummaryGroup(leading_order=group.leading_order)]
    length = 0
    for order_id in group.order_ids:
        rows = [row for row in group.rows if row.order_id == order_id]
        lines = sum(row.line_count for row in rows)
        if length and length + lines > max_lines:
            parts.append(SummaryGroup(leading_order=group.leading_order))
            length = 0
        parts[-1].rows.extend(rows)
        length += lines
    return parts


def differences(groups: Sequence[SummaryGroup], fields: Iterable[str]) -> list[Difference]:
    """Return, for groups of one invoice account that were not combined, the fields in which they differ."""
    names = tuple(fields)
    first: dict[Hashable, SummaryRow] = {}
    found: list[Difference] = []
    for group in groups:
        row = group.leading
        other = first.setdefault(row.mandatory.get("invoice_account"), row)
        if other is row:
            continue
        for name, mine, theirs in _compared(row, other, names):
            if mine != theirs:
                found.append(Difference(row.order_number, other.order_number, name, mine, theirs))
    return found


def _compared(row: SummaryRow, other: SummaryRow, names: Sequence[str]) -> list[tuple[str, Hashable, Hashable]]:
    mandatory: list[tuple[str, Hashable, Hashable]] = [(name, row.mandatory.get(name), other.mandatory.get(name)) for name in row.mandatory]
    selectable: list[tuple[str, Hashable, Hashable]] = [(name, row.selectable.get(name), other.selectable.get(name)) for name in names]
    return mandatory + selectable
