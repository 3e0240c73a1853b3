"""Read what conditions of rules ask for, for any number of rules and lines: a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import F, Max, Sum

from foundation.inventory.models import Item, OnHand
from foundation.organization.models import LegalEntity
from sales.models import SalesOrderLine
from sales.services.unit_factors import UnitFactors
from sales.suggestions.conditions import Surroundings
from sales.suggestions.models import ProductListItem, SuggestionRule

ZERO = Decimal(0)


def read_surroundings(
    entity: LegalEntity, rules: Sequence[SuggestionRule], customer_id: int, *, order_id: int | None = None
) -> Surroundings:
    """Return what lies free of the suggested items, when the customer ordered them on other orders, and what lists hold."""
    return Surroundings(
        entity.today(), _available(entity, rules), _last_bought(entity, rules, customer_id, order_id), *_listed(entity, rules)
    )


def _available(entity: LegalEntity, rules: Sequence[SuggestionRule]) -> dict[int, Decimal]:
    """Return physical stock less reservations by item in its sales unit, over all warehouses but those of quarantine.

    That of a master is what lies free of its variants.
    """
    items = {rule.item_id: rule.item for rule in rules}
    rows = OnHand.of(entity).for_list().filter(warehouse__is_quarantine=False).order_by()
    free: dict[int, Decimal] = {}
    for name, keys in _by_relation(rules).items():
        known = rows.filter(**{f"{name}__in": keys}).values(name)
        free |= dict(known.annotate(free=Sum(F("available_quantity"))).values_list(name, "free"))
    other_units = [key for key in free if items[key].sales_unit_id != items[key].inventory_unit_id]
    if other_units:
        factors = UnitFactors.load(other_units)
        for key in other_units:
            free[key] *= factors.factor(key, items[key].inventory_unit_id, items[key].sales_unit_id) or ZERO
    return free


def _by_relation(rules: Iterable[SuggestionRule]) -> dict[str, set[int]]:
    """Return the suggested items by how rows refer to them: as their item, or as the master of their item."""
    masters = {rule.item_id for rule in rules if rule.item.is_master}
    items = {rule.item_id for rule in rules} - masters
    return {name: keys for name, keys in (("item", items), ("item__master", masters)) if keys}


def _last_bought(entity: LegalEntity, rules: Sequence[SuggestionRule], customer_id: int, order_id: int | None) -> dict[int, date]:
    asking = [rule for rule in rules if rule.not_bought_days is not None]
    lines = SalesOrderLine.of(entity).filter(order__customer=customer_id).exclude(order=order_id).order_by()
    found: dict[int, date] = {}
    for name, keys in _by_relation(asking).items():
        known = lines.filter(**{f"{name}__in": keys}).values(name)
        found |= dict(known.annotate(last=Max("order__order_date")).values_list(name, "last"))
    return found


def priced_as(entity: LegalEntity, rules: Iterable[SuggestionRule]) -> dict[int, int]:
    """Return the item whose price is told with each suggested one: itself, or the first variant of a master. One query, for masters only.

    A master of which no variant is sold has none.
    """
    keys = _by_relation(rules)
    found = {key: key for key in keys.get("item", ())}
    if masters := keys.get("item__master"):
        variants = Item.of(entity).sellable().filter(master__in=masters).order_by("master", "number").distinct("master")
        found |= dict(variants.values_list("master", "pk"))
    return found


def _listed(entity: LegalEntity, rules: Sequence[SuggestionRule]) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    today, items, categories = entity.today(), defaultdict[int, set[int]](set), defaultdict[int, set[int]](set)
    lists = {rule.trigger_list_id for rule in rules if rule.trigger_list_id is not None}
    if not lists:
        return items, categories
    rows = ProductListItem.of(entity).filter(product_list__in=lists, product_list__is_active=True).select_related("product_list")
    for row in rows:
        known = row.product_list
        if (known.valid_from and known.valid_from > today) or (known.valid_to and known.valid_to < today):
            continue
        if row.item_id is not None:
            items[row.product_list_id].add(row.item_id)
        elif row.category_id is not None:
            categories[row.product_list_id].add(row.category_id)
    return items, categories
