"""PostgreSQL's own programs for backups: those that fit the version of the server, of the system or of the wheel."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from config.backups.errors import BackupError
from config.embedded.errors import EmbeddedServerError
from config.embedded.postgresql import programs_folder


def run_program(name: str, *arguments: str) -> None:
    """Run ``pg_dump`` or ``pg_restore`` against the database of the settings; raises BackupError with what it said last."""
    command = [str(find_program(name)), *arguments]
    done = subprocess.run(  # noqa: S603 -- our own program and arguments
        command, env=_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        lines = [line for line in done.stdout.splitlines() if line.strip()] or ["it says nothing"]
        raise BackupError(f"{name} failed: {lines[-1].strip()}")


def find_program(name: str) -> Path:
    """Return the program of the server's version, else of the next newer one; raises BackupError when there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        server = int(cursor.fetchone()[0]) // 10_000
    found = sorted((version, path) for path in _candidates(name) if (version := _version(path)) >= server)
    if not found:
        raise BackupError(f"{name} of PostgreSQL {server} or newer is not on this machine; install the package postgresql-client-{server}.")
    return found[0][1]


def _candidates(name: str) -> Iterator[Path]:
    on_path = shutil.which(name)
    if on_path:
        yield Path(on_path)
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin")):
        if (folder / name).exists():
            yield folder / name
    try:
        yield programs_folder() / name
    except EmbeddedServerError:
        return


def _version(program: Path) -> int:
    said = subprocess.run([program, "--version"], stdout=subprocess.PIPE, text=True, check=False).stdout  # noqa: S603 -- found above
    known = re.search(r"\) (\d+)", said)
    return int(known[1]) if known else 0


def _environment() -> dict[str, str]:
    """Return the environment that leads PostgreSQL's programs to the database; no list of processes shows the password."""
    known = connection.settings_dict
    values = {
        "PGDATABASE": known["NAME"],
        "PGHOST": known["HOST"] or known["OPTIONS"].get("host", ""),
        "PGPORT": str(known["PORT"] or ""),
        "PGUSER": known["USER"],
        "PGPASSWORD": known["PASSWORD"],
        "PGSSLMODE": known["OPTIONS"].get("sslmode", ""),
    }
    return os.environ | {name: value for name, value in values.items() if value}
