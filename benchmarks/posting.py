"""What posting invoices costs: the batch, the database's own floor, and one save() per row, in one run on the same orders.

    python benchmarks/posting.py                                  2,000 orders, a minute
    python benchmarks/posting.py --orders 10000 --growth          and ten times as many
    python benchmarks/posting.py --orders 10000 --workers         and two workers beside each other

CPU is that of this process and of its PostgreSQL backend together, so the database must run on this machine. Ratios hold on
any machine; wall-clock lines (two workers) need one that does nothing else. Exit code 1 when a wanted ratio is missed.
"""

from __future__ import annotations

import argparse
import gc
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from unittest import mock

import scratch

# isort: split -- scratch starts the database before anything reads the settings
from celery import current_app
from django.db import connection
from orders import enter_patterns, make_orders, make_wholesaler, stock_agrees
from save_by_save import post_one_by_one
from scratch import Cost, measured
from single_posting import post_one, signed_in
from written_rows import WrittenRows, insert_by_select, read_values, save_each

from config.celery import keep_what_is_loaded
from foundation.batch.models import BatchChunk, BatchRun, RunItem
from foundation.batch.services.claim_chunks import claim_chunk
from foundation.batch.services.define_jobs import JobDefinition, define_job
from foundation.batch.services.select_items import claim_selection, select_items
from foundation.batch.services.start_runs import start_due_jobs
from foundation.batch.services.work import process
from foundation.ledger.checks import violations
from invoicing.models import CustomerInvoice
from tests.database import migrated_template
from tests.factories.company import Company

PARAMETERS = {"quantity": "all", "summary_update": "none"}
SAVED_CHUNKS, SAVED_ORDERS = 10, 500
LEFT_FOR_ONE = 20
START, BATCH, FLOOR, SAVES, GROWN = "start", "batch", "floor", "saves", "grown"


@dataclass
class Verdict:
    """The measured ratios beside what is wanted of them."""

    missed: list[str] = field(default_factory=list)

    def line(self, what: str, value: float, limit: float, *, at_least: bool = False, unit: str = "") -> None:
        """Print one line of the table."""
        good = value >= limit if at_least else value <= limit
        sign = "≥" if at_least else "≤"
        print(f"{what:66}{value:10.2f} {unit:4} wanted {sign} {limit:g} {'' if good else '  MISSED'}")
        if not good:
            self.missed.append(what)


def start_run(company: Company) -> BatchRun:
    """Start a job over all orders and let it select."""
    runner = company.user("IN")
    define_job(company.entity, JobDefinition("customer_invoice", "All orders", runner, parameters=PARAMETERS), user=runner)
    [run] = start_due_jobs()
    claim_selection(run)
    select_items(run)
    return run


def post_chunks(run: BatchRun) -> None:
    """Post chunk after chunk until none is left, as one worker does."""
    while (claim := claim_chunk(run.pk)) is not None:
        process(claim)


def invoices(company: Company) -> int:
    """Return the number of invoices."""
    return int(CustomerInvoice.of(company.entity).count())


def report(name: str, cost: Cost, count: int) -> float:
    """Print what a way took per invoice and return its CPU in milliseconds."""
    client, database = cost.client / count * 1000, cost.database / count * 1000
    statements = cost.statements / count
    print(
        f"{name:44}{count / cost.wall:9.0f} /s{count / cost.cpu:9.0f} /s CPU{client:8.2f} + {database:5.2f} = {client + database:6.2f} ms"
        f"{statements:8.2f} statements"
    )
    return client + database


def compare(names: dict[str, str], company: Company, run: BatchRun, verdict: Verdict) -> None:
    """Post by batch, by INSERT … SELECT and by save(), each from a copy of the same database."""
    with tempfile.TemporaryDirectory() as folder:
        rows, batch = time_batch(names, company, run, Path(folder), verdict)
        floor = time_floor(names, run, rows, Path(folder))
        time_saves(names, run, rows, Path(folder))
    alone = time_one_by_one(names, run)
    verdict.line("CPU of the floor over that of the batch", floor / batch, 0.25, at_least=True)
    verdict.line("CPU of one save() per row over that of the batch", alone / batch, 10, at_least=True)


def time_batch(names: dict[str, str], company: Company, run: BatchRun, folder: Path, verdict: Verdict) -> tuple[WrittenRows, float]:
    """Post all orders chunk by chunk; return what was written and the CPU per invoice in milliseconds."""
    scratch.copy_database(names[START], names[BATCH])
    one_chunk(run)  # fills what a process reads once
    scratch.analyze()
    keep_what_is_loaded()  # as every worker does
    before, rows, costs = invoices(company), WrittenRows(), []
    rows.note()
    while waiting(run):
        costs.append(measured(lambda: one_chunk(run)))
        rows.note()
    count = invoices(company) - before
    prove(company)
    rows.export(folder)
    print(f"{count} invoices, {sum(rows.counts().values()) / count:.1f} rows each, in {len(rows.tables)} tables")
    batch = report("batch: plan and post", sum(costs[1:], costs[0]), count)
    statements = [cost.statements for cost in costs]
    verdict.line("Statements of the dearest chunk less those of the cheapest", max(statements) - min(statements), 0)
    print(f"{max(statements)} statements per chunk of fifty")
    return rows, batch


def time_floor(names: dict[str, str], run: BatchRun, rows: WrittenRows, folder: Path) -> float:
    """Insert the same rows by INSERT … SELECT; return the CPU per invoice in milliseconds."""
    scratch.copy_database(names[START], names[FLOOR])
    one_chunk(run)
    rows.load(folder)
    cost = measured(lambda: insert_by_select(rows))
    return report("floor: INSERT … SELECT of the same rows", cost, rows.counts()[CustomerInvoice._meta.db_table])


def time_saves(names: dict[str, str], run: BatchRun, rows: WrittenRows, folder: Path) -> float:
    """Save the same rows one by one, those of the first chunks; return the CPU per invoice in milliseconds."""
    scratch.copy_database(names[START], names[SAVES])
    one_chunk(run)
    rows.load(folder)
    steps = read_values(rows, SAVED_CHUNKS)
    saved = sum(model is CustomerInvoice for step in steps for model, _values in step)
    return report("one save() per row, the same rows, no plan", measured(lambda: save_each(steps)), saved)


def time_one_by_one(names: dict[str, str], run: BatchRun) -> float:
    """Plan and post order by order with one save() per row; return the CPU per invoice in milliseconds."""
    scratch.copy_database(names[START], names[SAVES])
    one_chunk(run)
    scratch.analyze()
    return report("one save() per row: plan and post", measured(lambda: post_one_by_one(run, SAVED_ORDERS)), SAVED_ORDERS)


def waiting(run: BatchRun) -> bool:
    """Tell whether a chunk is left."""
    return bool(BatchChunk.of(run.legal_entity_id).filter(run=run).open().exists())


def one_chunk(run: BatchRun) -> None:
    """Claim and post the next chunk."""
    claim = claim_chunk(run.pk)
    assert claim is not None
    process(claim)


def prove(company: Company) -> None:
    """Make sure that what was measured is right."""
    assert not RunItem.of(company.entity).exclude(outcome="posted").exists(), "not every order was invoiced"
    assert stock_agrees(company), "on-hand differs from its transactions"
    assert not violations(), "the books do not balance"


def grow(names: dict[str, str], orders: int, verdict: Verdict) -> Company:
    """Post a number of orders and ten times as many, selection included; leave the larger database in use."""
    spent: list[float] = []
    for count in (orders, orders * 10):
        scratch.copy_database(migrated_template(scratch.TEMPLATE), names[GROWN])
        company = fill(count)
        took = measured(lambda known=company: post_chunks(start_run(known)))
        prove(company)
        report(f"job over {count} orders, selection included", took, count)
        spent.append(took.cpu)
    verdict.line("CPU of ten times as many orders over that of one time", spent[1] / spent[0], 11)
    verdict.line("Memory of the worker", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 300, unit="MB")
    return company


def time_workers(names: dict[str, str], run: BatchRun, verdict: Verdict) -> None:
    """Post the same chunks by one worker and by two beside each other, by the clock on the wall."""
    took = []
    for workers in (1, 2):
        scratch.copy_database(names[START], names[BATCH])
        connection.close()
        began = time.perf_counter()
        children = [fork(lambda: post_chunks(run)) for _worker in range(workers)]
        for child in children:
            os.waitpid(child, 0)
        took.append(time.perf_counter() - began)
        print(f"{workers} worker(s): {took[-1]:.2f} s")
    verdict.line("Two workers over one, by the clock on the wall", took[0] / took[1], 1.6, at_least=True)


def fork(work: Callable[[], None]) -> int:
    """Do some work in a process of its own."""
    child = os.fork()
    if child:
        return child
    try:
        work()
    finally:
        connection.close()
        os._exit(0)


def time_one(company: Company, verdict: Verdict) -> None:
    """Post single invoices in the browser's way, from click to answer, at the invoices that are there now."""
    gc.unfreeze()  # only workers keep the program out of garbage collection
    order_keys = enter_patterns(company, LEFT_FOR_ONE)
    client = signed_in(company)
    costs = [post_one(client, company, key) for key in order_keys][1:]
    print(f"single invoice at {invoices(company)} existing invoices, the median of {len(costs)}:")
    verdict.line("Statements from click to posted", max(cost.statements for cost in costs), 40)
    verdict.line("CPU of client and database", median(cost.cpu for cost in costs) * 1000, 60, unit="ms")
    verdict.line("Time on the wall", median(cost.wall for cost in costs) * 1000, 60, unit="ms")


def fill(count: int) -> Company:
    """Make the company with its orders."""
    company = make_wholesaler()
    make_orders(company, count)
    scratch.analyze()
    return company


def main(options: argparse.Namespace) -> int:
    """Measure what was asked for and print the table."""
    verdict = Verdict()
    os.waitpid(fork(lambda: migrated_template(scratch.TEMPLATE)), 0)  # migrating takes memory that no worker has
    with scratch.scratch_databases(START, BATCH, FLOOR, SAVES, GROWN) as databases:
        names = dict(zip((START, BATCH, FLOOR, SAVES, GROWN), databases, strict=True))
        company = fill(options.orders)
        run = start_run(company)
        compare(names, company, run, verdict)
        if options.workers:
            time_workers(names, run, verdict)
        if options.growth:
            company = grow(names, options.orders, verdict)
        else:
            scratch.use_database(names[BATCH])
        time_one(company, verdict)
    print("all reached" if not verdict.missed else f"missed: {', '.join(verdict.missed)}")
    return 1 if verdict.missed else 0


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=2000, help="orders of five lines (2000)")
    parser.add_argument("--growth", action="store_true", help="also post ten times as many")
    parser.add_argument("--workers", action="store_true", help="also post by two workers beside each other")
    return parser.parse_args()


if __name__ == "__main__":
    with mock.patch.object(type(current_app._get_current_object()), "send_task"):  # nobody else works on the runs
        sys.exit(main(parse()))
