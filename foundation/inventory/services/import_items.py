"""Import items from the rows of a file: planned together, saved together, each row for itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from foundation.imports.columns import Column, ParsedRow
from foundation.imports.errors import RecordExists, RecordMissing, RowTwice
from foundation.imports.running import ImportMode, ImportUnit, Outcome
from foundation.inventory.import_columns import item_columns
from foundation.inventory.item_records import ItemRecord
from foundation.inventory.models import Item
from foundation.inventory.services.save_items import load_item_records, refuse_known_combinations, refuse_used, save_items
from foundation.organization.models import LegalEntity, User


@dataclass
class ItemImporter:
    """Creates and changes items of one legal entity by their number."""

    legal_entity: LegalEntity
    user: User | None = None

    @cached_property
    def columns(self) -> Sequence[Column]:
        """The columns that files may have."""
        return item_columns(self.legal_entity)

    def plan(self, rows: Sequence[ParsedRow], mode: ImportMode) -> list[ImportUnit]:
        """Return what each row would do; locks the items that it would change."""
        numbers = {row.values["number"] for row in rows if "number" in row.values}
        items = Item.of(self.legal_entity).filter(number__in=numbers).select_related(*_READ).locked()
        known = {record.item.number: record for record in load_item_records(self.legal_entity, list(items))}
        seen: dict[str, int] = {}
        units = [self._unit(row, known, seen, mode) for row in rows]
        records = [unit.record for unit in units if unit.record is not None and not unit.refused]
        refuse_known_combinations(self.legal_entity, records)
        refuse_used(self.legal_entity, records)
        for unit in units:
            for error in unit.record.errors if unit.record is not None and not unit.refused else ():
                unit.rows[0].refuse(error)
        return units

    def save(self, units: Sequence[ImportUnit], source: str) -> None:
        """Write the items of the units."""
        save_items(self.legal_entity, [unit.record for unit in units], user=self.user, reason=source)

    def _unit(self, row: ParsedRow, known: dict[str, ItemRecord], seen: dict[str, int], mode: ImportMode) -> ImportUnit:
        key = row.values.get("number", "")
        record = known.get(key) or ItemRecord.new(self.legal_entity)
        if not key:
            return ImportUnit([row], Outcome.REFUSED)
        if seen.setdefault(key, row.number) != row.number:
            row.refuse(RowTwice(key=key, row=seen[key], field="number"))
            return ImportUnit([row], Outcome.REFUSED, key)
        if not record.is_new and mode == ImportMode.CREATE:
            row.refuse(RecordExists(key=key, field="number"))
        if record.is_new and mode == ImportMode.UPDATE:
            row.refuse(RecordMissing(key=key, field="number"))
        record.enter(row.values)
        for error in [] if row.errors else record.errors:
            row.refuse(error)
        return ImportUnit([row], _outcome(record), key, record)


_READ = (
    *("sales_unit", "inventory_unit", "price_currency", "group", "category", "item_sales_tax_group", "default_warehouse"),
    *("line_discount_group", "multiline_discount_group", "charge_group", "master"),
)


def _outcome(record: ItemRecord) -> Outcome:
    if record.is_new:
        return Outcome.CREATED
    return Outcome.UPDATED if record.changes else Outcome.UNCHANGED
