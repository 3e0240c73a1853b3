"""A backup that was made while others work is restored into an empty database and is then the same (reliability.md §16)."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from config.backups.contents import differences, read_contents
from config.backups.make import make_backup
from config.backups.programs import find_program
from foundation.organization.models import LegalEntity
from tests.factories.batch_invoicing import many_orders
from tests.factories.company import Company
from tests.factories.invoicing import post
from tests.faults.size import size

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[2]
ORDERS = size(20, 2_000)
SCRATCH = "scratch_of_a_restore"


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """Return a media folder with one file."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    file = tmp_path / "media" / "archive" / "2026" / "invoice.pdf"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"%PDF-1.7 the bytes that were sent")
    return tmp_path / "media"


@pytest.fixture
def scratch(transactional_db: None) -> Iterator[dict[str, str]]:
    """Return the environment of programs that work on an empty database beside that of the test."""
    name = f"{connection.settings_dict['NAME']}_{SCRATCH}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    base = os.environ["DATABASE_URL"]
    address, _mark, query = base.partition("?")
    yield os.environ | {"DATABASE_URL": f"{address.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")}
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def manage(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the project in another environment."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300
    )


def test_a_restored_database_is_the_one_that_was_backed_up(company: Company, media: Path, scratch: dict[str, str], tmp_path: Path) -> None:
    post(company, *many_orders(company, ORDERS))
    archive = tmp_path / "backup.tar"
    made = make_backup(archive)
    post(company, *many_orders(company, 1))  # afterwards others go on

    restored = manage(scratch | {"MEDIA_ROOT": str(tmp_path / "restored")}, "restore", str(archive))

    assert restored.returncode == 0, restored.stderr
    assert made["tables"]["invoicing_customerinvoice"][0] == ORDERS
    assert len(made["triggers"]) > 50
    assert f"{len(made['triggers'])} triggers are in place, the books are right." in restored.stdout
    assert (tmp_path / "restored" / "archive" / "2026" / "invoice.pdf").read_bytes() == b"%PDF-1.7 the bytes that were sent"
    assert archive.stat().st_mode & 0o077 == 0

    again = manage(scratch, "restore", str(archive))
    assert again.returncode == 1
    assert "is not empty" in again.stderr
    assert manage(scratch, "restore", str(archive), "--replace").returncode == 0


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE organization_legalentity SET name = 'Another'", "The rows of the table organization_legalentity have changed."),
        ("DELETE FROM invoicing_customerinvoicesource", "The table invoicing_customerinvoicesource has 0 rows instead of"),
        ("ALTER TABLE sales_salesorderline DROP CONSTRAINT sales_line_invoiced_within_delivered", "sales_line_invoiced_within_delivered"),
        ("ALTER TABLE ledger_voucher DISABLE TRIGGER USER", "ledger_voucher."),
    ],
    ids=["value", "row", "constraint", "trigger"],
)
def test_a_restore_that_lost_something_is_found_out(company: Company, damage: str, said: str) -> None:
    post(company, *many_orders(company, 1))
    before = read_contents()
    with connection.cursor() as cursor:
        cursor.execute("BEGIN; SET LOCAL session_replication_role = replica")
        cursor.execute(damage)
        after = read_contents()
        cursor.execute("ROLLBACK")

    assert differences(before, before) == []
    assert any(said in sentence for sentence in differences(before, after))


def test_an_archive_is_never_overwritten_and_never_half_there(company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "backup.tar"
    archive.write_text("the backup of yesterday")

    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(archive))
    with pytest.raises(CommandError, match="is not there"):
        call_command("backup", str(tmp_path / "nowhere" / "backup.tar"))

    assert [path.name for path in tmp_path.iterdir()] == ["backup.tar"]
    assert archive.read_text() == "the backup of yesterday"


def test_what_is_no_backup_changes_nothing(company: Company, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no archive")
    with tarfile.open(tmp_path / "strange.tar", "w") as archive:
        archive.addfile(tarfile.TarInfo("../outside"), io.BytesIO())

    for name in ("text", "strange.tar", "missing"):
        with pytest.raises(CommandError):
            call_command("restore", str(tmp_path / name), "--replace")

    assert LegalEntity.objects.filter(code="NL01").exists()


def test_the_programs_fit_the_server(transactional_db: None) -> None:
    said = subprocess.run([find_program("pg_dump"), "--version"], capture_output=True, text=True, check=True).stdout

    assert int(said.rpartition(") ")[2].split(".")[0]) >= connection.pg_version // 10_000
