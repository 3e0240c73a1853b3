"""The terms that a sales agreement has for the header of a new order: applied when somebody says so (sales.md §9.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from foundation.organization.models import LegalEntity
from sales.agreed_terms import AgreedHeader, agreed_header
from sales.errors import ApplyAgreedTerms
from sales.services.enter_orders import OrderDraft
from sales.services.order_defaults import HeaderDefaults


def with_agreed_header(entity: LegalEntity, draft: OrderDraft, answer: bool | None) -> OrderDraft:
    """Return the draft of a new order as the answer to ORD-36 leaves it: with the terms of its agreement on the header, or as it is.

    Raises ORD-36 while nobody answered and the terms differ from those that the order would have, and the refusals of a header.
    """
    agreed = agreed_header(entity, draft.agreement_id) if draft.agreement_id is not None and answer is not False else None
    if agreed is None:
        return draft
    if answer is None:
        _ask(entity, draft, agreed)
        return draft
    return replace(draft, header={**draft.header, **agreed.header})


def header_with_agreed(entity: LegalEntity, header: Mapping[str, Any], agreement_id: int | None, answer: bool | None) -> dict[str, Any]:
    """Return a header as a preview shows it: with the terms of its agreement once somebody said that they apply."""
    agreed = agreed_header(entity, agreement_id) if agreement_id is not None and answer else None
    return {**header, **agreed.header} if agreed is not None else dict(header)


def _ask(entity: LegalEntity, draft: OrderDraft, agreed: AgreedHeader) -> None:
    """Raise ORD-36 where the order would have other terms."""
    defaults = HeaderDefaults.load(entity, {draft.customer_id})
    order = defaults.new_order(draft.customer_id, draft.order_type, draft.header, draft.invoice_account_id, None, from_room=draft.from_room)
    if any(getattr(order, name) != value for name, value in agreed.header.items()):
        raise ApplyAgreedTerms(a=agreed.name)
