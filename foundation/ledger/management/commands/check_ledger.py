"""Prove at any moment that the books are right: prints every violation and exits with 1 when there is one."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.ledger.checks import checks, violations


class Command(BaseCommand):
    """Run the checks of the books over all legal entities."""

    help = "Check vouchers, tax, sub-ledgers, quantities and numbers; exit status 1 when anything is wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was checked and what was found."""
        found = violations()
        for violation in found:
            self.stdout.write(f"{violation.check}: {', '.join(str(value) for value in violation.detail)}")
        if found:
            raise CommandError(f"{len(found)} violations in {len(checks())} checks")
        self.stdout.write(f"{len(checks())} checks, no violation")
