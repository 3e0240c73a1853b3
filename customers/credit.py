"""Credit control as arithmetic: limit, exposure, excess (customers.md §3.2, §3.3). Pure: no queries, no saves."""

from __future__ import annotations

from dataclasses import dataclass
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
    group_limit: Decimal | None = None


@dataclass(frozen=True)
class Exposure:
    """What a customer owes or will owe; amounts in accounting currency.

    ``balance`` is B, ``delivered`` P (delivered, not invoiced) and ``ordered`` O (not delivered), without the document that
    is being checked.
    """

    balance: Decimal = ZERO
    delivered: Decimal = ZERO
    ordered: Decimal = ZERO

    def used(self, limit_type: str) -> Decimal:
        """Return what counts before the document, by credit limit type."""
        if limit_type == CreditLimitType.BALANCE_ALL:
            return self.balance + self.delivered + self.ordered
        if limit_type == CreditLimitType.BALANCE_PACKING_SLIP:
            return self.balance + self.delivered
        return self.balance


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


def effective_limit(terms: CreditTerms, today: date) -> Decimal | None:
    """Return the limit in force, or None when there is none: the first rule of §3.3 that fits."""
    if terms.excluded or terms.unlimited:
        return None
    own = terms.limit
    if terms.mandatory and terms.valid_to is not None and terms.valid_to < today:
        own = ZERO
    if not own:
        if terms.mandatory:
            return ZERO
        return terms.group_limit
    if terms.group_limit is not None:
        return min(own, terms.group_limit)
    return own


def check_credit(terms: CreditTerms, exposure: Exposure, amount: Decimal, limit_type: str, today: date) -> CreditResult | None:
    """Return how the document exceeds the limit, or None when it may pass; an equal exposure passes, a credit always does."""
    if amount < 0:
        return None
    if limit_type == CreditLimitType.NONE:
        if not terms.mandatory:
            return None
        limit_type = CreditLimitType.BALANCE
    limit = effective_limit(terms, today)
    if limit is None:
        return None
    expired = terms.valid_to is not None and terms.valid_to < today
    result = CreditResult(limit, exposure.used(limit_type), amount, limit_type, expired)
    return result if result.excess > 0 else None
