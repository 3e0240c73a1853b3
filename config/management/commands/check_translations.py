"""Compares the catalogs of all languages with the texts of the source."""

from __future__ import annotations

from typing import Any

from babel.messages.catalog import Catalog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.translations import LOCALES, catalog_file, faults, paper_texts, read_catalog, source_catalog, update_catalog
from foundation.documents.formatting import DOCUMENT_LANGUAGES


class Command(BaseCommand):
    """Fails and lists the texts when a language is not complete; with ``--write`` first brings the catalogs up to date.

    The languages of the screens need every text, those in which customers are written to only the texts of papers.
    """

    help = "Check that every text of the product is translated into every language, and every text of papers into those of customers."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer to add new texts to the catalogs."""
        parser.add_argument("--write", action="store_true", help="add new texts to the catalogs and drop those no longer used")

    def handle(self, *_args: Any, write: bool = False, **_options: Any) -> None:
        """Compare, and fail with the number of texts to look at."""
        source = source_catalog()
        papers = paper_texts(source)
        screens = [language for language, _name in settings.LANGUAGES if language != settings.LANGUAGE_CODE]
        wanted = {language: papers for language in DOCUMENT_LANGUAGES if language != settings.LANGUAGE_CODE} | dict.fromkeys(
            screens, source
        )
        found = sum(self._check(language, texts, write=write) for language, texts in wanted.items())
        if found:
            raise CommandError(f"{found} texts need a translator.")
        self.stdout.write(f"{len(source)} texts are translated into every language, {len(papers)} of papers into those of customers.")

    def _check(self, language: str, texts: Catalog, *, write: bool) -> int:
        file, found = catalog_file(language), 0
        if write:
            update_catalog(file, texts)
        for fault in faults(read_catalog(file), texts):
            self.stderr.write(f"{file.relative_to(LOCALES.parent)}: {fault}")
            found += 1
        return found
