"""Change the charges of an order and of its lines by hand (sales.md §8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.errors import BusinessRuleError, in_row
from foundation.inventory.models import Unit
from foundation.ledger.models import ItemSalesTaxGroup
from foundation.ledger.tax_setup import TaxSetup
from foundation.organization.models import Currency, LegalEntity, User
from foundation.organization.services import audit
from sales.bounds import check_charge
from sales.charge_errors import ChargeIncomplete, ChargeInvoiced, ChargeNotForHeader
from sales.models import ChargeCategory, ChargeCode, SalesOrder, SalesOrderCharge, SalesOrderLine
from sales.models.charge import WITH_UNIT
from sales.services.calculate_orders import calculate
from sales.services.charge_rates import charge_currencies, set_rates
from sales.services.entry_credit import CreditAnswer, check_entered
from sales.services.exchange import Rates
from sales.services.line_changes import Changes
from sales.services.load_orders import LoadedOrders, load_orders
from sales.services.save_changes import save_changes, snapshot
from sales.services.summarise_order import OrderSummary, summarise
from sales.services.working_orders import WorkingOrder, remembered
from sales.statuses import sales_order_states

_OF_HEADERS = (ChargeCategory.FIXED, ChargeCategory.PERCENT)


@dataclass(frozen=True)
class ChargeEntry:
    """A charge as typed, or of another origin: of one line by its number, else of the order; ``key`` names the one that stood there.

    ``currency`` is that of an amount that is not in the order's, ``tax_group`` taxes it otherwise than its code does.
    """

    code: ChargeCode
    value: Decimal
    category: str = ChargeCategory.FIXED
    key: int | None = None
    line_number: int | None = None
    unit: Unit | None = None
    keep: bool = False
    remove: bool = False
    currency: Currency | None = None
    tax_group: ItemSalesTaxGroup | None = None
    origin: str = SalesOrderCharge.Origin.MANUAL

    @property
    def in_currency(self) -> Currency | None:
        """Return the currency of an amount; a percentage has none."""
        return None if self.category == ChargeCategory.PERCENT else self.currency


@transaction.atomic
def change_charges(
    entity: LegalEntity, order_id: int, entries: Sequence[ChargeEntry], user: User, *, discount_limit: Decimal | None = None
) -> WorkingOrder:
    """Make the charges of an order what was typed and total it anew; charges that no entry names stay.

    A changed automatic charge counts as typed from then on. Raises CHG-02, CHG-03 and CHG-04 with ``lines.<row>`` as field,
    ORD-08 for a closed order, PRC-06 when typed charges give away more than ``discount_limit`` percent, and CU-050.
    """
    loaded = load_orders(entity, [order_id], locked=True)
    work = loaded.only()
    sales_order_states.check_status("change", work.order)
    before = snapshot(work)
    work.before = remembered(work)
    changes = apply_charges(work, entries)
    if changes:
        work.order.changed_since_confirmation = bool(work.order.confirmed_version) or work.order.changed_since_confirmation
        calculate(loaded.context, [work], discount_limit=discount_limit)
        if work.refusal is not None:
            raise work.refusal
        _check_credit(loaded, entries)
        save_changes(entity, work, before)
        audit.record(entity, user, "charges changed", [work.order], changes={work.order.pk: changes})
    return work


def _check_credit(loaded: LoadedOrders, entries: Sequence[ChargeEntry]) -> None:
    """Hold an order that typed charges make dearer against the credit of its customer (CU-050), as changed lines are."""
    if any(entry.origin == SalesOrderCharge.Origin.MANUAL for entry in entries):
        for refusal in check_entered(loaded, [loaded.only()], CreditAnswer()).values():
            raise refusal


def apply_charges(work: WorkingOrder, entries: Sequence[ChargeEntry]) -> Changes:
    """Make the charges of an order in memory what was typed, and return what changed; charges that no entry names stay.

    Raises CHG-02, CHG-03 and CHG-04 with ``lines.<row>`` as field.
    """
    known = {charge.pk: charge for charge in work.charges}
    texts = {charge.pk: _text(charge) for charge in work.charges}
    for row, entry in enumerate(entries):
        with in_row(row):
            _apply(work, entry, known.get(entry.key or 0))
    return _changes(texts, work)


@dataclass(frozen=True)
class ChargePreview:
    """What an order would come to: the amount of every typed charge by its row, and the rows that are refused."""

    order: SalesOrder
    summary: OrderSummary
    amounts: Mapping[int, Decimal]
    refused: Mapping[int, BusinessRuleError]


def preview_charges(entity: LegalEntity, order_id: int, entries: Mapping[int, ChargeEntry]) -> ChargePreview:
    """Return the order with exactly the typed charges, given by their row; reads only."""
    return preview_of(entity, load_orders(entity, [order_id]), entries)


def preview_of(entity: LegalEntity, loaded: LoadedOrders, entries: Mapping[int, ChargeEntry]) -> ChargePreview:
    """Return an order in memory with exactly the typed charges, given by their row."""
    work = loaded.only()
    known = {charge.pk: charge for charge in work.charges}
    work.charges = []
    rows: list[int] = []
    refused: dict[int, BusinessRuleError] = {}
    for row, entry in entries.items():
        try:
            line = _checked_line(work, entry)
        except BusinessRuleError as error:
            refused[row] = error
            continue
        work.charges.append(_charge(work, entry, line, known.get(entry.key or 0)))
        rows.append(row)
    set_rates(work, Rates.load(entity, charge_currencies([work])))
    summary = summarise(loaded, work, TaxSetup.load(entity))
    amounts = {rows[charge.rule.key]: charge.amount for _name, charge in summary.charges}
    return ChargePreview(work.order, summary, amounts, refused)


def _apply(work: WorkingOrder, entry: ChargeEntry, known: SalesOrderCharge | None) -> None:
    line = None if entry.remove else _checked_line(work, entry)
    if known is not None and not entry.remove and _same(known, entry, line):
        return
    if known is not None:
        if known.invoiced_amount:
            raise ChargeInvoiced(charge=known.code, field="value")
        work.charges.remove(known)
    if not entry.remove:
        work.charges.append(_charge(work, entry, line, known))


def _checked_line(work: WorkingOrder, entry: ChargeEntry) -> SalesOrderLine | None:
    """Return the line that a charge is for; raises what the charge lacks."""
    check_charge(entry.category, entry.value, "value")
    if entry.category in WITH_UNIT and entry.unit is None:
        raise ChargeIncomplete(what=_("Unit"), field="unit")
    if entry.line_number is None:
        if entry.category not in _OF_HEADERS:
            raise ChargeNotForHeader(category=ChargeCategory(entry.category).label, field="category")
        return None
    for working in work.lines:
        if working.line.line_number == entry.line_number:
            return working.line
    raise ChargeIncomplete(what=_("Line"), field="line_number")


def _same(known: SalesOrderCharge, entry: ChargeEntry, line: SalesOrderLine | None) -> bool:
    typed = (entry.code.pk, entry.category, entry.value, entry.unit and entry.unit.pk, entry.keep, line and line.pk)
    own = (entry.in_currency and entry.in_currency.pk, entry.tax_group and entry.tax_group.pk)
    was = (known.code_id, known.category, known.value, known.unit_id, known.keep, known.line_id)
    return (*typed, *own) == (*was, known.currency_id, known.item_sales_tax_group_id)


def _charge(work: WorkingOrder, entry: ChargeEntry, line: SalesOrderLine | None, known: SalesOrderCharge | None) -> SalesOrderCharge:
    """Return the charge as a new row: the one it replaces goes."""
    last = max((charge.position for charge in work.charges if charge.line_id == (line and line.pk)), default=0)
    return SalesOrderCharge(
        legal_entity=work.order.legal_entity,
        order=work.order,
        line=line,
        position=known.position if known else last + 1,
        code=entry.code,
        category=entry.category,
        value=entry.value,
        unit=entry.unit if entry.category in WITH_UNIT else None,
        keep=entry.keep,
        currency=entry.in_currency,
        item_sales_tax_group=entry.tax_group,
        origin=entry.origin,
    )


def _changes(before: dict[int, str], work: WorkingOrder) -> Changes:
    """Return what became of the charges, for the audit trail."""
    left = {charge.pk for charge in work.charges}
    gone: Changes = {f"charge {key}": [text, None] for key, text in before.items() if key not in left}
    new = [charge for charge in work.charges if charge.pk is None]
    return gone | {f"new charge {number}": [None, _text(charge)] for number, charge in enumerate(new, 1)}


def _text(charge: SalesOrderCharge) -> str:
    own = (charge.currency_id, charge.item_sales_tax_group)
    return " ".join(str(part) for part in (charge.code, f"{charge.value:f}", charge.category, *own) if part)
