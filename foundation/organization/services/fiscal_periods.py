"""Open, hold and close fiscal periods, and add years (invoicing.md 11.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction

from foundation.events import publish
from foundation.organization.errors import FiscalYearExists, PeriodClosedForGood
from foundation.organization.events import PeriodClosing
from foundation.organization.models import FiscalPeriod, LegalEntity, PeriodStatus, User
from foundation.organization.services import audit
from foundation.organization.services.save_record import save_record

MONTHS = 12


@transaction.atomic
def change_period(period: FiscalPeriod, status: str, held_modules: Sequence[str], *, user: User | None) -> FiscalPeriod:
    """Set the status of a period and the modules that it is on hold for.

    The row is held first, so that postings into the period end before it changes (REL-15). Raises PeriodClosedForGood
    (PER-01) for a period that was closed permanently, and what stands in the way of closing, such as PER-02.
    """
    locked: FiscalPeriod = FiscalPeriod.of(period.legal_entity).select_for_update().get(pk=period.pk)
    if locked.status == PeriodStatus.CLOSED:
        raise PeriodClosedForGood(period=locked)
    locked.legal_entity = period.legal_entity
    locked.status, locked.held_modules = status, sorted(held_modules)
    if status == PeriodStatus.CLOSED:
        publish(PeriodClosing(locked))
    return save_record(period.legal_entity, locked, user=user)


@transaction.atomic
def add_fiscal_year(legal_entity: LegalEntity, year: int, first_day: date, *, user: User | None) -> list[FiscalPeriod]:
    """Add twelve monthly periods from a first day on; raises FiscalYearExists (PER-03) when one overlaps with a known period."""
    starts = [_months_later(first_day, number) for number in range(MONTHS + 1)]
    last_day = starts[MONTHS] - timedelta(days=1)
    taken = (
        FiscalPeriod.of(legal_entity).overlapping(first_day, last_day).first() or FiscalPeriod.of(legal_entity).filter(year=year).first()
    )
    if taken is not None:
        raise FiscalYearExists(year=year, period=taken)
    periods = FiscalPeriod.of(legal_entity).bulk_create(
        FiscalPeriod(legal_entity=legal_entity, year=year, number=number, start_date=start, end_date=starts[number] - timedelta(days=1))
        for number, start in enumerate(starts[:MONTHS], start=1)
    )
    audit.record(legal_entity, user, "created", periods)
    return periods


def calendar_months(year: int) -> list[tuple[date, date]]:
    """Return the first and the last day of each month of a year."""
    starts = [_months_later(date(year, 1, 1), number) for number in range(MONTHS + 1)]
    return [(start, starts[number] - timedelta(days=1)) for number, start in enumerate(starts[:MONTHS], start=1)]


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, MONTHS)
    return day.replace(year=day.year + years, month=month + 1)
