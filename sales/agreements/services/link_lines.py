"""Link an order line to a commitment by hand, and remove the link (sales.md §15.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.agreements.errors import DeliveredStaysLinked, RecalculateAfterUnlink
from sales.agreements.models import AgreementLine
from sales.agreements.services.agreement_terms import link_of
from sales.agreements.services.commitment_book import CommitmentBook
from sales.services.calculate_orders import calculate
from sales.services.line_changes import LineWatch
from sales.services.load_orders import LoadedOrders, load_orders
from sales.services.save_changes import save_changes, snapshot
from sales.services.working_orders import WorkingLine, WorkingOrder, remembered
from sales.statuses import TRAITS, sales_order_states


@dataclass(frozen=True)
class Offer:
    """A commitment that a line can be linked to; ``left`` is None where nothing stops at the maximum."""

    commitment: AgreementLine
    left: Decimal | None = None


def offers_for(entity: LegalEntity, order_id: int) -> dict[int, list[Offer]]:
    """Return the commitments that each line of an order can be linked to, by the line's key, the one that goes first at the top."""
    work = load_orders(entity, [order_id]).only()
    if not TRAITS[work.order.order_type].posts_documents:
        return {}
    items = {working.item.pk for working in work.live_lines}
    book = CommitmentBook.load(entity, items, customers=[work.order.customer_id])
    return {
        working.line.pk: [Offer(row, book.left.get(row.pk)) for row in book.fitting(work.order, working.line, working.item)]
        for working in work.live_lines
    }


@transaction.atomic
def create_link(
    entity: LegalEntity, order_id: int, line_id: int, commitment_id: int, user: User, *, discount_limit: Decimal | None = None
) -> WorkingOrder:
    """Link a line to a commitment and give it the terms that were agreed; a link that it has goes.

    Raises ORD-08, AGR-04, AGR-08, AGR-10, AGR-14, AGR-15 and AGR-18.
    """
    loaded, work, working = _loaded(entity, order_id, line_id)
    if link_of(working.line) is not None:
        _check_movable(work, working)
        working.terms_end = True
        save_changes(entity, work, snapshot(work))
        loaded, work, working = _loaded(entity, order_id, line_id)
    working.terms_key = commitment_id
    working.search_price = working.search_discount = working.is_changed = True
    _save(entity, loaded, work, user, "agreement linked", discount_limit)
    return work


@transaction.atomic
def remove_link(
    entity: LegalEntity, order_id: int, line_id: int, user: User, *, recalculate: bool | None, discount_limit: Decimal | None = None
) -> WorkingOrder:
    """Remove the link of a line, and search its price again or keep what it has.

    Raises ORD-08, AGR-09 while that is not answered, AGR-10 for what was delivered or invoiced, and PRC-06.
    """
    loaded, work, working = _loaded(entity, order_id, line_id)
    _check_movable(work, working)
    if recalculate is None:
        raise RecalculateAfterUnlink()
    working.terms_end = working.is_changed = True
    working.search_price = working.search_discount = recalculate
    if not recalculate:
        working.line.price_manual = working.line.discount_manual = True
    _save(entity, loaded, work, user, "agreement link removed", discount_limit)
    return work


def _loaded(entity: LegalEntity, order_id: int, line_id: int) -> tuple[LoadedOrders, WorkingOrder, WorkingLine]:
    loaded = load_orders(entity, [order_id], locked=True)
    work = loaded.only()
    sales_order_states.check("change", work.order)
    return loaded, work, _line_of(work.lines, line_id)


def _line_of(lines: Sequence[WorkingLine], line_id: int) -> WorkingLine:
    return next(working for working in lines if working.line.pk == line_id)


def _check_movable(work: WorkingOrder, working: WorkingLine) -> None:
    """Raise DeliveredStaysLinked (AGR-10) for a line of which something left; what comes back may move."""
    moved = working.line.delivered_quantity or working.line.invoiced_quantity
    if moved and not TRAITS[work.order.order_type].returns_goods:
        raise DeliveredStaysLinked()


def _save(entity: LegalEntity, loaded: LoadedOrders, work: WorkingOrder, user: User, action: str, discount_limit: Decimal | None) -> None:
    before, watch = snapshot(work), LineWatch(work)
    work.before = remembered(work)
    work.search_charges = True
    calculate(loaded.context, [work], discount_limit=discount_limit)
    if work.refusal is not None:
        raise work.refusal
    save_changes(entity, work, before)
    audit.record(entity, user, action, [work.order], changes={work.order.pk: watch.changes(entity, work)})
