"""Dialogs that take many documents into another status together: what can go is shown, what cannot with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from foundation.backoffice.posting import Outcome, Preview, PreviewDocument, Refused, ResultLink
from foundation.backoffice.views.posting_view import PostingDialogView
from foundation.errors import BusinessRuleError
from foundation.statemachine import StateMachine


@dataclass(frozen=True)
class StatePlan:
    """The documents that can go, and why others stay, by their keys."""

    going: Sequence[Any]
    refusals: Mapping[int, BusinessRuleError]


class StateDialogView(PostingDialogView):
    """Does ``action`` of ``states`` to a selection; subclasses write ``change``, which calls a service that takes a set."""

    states: ClassVar[StateMachine]
    action: ClassVar[str]
    keeps_page: ClassVar[bool] = True

    def change(self, keys: list[int], parameters: dict[str, Any]) -> Any:
        """Call the service with the documents that can go."""
        raise NotImplementedError

    def party_of(self, document: Any) -> str:
        """Return whose document it is, where that is told beside its number."""
        return ""

    def detail_of(self, document: Any) -> str:
        """Return what the preview says of a document beside its number: whose it is, and the status that it leaves."""
        return " · ".join(filter(None, (self.party_of(document), str(document.get_status_display()))))

    def make_plan(self, documents: list[Any], parameters: dict[str, Any]) -> StatePlan:
        """Tell the documents that can go from the others."""
        refusals = {document.pk: error for document in documents if (error := self.objection_to(document)) is not None}
        return StatePlan([document for document in documents if document.pk not in refusals], refusals)

    def objection_to(self, document: Any) -> BusinessRuleError | None:
        """Return why a document stays, None where it can go."""
        try:
            self.states.check(self.action, document)
        except BusinessRuleError as refusal:
            return refusal
        return None

    def describe(self, plan: StatePlan) -> Preview:
        """Show the documents."""
        going = [PreviewDocument(str(document), self.detail_of(document), self.page_of(document.pk)) for document in plan.going]
        return Preview(going, self.refused(plan))

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Change the documents that can go."""
        plan = self.make_plan(documents, parameters)
        if plan.going:
            self.change([document.pk for document in plan.going], parameters)
        links = [
            ResultLink(str(document), self.page_of(document.pk) if self.keeps_page else "", detail=self.party_of(document))
            for document in plan.going
        ]
        return Outcome(links, self.refused(plan))

    def refused(self, plan: StatePlan) -> list[Refused]:
        """Return what stays, each with its reason."""
        documents = {document.pk: document for document in self.documents}
        return [Refused(str(documents[key]), self.page_of(key), error.as_refusal()) for key, error in plan.refusals.items()]

    def page_of(self, key: int) -> str:
        """Return the page of a document."""
        return self.url(self.document_page, pk=key)
