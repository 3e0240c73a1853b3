"""Which orders' credits are booked as corrections unless somebody chooses otherwise: floors above keep the parameter (invoicing.md 6.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from foundation.organization.models import LegalEntity

_PROPOSALS: dict[str, Callable[[LegalEntity], bool]] = {}


def register_credit_correction(order_type: str, proposes: Callable[[LegalEntity], bool]) -> None:
    """Let a parameter decide how credits of an order type are booked."""
    _PROPOSALS[order_type] = proposes


def corrected_types(legal_entity: LegalEntity, order_types: Iterable[str]) -> frozenset[str]:
    """Return those of some order types whose credits are booked as corrections; nothing is read where no parameter says it."""
    return frozenset(kind for kind in set(order_types) & _PROPOSALS.keys() if _PROPOSALS[kind](legal_entity))


def proposed_correction(legal_entity: LegalEntity, order_types: Iterable[str]) -> bool | None:
    """Return what to propose for orders of some types that are credited together; None where their parameters differ."""
    kinds = set(order_types)
    corrected = corrected_types(legal_entity, kinds)
    return bool(corrected) if corrected in (kinds, frozenset()) else None
