"""Promise lines for another day (sales.md §19.4)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from backorders.errors import DayMissing, DayPassed, NoCoverInSight
from backorders.models import Backorder
from backorders.services.load_backorders import by_order, load_backorders
from backorders.services.marks import write_marks
from foundation.errors import BusinessRuleError
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.models import SalesParameters
from sales.services.delivery_dates import DateKind, set_dates_of_orders
from sales.services.promise_dates import PromiseBook


class DateRule(models.TextChoices):
    """Where the new day comes from."""

    FIXED = "fixed", _("Fixed date")
    SHIFT = "shift", _("Days later")
    COVER = "cover", _("Earliest covering receipt")


@dataclass(frozen=True, slots=True)
class DateChange:
    """What was asked for: a day, a number of days, or the receipt that covers each line; and why."""

    rule: str
    day: date | None = None
    days: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DateMove:
    """A line with the day it was promised for and the new one."""

    line: Backorder
    old: date
    new: date


@dataclass(frozen=True, slots=True)
class DatePlan:
    """The lines that get another day, and those that cannot, with the reason."""

    moves: Sequence[DateMove]
    refusals: dict[int, BusinessRuleError] = field(default_factory=dict)
    lines: dict[int, Backorder] = field(default_factory=dict)


def plan_dates(entity: LegalEntity, keys: Collection[int], change: DateChange, *, locked: bool = False) -> DatePlan:
    """Return the new days of lines; one that nothing covers is refused with BCK-05, a day that is over with BCK-09.

    Raises BCK-04 and BCK-07.
    """
    lines = load_backorders(entity, keys, locked=locked)
    item_ids = {line.item_id for line in lines} if change.rule == DateRule.COVER else set()
    book = PromiseBook.load(entity, SalesParameters.of(entity), item_ids)
    moves = []
    refusals: dict[int, BusinessRuleError] = {}
    for line in lines:
        try:
            old: date = line.promised_ship  # type: ignore[attr-defined]
            new = new_day(book, line, change)
            if new < book.today:
                raise DayPassed(o=line.order.number, l=line.line_number, d=new)
            moves.append(DateMove(line, old, new))
        except (NoCoverInSight, DayPassed) as error:
            refusals[line.pk] = error
    return DatePlan(moves, refusals, {line.pk: line for line in lines})


def new_day(book: PromiseBook, line: Backorder, change: DateChange) -> date:
    """Return the day that a line would be promised for; counted days end on a working day. Raises BCK-05 and BCK-07."""
    if change.rule == DateRule.FIXED and change.day is not None:
        return change.day
    if change.rule == DateRule.SHIFT and change.days is not None:
        promised: date = line.promised_ship  # type: ignore[attr-defined]
        return book.calendar.next_open(promised + timedelta(days=change.days))
    if change.rule != DateRule.COVER:
        raise DayMissing(field="day" if change.rule == DateRule.FIXED else "days")
    refusal = NoCoverInSight(o=line.order.number, l=line.line_number)
    if not line.item.stocked or line.warehouse_id is None:
        raise refusal
    place = (line.item_id, line.warehouse_id)
    found = book.earliest_of_stock(place, line.open_quantity, line.pk, line.item.issue_margin)
    if found.assumed:
        raise refusal
    return found.day


@transaction.atomic
def change_dates(entity: LegalEntity, keys: Collection[int], change: DateChange, user: User) -> DatePlan:
    """Confirm the new ship dates, and the receipt dates that follow; what customers asked for stays.

    The day that a customer counts on is kept until it is told the new one. Raises BCK-04 and BCK-07, and what changing lines raises.
    """
    plan = plan_dates(entity, keys, change, locked=True)
    promise(entity, plan.moves, user, change.reason)
    return plan


def promise(entity: LegalEntity, moves: Sequence[DateMove], user: User, reason: str = "") -> None:
    """Confirm ship dates of lines whose orders are held."""
    days = {move.line.pk: move.new for move in moves}
    marks = {move.line.pk: {"known_ship_date": move.old} for move in moves if _known_of(move.line) is None and move.old != move.new}
    lines = by_order([move.line for move in moves])
    wanted = {order_id: {line.pk: days[line.pk] for line in of_order} for order_id, of_order in lines.items()}
    set_dates_of_orders(entity, wanted, DateKind.CONFIRMED, user)
    write_marks(entity, marks, ["known_ship_date"])
    audit.record(entity, user, "delivery dates changed", [of_order[0].order for of_order in lines.values()], reason=reason)


def _known_of(line: Backorder) -> date | None:
    mark = getattr(line, "backorder_mark", None)
    return mark.known_ship_date if mark is not None else None
