"""What quotations tell the rooms and floors above."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.events import Event
from foundation.organization.models import LegalEntity, User


@dataclass(frozen=True)
class QuotationLinesEntered(Event):
    """A person saved a quotation with its lines, or a request asked to be treated so; copies and other requests say nothing."""

    legal_entity: LegalEntity
    quotation_id: int
    user: User
