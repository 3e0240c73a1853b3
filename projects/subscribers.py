"""What projects do when sales posts: a packing slip of item requirements is their use, its correction takes use back."""

from __future__ import annotations

from foundation.events import subscribe
from projects.services.record_use import record_taken_back, record_use
from sales.events import PackingSlipsCorrected, PackingSlipsPosted


@subscribe(PackingSlipsPosted)
def use_delivered_items(event: PackingSlipsPosted) -> None:
    """Write what was delivered to the projects that it was for."""
    record_use(event.packing_slips, event.plan)


@subscribe(PackingSlipsCorrected)
def take_back_items(event: PackingSlipsCorrected) -> None:
    """Write to projects what did not leave after all."""
    record_taken_back(event.corrections)
