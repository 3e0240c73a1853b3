"""The life of a customer account (customers.md §2.3)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from customers.models import CustomerStatus
from foundation.statemachine import StateMachine, Transition

customer_states = StateMachine(
    CustomerStatus,
    (
        Transition("deactivate", _("close"), frozenset({CustomerStatus.ACTIVE}), CustomerStatus.INACTIVE),
        Transition("activate", _("open"), frozenset({CustomerStatus.INACTIVE}), CustomerStatus.ACTIVE),
    ),
)
