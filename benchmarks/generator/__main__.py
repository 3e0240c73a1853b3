"""Fill a scratch database from the command line.

    python -m benchmarks.generator --orders 1000000

Makes the database ``bench_1000000`` (or ``--database``) on the server of DATABASE_URL, else on the embedded one, migrates it,
fills it, analyses it, and leaves it for the other benchmarks; ``--drop`` removes it.
"""

from __future__ import annotations

import argparse

from benchmarks.databases import drop, filled  # starts the database server before the settings are read


def main() -> None:
    """Read the arguments and do it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--customers", type=int, default=0, help="a tenth of the orders unless given")
    parser.add_argument("--items", type=int, default=0, help="a hundredth of the orders unless given")
    parser.add_argument("--database", default="", help="bench_<orders> unless given")
    parser.add_argument("--drop", action="store_true", help="remove the database and do nothing else")
    chosen = parser.parse_args()
    name = chosen.database or f"bench_{chosen.orders}"
    if chosen.drop:
        drop(name)
    else:
        filled(name, chosen.orders, customers=chosen.customers, items=chosen.items, anew=True)


if __name__ == "__main__":
    main()
