"""Restore a backup into an empty database, and prove that it is what was backed up."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from config.backups.archive import DUMP, extract_dump, extract_files, opened, read_description
from config.backups.contents import differences, is_empty, read_contents
from config.backups.errors import BackupError
from config.backups.programs import run_program
from foundation.ledger.checks import violations


def restore_backup(source: Path, *, replace: bool = False) -> dict[str, Any]:
    """Restore database and files, compare with the description, run the checks of the books, and return what was restored.

    Raises BackupError when the database is not empty, unless it is to be replaced, and when the restored one differs.
    """
    with opened(source) as archive, tempfile.TemporaryDirectory(prefix="restore-") as folder:
        description = read_description(archive)
        _require_empty(replace=replace)
        extract_dump(archive, Path(folder) / DUMP)
        run_program("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", f"--dbname={_name()}", str(Path(folder) / DUMP))
        files = extract_files(archive, Path(settings.MEDIA_ROOT))
    prove(description)
    return description | {"files": files}


def prove(description: dict[str, Any]) -> None:
    """Raise BackupError when rows, checksums, triggers or constraints differ from the description, or the books are wrong."""
    found = differences(description, read_contents())
    found += [f"{violation.check}: {violation.detail}" for violation in violations()]
    if found:
        more = f" And {len(found) - 5} more." if len(found) > 5 else ""
        raise BackupError(f"The restored database is not what was backed up. {' '.join(found[:5])}{more}")


def _require_empty(*, replace: bool) -> None:
    if is_empty():
        return
    if not replace:
        raise BackupError(f"The database {_name()} is not empty; restore into an empty one, or add --replace to lose what is in it.")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


def _name() -> str:
    return str(connection.settings_dict["NAME"])
