"""The life of a picking list (sales.md §11.3)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.statemachine import StateMachine, Transition
from sales.picking.errors import PickingListClosed


class PickingStatus(models.TextChoices):
    """Whether something of the list is still to be picked."""

    ACTIVATED = "activated", _("Activated")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")


class PickingRoute(models.TextChoices):
    """What posting a picking list does: everything is picked at once, or somebody registers what was picked."""

    COMPLETED = "completed", _("Completed: everything is picked at once")
    ACTIVATED = "activated", _("Activated: register what was picked")


ACTIVE = frozenset({PickingStatus.ACTIVATED})
STANDING = frozenset({PickingStatus.ACTIVATED, PickingStatus.COMPLETED})

picking_list_states = StateMachine(
    PickingStatus,
    (
        Transition("register", _("register what was picked of"), ACTIVE, refusal=PickingListClosed),
        Transition("unpick", _("unpick"), STANDING, refusal=PickingListClosed),
        Transition("cancel", _("cancel"), STANDING, PickingStatus.CANCELLED, refusal=PickingListClosed),
    ),
)
