"""When lines of orders leave: the day that counts, and which of them are due, late or on their way (sales.md §12.1, §20)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Self

from django.db.models import Count, Q
from django.db.models.functions import Coalesce, TruncWeek
from django.utils import timezone

from foundation.organization.scope import ScopedQuerySet

MOST_DAYS = 36500
PROMISED_SHIP = Coalesce("confirmed_ship_date", "requested_ship_date")


class OrderLineDateQuerySet(ScopedQuerySet):
    """Finds lines by the day on which they leave."""

    def ship_date(self) -> Self:
        """Annotate ``promised_ship``: the confirmed ship date, else the requested one."""
        return self.annotate(promised_ship=PROMISED_SHIP)

    def late(self) -> Self:
        """Lines of goods to ship whose ship date lies before today; what comes back is never late to ship."""
        return self.ship_date().filter(promised_ship__lt=timezone.localdate(), ordered_quantity__gt=0)

    def due(self) -> Self:
        """Lines whose ship date is today or lies before."""
        return self.ship_date().filter(promised_ship__lte=timezone.localdate())

    def overdue_for(self, days: int) -> Self:
        """Lines whose ship date lies so many days before today, or longer."""
        return self.ship_date().filter(promised_ship__lte=timezone.localdate() - timedelta(days=max(min(days, MOST_DAYS), 0)))

    def counts_overdue_for(self, days: Collection[int]) -> dict[int, int]:
        """Return how many of the lines are overdue for at least so many days, by days: one query."""
        counts = {str(known): Count("pk", filter=Q(promised_ship__lte=timezone.localdate() - timedelta(days=known))) for known in days}
        return {int(known): count for known, count in self.ship_date().aggregate(**counts).items()}

    def counts_per_week(self, first: date, last: date) -> dict[date, int]:
        """Return how many of the lines customers asked for per week, by the week's Monday."""
        wanted = self.filter(requested_ship_date__range=(first, last)).order_by().values(week=TruncWeek("requested_ship_date"))
        return dict(wanted.annotate(count=Count("pk")).values_list("week", "count"))

    def transport_days(self) -> dict[int, int]:
        """Return by key how many days lines travel, by their own mode of delivery or that of their order."""
        days = Coalesce("delivery_mode__transport_days", "order__delivery_mode__transport_days", 0)
        return dict(self.values_list("pk", days))
