"""One table per document: which action may start from which status. Rule, button, API and page read the same table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError, Text


class HasStatus(Protocol):
    """A document with a stored status."""

    status: Any


class ActionNotAllowed(BusinessRuleError):
    """The document's status does not allow the action."""

    code = "GEN-06"
    message = _("To %(action)s %(document)s, its status must be %(allowed)s; it is %(status)s.")


@dataclass(frozen=True)
class Transition:
    """One action: its name, its wording, the statuses it starts from and, where it sets one, the status it leads to."""

    action: str
    wording: Text
    sources: frozenset[str]
    target: str = ""
    refusal: type[BusinessRuleError] = ActionNotAllowed


@dataclass(frozen=True)
class StateMachine:
    """The life of one kind of document as a table of transitions."""

    statuses: type[TextChoices]
    transitions: tuple[Transition, ...] = field(default_factory=tuple)

    def transition(self, action: str) -> Transition:
        """Return the transition of an action; KeyError when the table has none of that name."""
        for known in self.transitions:
            if known.action == action:
                return known
        raise KeyError(action)

    def allows(self, action: str, document: HasStatus) -> bool:
        """Tell whether the action may start from the document's status."""
        return document.status in self.transition(action).sources

    def check(self, action: str, document: HasStatus) -> None:
        """Raise the transition's refusal when the action may not start from the document's status."""
        found = self.transition(action)
        if document.status in found.sources:
            return
        raise found.refusal(
            action=found.wording,
            document=document,
            order=document,
            o=document,
            status=self.statuses(document.status).label,
            allowed=" / ".join(str(self.statuses(source).label) for source in sorted(found.sources)),
        )

    def reason(self, action: str, document: HasStatus) -> str:
        """Return why the action may not start from the document's status; blank when it may."""
        try:
            self.check(action, document)
        except BusinessRuleError as refusal:
            return str(refusal)
        return ""

    def check_all(self, action: str, documents: Iterable[HasStatus]) -> None:
        """Raise for the first document that the action may not start from."""
        for document in documents:
            self.check(action, document)

    def allowed_actions(self, document: HasStatus) -> list[str]:
        """Return the names of the actions that may start from the document's status, in table order."""
        return [known.action for known in self.transitions if document.status in known.sources]
