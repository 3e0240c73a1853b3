"""Proving the audit trail: every sealed day holds what was sealed, and the chain of seals is whole (REL-16)."""

from __future__ import annotations

import hmac
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from foundation.events import publish
from foundation.organization.audit_tables import AuditTable, audit_tables
from foundation.organization.events import AuditTrailFoundBroken
from foundation.organization.models import AuditSeal
from foundation.organization.services.seal_audit import Digest, chained, columns_of, digests, last_full_day, signatures

LATE_DAYS = 2
Versions = dict[tuple[str, ...], dict[date, dict[str, Any]]]

logger = logging.getLogger("security")


def report() -> list[str]:
    """Prove the trail, write each finding to the security log and tell the rooms above; return the findings."""
    found = findings()
    for finding in found:
        logger.error("The audit trail is broken: %s", finding)
    if found:
        with transaction.atomic():
            publish(AuditTrailFoundBroken(found))
    return found


def findings(anchor: str = "") -> list[str]:
    """Return what is wrong with the audit trail, in words: nothing, when it is what was written.

    ``anchor`` is the hash of a seal that was noted elsewhere; the chain must still hold it.
    """
    seals = list(AuditSeal.objects.all())
    return [*_chain(seals, anchor), *_days(seals)]


def _chain(seals: Sequence[AuditSeal], anchor: str) -> Iterator[str]:
    """Check that each seal follows from the one before; the signature of the last one then covers all."""
    previous = ""
    for seal in seals:
        if seal.previous != previous:
            yield f"the seal of {seal.day} does not follow the seal before it"
        if seal.hash != chained(seal.previous, seal.day, seal.parts):
            yield f"the seal of {seal.day} was changed"
        previous = seal.hash
    if seals and not any(hmac.compare_digest(seals[-1].signature, known) for known in signatures(seals[-1].hash)):
        yield f"the seal of {seals[-1].day} was not made by this installation"
    if anchor and anchor not in {seal.hash for seal in seals}:
        yield f"the chain does not hold {anchor}"
    if seals and seals[-1].day < last_full_day() - timedelta(days=LATE_DAYS):
        yield f"no day after {seals[-1].day} is sealed"


def _days(seals: Sequence[AuditSeal]) -> Iterator[str]:
    """Compare what every table holds of the sealed days with what was sealed."""
    if not seals:
        return
    sealed: dict[str, Versions] = defaultdict(lambda: defaultdict(dict))
    for seal in seals:
        for table, part in seal.parts.items():
            sealed[table][tuple(part["columns"])][seal.day] = part
    for table in audit_tables():
        yield from _table(table, sealed.pop(table.name, {}), seals[-1].day)
    yield from (f"the table {name} is gone" for name in sorted(sealed))


def _table(table: AuditTable, versions: Versions, end: date) -> Iterator[str]:
    """Compare one table, for each set of columns that it had while days were sealed."""
    present, known = set(columns_of(table.name)), {day for days in versions.values() for day in days}
    held = None
    for columns, days in versions.items():
        if lost := sorted({*columns} - present):
            yield f"{table.name} has lost the columns {', '.join(lost)}"
        else:
            held = {found.day: found for found in digests(table, columns, date.min, end)}
            yield from _differences(table.name, days, held)
    written = held if held is not None else {found.day for found in digests(table, [table.key], date.min, end)}
    yield from (f"{table.name} has rows of {day}, which was sealed without any" for day in sorted({*written} - known))


def _differences(table: str, days: dict[date, dict[str, Any]], held: dict[date, Digest]) -> Iterable[str]:
    for day, part in sorted(days.items()):
        rows = held[day].rows if day in held else 0
        if rows != part["rows"]:
            yield f"{table} holds {rows} rows of {day}, sealed were {part['rows']}"
        elif held[day].digest != part["digest"]:
            yield f"{table} has changed rows of {day}"
