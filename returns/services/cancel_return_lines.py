"""Cancel lines of a return that never come, while its other lines go on (sales.md §14.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db import transaction

from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from returns.models import ReturnLine
from returns.services.return_book import ReturnBook
from returns.services.return_statuses import derive_return_statuses
from returns.services.returned_quantities import announced, give_back
from returns.statuses import ReturnLineStatus, return_line_states
from sales.errors import ReasonMissing
from sales.models import ReasonCode, SalesParameters
from sales.services import quantities
from sales.services.quantities import Cancellation


@transaction.atomic
def cancel_return_lines(
    entity: LegalEntity, line_ids: Collection[int], user: User, *, reason: ReasonCode | None = None
) -> list[ReturnLine]:
    """Cancel expected lines of returns and return them; what they announced may be announced again.

    A return whose other lines are all credited is Closed by it, one of which nothing is left is Cancelled. Raises GEN-06 unless
    every line is expected, and ORD-28 without a mandatory reason. The number of statements does not depend on how many they are.
    """
    book = ReturnBook.open(entity, line_ids)
    lines = list(book.lines.values())
    return_line_states.check_all("cancel", lines)
    if reason is None and SalesParameters.of(entity).cancel_reason_mandatory:
        raise ReasonMissing(o=", ".join(str(returned) for returned in book.returns))
    rows = [Cancellation(line.order_line.order_id, line.order_line_id, line.order_line.deliver_remainder) for line in lines]
    give_back(entity, announced(lines))
    for line in lines:
        line.status = ReturnLineStatus.CANCELLED
        line.order_line.cancelled_quantity += line.order_line.deliver_remainder
    quantities.cancel(entity, rows)
    book.save()
    derive_return_statuses(entity, book.loaded.works)
    audit.record(entity, user, "lines cancelled", book.returns, reason=reason.code if reason else "", changes=_told(lines))
    return lines


def _told(lines: Collection[ReturnLine]) -> dict[int, dict[str, list[str | None]]]:
    """Return what the history tells of each return: which lines went."""
    told: dict[int, dict[str, list[str | None]]] = defaultdict(dict)
    for line in lines:
        sold = line.order_line
        told[line.return_order_id][f"lines.{sold.line_number}"] = [f"{sold.ordered_quantity.normalize():f} × {sold.name}", None]
    return told
