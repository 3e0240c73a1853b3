"""Sealing the days of the audit trail, every night, without a posting ever waiting for it (REL-16).

A day is sealed when it is over and everybody who was writing to the trail by then has ended, so that no row of that day can
come after its seal. Days are counted in UTC.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from psycopg2.sql import SQL, Composed, Identifier

from foundation.organization.audit_tables import AuditTable, audit_tables
from foundation.organization.models import AuditSeal

SALT = "foundation.organization.audit_chain"
PATIENCE_SECONDS = 120
Parts = dict[str, dict[str, Any]]

_WRITERS = """
    SELECT virtualtransaction FROM pg_locks
    WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND relation = ANY (%s::regclass[])
"""
_DIGESTS = SQL("""
    SELECT (trail.{at} AT TIME ZONE 'UTC')::date AS day, count(*),
        encode(sha256(string_agg(
            sha256(convert_to(jsonb_build_array({columns}, {context})::text, 'UTF8')), '' ORDER BY trail.{key}
        )), 'hex')
    FROM {table} AS trail LEFT JOIN pghistory_context AS context ON context.id = {reference}
    WHERE trail.{at} >= %s::date::timestamp AT TIME ZONE 'UTC' AND trail.{at} < (%s::date + 1)::timestamp AT TIME ZONE 'UTC'
    GROUP BY 1
""")

security = logging.getLogger("security")


@dataclass(frozen=True)
class Digest:
    """What a table holds of one day: number of rows and the hash over the hashes of the rows in the order of their keys."""

    day: date
    rows: int
    digest: str


def last_full_day() -> date:
    """Return yesterday, in UTC."""
    return timezone.now().date() - timedelta(days=1)


def seal_days() -> list[AuditSeal]:
    """Seal every day with rows that is over, and yesterday in any case; return the new seals.

    While somebody who was writing at the beginning has not ended after two minutes, nothing is sealed: the next night does it.
    """
    until = last_full_day()
    last = AuditSeal.objects.last()
    if last and last.day >= until:
        return []
    if not writers_end(time.monotonic() + PATIENCE_SECONDS):
        security.warning("The audit trail of %s is not sealed yet: somebody has been writing to it for too long", until)
        return []
    return _seal(until)


def writers_end(deadline: float) -> bool:
    """Wait until everybody who is writing to the trail now has ended and tell whether they did; who begins later writes later days."""
    tables = [table.name for table in audit_tables()]
    waited_for = _writers(tables)
    while waited_for and (waited_for := waited_for & _writers(tables)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


@transaction.atomic(durable=True)
def _seal(until: date) -> list[AuditSeal]:
    with connection.cursor() as cursor:
        cursor.execute(f'LOCK TABLE "{AuditSeal._meta.db_table}" IN SHARE ROW EXCLUSIVE MODE')  # two schedulers at once seal once
    last = AuditSeal.objects.last()
    begin = last.day + timedelta(days=1) if last else date.min
    parts = parts_by_day(begin, until)
    days = sorted({*parts, until}) if begin <= until else []
    previous, seals = last.hash if last else "", []
    for day in days:
        seal = AuditSeal(day=day, parts=parts.get(day, {}), previous=previous)
        seal.hash = chained(previous, day, seal.parts)
        seal.signature = next(iter(signatures(seal.hash)))
        seals.append(seal)
        previous = seal.hash
    for seal in AuditSeal.objects.bulk_create(seals):
        security.info("Sealed the audit trail of %s: %s", seal.day, seal.hash)
    return seals


def parts_by_day(begin: date, end: date) -> dict[date, Parts]:
    """Return what every table of the trail holds of the days from begin to end, by day; days without rows are left out."""
    found: dict[date, Parts] = defaultdict(dict)
    for table in audit_tables():
        columns = columns_of(table.name)
        for part in digests(table, columns, begin, end):
            found[part.day][table.name] = {"rows": part.rows, "digest": part.digest, "columns": columns}
    return found


def digests(table: AuditTable, columns: Sequence[str], begin: date, end: date) -> list[Digest]:
    """Return the digests of a table over some of its columns; moments count as seconds, whatever the time zone of the session."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(table, columns), [max(begin, date(1900, 1, 1)), end])
        return [Digest(*row) for row in cursor.fetchall()]


def columns_of(table: str) -> list[str]:
    """Return the columns that a table has today, by name."""
    with connection.cursor() as cursor:
        return sorted(column.name for column in connection.introspection.get_table_description(cursor, table))


def chained(previous: str, day: date, parts: Parts) -> str:
    """Return the hash of a day: of the hash before it, the day and what was written."""
    content = json.dumps([previous, day.isoformat(), parts], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


def signatures(value: str) -> Iterable[str]:
    """Yield the signature of a hash under the key of today, then under each older one that is still known."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield salted_hmac(SALT, value, secret=key, algorithm="sha256").hexdigest()


def _statement(table: AuditTable, columns: Sequence[str]) -> Composed:
    """Return the statement; a row's context, which says who did it, counts as a part of the row."""
    moments = _moments(table.name)
    values = [(SQL("extract(epoch FROM trail.{})") if name in moments else SQL("trail.{}")).format(Identifier(name)) for name in columns]
    return _DIGESTS.format(
        at=Identifier(table.at),
        key=Identifier(table.key),
        table=Identifier(table.name),
        columns=SQL(", ").join(values),
        context=SQL("context.metadata") if table.context else SQL("NULL::jsonb"),
        reference=SQL("trail.{}").format(Identifier(table.context)) if table.context else SQL("NULL"),
    )


def _moments(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND atttypid = 'timestamptz'::regtype AND attnum > 0", [table]
        )
        return {name for (name,) in cursor.fetchall()}


def _writers(tables: list[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(_WRITERS, [tables])
        return {transaction_id for (transaction_id,) in cursor.fetchall()}
