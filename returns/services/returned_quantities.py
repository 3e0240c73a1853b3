"""The only writer of what came back of invoice lines: claims are taken under a lock, and the table refuses more than was sold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from foundation.database.set_update import update_from_values
from foundation.errors import in_row
from foundation.organization.models import LegalEntity
from invoicing.models import CustomerInvoiceLine
from invoicing.services.credited_quantities import lock_credited
from returns.errors import MoreThanInvoiced
from returns.models import ReturnableLine, ReturnLine

ZERO = Decimal(0)


@dataclass(frozen=True)
class LockedLines:
    """Invoice lines under their lock, by their keys, with what of each came back or was credited: positive quantities."""

    rows: Mapping[int, ReturnableLine]
    taken: Mapping[int, Decimal]

    def claim(self, wanted: Mapping[int, Decimal], given_up: Mapping[int, Decimal] = MappingProxyType({})) -> None:
        """Take positive quantities that are left instead of those given up: one statement. The table refuses more than was sold."""
        keys = wanted.keys() | given_up.keys()
        if keys:
            _add(self.rows, {key: wanted.get(key, ZERO) - given_up.get(key, ZERO) for key in keys})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to come back of an invoice line: a positive quantity, and the row of the line that brings it."""

    origin: CustomerInvoiceLine
    quantity: Decimal
    row: int


def lock_lines(entity: LegalEntity, lines: Mapping[int, CustomerInvoiceLine]) -> LockedLines:
    """Lock invoice lines of goods against returning and crediting, in key order, in the caller's transaction.

    Seven statements for any number of lines.
    """
    if not lines:
        return LockedLines({}, {})
    credited = lock_credited(entity, lines)
    rows = [ReturnableLine(legal_entity=entity, invoice_line_id=key, invoiced_quantity=lines[key].quantity) for key in sorted(lines)]
    ReturnableLine.of(entity).bulk_create(rows, ignore_conflicts=True)
    known = {row.invoice_line_id: row for row in ReturnableLine.of(entity).of_invoice_lines(lines).locked()}
    return LockedLines(known, {key: row.returned_quantity + credited.get(key, ZERO) for key, row in known.items()})


def taken_with(wanted: Iterable[Wanted], taken: Mapping[int, Decimal]) -> Mapping[int, Decimal]:
    """Return what is taken of invoice lines once more comes back; raises RET-04 in the row of the first that is too much."""
    after = defaultdict(Decimal, taken)
    for more in wanted:
        with in_row(more.row, "quantity"):
            check_left(more.origin, after[more.origin.pk], more.quantity)
        after[more.origin.pk] += more.quantity
    return after


def give_back(entity: LegalEntity, quantities: Mapping[int, Decimal]) -> None:
    """Give claimed quantities of invoice lines back: a return was cancelled."""
    known = {row.invoice_line_id: row for row in ReturnableLine.of(entity).of_invoice_lines(quantities).locked()}
    _add(known, {key: -quantity for key, quantity in quantities.items()})


def announced(lines: Iterable[ReturnLine]) -> dict[int, Decimal]:
    """Return what return lines announce of invoice lines, by the key of the invoice line: positive quantities."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.origin_invoice_line_id is not None:
            found[line.origin_invoice_line_id] += abs(line.order_line.ordered_quantity)
    return dict(found)


def check_left(line: CustomerInvoiceLine, returned: Decimal, quantity: Decimal) -> None:
    """Raise RET-04 when more would come back than is left of an invoice line."""
    left = line.quantity - returned
    if quantity > left:
        raise MoreThanInvoiced(x=line.invoice.number, q=_plain(left), s=_plain(line.quantity), b=_plain(returned))


def _add(known: Mapping[int, ReturnableLine], quantities: Mapping[int, Decimal]) -> None:
    rows = [(known[key].pk, quantity) for key, quantity in sorted(quantities.items())]
    update_from_values(ReturnableLine, ("returned_quantity",), rows, adding=("returned_quantity",))


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
