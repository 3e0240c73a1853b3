"""Server time of list pages over 1,000,000 orders, and of the same pages over 1,000.

    python benchmarks/pages.py [--orders 1000000] [--small 1000] [--calls 20] [--only orders] [--case sort] [--warm] [--owner] [--wall]

Every page, quick filter, sort, filter and search that the lists of orders, open lines, shipped but not invoiced, invoices and
open invoices offer is asked as the accounts receivable manager in this process, over either number of orders in turn. Time is
CPU time of this process and of its database backend, unless ``--wall`` asks for the clock. The database is asked as web servers
ask it, as a role that row-level security holds for, unless ``--owner`` asks as the owner of the tables. Nothing is kept from
one call to the next, counts neither, unless ``--warm`` keeps them as the product does for half a minute.

A page must take less than 60 ms (p95) and at most 1.5 times what it takes over the small number of orders (p95 again). Where fewer
rows are shown there, the same page with as many rows is not to be had: it is then held against the dearer of that page and the
first page, which both take less. Exit status 1 when any page misses. Databases are made when they are not there
(benchmarks/README.md).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.databases import application_role, filled, use  # noqa: I001 -- starts the database server before the settings are read

from django.core.cache import cache
from django.test import Client

from benchmarks.cases import Case, ListCases
from benchmarks.clock import Taken, measured, median, p95
from config.garbage import search_seldom
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
FAR_BEYOND = 20
"""How many times the limit a single call may take before more calls are not worth their time."""
USER = "ar.nl01@example.com"
HEADING = "list          page                                   rows  client database  median     p95  rows  median     p95  ratio"


@dataclass
class Page:
    """One page over one number of orders: how many rows it shows, and what each call took."""

    path: str
    rows: int = 0
    taken: list[Taken] = field(default_factory=list)
    wall: bool = False

    @property
    def times(self) -> list[float]:
        """Return what the calls took."""
        return [each.wall if self.wall else each.server for each in self.taken]

    @property
    def typical(self) -> float:
        """Return what half of the calls exceed."""
        return median(self.times)

    @property
    def most(self) -> float:
        """Return what one call in twenty exceeds."""
        return p95(self.times)

    def part(self, side: str) -> float:
        """Return the typical time of the client or of the database."""
        return median([getattr(each, side) for each in self.taken])


class Company:
    """A database of so many orders, and a browser in which somebody signed in."""

    def __init__(self, orders: int, chosen: argparse.Namespace) -> None:
        self.chosen = chosen
        self.name = filled(f"bench_{orders}", orders)
        self.role = "" if chosen.owner else application_role()
        self.client = Client()
        self.client.force_login(User.objects.get(email=USER))
        self.cookies = self.client.cookies

    def enter(self) -> None:
        """Work in this database from here on."""
        use(self.name, self.role)
        cache.clear()

    def cases(self, name: str) -> dict[str, Case]:
        """Return the pages of a list by their label; the database is then the one in use."""
        use(self.name)
        entity, user = LegalEntity.objects.get(code="NL01"), User.objects.get(email=USER)
        page, view = LISTS[name]
        found = {case.label: case for case in ListCases(page, view, entity, user).all()}
        return {label: case for label, case in found.items() if self.chosen.case in label or label == "first page"}

    def measure(self, path: str) -> Page:
        """Ask a page again and again."""
        self.enter()
        answer = self.client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path}: status {answer.status_code}")
        page = Page(path, answer.content.count(b"<tr data-bo-row"), measured(lambda: self._ask(path), 1, warm_up=0), self.chosen.wall)
        if page.taken[0].server < FAR_BEYOND * MOST_MS:
            page.taken = measured(lambda: self._ask(path), self.chosen.calls, before=self._forget)
        return page

    def _ask(self, path: str) -> None:
        self.client.get(path)

    def _forget(self) -> None:
        if not self.chosen.warm:
            cache.clear()


def compared(small: Company, large: Company, chosen: argparse.Namespace) -> Iterator[tuple[str, str, Page, Page, float]]:
    """Yield each page: its list, its label, how it is over many and over few orders, and what it is held against."""
    for name in [chosen.only] if chosen.only else LISTS:
        few, many = small.cases(name), large.cases(name)
        first = None
        for label, case in many.items():
            page, same = large.measure(case.path), small.measure(few[label].path)
            first = first or same
            base = same.most if same.rows >= page.rows else max(same.most, first.most)
            yield name, label, page, same, base


def main() -> int:
    """Measure both databases and print every page; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--small", type=int, default=1_000)
    parser.add_argument("--calls", type=int, default=20)
    parser.add_argument("--only", default="", choices=["", *LISTS])
    parser.add_argument("--case", default="", help="only pages whose label contains this")
    parser.add_argument("--warm", action="store_true")
    parser.add_argument("--owner", action="store_true")
    parser.add_argument("--wall", action="store_true")
    chosen = parser.parse_args()
    small, large = Company(chosen.small, chosen), Company(chosen.orders, chosen)
    search_seldom()
    print(HEADING)
    asked = missed = 0
    for name, label, page, same, base in compared(small, large, chosen):
        ratio = page.most / base
        bad = page.most >= MOST_MS or ratio > MOST_RATIO
        asked, missed = asked + 1, missed + bad
        took = f"{page.part('client'):8.1f}{page.part('database'):9.1f}{page.typical:8.1f}{page.most:8.1f}"
        before = f"{same.rows:6}{same.typical:8.1f}{same.most:8.1f}{ratio:7.2f}{'  MISSED' if bad else ''}"
        print(f"{name:14}{label:38}{page.rows:5}{took}{before}", flush=True)
    print(f"{asked} pages over {chosen.orders:,} orders, {missed} missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
