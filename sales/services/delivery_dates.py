"""Which days the lines of an order can leave and arrive on, and setting them (sales.md §12.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from foundation.organization.models import LegalEntity, User
from sales.models import SalesOrderLine
from sales.services.change_lines import Answers, LineEdit, change_lines_of_orders
from sales.services.load_orders import load_orders
from sales.services.promise_dates import Earliest, PromiseBook
from sales.services.working_orders import WorkingOrder
from sales.ship_dates import date_pairs
from sales.statuses import TRAITS


class DateKind(models.TextChoices):
    """Which dates of a line are set: what the customer wishes, or what is promised."""

    REQUESTED = "requested", _("Requested dates")
    CONFIRMED = "confirmed", _("Confirmed dates")


@dataclass(frozen=True, slots=True)
class LineDates:
    """An open line with its earliest ship date and the next pairs of ship and receipt date from there on."""

    line: SalesOrderLine
    earliest: Earliest
    pairs: list[tuple[date, date]]

    @property
    def late(self) -> bool:
        """Whether what was promised, else wished, lies before the earliest date."""
        return (self.line.confirmed_ship_date or self.line.requested_ship_date) < self.earliest.day


def available_dates(entity: LegalEntity, order_id: int) -> list[LineDates]:
    """Return the open lines of an order with the days that they can leave on; a line without control can leave today."""
    loaded = load_orders(entity, [order_id])
    work = loaded.only()
    if not TRAITS[work.order.order_type].posts_documents:
        return []
    lines = [known for known in work.lines if known.line.deliver_remainder > 0]
    book = PromiseBook.load(entity, loaded.context.parameters, {known.item.pk for known in lines if known.item.stocked})
    found = []
    for known in lines:
        earliest = book.earliest(work.order, known.line, known.item) or Earliest(book.calendar.next_open(book.today))
        days = loaded.context.transport_days(work.order, known.line.delivery_mode_id)
        found.append(LineDates(known.line, earliest, date_pairs(max(earliest.day, book.today), days, book.calendar)))
    return found


@transaction.atomic
def set_dates(
    entity: LegalEntity, order_id: int, ship_dates: Mapping[int, date], kind: str, user: User, *, one_date: bool = False
) -> WorkingOrder:
    """Set the ship dates of lines, with the receipt date that follows from the mode of delivery, and return the order with its notices.

    With ``one_date`` all of them get the latest. Raises ORD-08; warns with DLV-01 and DLV-02.
    """
    latest = max(ship_dates.values()) if one_date and ship_dates else None
    days = {key: latest or day for key, day in ship_dates.items()}
    return set_dates_of_orders(entity, {order_id: days}, kind, user)[order_id]


@transaction.atomic
def set_dates_of_orders(
    entity: LegalEntity, ship_dates: Mapping[int, Mapping[int, date]], kind: str, user: User
) -> dict[int, WorkingOrder]:
    """Set the ship dates of lines, by order and line, as ``set_dates`` does: a number of statements that does not grow with the orders."""
    transport = SalesOrderLine.of(entity).filter(order__in=list(ship_dates)).transport_days()
    edits = {
        order_id: [
            LineEdit(key, {f"{kind}_ship_date": day, f"{kind}_receipt_date": day + timedelta(days=transport[key])})
            for key, day in days.items()
        ]
        for order_id, days in ship_dates.items()
    }
    return change_lines_of_orders(entity, edits, user, Answers(overwrite_prices=False))
