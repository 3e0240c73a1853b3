"""What a packing slip or a credit note makes of return lines, in the transaction of the posting (sales.md §14.6, §14.12)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from foundation.organization.models import LegalEntity, User
from returns.models import ReturnLine
from returns.services.return_statuses import close_invoiced_lines, derive_return_statuses
from returns.statuses import ReturnLineStatus


def receive_lines(entity: LegalEntity, order_line_ids: Collection[int], on_date: date, user: User | None) -> list[ReturnLine]:
    """Make the return lines of order lines Received and return them; the caller has delivered them and holds their orders."""
    lines = list(ReturnLine.of(entity).for_receipt(order_line_ids))
    ReturnLine.of(entity).filter(pk__in=[line.pk for line in lines]).update(status=ReturnLineStatus.RECEIVED)
    derive_return_statuses(entity, {line.order_line.order_id for line in lines})
    return lines


def credit_lines(entity: LegalEntity, order_ids: Collection[int], received_now: Collection[int], on_date: date, user: User | None) -> None:
    """Close the credited lines of returns; those that the credit note itself received are received first, without a packing slip."""
    if received_now:
        receive_lines(entity, received_now, on_date, user)
    close_invoiced_lines(entity, order_ids)
