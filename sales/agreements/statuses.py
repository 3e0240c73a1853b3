"""The life of a sales agreement, and which action may start from which status (sales.md §15.2)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.statemachine import StateMachine, Transition
from sales.agreements.errors import AgreementNotEffective


class AgreementStatus(models.TextChoices):
    """Whether an agreement may be ordered from; that it expired is seen from its date and not stored."""

    ON_HOLD = "on_hold", _("On hold")
    EFFECTIVE = "effective", _("Effective")
    CLOSED = "closed", _("Closed")


LIVE = frozenset({AgreementStatus.ON_HOLD, AgreementStatus.EFFECTIVE})
STATUS_TONES = {"on_hold": "amber", "effective": "green", "closed": "grey"}

sales_agreement_states = StateMachine(
    AgreementStatus,
    (
        Transition("change", _("change"), LIVE),
        Transition("confirm", _("confirm"), LIVE),
        Transition("make_effective", _("make effective"), frozenset({AgreementStatus.ON_HOLD}), target=AgreementStatus.EFFECTIVE),
        Transition("place_on_hold", _("put on hold"), frozenset({AgreementStatus.EFFECTIVE}), target=AgreementStatus.ON_HOLD),
        Transition("close", _("close"), LIVE, target=AgreementStatus.CLOSED),
        Transition("reopen", _("reopen"), frozenset({AgreementStatus.CLOSED}), target=AgreementStatus.EFFECTIVE),
        Transition("order", _("order from"), frozenset({AgreementStatus.EFFECTIVE}), refusal=AgreementNotEffective),
    ),
)
