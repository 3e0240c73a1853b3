"""An item in the making: values go in, what changed and what is wrong comes out; ``services/save_items.py`` writes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation.errors import BusinessRuleError
from foundation.inventory.errors import (
    DimensionsInUse,
    InventoryUnitInUse,
    ItemValueNotValid,
    MasterFixed,
    MasterStocked,
    QuantityLimitsReversed,
    ServiceStocked,
    VariantNotOfMaster,
)
from foundation.inventory.models import DIMENSIONS, Item, active_flag
from foundation.organization.models import LegalEntity

NAME_PREFIX = "name_"
"""``name_nl`` is the name in Dutch; it stands in ``Item.names``."""
NOT_NEGATIVE = (
    *("base_price", "base_cost", "standard_quantity", "multiple_quantity", "minimum_quantity", "maximum_quantity"),
    *("overdelivery_percent", "underdelivery_percent", "net_weight", "volume"),
)
DIMENSION_FLAGS = tuple(active_flag(name) for name in DIMENSIONS)
REQUIRED = ("number", "name", "sales_unit", "price_currency")


@dataclass
class ItemRecord:
    """One item with what was entered; ``counted`` tells that stock of it exists or existed, ``has_variants`` that it is their master."""

    item: Item
    values_before: tuple[str, ...] = ()
    counted: bool = False
    has_variants: bool = False
    entered: set[str] = field(default_factory=set)
    changes: dict[str, list[str]] = field(default_factory=dict)
    errors: list[BusinessRuleError] = field(default_factory=list)

    @classmethod
    def new(cls, legal_entity: LegalEntity) -> ItemRecord:
        """Return a record for an item to be created, priced in the currency of its legal entity."""
        return cls(Item(legal_entity=legal_entity, price_currency=legal_entity.currency))

    @property
    def is_new(self) -> bool:
        """Tell whether the item is still to be created."""
        return self.item.pk is None

    def enter(self, values: Mapping[str, Any]) -> None:
        """Set values by field name and check them together; ``None`` empties a field."""
        self.values_before = self.item.values if self.item.master_id is not None else ()
        for name, value in values.items():
            self.entered.add(name)
            if name.startswith(NAME_PREFIX):
                self._set_name(name.removeprefix(NAME_PREFIX), value or "")
            else:
                self._set(name, value)
        self._complete()
        for error in self._errors():
            self.errors.append(error)

    def _set(self, name: str, value: Any) -> None:
        stored: Any = Item._meta.get_field(name)
        if value is None and not stored.null:
            value = stored.get_default()
        before = getattr(self.item, stored.attname)
        before_text = _text(getattr(self.item, name, None) if before is not None else None)
        if not stored.is_relation:
            try:
                value = stored.clean(value, self.item) if value != "" else ""
            except ValidationError as error:
                problem = " ".join(error.messages)
                self.errors.append(ItemValueNotValid(i=self.item.number, label=stored.verbose_name, problem=problem, field=name))
                return
        if name == "inventory_unit" and self.counted and value is not None and value.pk != before:
            self.errors.append(InventoryUnitInUse(i=self.item.number, u=before_text))
            return
        setattr(self.item, name, value)
        if getattr(self.item, stored.attname) != before:
            self.changes[name] = [before_text, _text(value)]

    def _set_name(self, language: str, value: str) -> None:
        before = self.item.names.get(language, "")
        if before != value:
            self.item.names = {key: text for key, text in (self.item.names | {language: value}).items() if text}
            self.changes[f"{NAME_PREFIX}{language}"] = [before, value]

    def _complete(self) -> None:
        """Fill what follows from the rest: the inventory unit is the sales unit; neither a service nor a master is stocked."""
        item = self.item
        if bool(item.dimensions) != item.is_master:
            item.is_master = not item.is_master
            self.changes["is_master"] = [str(not item.is_master), str(item.is_master)]
        if item.master is not None and (not item.name or self._named_by_values):
            self._set("name", variant_name(item.master.name, item.values))
        if item.inventory_unit_id is None and item.sales_unit_id is not None:
            item.inventory_unit = item.sales_unit
        sold_only = item.kind == Item.Kind.SERVICE and "stocked" not in self.entered
        if item.stocked and (sold_only or item.is_master):
            self._set("stocked", False)

    @property
    def becomes_master(self) -> bool:
        """Tell whether an item that is there is to come in variants."""
        return not self.is_new and self.item.is_master and "is_master" in self.changes

    @property
    def becomes_other(self) -> bool:
        """Tell whether a variant that is there is to be another one of its master."""
        return not self.is_new and self.item.master_id is not None and any(name in self.changes for name in DIMENSIONS)

    @property
    def _named_by_values(self) -> bool:
        """Tell whether a variant is called after the values that it had before, so that its name follows the new ones."""
        item = self.item
        assert item.master is not None, "asked of variants"
        return self.becomes_other and "name" not in self.changes and item.name == variant_name(item.master.name, self.values_before)

    def _errors(self) -> Iterable[BusinessRuleError]:
        item = self.item
        for name in REQUIRED:
            if getattr(item, Item._meta.get_field(name).attname) in (None, ""):  # type: ignore[union-attr]
                problem = str(_("every item needs one."))
                yield ItemValueNotValid(i=item.number or "–", label=_label(name), problem=problem, field=name)
        for name in NOT_NEGATIVE:
            if getattr(item, name) < 0:
                yield ItemValueNotValid(i=item.number, label=_label(name), problem=f"{getattr(item, name)} < 0", field=name)
        if item.price_unit <= 0:
            yield ItemValueNotValid(i=item.number, label=_label("price_unit"), problem=f"{item.price_unit} ≤ 0", field="price_unit")
        if item.kind == Item.Kind.SERVICE and item.stocked:
            yield ServiceStocked(i=item.number)
        if 0 < item.maximum_quantity < item.minimum_quantity:
            yield QuantityLimitsReversed(i=item.number, most=item.maximum_quantity, least=item.minimum_quantity)
        yield from self._variant_errors()

    def _variant_errors(self) -> Iterable[BusinessRuleError]:
        """What is wrong between a master and its variants."""
        item = self.item
        if item.is_master and self.counted:
            yield MasterStocked(i=item.number)
        if self.has_variants and any(name in self.changes for name in DIMENSION_FLAGS):
            yield DimensionsInUse(i=item.number)
        if not self.is_new and "master" in self.changes:
            yield MasterFixed(i=item.number)
        wanted = item.master.dimensions if item.master is not None else []
        if [name for name in DIMENSIONS if getattr(item, name)] != wanted or (item.is_master and item.master is not None):
            named = ", ".join(_label(name) for name in wanted) or "–"
            yield VariantNotOfMaster(i=item.number, master=item.master or "–", dimensions=named)


def variant_name(name: str, values: Iterable[str]) -> str:
    """Return what a variant is called that has no name of its own: *Apron, blue, L*."""
    most = Item._meta.get_field("name").max_length or 0
    return ", ".join([name, *values])[:most]


def languages() -> list[str]:
    """Return the languages that items can be named in."""
    return [code for code, _name in settings.LANGUAGES]


def _label(name: str) -> str:
    found: Any = Item._meta.get_field(name)
    return str(found.verbose_name)


def _text(value: Any) -> str:
    return "" if value is None else str(value)
