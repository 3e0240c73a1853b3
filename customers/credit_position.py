"""How a customer stands with its credit limit today, for pages and the API (customers.md §3.2, §3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from customers.credit import Exposure, effective_limit
from customers.exposure import credit_terms, exposures
from customers.models import CreditLimitType, Customer, CustomerParameters
from foundation.organization.models import LegalEntity


@dataclass(frozen=True)
class CreditPosition:
    """Exposure, limit and what is left of it, in accounting currency; ``limit`` is None where nothing limits the credit.

    ``used`` counts what the parameters compare with the limit, of the whole credit group where the group's limit is in force.
    """

    exposure: Exposure
    limit_type: str
    used: Decimal
    limit: Decimal | None
    is_group: bool = False
    expired: bool = False

    @property
    def left(self) -> Decimal | None:
        """Return what may still be used, below zero when the limit is exceeded."""
        return None if self.limit is None else self.limit - self.used


def credit_position(legal_entity: LegalEntity, customer: Customer) -> CreditPosition:
    """Return where a customer stands: a fixed number of queries."""
    exposure = exposures(legal_entity, [customer.pk])[customer.pk]
    limit_type = CustomerParameters.of(legal_entity).credit_limit_type
    terms, today = credit_terms(customer), legal_entity.today()
    if limit_type == CreditLimitType.NONE:
        limit_type = CreditLimitType.BALANCE
        limit = effective_limit(terms, today, exposure.group_limit) if terms.mandatory else None
    else:
        limit = effective_limit(terms, today, exposure.group_limit)
    counted = exposure.group if limit is not None and limit.is_group and exposure.group is not None else exposure
    return CreditPosition(
        exposure=exposure,
        limit_type=limit_type,
        used=counted.used(limit_type),
        limit=None if limit is None else limit.amount,
        is_group=limit is not None and limit.is_group,
        expired=terms.valid_to is not None and terms.valid_to < today,
    )
