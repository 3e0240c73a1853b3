"""Trade agreement journals: enter prices and discounts, check them and post them (sales.md §3.1)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.models import Customer, CustomerDiscountGroup
from foundation.errors import BusinessRuleError, in_row
from foundation.inventory.models import Item, ItemDiscountGroup, Unit, Warehouse
from foundation.ledger.models import Relation
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from foundation.organization.services.numbering import take_numbers
from foundation.organization.services.save_with_children import save_with_children
from sales.agreement_errors import AgreementLineReversed, LeadTimeOfPrice, OneOrMany, PriceUnitMissing
from sales.errors import UnitNotConvertible
from sales.models import TradeAgreement, TradeAgreementJournal
from sales.models.trade_agreement import AgreementRelation
from sales.price_errors import (
    AgreementIncomplete,
    AgreementJournalClosed,
    AgreementJournalEmpty,
    AgreementOverlaps,
    PercentageOrAmount,
    PriceNeedsItem,
)
from sales.services.unit_factors import UnitFactors

_KEY = ("relation", "account_relation", "account_key", "item_relation", "item_id", "item_key", "warehouse_id", "currency_id", "unit_id")


@dataclass(frozen=True)
class AgreementEntry:
    """A line of a journal as typed: for a customer, a group of customers or all; for an item, a group of items or all."""

    relation: str
    key: int | None = None
    customer: Customer | None = None
    customer_group: str = ""
    item: Item | None = None
    item_group: str = ""
    currency_id: str = ""
    unit: Unit | None = None
    from_quantity: Decimal | None = None
    to_quantity: Decimal | None = None
    from_date: date | None = None
    to_date: date | None = None
    amount: Decimal | None = None
    price_unit: Decimal | None = None
    percent_1: Decimal | None = None
    percent_2: Decimal | None = None
    find_next: bool = False
    warehouse: Warehouse | None = None
    lead_time: int | None = None
    include_generic_currency: bool = False
    remove: bool = False


@transaction.atomic
def save_journal(
    entity: LegalEntity, journal: TradeAgreementJournal, entries: Sequence[AgreementEntry], user: User
) -> TradeAgreementJournal:
    """Save an open journal with its lines; a new one gets its number.

    Raises PRC-01, PRC-07, PRC-08, PRC-16, PRC-19, PRC-20, PRC-21, ORD-38 and GEN-08 with their row, PRC-09 for a posted journal.
    """
    if journal.status != TradeAgreementJournal.Status.OPEN:
        raise AgreementJournalClosed(journal=journal, status=journal.get_status_display())
    known = {line.pk: line for line in TradeAgreement.of(entity).filter(journal=journal)} if journal.pk else {}
    groups = _Groups.load(entity)
    units = UnitFactors.load(entry.item.pk for entry in entries if entry.item is not None and entry.unit is not None)
    lines = []
    for row, entry in enumerate(entries):
        if entry.remove:
            continue
        line = known.get(entry.key or 0) or TradeAgreement(legal_entity=entity)
        with in_row(row):
            _check_entry(entry, units, row)
            _fill(entity, line, entry, groups, row)
        lines.append(line)
    removed = [known[entry.key] for entry in entries if entry.remove and entry.key]
    if journal.pk is None:
        [journal.number] = take_numbers(entity, "trade_agreement_journal", 1, entity.today())
    return save_with_children(entity, journal, lines, removed, user=user)


@transaction.atomic
def post_journal(entity: LegalEntity, journal_id: int, user: User) -> list[BusinessRuleError]:
    """Make the lines of a journal count from now on, and return warnings about lines that overlap others (PRC-02).

    Raises PRC-07 for a total discount that is not one of percentage and amount, PRC-09 for a posted journal, PRC-10 for an empty one.
    """
    journal: TradeAgreementJournal = TradeAgreementJournal.of(entity).filter(pk=journal_id).locked().get()
    warnings = [warning for _key, warning in _checked(entity, journal)]
    journal.status = TradeAgreementJournal.Status.POSTED
    journal.posted_by, journal.posted_at = user, timezone.now()
    journal.save(update_fields=["status", "posted_by", "posted_at"])
    audit.record(entity, user, "posted", [journal])
    return warnings


def validate_journal(entity: LegalEntity, journal_id: int, line_ids: Collection[int] | None = None) -> list[BusinessRuleError]:
    """Return what posting a journal would tell of its lines, or of some of them (PRC-02); writes nothing.

    Raises PRC-07 for a total discount that is not one of percentage and amount, PRC-09 for a posted journal, PRC-10 for an empty one.
    """
    journal: TradeAgreementJournal = TradeAgreementJournal.of(entity).get(pk=journal_id)
    return [warning for key, warning in _checked(entity, journal) if line_ids is None or key in line_ids]


def _checked(entity: LegalEntity, journal: TradeAgreementJournal) -> list[tuple[int, BusinessRuleError]]:
    """Return the warnings by the key of their line; raises what keeps the journal from being posted."""
    if journal.status != TradeAgreementJournal.Status.OPEN:
        raise AgreementJournalClosed(journal=journal, status=journal.get_status_display())
    lines = list(TradeAgreement.of(entity).of_journal(journal.pk).select_related("journal"))
    if not lines:
        raise AgreementJournalEmpty(journal=journal)
    for line in lines:
        _check_total(line)
    return _overlaps(entity, lines)


def _check_total(line: TradeAgreement, field: str = "") -> None:
    """Refuse a total discount that is no percentage and no amount, or both: orders carry one of them (PRC-07, sales.md §3.5)."""
    if line.relation == AgreementRelation.TOTAL and bool(line.amount) == bool(line.percent_1 or line.percent_2):
        raise PercentageOrAmount(field=field)


@dataclass(frozen=True)
class _Groups:
    """The groups that agreements may name, by kind and code whatever its capitals."""

    customers: dict[tuple[str, str], str]
    items: dict[tuple[str, str], str]

    @classmethod
    def load(cls, entity: LegalEntity) -> _Groups:
        customers = CustomerDiscountGroup.of(entity).values_list("kind", "code")
        items = ItemDiscountGroup.of(entity).values_list("kind", "code")
        return cls({(kind, code.upper()): code for kind, code in customers}, {(kind, code.upper()): code for kind, code in items})


def _check_entry(entry: AgreementEntry, units: UnitFactors, row: int) -> None:
    """Refuse a line that contradicts itself: PRC-19, PRC-20, PRC-21, ORD-38."""
    if entry.customer is not None and entry.customer_group:
        raise OneOrMany(x=row + 1, one=_("a customer"), many=_("a customer group"), field="customer_group")
    if entry.item is not None and entry.item_group:
        raise OneOrMany(x=row + 1, one=_("an item"), many=_("an item group"), field="item_group")
    if entry.price_unit is not None and entry.price_unit <= 0:
        raise PriceUnitMissing(x=row + 1)
    if entry.from_date is not None and entry.to_date is not None and entry.to_date < entry.from_date:
        raise AgreementLineReversed(x=row + 1, begins=entry.from_date, ends=entry.to_date, field="to_date")
    begins, ends = entry.from_quantity or Decimal(0), entry.to_quantity
    if ends is not None and ends < begins:
        raise AgreementLineReversed(x=row + 1, begins=f"{begins.normalize():f}", ends=f"{ends.normalize():f}", field="to_quantity")
    if entry.item is not None and entry.unit is not None:
        stocked = entry.item.inventory_unit
        if units.factor(entry.item.pk, entry.unit.pk, stocked.pk) is None:
            raise UnitNotConvertible(i=entry.item, u=entry.unit, v=stocked)


def _fill(entity: LegalEntity, line: TradeAgreement, entry: AgreementEntry, groups: _Groups, row: int) -> None:
    line.relation = entry.relation
    line.account_relation, line.account_key = _account(entry, groups, row)
    line.item_relation, line.item, line.item_key = _item(entry, groups, row)
    line.currency_id = entry.currency_id or entity.currency_id
    line.unit = entry.unit
    line.from_quantity, line.to_quantity = entry.from_quantity or Decimal(0), entry.to_quantity
    line.from_date, line.to_date = entry.from_date, entry.to_date
    line.amount, line.price_unit = entry.amount or Decimal(0), entry.price_unit or Decimal(1)
    if entry.relation == AgreementRelation.TOTAL:
        line.price_unit = Decimal(1)  # the amount is that of the order
    line.percent_1, line.percent_2 = entry.percent_1 or Decimal(0), entry.percent_2 or Decimal(0)
    line.find_next, line.warehouse = entry.find_next, entry.warehouse
    line.lead_time, line.include_generic_currency = entry.lead_time, entry.include_generic_currency
    if entry.lead_time is not None and entry.relation != AgreementRelation.PRICE:
        raise LeadTimeOfPrice(field="lead_time")
    _check_total(line, "percent_1")


def _account(entry: AgreementEntry, groups: _Groups, row: int) -> tuple[str, str]:
    if entry.customer is not None:
        return Relation.TABLE, entry.customer.account
    if not entry.customer_group:
        return Relation.ALL, ""
    code = groups.customers.get((entry.relation, entry.customer_group.upper()))
    if code is None:
        raise AgreementIncomplete(x=row + 1, what=_("the customer group"), field="customer_group")
    return Relation.GROUP, code


def _item(entry: AgreementEntry, groups: _Groups, row: int) -> tuple[str, Item | None, str]:
    """Return what the line is about: Price only one item, Multiline a group or all, Total all."""
    if entry.relation == AgreementRelation.PRICE and entry.item is None:
        raise PriceNeedsItem(field="item")
    whole_order = entry.relation in {AgreementRelation.MULTILINE, AgreementRelation.TOTAL}
    if entry.item is not None:
        if whole_order:
            raise AgreementIncomplete(x=row + 1, what=_("a group of items"), field="item")
        return Relation.TABLE, entry.item, ""
    if not entry.item_group or entry.relation == AgreementRelation.TOTAL:
        return Relation.ALL, None, ""
    code = groups.items.get((entry.relation, entry.item_group.upper()))
    if code is None:
        raise AgreementIncomplete(x=row + 1, what=_("the item group"), field="item_group")
    return Relation.GROUP, None, code


def _overlaps(entity: LegalEntity, lines: Sequence[TradeAgreement]) -> list[tuple[int, BusinessRuleError]]:
    """Return a warning per line whose bracket and days meet those of an active line, or of an earlier one, with the same key."""
    same = Q()
    for line in lines:
        same |= Q(**{name: getattr(line, name) for name in _KEY if getattr(line, name) is not None})
    active: dict[tuple[Any, ...], list[TradeAgreement]] = {}
    for known in TradeAgreement.of(entity).active().filter(same).select_related("journal", "item"):
        active.setdefault(_key(known), []).append(known)
    found: list[tuple[int, BusinessRuleError]] = []
    for line in lines:
        others = active.setdefault(_key(line), [])
        other = next((known for known in others if _meet(line, known)), None)
        if other is not None:
            found.append((line.pk, AgreementOverlaps(x=f"{other} ({other.journal})")))
        others.append(line)
    return found


def _key(line: TradeAgreement) -> tuple[Any, ...]:
    return tuple(getattr(line, name) for name in _KEY)


def _meet(one: TradeAgreement, other: TradeAgreement) -> bool:
    """Tell whether two lines share more than the bound of a bracket, and a day."""
    brackets = (one.to_quantity is None or other.from_quantity < one.to_quantity) and (
        other.to_quantity is None or one.from_quantity < other.to_quantity
    )
    days = (one.to_date is None or other.from_date is None or other.from_date <= one.to_date) and (
        other.to_date is None or one.from_date is None or one.from_date <= other.to_date
    )
    return brackets and days
