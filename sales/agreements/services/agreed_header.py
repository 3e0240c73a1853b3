"""What a sales agreement says of the header of an order (sales.md §15.1, §15.5)."""

from __future__ import annotations

from sales.agreements.models import SalesAgreement
from sales.delivery_places import WHEREABOUTS

_TERMS = ("currency", "payment_terms", "cash_discount", "delivery_terms", "delivery_mode")


def header_of(agreement: SalesAgreement) -> dict[str, object]:
    """Return the terms of an agreement by field of the order; what it leaves open comes from the customer."""
    header: dict[str, object] = {f"{name}_id": getattr(agreement, f"{name}_id") for name in _TERMS if getattr(agreement, f"{name}_id")}
    if agreement.delivery_name:
        header["delivery_name"] = agreement.delivery_name
    if any(getattr(agreement, name) for name in WHEREABOUTS):
        header |= {name: getattr(agreement, name) for name in WHEREABOUTS}
    return header
