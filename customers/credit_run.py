"""Checks the credit of the documents of one posting one after the other: what passes counts for the next (invoicing.md §1.9).

Pure: no queries, no saves. What is taken counts for the account and for all members of its credit group.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from customers.credit import CreditResult, Exposure, check_credit
from customers.exposure import credit_terms
from customers.models import Customer


@dataclass
class CreditRun:
    """The exposures that a posting began with, by customer, and what its own documents add to them."""

    known: dict[int, Exposure]
    groups: dict[int, Exposure]

    @classmethod
    def starting_from(cls, known: Mapping[int, Exposure]) -> CreditRun:
        """Return a run that has taken no document yet."""
        groups = {found.group_id: found.group for found in known.values() if found.group_id is not None and found.group is not None}
        return cls(dict(known), groups)

    def check(self, customer: Customer, amount: Decimal, limit_type: str, today: date) -> CreditResult | None:
        """Return how a document of ``amount``, in accounting currency, exceeds the limit in force, or None when it may pass."""
        exposure = self.known.get(customer.pk)
        if exposure is None:
            return None
        if exposure.group_id is not None:
            exposure = replace(exposure, group=self.groups[exposure.group_id])
        return check_credit(credit_terms(customer), exposure, amount, limit_type, today)

    def take(self, customer: Customer, amount: Decimal) -> None:
        """Count a document that goes: for its customer, and for everybody who shares the limit of the credit group."""
        if customer.pk in self.known:
            self.known[customer.pk] = self.known[customer.pk].owing(amount)
        group = customer.credit_group_id
        if group in self.groups:
            self.groups[group] = self.groups[group].owing(amount)
