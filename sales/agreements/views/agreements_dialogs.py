"""Dialogs that take many agreements a step further together: effective, on hold, closed (sales.md §15.2, §20: L22)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import PostingForm
from foundation.backoffice.views import ListPage, StateDialogView
from foundation.backoffice.views.state_dialog import StatePlan
from sales.agreements.forms.agreements import CloseAgreementsForm
from sales.agreements.models import SalesAgreement
from sales.agreements.services.change_status import objections, take_step
from sales.agreements.statuses import sales_agreement_states
from sales.agreements.views.agreement_list import CHANGE, AgreementList


class AgreementsDialog(StateDialogView):
    """A step with a selection of agreements."""

    permission_required = CHANGE
    model, rows, states = SalesAgreement, "for_display", sales_agreement_states
    list_class: ClassVar[type[ListPage]] = AgreementList
    list_page, document_page = "agreements:agreements", "agreements:agreement"
    not_posted_text = _("Left as they are")

    def make_plan(self, documents: list[Any], parameters: dict[str, Any]) -> StatePlan:
        """Tell the agreements that can go from the others."""
        refusals = objections(self.entity, documents, self.action, **parameters)
        return StatePlan([document for document in documents if document.pk not in refusals], refusals)

    def change(self, keys: list[int], parameters: dict[str, Any]) -> Any:
        """Take the step."""
        return take_step(self.entity, keys, self.action, self.request.user, **parameters)

    def detail_of(self, document: Any) -> str:
        """Return whose agreement it is, and its status."""
        return f"{document.customer.name} · {document.get_status_display()}"


class MakeEffectiveDialog(AgreementsDialog):
    """Let agreements be ordered from."""

    title, verb, action = _("Make effective"), _("Make effective"), "make_effective"
    posted_text = _("Effective")


class HoldDialog(AgreementsDialog):
    """Let nothing more be ordered from agreements; what is linked stays linked."""

    title, verb, action = _("Put on hold"), _("Put on hold"), "place_on_hold"
    posted_text = _("On hold")


class CloseDialog(AgreementsDialog):
    """End agreements, with what was not ordered where that is given up."""

    title, verb, action = _("Close agreements"), _("Close"), "close"
    form_class: ClassVar[type[PostingForm]] = CloseAgreementsForm
    posted_text = _("Closed")
