"""Post a product receipt: what came in of a purchase order, all of it or a part (sales.md §12.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from foundation.inventory.services.locks import lock_stock
from foundation.inventory.services.receive import receive
from foundation.inventory.services.reserve_ordered import allot_arrivals
from foundation.inventory.variants import require_variant
from foundation.money import round_amount
from foundation.organization.errors import DateInClosedPeriod, PeriodNotOpen
from foundation.organization.models import FiscalPeriod, LegalEntity, User
from foundation.organization.models.fiscal_period import Module
from foundation.organization.services import audit
from foundation.organization.services.numbering import take_numbers
from purchasing.errors import NoPurchaseLines
from purchasing.models import ProductReceipt, ProductReceiptLine, PurchaseOrderLine
from purchasing.services import expected_stock, purchase_quantities
from purchasing.services.deliver_direct import deliver_received
from purchasing.services.load_purchases import lock_purchase
from sales.services.exchange import Rates


@dataclass(frozen=True, slots=True)
class ReceiptRequest:
    """What came in: quantities by line, all that is still to come when None, on a day (today), with the vendor's packing slip."""

    order_id: int
    quantities: Mapping[int, Decimal] | None = None
    receipt_date: date | None = None
    vendor_packing_slip: str = ""


@transaction.atomic
def receive_goods(entity: LegalEntity, request: ReceiptRequest, user: User) -> ProductReceipt:
    """Post a receipt and return it: the stock rises at the purchase price, what it was ordered for is reserved.

    What a vendor delivered directly leaves in the same step, on a packing slip of the sales order (sales.md §12.5).
    Raises ORD-06, PUR-01, PUR-02, PUR-04, PUR-06, GEN-05, INV-108, INV-404 and what refuses the packing slip.
    """
    known = lock_purchase(entity, request.order_id, "receive")
    taken = known.quantities(request.quantities)
    if not taken:
        raise NoPurchaseLines()
    for line in taken:
        require_variant(line.item)
    on_date = request.receipt_date or entity.today()
    stocked = expected_stock.incoming(taken)
    costs = _costs(entity, taken, known.order.currency_id, on_date)
    lock_stock(entity, {(line.item_id, line.warehouse_id or 0) for line in stocked})
    _require_open(entity, on_date)
    number = take_numbers(entity, "product_receipt", 1, on_date)[0]
    receipt = ProductReceipt.of(entity).create(
        legal_entity=entity,
        number=number,
        order=known.order,
        date=on_date,
        vendor_packing_slip=request.vendor_packing_slip,
        posted_by=user,
    )
    ProductReceiptLine.of(entity).bulk_create(
        ProductReceiptLine(
            legal_entity=entity,
            receipt=receipt,
            order_line=line,
            line_number=line.line_number,
            quantity=quantity,
            cost_amount=costs[line.pk],
        )
        for line, quantity in taken.items()
    )
    purchase_quantities.receive(entity, [known.order.pk], {line.pk: quantity for line, quantity in taken.items()})
    if stocked:
        moves = [expected_stock.movement(line, known.order.number, taken[line]) for line in stocked]
        receive(entity, expected_stock.ORIGIN, moves, costs=costs, receipts={line.pk: number for line in stocked}, on_date=on_date)
    expected_stock.reserve_arrived(entity, taken)
    deliver_received(entity, {line: quantity for line, quantity in taken.items() if line.direct_delivery}, on_date, user)
    kept = expected_stock.of_stock(taken)
    if kept:
        allot_arrivals(entity, [expected_stock.movement(line, known.order.number, taken[line]) for line in kept])
    audit.record(entity, user, "product receipt posted", [known.order], reason=number)
    return receipt


def _costs(entity: LegalEntity, taken: Mapping[PurchaseOrderLine, Decimal], currency: str, on_date: date) -> dict[int, Decimal]:
    """Return what each line costs in accounting currency at the rate of the day, rounded once."""
    rate = Rates.load(entity, [currency]).worth(currency, on_date)
    decimals = entity.currency.decimals
    return {line.pk: round_amount(quantity * line.unit_price * rate, decimals) for line, quantity in taken.items()}


def _require_open(entity: LegalEntity, on_date: date) -> None:
    try:
        FiscalPeriod.of(entity).require_open(on_date, Module.LEDGER)
    except PeriodNotOpen as error:
        raise DateInClosedPeriod(d=on_date, cause=error.code, field="receipt_date") from error
