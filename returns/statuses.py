"""The lives of a return order and of its lines (sales.md §14.4, §14.11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

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


class QuarantineStatus(models.TextChoices):
    """How far the inspection of goods is."""

    STARTED = "started", _("Started")
    FINISHED = "finished", _("Reported as finished")
    ENDED = "ended", _("Ended")


class DispositionAction(models.TextChoices):
    """What is done with goods that come back (sales.md §14.3)."""

    CREDIT_ONLY = "credit_only", _("Credit only")
    CREDIT = "credit", _("Credit")
    REPLACE_AND_CREDIT = "replace_and_credit", _("Replace and credit")
    REPLACE_AND_SCRAP = "replace_and_scrap", _("Replace and scrap")
    RETURN_TO_CUSTOMER = "return_to_customer", _("Return to customer")
    SCRAP = "scrap", _("Scrap")


@dataclass(frozen=True)
class DispositionTraits:
    """What an action means: whether goods come back, stay in stock, are lost, are credited, and are replaced."""

    arrives: bool = True
    keeps_goods: bool = False
    loses_goods: bool = False
    credits: bool = True
    replaces: bool = False


DISPOSITION_TRAITS: dict[str, DispositionTraits] = {
    DispositionAction.CREDIT_ONLY: DispositionTraits(arrives=False, loses_goods=True),
    DispositionAction.CREDIT: DispositionTraits(keeps_goods=True),
    DispositionAction.REPLACE_AND_CREDIT: DispositionTraits(keeps_goods=True, replaces=True),
    DispositionAction.REPLACE_AND_SCRAP: DispositionTraits(loses_goods=True, replaces=True),
    DispositionAction.RETURN_TO_CUSTOMER: DispositionTraits(credits=False),
    DispositionAction.SCRAP: DispositionTraits(loses_goods=True),
}


def traits_of(code: Any) -> DispositionTraits:
    """Return what the action of a disposition code means; without a code goods stay in stock and are credited."""
    return DISPOSITION_TRAITS[code.action] if code is not None else DispositionTraits(keeps_goods=True)


CREATED = frozenset({ReturnStatus.CREATED})
AWAITING = frozenset({ReturnLineStatus.AWAITING})
REGISTERED = frozenset({ReturnLineStatus.REGISTERED})
UNRECEIVED = frozenset({ReturnLineStatus.AWAITING, ReturnLineStatus.REGISTERED, ReturnLineStatus.QUARANTINE})

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
        Transition("change", _("change"), AWAITING),
        Transition("remove", _("remove"), AWAITING),
        Transition("split", _("split"), AWAITING),
    ),
)

STARTED = frozenset({QuarantineStatus.STARTED})

quarantine_states = StateMachine(
    QuarantineStatus,
    (
        Transition("end", _("end"), STARTED, QuarantineStatus.ENDED),
        Transition("finish", _("report as finished"), STARTED, QuarantineStatus.FINISHED),
    ),
)
