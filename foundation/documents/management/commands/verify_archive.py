"""Compare every archived file with the hash it was stored with (REL-13)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from foundation.documents.services.archive import damaged
from foundation.organization.models import LegalEntity


class Command(BaseCommand):
    """Prints each damaged file and ends with an error when there is one; meant to run every night."""

    help = "Compare every archived document with the hash it was stored with."

    def add_arguments(self, parser: CommandParser) -> None:
        """Allow one legal entity instead of all."""
        parser.add_argument("--entity", help="code of one legal entity")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check the archive of the chosen entities."""
        entities = LegalEntity.objects.order_by("code")
        if options["entity"]:
            entities = entities.filter(code=options["entity"])
        found = 0
        for legal_entity in entities:
            for document in damaged(legal_entity):
                found += 1
                self.stderr.write(f"{legal_entity} {document}: {document.file} is missing or changed")
        if found:
            raise CommandError(f"{found} archived documents are damaged")
        self.stdout.write("Every archived document is what was stored.")
