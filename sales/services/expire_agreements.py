"""Let posted trade agreements end: the one change they take outside of a journal (sales.md §3.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.agreement_errors import AgreementBeginsLater, AgreementNotPosted
from sales.models import TradeAgreement, TradeAgreementJournal


def ending(lines: Iterable[TradeAgreement], to_date: date) -> list[TradeAgreement]:
    """Return the agreements that a new last day concerns: those without one, and those that would go on longer."""
    return [line for line in lines if line.to_date is None or line.to_date > to_date]


def begins_later(line: TradeAgreement, to_date: date) -> AgreementBeginsLater | None:
    """Return why an agreement cannot end on a day (PRC-14)."""
    if line.from_date is None or line.from_date <= to_date:
        return None
    days: dict[str, Any] = {"from": line.from_date.isoformat(), "to": to_date.isoformat()}
    return AgreementBeginsLater(x=line, **days)


@transaction.atomic
def expire_agreements(entity: LegalEntity, line_ids: Sequence[int], to_date: date, user: User) -> list[TradeAgreement]:
    """Give posted agreements a last day and return those that it concerned; the audit trail of their journals keeps the old one.

    One that ends sooner stays as it is. Raises PRC-13 for a line of a journal that is not posted, PRC-14 for one that begins later.
    """
    known = TradeAgreement.of(entity).filter(pk__in=list(line_ids))
    list(known.locked().values_list("pk"))
    lines = ending(known.for_display().order_by("pk"), to_date)
    for line in lines:
        if line.journal.status != TradeAgreementJournal.Status.POSTED:
            raise AgreementNotPosted(journal=line.journal)
        refusal = begins_later(line, to_date)
        if refusal is not None:
            raise refusal
    _record(entity, lines, to_date, user)
    TradeAgreement.of(entity).filter(pk__in=[line.pk for line in lines]).update(to_date=to_date)
    return lines


def expire_journal(
    entity: LegalEntity, journal_id: int, to_date: date, user: User, line_ids: Sequence[int] | None = None
) -> list[TradeAgreement]:
    """Let the lines of a posted journal end, or some of them. Raises PRC-13 and PRC-14."""
    journal: TradeAgreementJournal = TradeAgreementJournal.of(entity).get(pk=journal_id)
    if journal.status != TradeAgreementJournal.Status.POSTED:
        raise AgreementNotPosted(journal=journal)
    keys = TradeAgreement.of(entity).filter(journal=journal).values_list("pk", flat=True)
    return expire_agreements(entity, [key for key in keys if line_ids is None or key in line_ids], to_date, user)


def _record(entity: LegalEntity, lines: Sequence[TradeAgreement], to_date: date, user: User) -> None:
    """Write old and new day into the audit trail of the journals; lines are numbered as the journal shows them."""
    journals = {line.journal_id: line.journal for line in lines}
    keys: dict[int, list[int]] = defaultdict(list)
    for journal_id, key in TradeAgreement.of(entity).filter(journal__in=journals).order_by("pk").values_list("journal_id", "pk"):
        keys[journal_id].append(key)
    changes: dict[int, dict[str, list[str | None]]] = defaultdict(dict)
    for line in lines:
        number = keys[line.journal_id].index(line.pk) + 1
        changes[line.journal_id][f"lines.{number}.to_date"] = [line.to_date.isoformat() if line.to_date else None, to_date.isoformat()]
    audit.record(entity, user, "expired", journals.values(), changes=changes)
