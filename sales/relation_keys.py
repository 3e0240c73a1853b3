"""Whom and what a row of the set-up is about: one customer or item, a group of them, or all (sales.md §3.1, §8.2)."""

from __future__ import annotations

from dataclasses import dataclass

from customers.models import Customer, CustomerDiscountGroup
from foundation.inventory.models import Item, ItemDiscountGroup
from foundation.ledger.models import Relation
from foundation.organization.models import LegalEntity


@dataclass(frozen=True)
class RelationKeys:
    """Looks keys up in one legal entity; groups are those of one kind, such as ``price`` or ``charge``."""

    entity: LegalEntity

    def knows_customer(self, relation: str, key: str, kind: str) -> bool:
        """Tell whether the key names an account, or a group of that kind; All needs no key."""
        if relation == Relation.ALL:
            return True
        if relation == Relation.TABLE:
            return bool(Customer.of(self.entity).filter(account=key).exists())
        return bool(CustomerDiscountGroup.of(self.entity).filter(kind=kind, code=key).exists())

    def knows_item(self, relation: str, key: str, kind: str) -> bool:
        """Tell whether the key names an item, or a group of that kind; All needs no key."""
        if relation == Relation.ALL:
            return True
        if relation == Relation.TABLE:
            return bool(Item.of(self.entity).filter(number=key).exists())
        return bool(ItemDiscountGroup.of(self.entity).filter(kind=kind, code=key).exists())
