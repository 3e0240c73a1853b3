"""The words in which tests speak of batch invoicing: many orders at once, a job over them, its run, what was not posted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from foundation.batch.models import BatchJob, BatchRun, RunItem
from foundation.batch.services.define_jobs import JobDefinition, define_job
from foundation.batch.services.start_runs import start_due_jobs
from foundation.batch.services.work import work_on
from sales.models import SalesOrder
from sales.services.enter_orders import LineDraft, OrderDraft, create_orders
from tests.factories.company import Company


def many_orders(company: Company, count: int) -> list[SalesOrder]:
    """Enter orders of two lines as one set."""
    lines = [LineDraft(item_id=company.items[item].pk, quantity=Decimal(2), unit_price=Decimal("12.50")) for item in ("A", "B")]
    header = {"order_date": date(2026, 3, 2), "warehouse_id": company.warehouse.pk}
    drafts = [OrderDraft(customer_id=company.customers["C-100"].pk, lines=lines, header=header) for _number in range(count)]
    return list(create_orders(company.entity, drafts, company.clerk).or_raise().orders.values())


def job(company: Company, **changes: Any) -> BatchJob:
    """Define a job that invoices, due at once unless it repeats."""
    parameters = {"quantity": "all", "summary_update": "none"} | changes.pop("parameters", {})
    definition = JobDefinition("customer_invoice", "Invoices", company.user("AR"), parameters=parameters, **changes)
    return define_job(company.entity, definition, user=company.user("AR"))


def run(company: Company, wanted: BatchJob) -> BatchRun:
    """Let the tick start a job and work on its run until it is over."""
    start_due_jobs()
    found = BatchRun.of(company.entity).filter(job=wanted).latest("pk")
    work_on(found.pk)
    found.refresh_from_db()
    return found


def outcomes(company: Company, of: BatchRun) -> list[tuple[str, str, str]]:
    """Return order, outcome and code of the items that were not posted."""
    items = RunItem.of(company.entity).filter(run=of).exclude(outcome="posted").order_by("position")
    return [(item.object_label, item.outcome, item.code) for item in items]
