"""The columns of a file of items (sales.md §2.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from foundation.errors import BusinessRuleError
from foundation.imports.columns import Column
from foundation.imports.errors import RecordUnknown
from foundation.imports.values import Parser, boolean, choice, number, record, text, whole_number
from foundation.inventory.item_records import DIMENSION_FLAGS, NAME_PREFIX, languages
from foundation.inventory.models import DIMENSIONS, Item, ItemDiscountGroup, ItemGroup, SalesCategory, Unit, Warehouse
from foundation.ledger.models import ItemSalesTaxGroup
from foundation.organization.models import Currency, LegalEntity

_ALIASES = {"number": ("item", "stockcode", "sku"), "base_price": ("price", "sales price"), "base_cost": ("cost", "cost price")}
_NUMBERS = (
    *("base_price", "price_unit", "base_cost", "standard_quantity", "multiple_quantity", "minimum_quantity", "maximum_quantity"),
    *("overdelivery_percent", "underdelivery_percent", "net_weight", "volume"),
)
_RULES = ("picking_required", "packing_slip_required", "negative_stock", "quarantine_management")
_BOOLEANS = ("stocked", "total_discount", "stopped", "is_active", *_RULES, *DIMENSION_FLAGS)
_DISCOUNT_GROUPS = {"line": "line_discount_group", "multiline": "multiline_discount_group", "charge": "charge_group"}


def item_columns(legal_entity: LegalEntity) -> list[Column]:
    """Return the columns, with the codes of the legal entity's set-up to look up in: a query per kind of record."""
    columns = [Column("number", _label("number"), text(20), required=True, aliases=_ALIASES["number"])]
    columns += [_plain(name, text(_length(name))) for name in ("name", "description", "barcode", *DIMENSIONS)]
    columns += [Column(f"{NAME_PREFIX}{language}", f"{_label('name')} ({language})", text(100)) for language in languages()]
    columns += [_plain(name, choice(_choices(name))) for name in ("kind", "cost_method", "delivery_date_control")]
    columns += [_plain(name, number) for name in _NUMBERS]
    columns += [_plain(name, boolean) for name in _BOOLEANS]
    columns += [_plain(name, whole_number) for name in ("sales_lead_time", "issue_margin")]
    return columns + _record_columns(legal_entity)


def _record_columns(legal_entity: LegalEntity) -> list[Column]:
    units = {unit.code: unit for unit in Unit.objects.all()}
    known: dict[str, Mapping[str, Any]] = {
        "group": _by_code(ItemGroup, legal_entity),
        "category": _by_code(SalesCategory, legal_entity),
        "sales_unit": units,
        "inventory_unit": units,
        "price_currency": {currency.code: currency for currency in Currency.objects.all()},
        "item_sales_tax_group": _by_code(ItemSalesTaxGroup, legal_entity),
        "default_warehouse": _by_code(Warehouse, legal_entity),
    }
    groups: dict[str, dict[str, Any]] = {kind: {} for kind in _DISCOUNT_GROUPS}
    for group in ItemDiscountGroup.of(legal_entity):
        groups[group.kind][group.code] = group
    known["master"] = {item.number: item for item in Item.of(legal_entity).masters()}
    known |= {name: groups[kind] for kind, name in _DISCOUNT_GROUPS.items()}
    return [_plain(name, record(records, _unknown(legal_entity))) for name, records in known.items()]


def _by_code(model: Any, legal_entity: LegalEntity) -> dict[str, Any]:
    return {row.code: row for row in model.of(legal_entity)}


def _unknown(legal_entity: LegalEntity) -> Callable[[str, str], BusinessRuleError]:
    def refusal(label: str, value: str) -> BusinessRuleError:
        return RecordUnknown(column=label, value=value, entity=legal_entity)

    return refusal


def _plain(name: str, parse: Parser) -> Column:
    return Column(name, _label(name), parse, aliases=_ALIASES.get(name, ()))


def _label(name: str) -> Any:
    found: Any = Item._meta.get_field(name)
    return found.verbose_name


def _length(name: str) -> int:
    found: Any = Item._meta.get_field(name)
    return int(found.max_length)


def _choices(name: str) -> Any:
    found: Any = Item._meta.get_field(name)
    return found.choices
