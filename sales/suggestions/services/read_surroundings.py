"""Read what conditions of rules ask for, for any number of rules and lines: a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import F, Max, Sum

from foundation.inventory.models import OnHand
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
    """Return physical stock less reservations by item in its sales unit, over all warehouses but those of quarantine."""
    items = {rule.item_id: rule.item for rule in rules}
    rows = OnHand.of(entity).for_list().filter(item__in=items, warehouse__is_quarantine=False).order_by()
    free = dict(rows.values("item").annotate(free=Sum(F("available_quantity"))).values_list("item", "free"))
    other_units = [key for key in free if items[key].sales_unit_id != items[key].inventory_unit_id]
    if other_units:
        factors = UnitFactors.load(other_units)
        for key in other_units:
            free[key] *= factors.factor(key, items[key].inventory_unit_id, items[key].sales_unit_id) or ZERO
    return free


def _last_bought(entity: LegalEntity, rules: Sequence[SuggestionRule], customer_id: int, order_id: int | None) -> dict[int, date]:
    items = {rule.item_id for rule in rules if rule.not_bought_days is not None}
    if not items:
        return {}
    lines = SalesOrderLine.of(entity).filter(order__customer=customer_id, item__in=items).exclude(order=order_id).order_by()
    return dict(lines.values("item").annotate(last=Max("order__order_date")).values_list("item", "last"))


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
