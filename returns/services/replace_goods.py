"""Send something else: replacement orders up front, and with the packing slip of what is to be replaced (sales.md §14.10).

Replacements carry no automatic charges: who got the wrong goods does not pay their freight twice. A parameter lets them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db import transaction

from foundation.database.set_update import update_from_values
from foundation.errors import BusinessRuleError
from foundation.inventory.models import Item, Unit
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from returns.errors import GoodsRegistered, NothingToReplace, ReplacedAlready, ReplacementGoesOn, ReplacesReturn
from returns.models import ReturnLine, ReturnOrder, ReturnParameters
from returns.services.return_book import ReturnBook
from returns.statuses import UNRECEIVED, ReturnLineStatus, traits_of
from sales.bounds import check_quantity_size
from sales.delivery_places import address_of
from sales.errors import NegativeNotAllowed, QuantityIsZero, TooManyDecimals, UnitNotConvertible
from sales.models import SalesOrder, SalesOrderLine
from sales.services.enter_orders import LineDraft, OrderDraft, create_orders
from sales.services.unit_factors import UnitFactors
from sales.statuses import LIVE, SalesOrderType

HUNDRED = Decimal(100)


@transaction.atomic
def set_replacement(
    entity: LegalEntity, line_id: int, item: Item | None, quantity: Decimal | None, user: User, *, unit: Unit | None = None
) -> ReturnLine:
    """Say what is sent instead of the goods of a line, any item in any quantity, and return the line.

    Without a unit the quantity is in the sales unit of the item. Raises RET-27 once the line is received, ORD-03, ORD-04,
    ORD-13 and ORD-47 for quantities that cannot be sent, ORD-38 for a unit that the item is not counted in.
    """
    book = ReturnBook.open(entity, [line_id])
    [line] = book.lines.values()
    if line.status not in UNRECEIVED:
        raise NothingToReplace(l=line.order_line.line_number, status=line.get_status_display())
    if item is not None:
        unit = unit or item.sales_unit
        _check_replacement(item, quantity or Decimal(0), unit)
    values = {"replacement_item": item, "replacement_quantity": quantity if item else None, "replacement_unit": unit if item else None}
    for name, value in values.items():
        setattr(line, name, value)
    ReturnLine.of(entity).filter(pk=line.pk).update(**values)
    audit.record(entity, user, "replacement set", [line.return_order])
    return line


def _check_replacement(item: Item, quantity: Decimal, unit: Unit) -> None:
    """Raise what an order would refuse later: ORD-03, ORD-04, ORD-13, ORD-38, ORD-47."""
    check_quantity_size(quantity)
    if quantity == 0:
        raise QuantityIsZero()
    if quantity < 0:
        raise NegativeNotAllowed(t=SalesOrderType.SALES_ORDER.label)
    if quantity % unit.step:
        raise TooManyDecimals(q=f"{quantity.normalize():f}", u=unit, n=unit.decimals)
    if UnitFactors.load([item.pk]).factor(item.pk, unit.pk, item.inventory_unit_id) is None:
        raise UnitNotConvertible(i=item, u=unit, v=item.inventory_unit)


@transaction.atomic
def replace_up_front(entity: LegalEntity, return_id: int, user: User) -> SalesOrder:
    """Order the goods of a return again before they come back, at the prices of today, and return the order.

    Raises RET-17 once something is registered, RET-26 when the return has its replacement, and what a new order refuses.
    """
    order_id = ReturnOrder.of(entity).values_list("order", flat=True).get(pk=return_id)
    list(SalesOrder.of(entity).filter(pk=order_id).locked().values_list("pk"))
    returned = ReturnOrder.of(entity).locked().get(pk=return_id)
    lines = list(ReturnLine.of(entity).of_orders([order_id]).exclude(status=ReturnLineStatus.CANCELLED).order_by("pk"))
    if any(line.status != ReturnLineStatus.AWAITING for line in lines) or not lines:
        raise GoodsRegistered()
    if returned.replacement_order_id is not None:
        raise ReplacedAlready(o=SalesOrder.of(entity).get(pk=returned.replacement_order_id))
    wanted = [_again(line.order_line) for line in lines]
    [order] = _orders(entity, [(returned, wanted)], user)
    ReturnOrder.of(entity).filter(pk=return_id).update(replacement_order=order)
    audit.record(entity, user, "replacement ordered", [returned], changes={returned.pk: {"replacement_order": [None, order.number]}})
    return order


def replace_received(entity: LegalEntity, lines: Iterable[ReturnLine], user: User | None) -> list[SalesOrder]:
    """Order what replaces received goods, one order per return, in the posting's transaction; each line remembers its order line.

    The number of statements does not depend on the number of returns. What a new order refuses is raised.
    """
    by_return: dict[ReturnOrder, list[ReturnLine]] = defaultdict(list)
    for line in lines:
        if traits_of(line.disposition).replaces and line.replacement_item is not None:
            by_return[line.return_order].append(line)
    if not by_return:
        return []
    orders = _orders(entity, [(returned, [_instead(line) for line in known]) for returned, known in by_return.items()], user)
    made = SalesOrderLine.of(entity).filter(order__in=orders).order_by("order", "line_number")
    keys: dict[int, list[int]] = defaultdict(list)
    for order_id, key in made.values_list("order_id", "pk"):
        keys[order_id].append(key)
    pairs = [
        (line.pk, key)
        for order, known in zip(orders, by_return.values(), strict=True)
        for line, key in zip(known, keys[order.pk], strict=True)
    ]
    update_from_values(ReturnLine, ("replacement_line",), pairs)
    return orders


def replaced_by(entity: LegalEntity, order_id: int) -> list[BusinessRuleError]:
    """Return RET-18 per return whose goods an order replaces: what to know before it is deleted."""
    returns = list(ReturnOrder.of(entity).replaced_by(order_id).order_by("pk"))
    if not returns:
        return []
    order = SalesOrder.of(entity).get(pk=order_id)
    return [ReplacesReturn(o=order, r=returned) for returned in returns]


def going_on(entity: LegalEntity, return_id: int) -> list[BusinessRuleError]:
    """Return RET-38 where the goods of a return were ordered again and that order goes on: what to know before it is cancelled."""
    returned = ReturnOrder.of(entity).filter(pk=return_id).select_related("replacement_order").get()
    order = returned.replacement_order
    return [ReplacementGoesOn(o=order, r=returned)] if order is not None and order.status in LIVE else []


def _again(sold: SalesOrderLine) -> LineDraft:
    origin = SalesOrderLine.Origin.REPLACEMENT
    place = address_of(sold).fields
    return LineDraft(sold.item_id, -sold.ordered_quantity, sold.unit_id, warehouse_id=sold.warehouse_id, origin=origin, **place)


def _instead(line: ReturnLine) -> LineDraft:
    assert line.replacement_item_id is not None, "a line without a replacement is refused before"
    sold, origin = line.order_line, SalesOrderLine.Origin.REPLACEMENT
    place = address_of(sold).fields
    if line.replacement_quantity is None:
        unit_id = sold.unit_id if line.replacement_item_id == sold.item_id else None
        return LineDraft(line.replacement_item_id, -sold.ordered_quantity, unit_id, origin=origin, **place)
    return LineDraft(line.replacement_item_id, line.replacement_quantity, line.replacement_unit_id, origin=origin, **place)


def _orders(entity: LegalEntity, wanted: Sequence[tuple[ReturnOrder, Sequence[LineDraft]]], user: User | None) -> list[SalesOrder]:
    """Create a sales order per return, in the given order; free of charge where the parameters say so."""
    free = ReturnParameters.of(entity).replacement_free
    drafts = []
    for returned, lines in wanted:
        order = returned.order
        header = {"currency_id": order.currency_id, "customer_reference": returned.rma_number}
        given = [_free(line) for line in lines] if free else lines
        kind, account = SalesOrderType.SALES_ORDER, order.invoice_account_id
        drafts.append(OrderDraft(order.customer_id, given, kind, account, header))
    made = create_orders(entity, drafts, user).or_raise().orders
    return [made[position] for position in range(len(drafts))]


def _free(line: LineDraft) -> LineDraft:
    return LineDraft(
        line.item_id,
        line.quantity,
        line.unit_id,
        unit_price=Decimal(0),
        discount_percent=HUNDRED,
        warehouse_id=line.warehouse_id,
        origin=line.origin,
        **address_of(line).fields,
    )
