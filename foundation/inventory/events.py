"""What the inventory room asks the rooms and floors above, which it does not know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from foundation.events import Event
from foundation.inventory.models import Item
from foundation.organization.models import LegalEntity


@dataclass(frozen=True)
class ItemsBecomingOthers(Event):
    """Items are about to come in variants, or to be other variants. Say by key in ``named`` which document has one on a line.

    ``only_open``: lines of which nothing is expected any more do not matter.
    """

    legal_entity: LegalEntity
    items: Sequence[Item]
    only_open: bool
    named: dict[int, str] = field(default_factory=dict)
