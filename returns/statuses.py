"""The lives of a return order and of its lines (sales.md §14.4, §14.11)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.statemachine import StateMachine, Transition
from returns.errors import NotCreated, ReturnNotDeletable


class ReturnStatus(models.TextChoices):
    """How far a return order is, derived from its lines; Cancelled is set by hand."""

    CREATED = "created", _("Created")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class ReturnLineStatus(models.TextChoices):
    """How far one line of a return order is."""

    AWAITING = "awaiting", _("Expected")
    REGISTERED = "registered", _("Registered")
    QUARANTINE = "quarantine", _("Quarantine")
    RECEIVED = "received", _("Received")
    INVOICED = "invoiced", _("Invoiced")
    CANCELLED = "cancelled", _("Cancelled")


CREATED = frozenset({ReturnStatus.CREATED})
AWAITING = frozenset({ReturnLineStatus.AWAITING})
REGISTERED = frozenset({ReturnLineStatus.REGISTERED})

return_states = StateMachine(
    ReturnStatus,
    (
        Transition("change", _("change"), CREATED | {ReturnStatus.OPEN}),
        Transition("cancel", _("cancel"), CREATED, ReturnStatus.CANCELLED, refusal=NotCreated),
        Transition("delete", _("delete"), CREATED | {ReturnStatus.CANCELLED}, refusal=ReturnNotDeletable),
    ),
)

return_line_states = StateMachine(
    ReturnLineStatus,
    (
        Transition("register", _("register the arrival of"), AWAITING, ReturnLineStatus.REGISTERED),
        Transition("reverse", _("reverse the registration of"), REGISTERED, ReturnLineStatus.AWAITING),
        Transition("cancel", _("cancel"), AWAITING, ReturnLineStatus.CANCELLED),
    ),
)
