"""Compares the catalogs of all languages with the texts of the source."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.translations import LOCALES, catalog_file, faults, read_catalog, source_catalog, update_catalog


class Command(BaseCommand):
    """Fails and lists the texts when a language is not complete; with ``--write`` first brings the catalogs up to date."""

    help = "Check that every text of the product is translated into every language."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer to add new texts to the catalogs."""
        parser.add_argument("--write", action="store_true", help="add new texts to the catalogs and drop those no longer used")

    def handle(self, *_args: Any, write: bool = False, **_options: Any) -> None:
        """Compare, and fail with the number of texts to look at."""
        source = source_catalog()
        found = 0
        for file in (catalog_file(language) for language, _name in settings.LANGUAGES if language != settings.LANGUAGE_CODE):
            if write:
                update_catalog(file, source)
            for fault in faults(read_catalog(file), source):
                self.stderr.write(f"{file.relative_to(LOCALES.parent)}: {fault}")
                found += 1
        if found:
            raise CommandError(f"{found} texts need a translator.")
        self.stdout.write(f"{len(source)} texts are translated into every language.")
