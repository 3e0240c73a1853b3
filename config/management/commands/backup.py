"""Writes the database and its files into one archive."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.backups.errors import BackupError
from config.backups.make import make_backup
from config.embedded.demo_database import run_on_demo_database
from config.embedded.errors import EmbeddedServerError


class Command(BaseCommand):
    """Backs up the database of DATABASE_URL, or the demo's, while everybody goes on working."""

    help = "Back up the database and the files into one archive."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the name of the archive."""
        parser.add_argument("file", type=Path, help="the archive to write; only its owner may read it")

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        """Back up, and say what was."""
        try:
            if not os.environ.get("DATABASE_URL"):
                sys.exit(run_on_demo_database(["backup", str(file.absolute())]))
            made = make_backup(file)
        except (BackupError, EmbeddedServerError) as error:
            raise CommandError(str(error)) from error
        rows = sum(count for count, _checksum in made["tables"].values())
        self.stdout.write(f"{file}: {len(made['tables'])} tables with {rows:,} rows, {made['files']:,} files.")
