"""What customers owe and will owe, for many customers at once; higher apps add what they know (customers.md §3.2)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from decimal import Decimal

from customers.credit import CreditTerms, Exposure
from customers.models import CreditGroup, CreditLimitType, Customer, OpenTransaction
from foundation.database.row_scope import system_scope
from foundation.money import round_to_step
from foundation.organization.models import ExchangeRate, LegalEntity

ZERO = Decimal(0)
MEMBERS_ANYWHERE = "a credit group has members in several legal entities"

ExposureProvider = Callable[[LegalEntity, Collection[int], Collection[int], str], dict[int, tuple[Decimal, Decimal]]]
"""Given an entity, accounts, orders to leave out and what counts: (delivered, ordered) value per account, in accounting currency.

What counts is a ``CreditLimitType``: with Balance and packing slip nobody asks what is ordered and not delivered.
"""

NOTHING_BUT_BALANCE = frozenset({CreditLimitType.NONE, CreditLimitType.BALANCE})

_PROVIDERS: list[ExposureProvider] = []


def register_exposure_provider(provider: ExposureProvider) -> None:
    """Let a higher app report the value of deliveries and orders; registering twice has no effect."""
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)


def limited(customers: Iterable[Customer]) -> set[int]:
    """Return the keys of the customers whose credit may have a limit: nobody has to ask what the others owe."""
    return {
        customer.pk
        for customer in customers
        if not (customer.unlimited_credit or customer.exclude_from_credit_control)
        and (customer.credit_limit or customer.mandatory_credit_limit or customer.credit_group_id)
    }


def exposures(
    legal_entity: LegalEntity,
    customers: Collection[int],
    leaving_out: Collection[int] = (),
    counted: str = CreditLimitType.BALANCE_ALL,
) -> dict[int, Exposure]:
    """Return the exposure per customer, without the orders named in ``leaving_out``; a fixed number of queries.

    ``counted`` is the type of the limit that it will be compared with: what does not count for it may be left at zero unread.
    For members of a credit group it comes with the exposure of the group, in the accounting currency of the legal entity.
    """
    if not customers:
        return {}
    own = _own_exposures(legal_entity, customers, leaving_out, counted)
    grouped = Customer.of(legal_entity).filter(pk__in=customers, credit_group__isnull=False).select_related("credit_group")
    members = {customer.pk: customer.credit_group for customer in grouped}
    if members:
        shared = _group_exposures(legal_entity, set(members.values()), leaving_out, counted)
        for key, group in members.items():
            limit = _converted(group.limit, group.currency_id, legal_entity)
            own[key] = replace(own[key], group=shared[group.pk], group_limit=limit, group_id=group.pk)
    return own


def _own_exposures(
    legal_entity: LegalEntity, customers: Collection[int], leaving_out: Collection[int], counted: str
) -> dict[int, Exposure]:
    balances = OpenTransaction.of(legal_entity).balances(list(customers))
    delivered: dict[int, Decimal] = dict.fromkeys(customers, ZERO)
    ordered: dict[int, Decimal] = dict.fromkeys(customers, ZERO)
    for provider in () if counted in NOTHING_BUT_BALANCE else _PROVIDERS:
        for customer, (shipped, open_value) in provider(legal_entity, customers, leaving_out, counted).items():
            delivered[customer] += shipped
            ordered[customer] += open_value
    return {key: Exposure(balances.get(key, ZERO), delivered[key], ordered[key]) for key in customers}


def _group_exposures(
    legal_entity: LegalEntity, groups: Collection[CreditGroup], leaving_out: Collection[int], counted: str
) -> dict[int, Exposure]:
    """Return the sum over the members of each group, wherever they are customers."""
    with system_scope(MEMBERS_ANYWHERE):
        return _sum_over_members(legal_entity, groups, leaving_out, counted)


def _sum_over_members(
    legal_entity: LegalEntity, groups: Collection[CreditGroup], leaving_out: Collection[int], counted: str
) -> dict[int, Exposure]:
    rows = Customer.unscoped(MEMBERS_ANYWHERE).filter(credit_group__in=groups)
    by_entity: dict[LegalEntity, dict[int, int]] = {}
    for customer in rows.select_related("legal_entity"):
        by_entity.setdefault(customer.legal_entity, {})[customer.pk] = customer.credit_group_id
    totals = {group.pk: Exposure() for group in groups}
    for entity, members in by_entity.items():
        for key, found in _own_exposures(entity, list(members), leaving_out, counted).items():
            totals[members[key]] = totals[members[key]].plus(_exposure_in(legal_entity, found, entity.currency_id))
    return totals


def _exposure_in(legal_entity: LegalEntity, found: Exposure, currency: str) -> Exposure:
    return Exposure(
        _converted(found.balance, currency, legal_entity),
        _converted(found.delivered, currency, legal_entity),
        _converted(found.ordered, currency, legal_entity),
    )


def _converted(amount: Decimal, currency: str, legal_entity: LegalEntity) -> Decimal:
    """Return an amount in the accounting currency of a legal entity, at today's rate."""
    if currency == legal_entity.currency_id or not amount:
        return amount
    rate = ExchangeRate.objects.in_force("default", currency, legal_entity.currency_id, legal_entity.today())
    return round_to_step(amount * rate.rate / rate.factor, legal_entity.currency.precision)


def credit_terms(customer: Customer) -> CreditTerms:
    """Return what a customer account says about its credit."""
    return CreditTerms(
        limit=customer.credit_limit,
        mandatory=customer.mandatory_credit_limit,
        unlimited=customer.unlimited_credit,
        excluded=customer.exclude_from_credit_control,
        valid_to=customer.credit_limit_valid_to,
    )
