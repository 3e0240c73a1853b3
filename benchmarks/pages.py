"""Server time of list pages over 1,000,000 orders, and of the same pages over 1,000.

    python benchmarks/pages.py [--orders 1000000] [--small 1000] [--calls 20] [--only orders] [--case sort] [--wall]

Every page, quick filter, sort, filter and search that the lists of orders, open lines, shipped but not invoiced, invoices and
open invoices offer is asked as the accounts receivable manager, warm, in this process. Time is CPU time of this process and of
its database backend, unless ``--wall`` asks for the clock. A page must take less than 60 ms (p95) and at most 1.5 times what it
takes over the small number of orders; where fewer rows are shown there, it is held against the first page there. Exit status 1
when any page misses. Databases are made when they are not there (benchmarks/README.md).
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.databases import filled  # noqa: I001 -- starts the database server before the settings are read

from django.test import Client

from benchmarks.cases import ListCases
from benchmarks.clock import Taken, measured, median, p95
from foundation.organization.models import LegalEntity, User
from invoicing.views.invoices import CustomerInvoiceList, OpenInvoiceList
from sales.views.order_lists import OpenLineList, SalesOrderList, ShippedNotInvoicedList

LISTS = {
    "orders": ("sales:orders", SalesOrderList),
    "open lines": ("sales:open-lines", OpenLineList),
    "shipped": ("sales:shipped-not-invoiced", ShippedNotInvoicedList),
    "invoices": ("invoicing:invoices", CustomerInvoiceList),
    "open invoices": ("invoicing:open-invoices", OpenInvoiceList),
}
MOST_MS = 60.0
MOST_RATIO = 1.5
USER = "ar.nl01@example.com"


@dataclass(frozen=True)
class Measured:
    """One page: how many rows it showed and what each call took."""

    rows: int
    taken: list[Taken]

    def p95(self, *, wall: bool) -> float:
        """Return the time that one call in twenty exceeds."""
        return p95([each.wall if wall else each.server for each in self.taken])


def measure(chosen: argparse.Namespace, orders: int) -> dict[tuple[str, str], Measured]:
    """Ask every page over a number of orders."""
    filled(f"bench_{orders}", orders)
    entity, user = LegalEntity.objects.get(code="NL01"), User.objects.get(email=USER)
    client = Client()
    client.force_login(user)
    found = {}
    for name, (page, view) in LISTS.items():
        if chosen.only and chosen.only != name:
            continue
        for case in ListCases(page, view, entity, user).all():
            if chosen.case in case.label or case.label == "first page":
                found[name, case.label] = _measure_page(client, case.path, chosen.calls)
    return found


def _measure_page(client: Client, path: str, calls: int) -> Measured:
    answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path}: status {answer.status_code}")
    rows = answer.content.count(b"<tr data-bo-row")
    slow = measured(lambda: client.get(path), 1, warm_up=0)
    if slow[0].server > 20 * MOST_MS:  # far beyond the limit: one more call tells nothing new
        return Measured(rows, slow)
    return Measured(rows, measured(lambda: client.get(path), calls))


def main() -> int:
    """Measure both databases and print every page; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--small", type=int, default=1_000)
    parser.add_argument("--calls", type=int, default=20)
    parser.add_argument("--only", default="", choices=["", *LISTS])
    parser.add_argument("--case", default="", help="only pages whose label contains this")
    parser.add_argument("--wall", action="store_true")
    chosen = parser.parse_args()
    small, large = measure(chosen, chosen.small), measure(chosen, chosen.orders)
    print(f"{'list':14}{'page':38}{'rows':>5}{'client':>8}{'database':>9}{'p95 ms':>8}{'small':>8}{'ratio':>7}")
    missed = 0
    for (name, label), page in large.items():
        base = small.get((name, label))
        if base is None or base.rows < page.rows:
            base = small[name, "first page"]
        took, before = page.p95(wall=chosen.wall), base.p95(wall=chosen.wall)
        bad = took >= MOST_MS or took > MOST_RATIO * before
        missed += bad
        client, database = (median([getattr(each, side) for each in page.taken]) for side in ("client", "database"))
        figures = f"{page.rows:5}{client:8.1f}{database:9.1f}{took:8.1f}{before:8.1f}{took / before:7.2f}"
        print(f"{name:14}{label:38}{figures}{'  MISSED' if bad else ''}")
    print(f"{len(large)} pages over {chosen.orders:,} orders, {missed} missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
