"""How units convert for a set of items, read at once; a conversion of the item wins over the general one (sales.md §2.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q

from foundation.inventory.models import UnitConversion
from foundation.inventory.sold import SoldKey

ONE = Decimal(1)


@dataclass(frozen=True)
class UnitFactors:
    """Conversions between units by their keys and codes, per item and in general, in both directions."""

    known: dict[tuple[int | None, int, int], Decimal] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)

    @classmethod
    def load(cls, sold: Iterable[SoldKey]) -> UnitFactors:
        """Read the conversions of some items and the general ones: one query."""
        known: dict[tuple[int | None, int, int], Decimal] = {}
        keys: dict[str, int] = {}
        rows = UnitConversion.objects.filter(Q(item=None) | Q(item__in=[key for key in sold if isinstance(key, int)]))
        fields = ("item_id", "from_unit_id", "to_unit_id", "factor", "from_unit__code", "to_unit__code")
        for item_id, from_unit, to_unit, factor, from_code, to_code in rows.values_list(*fields):
            known[item_id, from_unit, to_unit] = factor
            known.setdefault((item_id, to_unit, from_unit), ONE / factor)
            keys[from_code], keys[to_code] = from_unit, to_unit
        return cls(known, keys)

    def factor(self, item_id: int, from_unit: int, to_unit: int) -> Decimal | None:
        """Return how many of one unit another makes, or None when they do not convert."""
        if from_unit == to_unit:
            return ONE
        return self.known.get((item_id, from_unit, to_unit)) or self.known.get((None, from_unit, to_unit))

    def by_code(self, item_id: int, from_code: str, to_code: str) -> Decimal | None:
        """Return the factor between two units by their codes."""
        if from_code == to_code:
            return ONE
        from_unit, to_unit = self.keys.get(from_code), self.keys.get(to_code)
        return None if from_unit is None or to_unit is None else self.factor(item_id, from_unit, to_unit)

    def from_unit(self, item_id: int, unit_id: int) -> dict[int, Decimal]:
        """Return the factors from one unit of an item to every other unit it converts to."""
        general = {to: factor for (item, source, to), factor in self.known.items() if item is None and source == unit_id}
        own = {to: factor for (item, source, to), factor in self.known.items() if item == item_id and source == unit_id}
        return general | own
