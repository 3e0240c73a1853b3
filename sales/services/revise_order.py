"""Save an order as a form has it: header and lines together, with refusals that name the row they concern."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction

from foundation.errors import BusinessRuleError
from foundation.events import publish
from foundation.organization.models import LegalEntity, User
from sales.events import LinesEntered
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.services.change_order import change_order
from sales.services.enter_orders import EnteredOrders, OrderDraft, create_orders
from sales.services.entry_credit import CreditAnswer
from sales.services.preview_rows import preview_order_change


@dataclass(frozen=True)
class OrderRevision:
    """What a form changes: header fields by name, customer and invoice account when they change, lines in their order.

    ``update_lines`` answers whether lines follow the header where the parameters ask; None while nobody was asked.
    """

    header: Mapping[str, Any] = field(default_factory=dict)
    customer_id: int | None = None
    invoice_account_id: int | None = None
    edits: Sequence[LineEdit] = ()
    update_lines: bool | None = True

    @property
    def changes_header(self) -> bool:
        """Whether anything but lines changes."""
        return bool(self.header) or self.customer_id is not None or self.invoice_account_id is not None


def enter_order(
    entity: LegalEntity,
    draft: OrderDraft,
    user: User,
    *,
    discount_limit: Decimal | None = None,
    credit: CreditAnswer = CreditAnswer(),  # noqa: B008
) -> EnteredOrders:
    """Create one order; raises its first refusal, which names the row it concerns."""
    entered = create_orders(entity, [draft], user, discount_limit=discount_limit, credit=credit)
    for refused in entered.refused:
        raise refused.error
    tell_entered(entity, entered.orders[0].pk, user)
    return entered


@transaction.atomic
def tell_entered(entity: LegalEntity, order_id: int, user: User) -> None:
    """Tell the rooms above that a person entered or changed lines of an order."""
    publish(LinesEntered(entity, order_id, user))


@transaction.atomic
def revise_order(entity: LegalEntity, order_id: int, revision: OrderRevision, user: User, answers: Answers) -> list[BusinessRuleError]:
    """Change header and lines of an order, and return what is worth knowing.

    Raises the refusals of ``change_order`` and ``change_lines``; those of a line name its row.
    """
    notices: list[BusinessRuleError] = []
    if revision.changes_header:
        changed = change_order(
            entity,
            order_id,
            revision.header,
            user,
            customer_id=revision.customer_id,
            invoice_account_id=revision.invoice_account_id,
            update_lines=revision.update_lines,
            answers=answers,
        )
        notices += changed.notices
    if revision.edits:
        preview = preview_order_change(entity, order_id, {}, dict(enumerate(revision.edits)), answers)
        for _row, error in sorted(preview.refused.items()):
            raise error
        notices += change_lines(entity, order_id, revision.edits, user, answers).notices
        tell_entered(entity, order_id, user)
    return notices
