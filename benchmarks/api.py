"""CPU of the API's lists of 50 orders and 50 invoices: query, serialization and JSON, without the network.

    python benchmarks/api.py [--orders 1000000] [--calls 50]

Prints the CPU of this process and of the database backend per list (median), and of the list alone: the request less an empty
page of the same list. Exit status 1 when a list of 50 takes 5 ms or more of CPU in this process.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.databases import filled  # noqa: I001 -- starts the database server before the settings are read

from rest_framework.test import APIClient

from benchmarks.clock import measured, median
from foundation.organization.models import User

LISTS = {"orders": "sales-orders", "invoices": "customer-invoices"}
MOST_MS = 5.0
USER = "ar.nl01@example.com"


def main() -> int:
    """Measure both lists; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--calls", type=int, default=50)
    chosen = parser.parse_args()
    filled(f"bench_{chosen.orders}", chosen.orders)
    client = APIClient()
    client.force_authenticate(User.objects.get(email=USER))
    missed = 0
    print(f"{'list':12}{'rows':>5}{'client':>9}{'database':>9}{'empty':>8}{'list alone':>12}")
    for name, path in LISTS.items():
        address = f"/api/v1/NL01/{path}?page_size=50"
        answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address}: status {answer.status_code} {answer.content[:300]!r}")
        taken = measured(lambda address=address: client.get(address), chosen.calls)  # type: ignore[misc]
        empty = measured(lambda path=path: client.get(f"/api/v1/NL01/{path}?page_size=50&number=none"), chosen.calls)  # type: ignore[misc]
        whole, database, before = (
            median([each.client for each in taken]),
            median([each.database for each in taken]),
            median([each.client for each in empty]),
        )
        alone = whole - before
        missed += alone >= MOST_MS
        print(f"{name:12}{len(answer.json()['results']):5}{whole:9.1f}{database:9.1f}{before:8.1f}{alone:12.1f}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
