"""The life of a purchase order: derived from the quantities of its lines, and which action may start from where (sales.md §12.4)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.statemachine import StateMachine, Transition
from purchasing.errors import PurchaseOrderClosed


class PurchaseStatus(models.TextChoices):
    """Status of a purchase order or line, derived from its quantities by ``purchasing.services.purchase_quantities`` only."""

    OPEN = "open", _("Open order")
    RECEIVED = "received", _("Received")
    CANCELLED = "cancelled", _("Cancelled")


OPEN = frozenset({PurchaseStatus.OPEN})

purchase_order_states = StateMachine(
    PurchaseStatus,
    (
        Transition("confirm_dates", _("confirm the dates of"), OPEN, refusal=PurchaseOrderClosed),
        Transition("receive", _("post a receipt for"), OPEN, refusal=PurchaseOrderClosed),
        Transition("cancel_remainder", _("cancel the remainder of"), OPEN, refusal=PurchaseOrderClosed),
    ),
)
