"""Split a line: a part of its open quantity goes to a new line, and its reservation goes along (sales.md §9.5)."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from foundation.organization.models import LegalEntity, User
from sales.models import SalesOrder, SalesOrderLine
from sales.services import stock
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.services.working_orders import WorkingOrder


@transaction.atomic
def split_line(
    entity: LegalEntity,
    order_id: int,
    line_id: int,
    quantity: Decimal,
    user: User,
    answers: Answers = Answers(),  # noqa: B008
) -> WorkingOrder:
    """Move a part of the open quantity of a line, in its unit and with its sign, to a new line, and return the order.

    The new line is the last of the order. Prices stay; ``answers.overwrite_prices`` searches the discounts of both lines again (ORD-32).
    What the line has reserved beyond its rest is reserved for the new one. Raises ORD-08, ORD-17, ORD-25, ORD-54, SCH-05 and what
    changing lines raises.
    """
    SalesOrder.of(entity).filter(pk=order_id).locked().values_list("pk").first()
    held = stock.reserved_parts(entity, [line_id])[line_id]
    work = change_lines(entity, order_id, [LineEdit(line_id, split=quantity)], user, answers)
    stock.pass_on_reservation(entity, line_id, made_line(work).pk, held)
    return work


def copy_line(
    entity: LegalEntity,
    order_id: int,
    line_id: int,
    user: User,
    answers: Answers = Answers(),  # noqa: B008
    *,
    quantity: Decimal | None = None,
    charges: bool = False,
) -> WorkingOrder:
    """Add a line like another one to its order, and return the order; the new line is its last.

    All of the ordered quantity unless another one is given; with ``charges`` also the charges that people put on the line. Prices and
    discounts that were typed are copied, others searched. Raises ORD-05, ORD-08, ORD-17 and what adding lines raises.
    """
    values = {} if quantity is None else {"quantity": quantity}
    return change_lines(entity, order_id, [LineEdit(line_id, values, copied=True, with_charges=charges)], user, answers)


def made_line(work: WorkingOrder) -> SalesOrderLine:
    """Return the line that copying or splitting made."""
    return work.lines[-1].line
