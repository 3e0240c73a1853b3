"""Release the variants of a master: one item per combination of the values entered (sales.md §2.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import copy
from itertools import product
from math import prod

from django.db import transaction

from foundation.inventory.errors import NoMaster, TooManyVariants
from foundation.inventory.item_records import DIMENSION_FLAGS, NAME_PREFIX, ItemRecord, variant_name
from foundation.inventory.models import DIMENSIONS, Item, UnitConversion
from foundation.inventory.services.save_items import save_items
from foundation.organization.models import LegalEntity, User

MOST_AT_ONCE = 500
LONGEST_NUMBER = 20
_OWN = {"id", "number", "name", "names", "barcode", "stocked", "master", "is_master", "updated_at", "search", *DIMENSION_FLAGS, *DIMENSIONS}


@transaction.atomic
def release_variants(legal_entity: LegalEntity, master: Item, values: Mapping[str, Sequence[str]], *, user: User | None) -> list[Item]:
    """Make a variant for every combination of the values that the master has none of yet, and return those that were made.

    ``values`` has those of each active dimension; one value per dimension makes one variant. A variant begins as a copy of its
    master: units and their conversions, price, cost, groups, tax, quantities and rules. It is called after the master and its
    values, and is numbered so where that fits. Raises NoMaster (ITM-10), TooManyVariants (ITM-11) and ITM-01, ITM-07.
    """
    items = Item.of(legal_entity)
    [held] = items.filter(pk=master.pk).locked()
    if not held.is_master:
        raise NoMaster(i=held.number)
    wanted = _combinations(held, values)
    known = {item.combination for item in items.variants_of(held)}
    taken = set(items.filter(number__istartswith=f"{held.number[: LONGEST_NUMBER - 4]}").values_list("number", flat=True))
    made = save_items(legal_entity, [_record(held, values, taken) for values in wanted if values not in known], user=user)
    _copy_conversions(held, made)
    return made


def _combinations(master: Item, values: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    """Return the combinations once each, in the order in which the values were entered."""
    given = [[value.strip() for value in values.get(name, ())] or [""] for name in DIMENSIONS]
    distinct = [list(dict.fromkeys(one)) for one in given]
    if (count := prod(map(len, distinct))) > MOST_AT_ONCE:
        raise TooManyVariants(n=count, most=MOST_AT_ONCE)
    return list(product(*distinct))


def _record(master: Item, combination: tuple[str, ...], taken: set[str]) -> ItemRecord:
    """Return a copy of the master with the values of a combination."""
    record = ItemRecord(
        Item(**{field.attname: copy(getattr(master, field.attname)) for field in Item._meta.fields if field.name not in _OWN})
    )
    values = [value for value in combination if value]
    entered = {"number": _number(master.number, values, taken), "stocked": master.kind == Item.Kind.ITEM, "master": master}
    translated = {f"{NAME_PREFIX}{code}": variant_name(name, values) for code, name in master.names.items()}
    record.enter(entered | dict(zip(DIMENSIONS, combination, strict=True)) | translated)
    return record


def _number(master: str, values: Sequence[str], taken: set[str]) -> str:
    """Return the number of the master with the values behind it, or with a count where that is too long or taken; it is taken then."""
    told = "-".join([master, *(re.sub(r"\W+", "", value).upper() for value in values)])
    counted = (f"{master[: LONGEST_NUMBER - 4]}-{count:03}" for count in range(1, 1000))
    number = told if len(told) <= LONGEST_NUMBER and told not in taken else next(one for one in counted if one not in taken)
    taken.add(number)
    return number


def _copy_conversions(master: Item, variants: Sequence[Item]) -> None:
    """Give the variants the unit conversions of their master."""
    known = list(UnitConversion.objects.filter(item=master))
    rows = [
        UnitConversion(item=item, from_unit_id=one.from_unit_id, to_unit_id=one.to_unit_id, factor=one.factor)
        for item in variants
        for one in known
    ]
    UnitConversion.objects.bulk_create(rows)
