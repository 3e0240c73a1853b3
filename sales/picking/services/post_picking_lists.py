"""Post picking lists: tell the warehouse what to pick, and hold the goods for it (sales.md §11.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from foundation.database.fast_insert import insert_objects
from foundation.documents.document_types import DocumentType
from foundation.documents.services.outbox import OutboxItem, enqueue
from foundation.errors import BusinessRuleError
from foundation.inventory.services.pick import pick, set_aside
from foundation.organization.models import User
from foundation.organization.services import audit
from foundation.organization.services.numbering import take_numbers
from sales.models import SalesOrder
from sales.picking.models import PickingList, PickingListLine, PickingParameters
from sales.picking.plans import ZERO, ListDraft, PickingPlan, PickingRequest
from sales.picking.services.plan_picking import plan_picking
from sales.picking.services.print_picking_lists import ARCHIVE_PICKING_LIST
from sales.picking.statuses import PickingRoute, PickingStatus
from sales.services import quantities, stock
from sales.snapshots import header_snapshot
from sales.statuses import DocumentStatus


@dataclass(frozen=True)
class PostedLists:
    """The picking lists that were posted, and the orders that were refused."""

    lists: Sequence[PickingList]
    refusals: dict[int, BusinessRuleError]
    orders: dict[int, SalesOrder]

    def or_raise(self) -> PostedLists:
        """Return itself, or raise the first refusal."""
        for error in self.refusals.values():
            raise error
        return self


@transaction.atomic
def post_picking_lists(request: PickingRequest, user: User) -> PostedLists:
    """Post the picking lists that were asked for and return them with the refused orders.

    Everything that was planned is planned again under the locks. Refusals: ORD-08, ORD-09, HLD-01, CU-050, PIK-01, PIK-02, STK-01.
    """
    plan = plan_picking(request)
    going = sorted(plan.going)
    list(SalesOrder.of(plan.entity).filter(pk__in=going).locked().values_list("pk", flat=True))
    stock.lock(plan.entity, [line.stock("", ZERO) for lines in plan.going.values() for line in lines])
    again = plan_picking(request)
    lists = _write(again, user) if again.lists else []
    return PostedLists(lists, again.refusals, again.orders)


def _write(plan: PickingPlan, user: User) -> list[PickingList]:
    entity = plan.entity
    at_once = PickingParameters.of(entity).route == PickingRoute.COMPLETED
    numbers = take_numbers(entity, "picking_list", len(plan.lists), plan.request.date)
    drafts = list(zip(plan.lists, numbers, strict=True))
    lists = insert_objects([_header(plan, draft, number, user, at_once=at_once) for draft, number in drafts])
    insert_objects([row for posted, draft in zip(lists, plan.lists, strict=True) for row in _lines(posted, draft, at_once=at_once)])
    lines = [(plan.orders[line.order_id].number, line) for draft in plan.lists for line in draft.lines]
    set_aside(entity, stock.ORIGIN, [line.stock(number, line.listed + line.quantity) for number, line in lines])
    if at_once:
        pick(entity, stock.ORIGIN, [line.stock(number, line.quantity) for number, line in lines])
    quantities.derive_statuses(entity, {line.order_id for _number, line in lines}, DocumentStatus.PICKING_LIST)
    audit.record(entity, user, "picking list posted", lists)
    queued = {"deliver": plan.request.send}
    enqueue(entity, [OutboxItem(ARCHIVE_PICKING_LIST, str(DocumentType.PICKING_LIST), known.pk, known.number, queued) for known in lists])
    return lists


def _header(plan: PickingPlan, draft: ListDraft, number: str, user: User, *, at_once: bool) -> PickingList:
    order, orders = draft.order, [known.number for known in draft.orders]
    return PickingList(
        legal_entity=plan.entity,
        number=number,
        order=order,
        warehouse_id=draft.warehouse_id,
        date=plan.request.date,
        status=PickingStatus.COMPLETED if at_once else PickingStatus.ACTIVATED,
        language=plan.entity.language,
        header=header_snapshot(plan.entity, order, delivered_to=draft.address, modes=draft.modes, orders=orders),
        posted_by=user,
    )


def _lines(posted: PickingList, draft: ListDraft, *, at_once: bool) -> list[PickingListLine]:
    return [
        PickingListLine(
            legal_entity_id=posted.legal_entity_id,
            picking_list=posted,
            order_line_id=line.id,
            line_number=position * 10,
            item_id=line.item_id,
            name=line.name,
            quantity=line.quantity,
            unit=line.unit,
            picked_quantity=line.quantity if at_once else ZERO,
        )
        for position, line in enumerate(draft.lines, 1)
    ]
