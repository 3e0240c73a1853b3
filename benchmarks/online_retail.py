"""Real orders of a wholesaler, in several ways: how long the import and each way of invoicing take, and that all end right.

    python benchmarks/online_retail.py path/to/online_retail_sample.csv

The file is the first part of the Online Retail data set (UCI Machine Learning Repository, CC BY 4.0) and no part of the
product. Every way starts from a copy of the database in which the orders have just been imported. Ratios hold on any machine,
seconds do not; run it on a machine that does nothing else.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("LOG_LEVEL", "CRITICAL")
os.environ.setdefault("RATE_LIMITS", "0")

from tests import services  # noqa: E402, I001 -- starts the database before the settings are read

import django  # noqa: E402

django.setup()

from unittest import mock  # noqa: E402

from celery import current_app  # noqa: E402
from django.db import connection  # noqa: E402

from invoicing.models import SummaryUpdate  # noqa: E402
from tests.database import migrated_template  # noqa: E402
from tests.factories import online_retail as retail  # noqa: E402
from tests.factories.company import Company  # noqa: E402

IMPORTED = f"benchmark_{os.getpid()}_imported"
WORKING = f"benchmark_{os.getpid()}_working"


def by_account(company: Company) -> None:
    """Deliver everything and invoice each customer once."""
    retail.deliver_and_invoice_by_job(company, SummaryUpdate.INVOICE_ACCOUNT)


WAYS: dict[str, Callable[[Company], object]] = {
    "one job: deliver and invoice": retail.deliver_and_invoice_by_job,
    "one job: by invoice account": by_account,
    "one job: invoice the orders": retail.invoice_by_job,
    "one by one: deliver and invoice": retail.deliver_and_invoice_one_by_one,
    "one by one: invoice the orders": retail.invoice_one_by_one,
}
RATIOS = (
    ("one by one: deliver and invoice", "one job: deliver and invoice"),
    ("one by one: invoice the orders", "one job: invoice the orders"),
    ("one job: deliver and invoice", "one job: by invoice account"),
)


def copy_database(source: str, target: str) -> None:
    """Make a database anew as a copy of another one, and work on it."""
    drop_database(target)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
    connection.settings_dict["NAME"] = target


def drop_database(name: str) -> None:
    """Leave no database behind."""
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def measured(work: Callable[[], object]) -> tuple[float, int]:
    """Return the seconds that something takes and the number of its statements."""
    count = 0

    def counting(execute: Callable[..., object], *arguments: object) -> object:
        nonlocal count
        count += 1
        return execute(*arguments)

    began = time.perf_counter()
    with connection.execute_wrapper(counting):
        work()
    return time.perf_counter() - began, count


def main(file: Path) -> None:
    """Import once, then invoice in every way from the same start, and print what it took."""
    copy_database(migrated_template("template_benchmark"), IMPORTED)
    company = retail.make_wholesaler()
    seconds, statements = measured(lambda: retail.import_orders(company, file))
    print(f"{'import':34}{seconds:8.2f} s {statements:8} statements")
    took: dict[str, float] = {}
    for name, way in WAYS.items():
        copy_database(IMPORTED, WORKING)
        seconds, statements = measured(lambda way=way: way(company))  # type: ignore[misc]
        took[name] = seconds
        proof = retail.prove(company)
        print(
            f"{name:34}{seconds:8.2f} s {statements:8} statements {proof.invoices:5} invoices {proof.lines:6} lines "
            f"{proof.net:>14,.2f} GBP {_verdict(proof)}"
        )
    for slow, fast in RATIOS:
        print(f"{slow} takes {took[slow] / took[fast]:.1f} times as long as {fast}")


def _verdict(proof: retail.Proof) -> str:
    wrong = [
        text
        for text, bad in (
            ("a gap in the numbers", not proof.is_gapless),
            ("orders left over", proof.orders_left),
            ("sub-ledger and ledger differ", proof.receivable != proof.invoiced),
            ("violations", proof.violations),
        )
        if bad
    ]
    return ", ".join(wrong).upper() or "no gap, books right"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        with mock.patch.object(type(current_app._get_current_object()), "send_task"):  # nobody else works on the runs
            main(Path(sys.argv[1]))
    finally:
        for name in (WORKING, IMPORTED):
            drop_database(name)
        services.pytest_unconfigure()
