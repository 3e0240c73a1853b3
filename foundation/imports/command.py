"""The base of management commands that import a file into a legal entity."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from foundation.errors import BusinessRuleError
from foundation.imports.columns import ParsedRow
from foundation.imports.running import OUTCOMES, Importer, ImportMode, ImportOptions, ImportReport, run_import
from foundation.imports.sheets import read_sheet_file
from foundation.organization.access import access_for
from foundation.organization.models import LegalEntity, User
from foundation.organization.scope import entity_scope
from foundation.organization.services import audit

SHOWN = 20


class ImportCommand(BaseCommand):
    """Reads a file and imports it; a subclass says which permission is needed and makes the importer."""

    permission = ""

    def importer(self, legal_entity: LegalEntity, user: User | None, options: dict[str, Any]) -> Importer:
        """Return what plans and saves the rows."""
        raise NotImplementedError

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the arguments that every import has."""
        parser.add_argument("file", type=Path, help="CSV or XLSX file")
        parser.add_argument("--entity", required=True, help="code of the legal entity that the rows belong to")
        parser.add_argument("--user", default="", help="e-mail address of the user in whose name and with whose rights it is imported")
        parser.add_argument("--dry-run", action="store_true", help="check every row and say what would happen, change nothing")
        parser.add_argument("--mode", choices=[mode.value for mode in ImportMode], default=ImportMode.UPSERT.value)
        parser.add_argument("--whole-file", action="store_true", help="import all rows or, when one of them is refused, none")
        parser.add_argument(
            "--map", action="append", default=[], metavar="HEADING=COLUMN", help="what a heading stands for; =blank: nothing"
        )
        parser.add_argument("--encoding", default="", help="of a CSV file; found out when left out")
        parser.add_argument("--delimiter", default="", help="of a CSV file; found out when left out")
        parser.add_argument("--decimal-mark", choices=[".", ","], default="", help="how numbers are written in a CSV file")
        parser.add_argument("--dates", choices=["dmy", "mdy"], default="", help="the order of day and month in dates with slashes")
        parser.add_argument("--errors", type=Path, help="write the refused rows with the reasons to this CSV file")
        parser.add_argument("--language", default="en", help="language of the messages")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the file and print what became of its rows; ends with an error when rows were refused."""
        with translation.override(options["language"]):
            legal_entity, user = self._who(options)
            try:
                report = self._run(legal_entity, user, options)
            except BusinessRuleError as error:
                raise CommandError(f"{error.code} {error}") from error
            self._print(report, options["errors"])

    def _who(self, options: dict[str, Any]) -> tuple[LegalEntity, User | None]:
        legal_entity = LegalEntity.objects.select_related("currency").filter(code=options["entity"]).first()
        if legal_entity is None:
            raise CommandError(f"There is no legal entity {options['entity']}.")
        if not options["user"]:
            return legal_entity, None
        user = User.objects.filter(email__iexact=options["user"]).first()
        access = access_for(user, legal_entity.code) if user else None
        if access is None or not access.may(self.permission):
            raise CommandError(f"{options['user']} may not do this in {legal_entity.code}: {self.permission}.")
        return legal_entity, user

    def _run(self, legal_entity: LegalEntity, user: User | None, options: dict[str, Any]) -> ImportReport:
        sheet = read_sheet_file(options["file"], encoding=options["encoding"], delimiter=options["delimiter"])
        chosen = ImportOptions(
            mode=ImportMode(options["mode"]),
            dry_run=options["dry_run"],
            whole_file=options["whole_file"],
            mapping=dict(_pair(text) for text in options["map"]),
            decimal_mark=options["decimal_mark"],
            date_order=options["dates"],
        )
        token = audit.origin.set("import")
        try:
            with entity_scope(legal_entity):
                return run_import(sheet, self.importer(legal_entity, user, options), chosen)
        finally:
            audit.origin.reset(token)

    def _print(self, report: ImportReport, errors: Path | None) -> None:
        refused = report.rows_with_errors()
        if report.ignored:
            self.stdout.write(f"Headings that stand for no column: {', '.join(report.ignored)}")
        self._print_rows(report.rows_with_warnings(), warnings=True)
        self._print_rows(refused, warnings=False)
        if errors is not None:
            errors.write_text(report.error_file(), encoding="utf-8-sig", newline="")
        counts = ", ".join(f"{count} {OUTCOMES[outcome]}" for outcome, count in report.counts().items())
        self.stdout.write(f"{'Dry run, nothing was changed: ' if report.dry_run else ''}{counts or 'no rows'}")
        for code, count in report.reasons().items():
            self.stdout.write(f"  {code}: {count}")
        if refused:
            raise CommandError(f"{len(refused)} of {len(report.sheet.rows)} rows were refused.", returncode=2)

    def _print_rows(self, rows: list[ParsedRow], *, warnings: bool) -> None:
        for row in rows[:SHOWN]:
            for message in row.warnings if warnings else row.errors:
                self.stdout.write(f"Row {row.number}: {message.code} {message}{f' [{message.field}]' if message.field else ''}")
        if len(rows) > SHOWN:
            self.stdout.write(f"… and {len(rows) - SHOWN} more rows")


def _pair(text: str) -> tuple[str, str]:
    heading, sign, column = text.rpartition("=")
    if not sign or not heading:
        raise CommandError(f"--map {text}: write it as HEADING=COLUMN.")
    return heading, column
