"""CPU of the API's lists of 50 orders and 50 invoices: from the token to the JSON, without the network.

    python benchmarks/api.py [--orders 1000000] [--calls 50]

Prints the CPU of this process and of the database backend per list (median), and of the list alone: the request less the same
request for an empty page, which signs in, is judged, filters and answers. The database is asked as web servers ask it. Exit status
1 when a list of 50 takes 5 ms or more of CPU in this process beyond the empty page.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.databases import application_role, filled, use  # noqa: I001 -- starts the database server before the settings are read

from rest_framework.test import APIClient

from benchmarks.clock import measured, median
from config.garbage import search_seldom
from foundation.organization.models import User
from foundation.organization.services.api_tokens import create_token

LISTS = {"orders": "sales-orders", "invoices": "customer-invoices"}
MOST_MS = 5.0
USER = "ar.nl01@example.com"


def signed_in(name: str) -> APIClient:
    """Return a client with a token of its own, at work in the database as the application's role."""
    role = application_role()
    _token, text = create_token(User.objects.get(email=USER), "benchmark", days=1)
    use(name, role)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
    return client


def main() -> int:
    """Measure both lists; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--calls", type=int, default=50)
    chosen = parser.parse_args()
    client = signed_in(filled(f"bench_{chosen.orders}", chosen.orders))
    search_seldom()
    missed = 0
    print(f"{'list':12}{'rows':>5}{'client':>9}{'database':>9}{'empty':>8}{'list alone':>12}")
    for name, path in LISTS.items():
        address = f"/api/v1/NL01/{path}?page_size=50"
        answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address}: status {answer.status_code} {answer.content[:300]!r}")
        taken = measured(lambda address=address: client.get(address), chosen.calls)  # type: ignore[misc]
        empty = measured(lambda address=address: client.get(f"{address}&number=none"), chosen.calls)  # type: ignore[misc]
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
