"""The recurring batch jobs of the demo, and letting them run on a day of the history."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from config.demo.companies import Company
from foundation.batch.models import BatchJob, BatchRun
from foundation.batch.recurrence import MonthDay, MonthRule, Recurrence, Unit
from foundation.batch.services.define_jobs import JobDefinition, define_job
from foundation.batch.services.start_runs import start_due_jobs
from foundation.batch.services.work import work_on
from foundation.batch.statuses import LIVE_RUNS

KIND = "customer_invoice"
FRIDAY = 4
HOUR, MINUTE = 17, 30


def define_jobs(company: Company, start: datetime, daily_from: date) -> list[BatchJob]:
    """Define the jobs that invoice the Dutch company: every Friday, later every working day; and at the end of the month."""
    local = start.replace(hour=HOUR, minute=MINUTE, tzinfo=None)
    zone = company.entity.time_zone
    day_before = daily_from - timedelta(days=1)
    weekly = Recurrence(local, zone, Unit.WEEKS, weekdays=frozenset({FRIDAY}), end_date=max(day_before, local.date()))
    daily = Recurrence(datetime.combine(daily_from, time(HOUR, MINUTE)), zone, Unit.DAYS, working_days=True)
    monthly = Recurrence(local, zone, Unit.MONTHS, month_rule=MonthRule(MonthDay.LAST_DAY))
    delivered = {"quantity": "packing_slip"}
    combined = delivered | {"summary_update": "automatic"}
    found = [
        _define(company, "Invoices of deliveries, every working day", combined, "!=", daily),
        _define(company, "Collective invoices at the end of the month", delivered | {"summary_update": "invoice_account"}, "=", monthly),
        _define(company, "Deliver and invoice at once (trial)", {"quantity": "all", "summary_update": "none"}, "=", monthly, withhold=True),
    ]
    if weekly.first() is not None:
        found.append(_define(company, "Invoices of deliveries, Fridays", combined, "!=", weekly))
    return found


def _define(
    company: Company, description: str, parameters: dict[str, Any], operator: str, recurrence: Recurrence, *, withhold: bool = False
) -> BatchJob:
    manager = company.person("AR")
    definition = JobDefinition(
        KIND,
        description,
        manager,
        parameters=parameters,
        criteria=[{"field": "schedule", "operator": operator, "values": ["monthly"]}],
        recurrence=recurrence,
        withhold=withhold,
    )
    return define_job(company.entity, definition, user=manager)


def define_subscription_job(company: Company, first: date) -> BatchJob:
    """Define the job that delivers what subscriptions have due, every working day before anybody is there."""
    manager = company.person("OM")
    daily = Recurrence(datetime.combine(first, time(6)), company.entity.time_zone, Unit.DAYS, working_days=True)
    definition = JobDefinition("subscription_orders", "Deliver subscriptions, every working day", manager, recurrence=daily)
    return define_job(company.entity, definition, user=manager)


def define_confirmation_job(company: Company, first: date) -> BatchJob:
    """Define the job that confirms what was entered or changed during the day; it waits until somebody resumes it."""
    manager = company.person("OM")
    daily = Recurrence(datetime.combine(first, time(HOUR)), company.entity.time_zone, Unit.DAYS, working_days=True)
    definition = JobDefinition("order_confirmation", "Confirm orders, every working day", manager, recurrence=daily, withhold=True)
    return define_job(company.entity, definition, user=manager)


def run_due_jobs(company: Company) -> None:
    """Do what the scheduler and the workers do: start what is due, and work until it is done."""
    start_due_jobs()
    for key in BatchRun.of(company.entity).filter(status__in=LIVE_RUNS).values_list("pk", flat=True):
        work_on(key)
