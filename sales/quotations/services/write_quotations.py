"""Write quotations that were calculated in memory: new ones as a block, a changed one with what changed of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from foundation.database.set_update import update_from_values
from foundation.money import ZERO, round_to_step
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from foundation.organization.services.numbering import take_numbers
from sales.models import SalesOrderCharge, SalesOrderLine
from sales.quotations.models import Quotation, QuotationCharge, QuotationLine
from sales.quotations.services.working_quotations import CHARGE, HEADER, LINE, LoadedQuotation, copied, take_back
from sales.services.save_changes import Snapshot, line_values
from sales.services.working_orders import WorkingOrder

HUNDRED = Decimal(100)
SOLD = ("item", "category")
COLUMNS = (*SOLD, *(field.name for field in LINE if field.name not in {"legal_entity", "updated_at"}))
OWN = ("status", "revision", "quotation_date", "follow_up_date", "expiry_date", "quotation_amount")


def write_new(entity: LegalEntity, works: Sequence[tuple[Quotation, WorkingOrder]], user: User, *, action: str = "created") -> None:
    """Number and write new quotations with their lines and charges, and the audit trail, inside the caller's transaction."""
    quotations = [take_back(work.order, quotation) for quotation, work in works]
    for quotation, number in zip(quotations, take_numbers(entity, "sales_quotation", len(quotations), entity.today()), strict=True):
        quotation.number = number
    Quotation.of(entity).bulk_create(quotations)
    made = {id(working.line): _new_line(known, working.line) for known, work in works for working in work.lines}
    QuotationLine.of(entity).bulk_create(made.values())
    QuotationCharge.of(entity).bulk_create(charge for known, work in works for charge in _charges(known, work.charges, made))
    audit.record(entity, user, action, quotations)


def write_changed(entity: LegalEntity, held: LoadedQuotation, before: Snapshot, removed: Iterable[int]) -> None:
    """Write new, changed and removed lines, the charges and the header of a quotation."""
    work, quotation = held.work, take_back(held.work.order, held.quotation)
    QuotationLine.of(entity).filter(pk__in=list(removed)).delete()
    changed = [working.line for working in work.lines if working.line.pk and line_values(working.line) != before[working.line.pk]]
    update_from_values(QuotationLine, COLUMNS, ((line.pk, *_values(line)) for line in changed))
    made = _create_lines(entity, quotation, (working.line for working in work.lines if not working.line.pk))
    kept = [charge.pk for charge in work.charges if charge.pk]
    QuotationCharge.of(entity).filter(quotation=quotation).exclude(pk__in=kept).delete()
    QuotationCharge.of(entity).bulk_create(_charges(quotation, (charge for charge in work.charges if not charge.pk), made))
    foreign = [(charge.pk, charge.rate) for charge in work.charges if charge.pk and charge.currency_id]
    update_from_values(QuotationCharge, ("rate",), foreign)
    names = [*(field.attname for field in HEADER if field.name != "legal_entity"), *OWN]
    columns = {name: getattr(quotation, name) for name in names}
    Quotation.of(entity).filter(pk=quotation.pk).update(**columns, updated_at=timezone.now())
    refresh_expected(entity, [quotation.pk])


def write_calculated(entity: LegalEntity, pairs: Sequence[tuple[Quotation, WorkingOrder]], before: Mapping[int, Snapshot]) -> None:
    """Write status and amounts of quotations that were calculated anew: two statements for any number."""
    changed = [
        working.line
        for quotation, work in pairs
        for working in work.lines
        if line_values(working.line) != before[quotation.pk][working.line.pk]
    ]
    update_from_values(QuotationLine, COLUMNS, ((line.pk, *_values(line)) for line in changed))
    quotations = [take_back(work.order, quotation) for quotation, work in pairs]
    columns = ("status", "quotation_amount", "total_discount_percent", "total_discount_amount")
    rows = ((known.pk, *(getattr(known, name) for name in columns)) for known in quotations)
    update_from_values(Quotation, columns, rows, touch="updated_at")
    refresh_expected(entity, [known.pk for known in quotations])


def refresh_expected(entity: LegalEntity, quotation_ids: Iterable[int]) -> None:
    """Set what quotations are worth by the probability of their lines: Σ round(net × probability); two statements for any number."""
    keys = list(quotation_ids)
    expected = dict.fromkeys(keys, ZERO)
    lines = QuotationLine.of(entity).filter(quotation__in=keys).exclude(probability_percent=0)
    for key, net, percent, decimals in lines.values_list("quotation", "net_amount", "probability_percent", "quotation__currency__decimals"):
        expected[key] += round_to_step(net * percent / HUNDRED, Decimal(1).scaleb(-decimals))
    update_from_values(Quotation, ("expected_amount",), expected.items())


def _create_lines(entity: LegalEntity, quotation: Quotation, lines: Iterable[SalesOrderLine]) -> dict[int, QuotationLine]:
    """Create a line per line of the order in memory, and return them by the identity of that one."""
    made = {id(line): _new_line(quotation, line) for line in lines}
    QuotationLine.of(entity).bulk_create(made.values())
    return made


def _new_line(quotation: Quotation, line: SalesOrderLine) -> QuotationLine:
    item_id, category_id = _sold(line)
    new = QuotationLine(quotation=quotation, item_id=item_id, category_id=category_id)
    new.probability_percent, new.prognosis_id = quotation.probability_percent, quotation.prognosis_id
    return copied(LINE, line, new)


def _sold(line: SalesOrderLine) -> tuple[int | None, int | None]:
    """Return the keys of the item and of the category of a line in memory, one of which is None."""
    category = line.item.stands_for
    return (line.item_id, None) if category is None else (None, category.category_id)


def _charges(quotation: Quotation, charges: Iterable[SalesOrderCharge], made: Mapping[int, QuotationLine]) -> Iterable[QuotationCharge]:
    for charge in charges:
        known = QuotationCharge(quotation=quotation, line=made.get(id(charge.line)), **_known_line(charge, made))
        yield copied(CHARGE, charge, known)


def _known_line(charge: SalesOrderCharge, made: Mapping[int, QuotationLine]) -> dict[str, Any]:
    """Return the key of a line that is stored already."""
    return {"line_id": charge.line.pk} if charge.line is not None and id(charge.line) not in made else {}


def _values(line: SalesOrderLine) -> tuple[Any, ...]:
    fields = {field.name: field.attname for field in LINE}
    values = {name: getattr(line, fields[name]) for name in COLUMNS if name not in SOLD}
    return *_sold(line), *(json.dumps(value) if name == "price_source" else value for name, value in values.items())
