"""Prove at any moment that the audit trail is what was written (REL-16)."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.organization.models import AuditSeal
from foundation.organization.services.seal_audit import seal_days
from foundation.organization.services.verify_audit import findings


class Command(BaseCommand):
    """Prints what was found and ends with an error when there is anything; a worker does the same every night."""

    help = "Compare every sealed day of the audit trail with its seal, and the seals with each other."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the hash of a seal that was noted outside the database, and the wish to seal first."""
        parser.add_argument("--anchor", default="", help="a hash that was noted elsewhere and must still be in the chain")
        parser.add_argument("--seal", action="store_true", help="seal the days that are over first")

    def handle(self, *_arguments: Any, anchor: str, seal: bool, **_options: Any) -> None:
        """Seal when asked to, then prove; the last hash is worth noting outside the database."""
        if seal:
            seal_days()
        found = findings(anchor)
        for finding in found:
            self.stdout.write(finding)
        if found:
            raise CommandError(f"{len(found)} findings in the audit trail")
        last = AuditSeal.objects.last()
        self.stdout.write(f"{AuditSeal.objects.count()} days sealed, nothing found. Last: {last}" if last else "No day is sealed yet.")
