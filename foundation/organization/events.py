"""What happens in the organization room that others may object to."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.events import Event
from foundation.organization.models import FiscalPeriod


@dataclass(frozen=True)
class PeriodClosing(Event):
    """A period is about to be closed permanently; a handler raises what stands in the way."""

    period: FiscalPeriod
