"""Brings a backup back and proves that nothing is missing."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.backups.errors import BackupError
from config.backups.restore import restore_backup
from config.embedded.demo_database import run_on_demo_database
from config.embedded.errors import EmbeddedServerError


class Command(BaseCommand):
    """Restores into the database of DATABASE_URL, or the demo's; compares rows, checksums, triggers, and checks the books."""

    help = "Restore a backup into an empty database, and compare it with what was backed up."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the archive."""
        parser.add_argument("file", type=Path, help="an archive that the command backup wrote")
        parser.add_argument("--replace", action="store_true", help="lose what the database holds now")

    def handle(self, *_args: Any, file: Path, replace: bool, **_options: Any) -> None:
        """Restore, compare, and say what is there now."""
        try:
            if not os.environ.get("DATABASE_URL"):
                sys.exit(run_on_demo_database(["restore", str(file.absolute()), *(["--replace"] if replace else [])]))
            restored = restore_backup(file, replace=replace)
        except (BackupError, EmbeddedServerError) as error:
            raise CommandError(str(error)) from error
        rows = sum(count for count, _checksum in restored["tables"].values())
        self.stdout.write(f"Restored and compared: {len(restored['tables'])} tables with {rows:,} rows, {restored['files']:,} files.")
        self.stdout.write(f"{len(restored['triggers'])} triggers are in place, the books are right.")
