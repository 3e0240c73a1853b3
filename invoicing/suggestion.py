"""How much of each order line an invoice takes (invoicing.md 1.3). Pure: no queries, no saves."""

from __future__ import annotations

from decimal import Decimal

from invoicing.errors import QuantityNotInSteps, QuantityOutOfRange, SlipQuantityOutOfRange
from invoicing.models.parameters import QuantityOption
from invoicing.planning import DraftPart, InvoiceRequest
from sales.invoiceable import InvoiceableLine, InvoiceableOrder

ZERO = Decimal(0)


def parts_of_line(line: InvoiceableLine, order: InvoiceableOrder, request: InvoiceRequest) -> list[DraftPart]:
    """Return the quantities to invoice of a line, matched to its packing slips oldest first, the rest without a slip.

    Raises QuantityOutOfRange (INV-120), SlipQuantityOutOfRange and QuantityNotInSteps (INV-122) for edited quantities.
    """
    if request.quantity == QuantityOption.PACKING_SLIP:
        return _parts_by_slip(line, request)
    wanted = request.quantities.get(line.id)
    if wanted is None:
        wanted = line.invoice_remainder if _only_received(order, request) else suggested_quantity(line, order, request.quantity)
    else:
        _check_range(line, wanted)
    return _slip_first(line, wanted)


def _only_received(order: InvoiceableOrder, request: InvoiceRequest) -> bool:
    """Tell whether goods that came back are credited only once they have their packing slip: in a batch (sales.md §14.12)."""
    return order.traits.returns_goods and request.batch_run_id is not None


def suggested_quantity(line: InvoiceableLine, order: InvoiceableOrder, option: str) -> Decimal:
    """Return what a quantity option proposes for a line, in the line's unit and sign; of goods that come back what arrived."""
    delivered_only = line.delivered_only or order.traits.delivers_before_invoice
    if delivered_only:
        return line.invoice_remainder
    if option == QuantityOption.DELIVER_NOW or order.traits.returns_goods:
        return line.invoice_remainder + _nearer_zero(line.deliver_now, line.deliver_remainder)
    return line.invoice_remainder + line.deliver_remainder


def _parts_by_slip(line: InvoiceableLine, request: InvoiceRequest) -> list[DraftPart]:
    parts: list[DraftPart] = []
    left = request.quantities.get(line.id)
    for slip in line.slips:
        wanted = request.slip_quantities.get(slip.slip_line_id)
        if wanted is None:
            wanted = slip.open_quantity if left is None else _nearer_zero(slip.open_quantity, left)
        if not _within(wanted, slip.open_quantity):
            raise SlipQuantityOutOfRange(
                slip=slip.slip_number,
                line=line.line_number,
                max=_plain(slip.open_quantity),
                q=_plain(wanted),
                field=f"slip-{slip.slip_line_id}",
            )
        _check_step(line, wanted)
        if left is not None:
            left -= wanted
        if wanted:
            parts.append(DraftPart(wanted, slip))
    if left:
        _refuse_quantity(line, request.quantities[line.id], sum((slip.open_quantity for slip in line.slips), ZERO))
    return parts


def _slip_first(line: InvoiceableLine, wanted: Decimal) -> list[DraftPart]:
    parts: list[DraftPart] = []
    for slip in line.slips:
        taken = _nearer_zero(slip.open_quantity, wanted)
        if taken:
            parts.append(DraftPart(taken, slip))
            wanted -= taken
    if wanted:
        parts.append(DraftPart(wanted, None))
    return parts


def _check_range(line: InvoiceableLine, wanted: Decimal) -> None:
    _check_step(line, wanted)
    if not _within(wanted, line.largest_quantity):
        _refuse_quantity(line, wanted, line.largest_quantity)


def _refuse_quantity(line: InvoiceableLine, wanted: Decimal, largest: Decimal) -> None:
    raise QuantityOutOfRange(line=line.line_number, q=_plain(wanted), max=_plain(largest), field=f"line-{line.id}")


def _check_step(line: InvoiceableLine, wanted: Decimal) -> None:
    step = Decimal(1).scaleb(-line.unit_decimals)
    if wanted % step:
        raise QuantityNotInSteps(q=_plain(wanted), step=step, unit=line.unit, field=f"line-{line.id}")


def _within(wanted: Decimal, limit: Decimal) -> bool:
    return ZERO <= wanted <= limit if limit >= 0 else limit <= wanted <= ZERO


def _nearer_zero(one: Decimal, other: Decimal) -> Decimal:
    """Return the quantity with the smaller absolute value, or zero when the signs differ."""
    if one * other <= 0:
        return ZERO
    return min(one, other, key=abs)


def _plain(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"
