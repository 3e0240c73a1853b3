"""The life of a customer account (customers.md §2.3), and of a prospect (sales.md §5.2)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from customers.models import CustomerStatus, ProspectStatus
from foundation.statemachine import StateMachine, Transition

customer_states = StateMachine(
    CustomerStatus,
    (
        Transition("deactivate", _("close"), frozenset({CustomerStatus.ACTIVE}), CustomerStatus.INACTIVE),
        Transition("activate", _("open"), frozenset({CustomerStatus.INACTIVE}), CustomerStatus.ACTIVE),
    ),
)

prospect_states = StateMachine(
    ProspectStatus,
    (
        Transition("change", _("change"), frozenset({ProspectStatus.OPEN})),
        Transition("convert", _("convert"), frozenset({ProspectStatus.OPEN}), ProspectStatus.CONVERTED),
    ),
)
