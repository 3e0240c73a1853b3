"""What happens in the organization room that others may object to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.events import Event
from foundation.organization.models import FiscalPeriod, LegalEntity, User


@dataclass(frozen=True)
class AuditTrailFoundBroken(Event):
    """The nightly proof found that the audit trail is not what was sealed, over all legal entities (REL-16); one text per finding."""

    findings: Sequence[str]


@dataclass(frozen=True)
class PeriodClosing(Event):
    """A period is about to be closed permanently; a handler raises what stands in the way."""

    period: FiscalPeriod


@dataclass(frozen=True)
class AccountChanged(Event):
    """Somebody's account or roles were changed by a user: closed or opened again, given a password or roles (as codes)."""

    person: User
    legal_entity: LegalEntity
    user: User | None
    closed: bool = False
    opened: bool = False
    password_set: bool = False
    roles: str = ""
