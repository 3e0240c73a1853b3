"""When orders count as received and on which days goods leave: calendar and deadlines of a company, read once (sales.md §12.1, §12.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from foundation.database.together import read_together
from foundation.organization.models import LegalEntity
from sales.models import ClosedDay, OrderEntryDeadline, SalesOrder, SalesParameters
from sales.ship_dates import Deadline, ShipCalendar, deadline_for


@dataclass(frozen=True, slots=True)
class ShipDays:
    """Calendar and order entry deadlines of a legal entity."""

    entity: LegalEntity
    calendar: ShipCalendar
    deadlines: Sequence[Deadline]

    @classmethod
    def load(cls, entity: LegalEntity, parameters: SalesParameters) -> ShipDays:
        """Read closed days from today on and the deadlines: one statement."""
        closed, deadlines = ClosedDay.of(entity).filter(day__gte=entity.today()), OrderEntryDeadline.of(entity).all()
        read_together(closed, deadlines)
        calendar = ShipCalendar(frozenset(parameters.working_days), frozenset(known.day for known in closed))
        known = [Deadline(row.weekday, row.time, row.customer_group_id, row.site_id) for row in deadlines]
        return cls(entity, calendar, known)

    def received_on(self, order: SalesOrder) -> date:
        """Return the day that an order counts as received: the next one when it is entered after the deadline of its site."""
        site = order.warehouse.site if order.warehouse is not None else None
        now = timezone.now().astimezone(ZoneInfo(site.time_zone if site is not None else self.entity.time_zone))
        until = deadline_for(self.deadlines, now.weekday(), order.customer.group_id, site.pk if site is not None else None)
        late = order.order_date == now.date() and until is not None and now.time() > until
        return order.order_date + timedelta(days=1) if late else order.order_date

    def after_lead_time(self, order: SalesOrder, days: int) -> date:
        """Return the first day on which an order can leave that takes so many days from when it counts as received."""
        return self.calendar.next_open(self.received_on(order) + timedelta(days=days))
