"""Make a backup: dump and description see the same instant of the database, the files are read after it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection, transaction
from django.utils import timezone

from config.backups.archive import DUMP, add_description, add_files, new_archive, require_new
from config.backups.contents import read_contents
from config.backups.programs import run_program


def make_backup(target: Path) -> dict[str, Any]:
    """Write a backup while everybody goes on working, and return its description; raises BackupError.

    A file that no row names does no harm, a row whose file is missing does: so the files come after the database.
    """
    require_new(target)
    with tempfile.TemporaryDirectory(prefix="backup-", dir=target.resolve().parent) as folder:
        dump = Path(folder) / DUMP
        description = {"made_at": timezone.now().isoformat(), "database": str(connection.settings_dict["NAME"]), **_dump(dump)}
        with new_archive(target) as archive:
            add_description(archive, description)
            archive.add(dump, DUMP, recursive=False)
            files = add_files(archive, Path(settings.MEDIA_ROOT)) if isinstance(default_storage, FileSystemStorage) else 0
    return description | {"files": files}


def _dump(target: Path) -> dict[str, Any]:
    """Dump the database, and describe its contents as of the same snapshot."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL statement_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        run_program("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}")
        return read_contents()
