"""Figures over many orders for the workspace of sales (sales.md §20): each is one query, whatever the number of orders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.db.models import Case, Count, DecimalField, F, Sum, Value, When
from django.db.models.functions import TruncWeek

from sales.models.order_lists import OrderListQuerySet
from sales.statuses import DRAFT_TYPES, SalesStatus

WORTH: DecimalField[Any, Any] = DecimalField(max_digits=30, decimal_places=10)


class OrderFigureQuerySet(OrderListQuerySet):
    """Counts and sums orders."""

    def ordered_since(self, day: date) -> Self:
        """Orders dated on or after a day that were placed: no drafts, nothing cancelled, nothing that comes back."""
        placed = self.listed().exclude(order_type__in=DRAFT_TYPES).exclude(status=SalesStatus.CANCELLED)
        return placed.filter(order_date__gte=day, order_amount__gt=0)

    def created_on(self, day: date) -> Self:
        """Orders dated on a day."""
        return self.listed().filter(order_date=day)

    def counts_by_status(self, since: date) -> dict[str, int]:
        """Return how many orders dated on or after a day have each status."""
        rows = self.listed().filter(order_date__gte=since).order_by().values("status")
        return dict(rows.annotate(count=Count("pk")).values_list("status", "count"))

    def currencies(self) -> list[str]:
        """Return the currencies of the orders."""
        return list(self.order_by().values_list("currency", flat=True).distinct())

    def intake(self, since: date, rates: Mapping[str, Decimal]) -> Decimal:
        """Return what was ordered on or after a day, before tax, in accounting currency at the given rates by currency."""
        found = self.ordered_since(since).aggregate(worth=Sum(F("order_amount") * rate_of(rates), output_field=WORTH))["worth"]
        return Decimal(found or 0)

    def top_customers(self, since: date, rates: Mapping[str, Decimal], most: int) -> list[tuple[str, str, Decimal]]:
        """Return account, name and order intake of the customers who ordered most on or after a day, the largest first."""
        rows = self.ordered_since(since).order_by().values("customer__account", "customer__party__name")
        worth = Sum(F("order_amount") * rate_of(rates), output_field=WORTH)
        ranked = rows.annotate(worth=worth).order_by("-worth", "customer__account")
        return list(ranked.values_list("customer__account", "customer__party__name", "worth")[:most])

    def shipped_by_week(self, rates: Mapping[str, Decimal]) -> dict[date, Decimal]:
        """Return what was shipped and not invoiced, before tax in accounting currency, by the Monday of the first packing slip."""
        rows = self.for_shipped_list().order_by().annotate(week=TruncWeek("first_slip_date")).values("week")
        worth = Sum(F("uninvoiced_amount") * rate_of(rates), output_field=WORTH)
        return dict(rows.annotate(worth=worth).values_list("week", "worth"))


def rate_of(rates: Mapping[str, Decimal]) -> Case:
    """Return the rate of an order's currency as the database finds it."""
    whens = [When(currency=currency, then=Value(rate, output_field=WORTH)) for currency, rate in rates.items()]
    return Case(*whens, default=Value(Decimal(1), output_field=WORTH), output_field=WORTH)
