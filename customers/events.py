"""What customers tells the apps above it, synchronously and inside the transaction of what happened."""

from __future__ import annotations

from dataclasses import dataclass

from customers.models import Prospect
from foundation.events import Event
from foundation.organization.models import User


@dataclass(frozen=True)
class ProspectConverted(Event):
    """A prospect is a customer now; documents that wait for that may follow."""

    prospect: Prospect
    user: User | None
