"""An order of 200 lines pasted from a spreadsheet: server time until prices and totals are there, and until the order is saved and shown.

    python benchmarks/pasted_lines.py [--lines 200] [--calls 9]

Asks as the order manager in this process, CPU of this process and of its database backend together, medians, in a database of its
own. Every line has another item; half of the items have trade agreements of their own, every fifth price is typed. Exit status 1
when pricing takes a second or more, or more statements than it takes for a tenth of the lines.
"""

from __future__ import annotations

import argparse
import sys
from statistics import median

import scratch

# isort: split -- scratch starts the database before anything reads the settings
from django.conf import settings
from django.test import Client
from scratch import Cost, measured

from tests.factories.company import Company, make_company
from tests.factories.sales import agreement

NEW = "/NL01/sales/orders/new/"
MOST_SECONDS = 1.0


def typed(lines: int) -> dict[str, str]:
    """Return what the form of a new order sends once so many rows were pasted: item, quantity, unit, now and then a price."""
    data = {"customer": "C-100", "order_date": "02-03-2026", "lines-TOTAL_FORMS": str(lines), "lines-INITIAL_FORMS": "0"}
    for row in range(lines):
        data |= {f"lines-{row}-item": f"P{row:04}", f"lines-{row}-quantity": str(row + 1), f"lines-{row}-unit": "pcs"}
        if row % 5 == 0:
            data[f"lines-{row}-unit_price"] = "9.50"
    return data


def fill(lines: int) -> Company:
    """Return a company with that many articles in stock."""
    company = make_company()
    for row in range(lines):
        number = f"P{row:04}"
        company.item(number, "10.00", default_warehouse=company.warehouse)
        company.stock(number, "500")
        if row % 2:
            agreement(company, item=number, amount="8.00", from_quantity=1)
    scratch.analyze()
    return company


def price(client: Client, lines: int) -> None:
    """Let the server price the rows."""
    answer = client.post(f"{NEW}?_calculate=1", typed(lines), headers={"Accept": "application/json"})
    assert sum(bool(row["values"]) for row in answer.json()["rows"]) == lines, "not every row was priced"


def enter(client: Client, lines: int) -> str:
    """Save the rows as an order and return where it stands."""
    answer = client.post(NEW, typed(lines))
    assert answer.status_code == 302, "the order was not saved"
    return str(answer["Location"])


def typical(costs: list[Cost]) -> Cost:
    """Return the costs of the call in the middle."""
    middle = median(cost.cpu for cost in costs)
    return min(costs, key=lambda cost: abs(cost.cpu - middle))


def show(label: str, cost: Cost) -> None:
    """Print one line of the result, in milliseconds."""
    print(f"{label:44}{1000 * cost.client:8.0f}{1000 * cost.database:10.0f}{cost.statements:12}")


def main() -> int:
    """Measure and print; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=200)
    parser.add_argument("--calls", type=int, default=9)
    chosen = parser.parse_args()
    settings.ALLOWED_HOSTS = ["*"]
    with scratch.scratch_databases("pasted"):
        company = fill(chosen.lines)
        client = Client()
        client.force_login(company.user("OM"))
        few, many = max(chosen.lines // 10, 1), chosen.lines
        page = enter(client, many)
        for work in (lambda: price(client, few), lambda: price(client, many), lambda: client.get(page)):
            work()
        tenth = typical([measured(lambda: price(client, few)) for _call in range(chosen.calls)])
        whole = typical([measured(lambda: price(client, many)) for _call in range(chosen.calls)])
        print(f"{'':44}{'client':>8}{'database':>10}{'statements':>12}")
        show(f"{few} rows priced", tenth)
        show(f"{many} rows priced", whole)
        show(f"{many} rows saved", typical([measured(lambda: enter(client, many)) for _call in range(3)]))
        show(f"page of the order of {many} lines", typical([measured(lambda: client.get(page)) for _call in range(3)]))
    return 1 if whole.cpu >= MOST_SECONDS or whole.statements > tenth.statements else 0


if __name__ == "__main__":
    sys.exit(main())
