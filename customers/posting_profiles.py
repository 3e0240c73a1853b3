"""Which summary account a customer's balance is booked on (customers.md §2.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from customers.errors import NoPostingProfileLine
from customers.models import Customer, CustomerPostingProfile, CustomerPostingProfileLine
from foundation.database.together import read_together
from foundation.ledger.models import Relation
from foundation.organization.models import LegalEntity


@dataclass
class PostingProfiles:
    """The posting profiles of a legal entity in memory: one query, then look-ups only."""

    default: CustomerPostingProfile | None
    profiles: dict[int, CustomerPostingProfile]
    accounts: dict[tuple[int, str, str], int]

    @classmethod
    def load(cls, legal_entity: LegalEntity) -> PostingProfiles:
        """Read the profiles and their lines: one query."""
        queries = cls.queries(legal_entity)
        read_together(*queries)
        return cls.made_of(*queries)

    @classmethod
    def queries(cls, legal_entity: LegalEntity) -> tuple[Any, ...]:
        """Return what has to be read, for ``made_of``."""
        lines = CustomerPostingProfileLine.of(legal_entity).values_list("profile_id", "relation", "key", "summary_account_id")
        return CustomerPostingProfile.of(legal_entity).all(), lines

    @classmethod
    def made_of(cls, known: Iterable[CustomerPostingProfile], lines: Iterable[tuple[int, str, str, int]]) -> PostingProfiles:
        """Return the set-up made of what was read."""
        profiles = {profile.pk: profile for profile in known}
        default = next((profile for profile in profiles.values() if profile.is_default), None)
        return cls(default, profiles, {(profile, relation, key): account for profile, relation, key, account in lines})

    def profile_of(self, customer: Customer) -> CustomerPostingProfile | None:
        """Return the profile of the customer, else of its group, else the entity's default."""
        for key in (customer.posting_profile_id, customer.group.posting_profile_id):
            if key is not None:
                return self.profiles[key]
        return self.default

    def summary_account(self, customer: Customer, profile: CustomerPostingProfile | None = None) -> int:
        """Return the key of the summary account: the line for the customer, else for its group, else for all.

        Raises NoPostingProfileLine (CU-032).
        """
        chosen = profile or self.profile_of(customer)
        if chosen is not None:
            for relation, key in ((Relation.TABLE, customer.account), (Relation.GROUP, customer.group.code), (Relation.ALL, "")):
                found = self.accounts.get((chosen.pk, relation, key))
                if found is not None:
                    return found
        raise NoPostingProfileLine(n=customer, p=chosen or "–")
