"""The only writer of what came back of invoice lines: claims are taken under a lock, and the table refuses more than was sold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from foundation.database.set_update import update_from_values
from foundation.organization.models import LegalEntity
from invoicing.models import CustomerInvoiceLine
from invoicing.services.credited_quantities import lock_credited
from returns.errors import MoreThanInvoiced
from returns.models import ReturnableLine, ReturnLine

ZERO = Decimal(0)


def claim(entity: LegalEntity, lines: Mapping[int, CustomerInvoiceLine], wanted: Mapping[int, Decimal]) -> None:
    """Take positive quantities of invoice lines, given by their keys, in the caller's transaction; raises RET-04.

    Eight statements for any number of lines. The rows are locked in key order.
    """
    if not wanted:
        return
    credited = lock_credited(entity, wanted)
    rows = [ReturnableLine(legal_entity=entity, invoice_line_id=key, invoiced_quantity=lines[key].quantity) for key in sorted(wanted)]
    ReturnableLine.of(entity).bulk_create(rows, ignore_conflicts=True)
    known = {row.invoice_line_id: row for row in ReturnableLine.of(entity).of_invoice_lines(wanted).locked()}
    for key, quantity in wanted.items():
        check_left(lines[key], known[key].returned_quantity + credited.get(key, ZERO), quantity)
    _add(known, wanted)


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


def check_left(line: CustomerInvoiceLine, returned: Decimal, quantity: Decimal, field: str = "") -> None:
    """Raise RET-04 when more would come back than is left of an invoice line."""
    left = line.quantity - returned
    if quantity > left:
        raise MoreThanInvoiced(x=line.invoice.number, q=_plain(left), s=_plain(line.quantity), b=_plain(returned), field=field)


def _add(known: Mapping[int, ReturnableLine], quantities: Mapping[int, Decimal]) -> None:
    rows = [(known[key].pk, quantity) for key, quantity in sorted(quantities.items())]
    update_from_values(ReturnableLine, ("returned_quantity",), rows, adding=("returned_quantity",))


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
