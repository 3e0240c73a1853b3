"""The words in which tests speak of batch jobs: items to receive, jobs over them, runs, and what became of each item."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from foundation.batch.models import BatchChunk, BatchJob, BatchRun, RunItem
from foundation.batch.services.define_jobs import JobDefinition, define_job
from foundation.batch.services.start_runs import start_due_jobs
from foundation.batch.services.work import work_on
from foundation.inventory.models import Item, OnHand
from foundation.organization.models import NumberCounter, User
from tests.factories.company import Company

MINE = ({"field": "number", "operator": "begins", "values": ["I-"]},)


@dataclass
class Batch:
    """A company whose stock is received by batch jobs."""

    company: Company

    @property
    def user(self) -> User:
        """The warehouse worker, who may receive stock."""
        return self.company.users["WH"]

    def items(self, count: int, **names: str) -> None:
        """Make items I-001 to I-<count>; ``I_003="refused"`` gives one of them a name that means trouble."""
        defaults = {"sales_unit": self.company.piece, "inventory_unit": self.company.piece, "price_currency": self.company.entity.currency}
        numbers = [f"I-{index:03}" for index in range(1, count + 1)]
        Item.of(self.company.entity).bulk_create(
            Item(
                legal_entity=self.company.entity,
                number=number,
                name=names.get(number.replace("-", "_"), "good"),
                negative_stock=True,
                **defaults,
            )
            for number in numbers
        )

    def job(self, **changes: Any) -> BatchJob:
        """Define a job over the items, due at once unless it repeats."""
        definition: dict[str, Any] = {"description": "Receive", "run_by": self.user, "criteria": MINE, "order_by": ["number"]} | changes
        return define_job(self.company.entity, JobDefinition(kind="test_receive_stock", **definition), user=self.user)

    def start(self, job: BatchJob) -> BatchRun:
        """Let the tick start what is due and return the run of a job."""
        return next(run for run in start_due_jobs() if run.job_id == job.pk)

    def work(self, run: BatchRun, turns: int = 30) -> BatchRun:
        """Work on a run until it is over, without waiting for the next attempt of what failed for a technical reason."""
        for _turn in range(turns):
            BatchChunk.of(self.company.entity).filter(run=run).update(not_before=None)
            work_on(run.pk)
            run = self.reload(run)
            if not run.is_live:
                break
        return run

    def run(self, job: BatchJob) -> BatchRun:
        """Start a due job and work on it until it is over."""
        return self.work(self.start(job))

    def reload(self, run: BatchRun) -> BatchRun:
        """Read a run again."""
        return BatchRun.of(self.company.entity).for_display().get(pk=run.pk)

    def outcomes(self, run: BatchRun) -> dict[str, str]:
        """Return what became of each item of a run that was not simply posted: its outcome and code."""
        rows = RunItem.of(self.company.entity).filter(run=run).exclude(outcome="posted").order_by("position")
        return {row.object_label: f"{row.outcome} {row.code}".strip() for row in rows}

    def received(self) -> dict[str, Decimal]:
        """Return the pieces on hand of each item that has any."""
        rows = OnHand.of(self.company.entity).filter(item__number__startswith="I-").values_list("item__number", "posted")
        return {number: quantity for number, quantity in rows if quantity}

    def numbers_used(self) -> int:
        """Return how many numbers were drawn."""
        counter = NumberCounter.objects.filter(sequence__legal_entity=self.company.entity, sequence__reference="packing_slip").first()
        return counter.next - 1 if counter else 0
