"""Credit control as arithmetic: limit, exposure, excess (customers.md §3.2, §3.3). Pure: no queries, no saves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from customers.models.parameters import CreditLimitType

ZERO = Decimal(0)


@dataclass(frozen=True)
class CreditTerms:
    """What a customer account says about its credit; amounts in accounting currency."""

    limit: Decimal = ZERO
    mandatory: bool = False
    unlimited: bool = False
    excluded: bool = False
    valid_to: date | None = None


@dataclass(frozen=True)
class Exposure:
    """What a customer owes or will owe; amounts in accounting currency.

    ``balance`` is B, ``delivered`` P (delivered, not invoiced) and ``ordered`` O (not delivered), without the document that
    is being checked. ``group`` is the sum over the members of the customer's credit group ``group_id``, ``group_limit`` their
    limit.
    """

    balance: Decimal = ZERO
    delivered: Decimal = ZERO
    ordered: Decimal = ZERO
    group: Exposure | None = None
    group_limit: Decimal | None = None
    group_id: int | None = None

    def used(self, limit_type: str) -> Decimal:
        """Return what counts before the document, by credit limit type."""
        if limit_type == CreditLimitType.BALANCE_ALL:
            return self.balance + self.delivered + self.ordered
        if limit_type == CreditLimitType.BALANCE_PACKING_SLIP:
            return self.balance + self.delivered
        return self.balance

    def plus(self, other: Exposure) -> Exposure:
        """Return both together, without their groups."""
        return Exposure(self.balance + other.balance, self.delivered + other.delivered, self.ordered + other.ordered)

    def owing(self, amount: Decimal) -> Exposure:
        """Return the exposure when ``amount`` more is owed, by the customer and so by its group."""
        group = self.group.owing(amount) if self.group is not None else None
        return replace(self, balance=self.balance + amount, group=group)


@dataclass(frozen=True)
class CreditResult:
    """A limit that would be exceeded: by how much, and how it was compared."""

    limit: Decimal
    used: Decimal
    amount: Decimal
    limit_type: str
    expired: bool = False

    @property
    def exposure(self) -> Decimal:
        """Return what would be used with the document."""
        return self.used + self.amount

    @property
    def excess(self) -> Decimal:
        """Return by how much the limit is exceeded; zero or less when it is not."""
        return self.exposure - self.limit


@dataclass(frozen=True)
class Limit:
    """The limit in force, and whether it is that of the credit group."""

    amount: Decimal
    is_group: bool = False


def effective_limit(terms: CreditTerms, today: date, group_limit: Decimal | None = None) -> Limit | None:
    """Return the limit in force, or None when there is none: the first rule of §3.3 that fits."""
    if terms.excluded or terms.unlimited:
        return None
    own = terms.limit
    if terms.mandatory and terms.valid_to is not None and terms.valid_to < today:
        own = ZERO
    if not own and terms.mandatory:
        return Limit(ZERO)
    if group_limit is not None and (not own or group_limit < own):
        return Limit(group_limit, is_group=True)
    return Limit(own) if own else None


def counts_though_expired(terms: CreditTerms, today: date) -> bool:
    """Tell whether the customer's own limit is compared although its date has passed: that is worth a warning (CU-051)."""
    passed = terms.valid_to is not None and terms.valid_to < today
    return passed and bool(terms.limit) and not (terms.mandatory or terms.excluded or terms.unlimited)


def check_credit(terms: CreditTerms, exposure: Exposure, amount: Decimal, limit_type: str, today: date) -> CreditResult | None:
    """Return how the document exceeds the limit, or None when it may pass; an equal exposure passes, a credit always does.

    Where the limit of the credit group is in force, the members' exposure counts.
    """
    if amount < 0:
        return None
    if limit_type == CreditLimitType.NONE:
        if not terms.mandatory:
            return None
        limit_type = CreditLimitType.BALANCE
    limit = effective_limit(terms, today, exposure.group_limit)
    if limit is None:
        return None
    counted = exposure.group if limit.is_group and exposure.group is not None else exposure
    expired = terms.valid_to is not None and terms.valid_to < today
    result = CreditResult(limit.amount, counted.used(limit_type), amount, limit_type, expired)
    return result if result.excess > 0 else None
