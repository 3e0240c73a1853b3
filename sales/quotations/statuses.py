"""The life of a quotation, and which action may start from which status (sales.md §5.2)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.statemachine import StateMachine, Transition


class QuotationStatus(models.TextChoices):
    """How far a quotation is; that it expired is seen from its date and not stored."""

    CREATED = "created", _("Created")
    SENT = "sent", _("Sent")
    CONFIRMED = "confirmed", _("Confirmed")
    LOST = "lost", _("Lost")
    CANCELLED = "cancelled", _("Cancelled")


LIVE = frozenset({QuotationStatus.CREATED, QuotationStatus.SENT})
STATUS_TONES = {"created": "blue", "sent": "amber", "confirmed": "green", "lost": "red", "cancelled": "grey"}

SENT = frozenset({QuotationStatus.SENT})
FAILED = frozenset({QuotationStatus.LOST, QuotationStatus.CANCELLED})

quotation_states = StateMachine(
    QuotationStatus,
    (
        Transition("change", _("change"), LIVE),
        Transition("send", _("send"), frozenset({QuotationStatus.CREATED}), QuotationStatus.SENT),
        Transition("confirm", _("confirm"), LIVE, QuotationStatus.CONFIRMED),
        Transition("extend", _("extend"), LIVE),
        Transition("lose", _("mark as lost"), SENT, QuotationStatus.LOST),
        Transition("cancel", _("cancel"), SENT, QuotationStatus.CANCELLED),
        Transition("reopen", _("reopen"), FAILED, QuotationStatus.CREATED),
        Transition("delete", _("delete"), frozenset({QuotationStatus.CREATED}) | FAILED),
    ),
)
