"""What a change did to the lines of an order, field by field, for the audit trail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import ForeignKey

from foundation.organization.models import LegalEntity
from foundation.organization.models.audit import PRICES_CHANGED
from sales.delivery_places import ADDRESS
from sales.models import SalesOrderLine
from sales.services.working_orders import WorkingOrder

LINES_CHANGED = "lines changed"
PRICE_FIELDS = frozenset({"unit_price", "price_unit", "discount_amount", "discount_percent"})
WATCHED = (
    "item",
    "name",
    "ordered_quantity",
    "unit",
    "deliver_now",
    "unit_price",
    "price_unit",
    "discount_amount",
    "discount_percent",
    "warehouse",
    *ADDRESS,
    "delivery_mode",
    "requested_ship_date",
    "requested_receipt_date",
    "confirmed_ship_date",
    "confirmed_receipt_date",
    "delivery_date_control",
    "sales_tax_group",
    "item_sales_tax_group",
    "overdelivery_percent",
    "underdelivery_percent",
    "prevent_partial_delivery",
    "stopped",
    "text",
)
FIELDS = {name: SalesOrderLine._meta.get_field(name) for name in WATCHED}

Changes = dict[str, list[str | None]]
Found = dict[str, list[Any]]


class LineWatch:
    """The lines of an order as they are; asked after a change, it tells what became of them.

    Keys are ``lines.<number>`` for a line that came or went, ``lines.<number>.<field>`` for a value that changed.
    """

    def __init__(self, work: WorkingOrder) -> None:
        self.before = {working.line.pk: (working.line.line_number, _values(working.line)) for working in work.lines}

    def changes(self, entity: LegalEntity, work: WorkingOrder) -> Changes:
        """Return what changed as key → [old, new]; one query per reference that changed, none otherwise."""
        return changes_of(entity, {work.order.pk: (self, work)})[work.order.pk]

    def found(self, work: WorkingOrder) -> Found:
        """Return what changed as key → [old, new], references by their keys."""
        now = {working.line.pk: (working.line.line_number, _values(working.line)) for working in work.lines}
        found: Found = {}
        for pk, (number, values) in self.before.items():
            if pk not in now:
                found[f"lines.{number}"] = [_in_short(values), None]
                continue
            changed = {name: [old, now[pk][1][name]] for name, old in values.items() if old != now[pk][1][name]}
            found |= {f"lines.{number}.{name}": pair for name, pair in changed.items()}
        found |= {f"lines.{number}": [None, _in_short(values)] for pk, (number, values) in now.items() if pk not in self.before}
        return found


def changes_of(entity: LegalEntity, watched: Mapping[int, tuple[LineWatch, WorkingOrder]]) -> dict[int, Changes]:
    """Return what changed in orders, by their keys: one query per reference that changed in any of them."""
    found = {key: watch.found(work) for key, (watch, work) in watched.items()}
    names = _names(entity, [pair for changes in found.values() for pair in changes.items()])
    return {key: _in_words(changes, names) for key, changes in found.items()}


def action_of(changes: Mapping[str, Any]) -> str:
    """Return the audited action: a change of a price or discount has a name of its own, so that it is found."""
    touched = any(key.rpartition(".")[2] in PRICE_FIELDS for key in changes)
    return PRICES_CHANGED if touched else LINES_CHANGED


def _values(line: SalesOrderLine) -> dict[str, Any]:
    values = {name: getattr(line, field.attname) for name, field in FIELDS.items()}  # type: ignore[union-attr]
    return values | ({"item": None} if line.item.stands_for else {})


def _in_short(values: Mapping[str, Any]) -> str:
    return f"{_plain(values['ordered_quantity'])} × {values['name']}"


def _names(entity: LegalEntity, found: Iterable[tuple[str, list[Any]]]) -> dict[str, dict[Any, str]]:
    """Return what the references are called that changed, by field and key."""
    keys: dict[str, set[Any]] = defaultdict(set)
    for key, pair in found:
        keys[key.rpartition(".")[2]].update(value for value in pair if value is not None)
    return {
        name: {pk: str(row) for pk, row in _rows(field.related_model, entity).in_bulk(keys[name]).items()}
        for name, field in FIELDS.items()
        if keys[name] and isinstance(field, ForeignKey)
    }


def _in_words(found: Found, names: Mapping[str, Mapping[Any, str]]) -> Changes:
    """Return the values as texts; references by what they are called."""
    return {key: [_text(names.get(key.rpartition(".")[2], {}), value) for value in pair] for key, pair in found.items()}


def _rows(model: Any, entity: LegalEntity) -> Any:
    return model.of(entity) if hasattr(model, "of") else model.objects


def _text(names: Mapping[Any, str], value: Any) -> str | None:
    return None if value is None else names.get(value, _plain(value))


def _plain(value: Any) -> str:
    return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)
