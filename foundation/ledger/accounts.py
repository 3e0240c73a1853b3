"""Account determination: which main account an entry is booked on (invoicing.md A.8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Any

from foundation.database.together import read_together
from foundation.ledger.errors import NoAccount
from foundation.ledger.models import AutomaticAccount, PostingRule, PostingType, Relation
from foundation.organization.models import LegalEntity

_RuleKey = tuple[str, str, str, str, str, str]


@dataclass
class AccountDetermination:
    """The posting set-up of a legal entity in memory: one query, then look-ups only."""

    rules: dict[_RuleKey, int]
    automatic_accounts: dict[str, int]

    @classmethod
    def load(cls, legal_entity: LegalEntity) -> AccountDetermination:
        """Read rules and automatic accounts of a legal entity: one query."""
        queries = cls.queries(legal_entity)
        read_together(*queries)
        return cls.made_of(*queries)

    @classmethod
    def queries(cls, legal_entity: LegalEntity) -> tuple[Any, ...]:
        """Return what has to be read, for ``made_of``."""
        fields = ("posting_type", "item_relation", "item_key", "customer_relation", "customer_key", "tax_group", "main_account_id")
        return (
            PostingRule.of(legal_entity).values_list(*fields),
            AutomaticAccount.of(legal_entity).values_list("posting_type", "main_account_id"),
        )

    @classmethod
    def made_of(cls, rules: Iterable[tuple[Any, ...]], automatic: Iterable[tuple[str, int]]) -> AccountDetermination:
        """Return the set-up made of what was read."""
        return cls({tuple(row[:-1]): row[-1] for row in rules}, dict(automatic))

    def account_or_none(
        self, posting_type: str, *, item: str = "", item_group: str = "", customer: str = "", customer_group: str = "", tax_group: str = ""
    ) -> int | None:
        """Return the key of the account of the most specific rule: item first, then customer, then tax group."""
        items = ((Relation.TABLE, item), (Relation.GROUP, item_group), (Relation.ALL, ""))
        customers = ((Relation.TABLE, customer), (Relation.GROUP, customer_group), (Relation.ALL, ""))
        for (item_relation, item_key), (customer_relation, customer_key), group in product(items, customers, (tax_group, "")):
            found = self.rules.get((posting_type, item_relation, item_key, customer_relation, customer_key, group))
            if found is not None:
                return found
        return None

    def account(
        self, posting_type: str, *, item: str = "", item_group: str = "", customer: str = "", customer_group: str = "", tax_group: str = ""
    ) -> int:
        """Return the key of the account; raises NoAccount (INV-110) when no rule fits."""
        found = self.account_or_none(
            posting_type, item=item, item_group=item_group, customer=customer, customer_group=customer_group, tax_group=tax_group
        )
        if found is None:
            raise NoAccount(posting_type=PostingType(posting_type).label, item=item or "–", customer=customer or "–")
        return found

    def automatic_or_none(self, posting_type: str) -> int | None:
        """Return the key of the account for automatic transactions, or None."""
        return self.automatic_accounts.get(posting_type)

    def automatic(self, posting_type: str) -> int:
        """Return the key of the account for automatic transactions; raises NoAccount (INV-110)."""
        found = self.automatic_accounts.get(posting_type)
        if found is None:
            raise NoAccount(posting_type=PostingType(posting_type).label, item="–", customer="–")
        return found
