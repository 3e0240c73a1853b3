"""Copy agreement lines into an open journal, or all of one into a new journal with other amounts (sales.md §3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from foundation.ledger.models import Relation
from foundation.money import round_to_step
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from foundation.organization.services.numbering import take_numbers
from sales.agreement_errors import AdjustedToNothing, NothingToCopy
from sales.agreement_search import PRICE_STEP
from sales.models import TradeAgreement, TradeAgreementJournal
from sales.price_errors import AgreementJournalClosed

HUNDRED, ZERO = Decimal(100), Decimal(0)
MOST_COPIED = 5000


@dataclass(frozen=True, slots=True)
class LinesWanted:
    """Which lines are copied: those of one journal by its number, else posted ones; of an account or group, an item, in force on a day."""

    journal: str = ""
    account: str = ""
    item_id: int | None = None
    valid_on: date | None = None

    @property
    def condition(self) -> Q:
        """Return what the lines fulfil."""
        found = Q(journal__number__iexact=self.journal) if self.journal else Q(journal__status=TradeAgreementJournal.Status.POSTED)
        if self.account:
            found &= Q(account_key__iexact=self.account) & ~Q(account_relation=Relation.ALL)
        return found & Q(item=self.item_id) if self.item_id else found


@transaction.atomic
def copy_agreement_lines(entity: LegalEntity, journal_id: int, wanted: LinesWanted, user: User) -> int:
    """Add the lines that are wanted to an open journal, with their days, and return how many.

    Raises PRC-09 for a posted journal and PRC-15 when nothing is found.
    """
    journal: TradeAgreementJournal = TradeAgreementJournal.of(entity).filter(pk=journal_id).locked().get()
    if journal.status != TradeAgreementJournal.Status.OPEN:
        raise AgreementJournalClosed(journal=journal, status=journal.get_status_display())
    rows = TradeAgreement.of(entity).filter(wanted.condition).exclude(journal=journal)
    lines = list((rows.valid_on(wanted.valid_on) if wanted.valid_on else rows).order_by("pk")[:MOST_COPIED])
    if not lines:
        raise NothingToCopy()
    _write(entity, journal, lines)
    audit.record(entity, user, "lines copied", [journal], reason=wanted.journal or wanted.account)
    return len(lines)


@transaction.atomic
def adjust_journal(
    entity: LegalEntity, journal_id: int, user: User, *, percent: Decimal = ZERO, amount: Decimal = ZERO
) -> TradeAgreementJournal:
    """Return a new open journal with the lines of another, amounts changed by a percentage and then by an amount.

    Lines without an amount keep their percentages. Raises PRC-17 for an amount that would be zero or less.
    """
    source: TradeAgreementJournal = TradeAgreementJournal.of(entity).get(pk=journal_id)
    lines = list(TradeAgreement.of(entity).of_journal(source.pk))
    for line in lines:
        if line.amount:
            changed = round_to_step(line.amount * (HUNDRED + percent) / HUNDRED + amount, PRICE_STEP)
            if changed <= ZERO:
                raise AdjustedToNothing(x=line, amount=f"{changed.normalize():f}", field="amount" if amount else "percent")
            line.amount = changed
    [number] = take_numbers(entity, "trade_agreement_journal", 1, entity.today())
    journal = TradeAgreementJournal(legal_entity=entity, number=number, name=source.name)
    journal.save()
    _write(entity, journal, lines)
    audit.record(entity, user, "created", [journal], reason=str(source))
    return journal


def _write(entity: LegalEntity, journal: TradeAgreementJournal, lines: Sequence[TradeAgreement]) -> None:
    for line in lines:
        line.pk, line.journal = None, journal
    TradeAgreement.of(entity).bulk_create(lines)
