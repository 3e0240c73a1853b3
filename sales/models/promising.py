"""When orders still count as received today, and on which days nothing is shipped (sales.md §12.1, §12.2)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import CustomerGroup
from foundation.inventory.models import Site
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager


class Weekday(models.IntegerChoices):
    """The days of the week as Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class ClosedDay(EntityModel):
    """A day on which nothing is shipped, such as a public holiday."""

    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        ordering = ["day"]
        verbose_name = _("closed day")
        verbose_name_plural = _("closed days")
        constraints = [models.UniqueConstraint(fields=["legal_entity", "day"], name="closed_day_unique")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class OrderEntryDeadlineQuerySet(ScopedQuerySet):
    """Finds deadlines."""

    def for_list(self) -> Self:
        """What the list and the check of dates read, in one query."""
        return self.select_related("customer_group", "site")


class OrderEntryDeadline(EntityModel):
    """Until when on a day of the week an order counts as received that day, in the time of the site.

    A deadline of a customer group or a site goes before one of all; one of both before either, the group before the site.
    """

    weekday = models.PositiveSmallIntegerField(_("day of the week"), choices=Weekday.choices)
    time = models.TimeField(_("until"))
    customer_group = models.ForeignKey(
        CustomerGroup, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("only customers of the group")
    )
    site = models.ForeignKey(Site, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("only from the site"))

    objects: ClassVar[Any] = scoped_manager(OrderEntryDeadlineQuerySet)

    class Meta:
        ordering = ["weekday", "time"]
        verbose_name = _("order entry deadline")
        verbose_name_plural = _("order entry deadlines")
        constraints = [
            models.UniqueConstraint(
                fields=["legal_entity", "weekday", "customer_group", "site"], name="order_entry_deadline_unique", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="order_entry_deadline_weekday"),
        ]

    def __str__(self) -> str:
        """Return day and time."""
        return f"{self.get_weekday_display()} {self.time:%H:%M}"
