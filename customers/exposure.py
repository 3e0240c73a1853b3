"""What customers owe and will owe, for many customers at once; higher apps add what they know (customers.md §3.2)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import Decimal

from customers.credit import CreditTerms, Exposure
from customers.models import Customer, OpenTransaction
from foundation.organization.models import LegalEntity

ZERO = Decimal(0)

ExposureProvider = Callable[[LegalEntity, Collection[int], Collection[int]], dict[int, tuple[Decimal, Decimal]]]
"""Given an entity, invoice accounts and orders to leave out: (delivered, ordered) value per account, in accounting currency."""

_PROVIDERS: list[ExposureProvider] = []


def register_exposure_provider(provider: ExposureProvider) -> None:
    """Let a higher app report the value of deliveries and orders; registering twice has no effect."""
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)


def exposures(legal_entity: LegalEntity, customers: Collection[int], leaving_out: Collection[int] = ()) -> dict[int, Exposure]:
    """Return the exposure per customer, without the orders named in ``leaving_out``; a fixed number of queries."""
    balances = OpenTransaction.of(legal_entity).balances(list(customers))
    delivered: dict[int, Decimal] = dict.fromkeys(customers, ZERO)
    ordered: dict[int, Decimal] = dict.fromkeys(customers, ZERO)
    for provider in _PROVIDERS:
        for customer, (shipped, open_value) in provider(legal_entity, customers, leaving_out).items():
            delivered[customer] += shipped
            ordered[customer] += open_value
    return {key: Exposure(balances.get(key, ZERO), delivered[key], ordered[key]) for key in customers}


def credit_terms(customer: Customer) -> CreditTerms:
    """Return what a customer account says about its credit."""
    return CreditTerms(
        limit=customer.credit_limit,
        mandatory=customer.mandatory_credit_limit,
        unlimited=customer.unlimited_credit,
        excluded=customer.exclude_from_credit_control,
        valid_to=customer.credit_limit_valid_to,
    )
