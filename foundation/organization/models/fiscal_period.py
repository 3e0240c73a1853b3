"""Fiscal periods: which dates take postings, per module (invoicing.md 11.1)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, Self

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Value
from django.utils.translation import gettext_lazy as _

from foundation.organization.errors import PeriodNotOpen
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager


class PeriodStatus(models.TextChoices):
    """Whether a period takes postings."""

    OPEN = "open", _("open")
    ON_HOLD = "on_hold", _("on hold")
    CLOSED = "closed", _("closed permanently")


class Module(models.TextChoices):
    """The kinds of posting a period can be closed for one by one."""

    SALES = "sales", _("sales")
    FREE_TEXT = "free_text", _("free text invoices")
    PAYMENTS = "payments", _("payments")
    SETTLEMENT = "settlement", _("settlement")
    LEDGER = "ledger", _("ledger")


class FiscalPeriodQuerySet(ScopedQuerySet):
    """Finds the period of a date."""

    def containing(self, on_date: date) -> Self:
        """Return the period in which the date lies."""
        return self.filter(start_date__lte=on_date, end_date__gte=on_date)

    def overlapping(self, first: date, last: date) -> Self:
        """Return the periods that share a day with a stretch of days."""
        return self.filter(start_date__lte=last, end_date__gte=first)

    def last_one(self) -> FiscalPeriod | None:
        """Return the latest period, None when there is none."""
        return self.order_by("-end_date").first()

    def open_ones(self) -> Self:
        """Return the periods that take postings."""
        return self.filter(status=PeriodStatus.OPEN)

    def held_ones(self) -> Self:
        """Return the periods that are on hold, wholly or for a module."""
        return self.exclude(status=PeriodStatus.CLOSED).exclude(status=PeriodStatus.OPEN, held_modules=[])

    def open_for(self, module: str) -> Self:
        """Return the periods that take postings of a module."""
        return self.filter(status=PeriodStatus.OPEN).exclude(held_modules__contains=[module])

    def require_open(self, on_date: date, module: str, *, lock: bool = True) -> FiscalPeriod:
        """Return the period of the date, held ``FOR SHARE`` so that closing waits for this posting (REL-15).

        Raises PeriodNotOpen (INV-109) when there is no period, or it does not take postings of the module.
        """
        periods = self.containing(on_date)
        if lock:
            statement, values = periods.order_by().query.sql_with_params()
            found = next(iter(self.raw(f"{statement} FOR SHARE", values)), None)
        else:
            found = periods.first()
        if found is None or not found.takes(module):
            raise self.not_open(found, on_date, module)
        return found

    def not_open(self, period: FiscalPeriod | None, on_date: date, module: str) -> PeriodNotOpen:
        """Return the refusal for a date whose period does not take postings of the module."""
        open_names = ", ".join(str(known) for known in self.open_for(module).order_by("start_date")[:12]) or "–"
        status = PeriodStatus.ON_HOLD if period and period.status == PeriodStatus.OPEN else period.status if period else PeriodStatus.CLOSED
        return PeriodNotOpen(
            period=period or f"{on_date:%Y-%m}", status=PeriodStatus(status).label, module=Module(module).label, list=open_names
        )


@pghistory.track()
class FiscalPeriod(EntityModel):
    """A stretch of days of a fiscal year; periods of one entity never overlap."""

    year = models.PositiveSmallIntegerField(_("fiscal year"))
    number = models.PositiveSmallIntegerField(_("period"))
    start_date = models.DateField(_("from"))
    end_date = models.DateField(_("to"))
    status = models.CharField(_("status"), max_length=8, choices=PeriodStatus.choices, default=PeriodStatus.OPEN)
    held_modules = ArrayField(
        models.CharField(max_length=12, choices=Module.choices), default=list, blank=True, verbose_name=_("on hold for")
    )

    objects: ClassVar[Any] = scoped_manager(FiscalPeriodQuerySet)

    class Meta:
        ordering = ["start_date"]
        verbose_name = _("fiscal period")
        verbose_name_plural = _("fiscal periods")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "year", "number"], name="fiscal_period_unique"),
            models.CheckConstraint(condition=models.Q(end_date__gte=F("start_date")), name="fiscal_period_dates_ordered"),
            ExclusionConstraint(
                name="fiscal_period_no_overlap",
                expressions=[
                    (Func(F("legal_entity"), F("legal_entity"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (
                        Func(F("start_date"), F("end_date"), Value("[]"), function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        """Return year and number, as on screen: 2026-01."""
        return f"{self.year}-{self.number:02}"

    @property
    def label(self) -> str:
        """Return the name as a column shows it."""
        return str(self)

    @property
    def held_text(self) -> str:
        """Return the modules that the period is on hold for, in the reader's language."""
        return ", ".join(str(Module(module).label) for module in self.held_modules)

    @property
    def day_after(self) -> date:
        """Return the first day after the period."""
        return self.end_date + timedelta(days=1)

    def takes(self, module: str) -> bool:
        """Tell whether the period takes postings of a module."""
        return self.status == PeriodStatus.OPEN and module not in self.held_modules
