"""Dialogs that settle many quotations together: lost, withdrawn, or standing longer (sales.md §5.2, §20: L18)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import PostingForm
from foundation.backoffice.views import ListPage, StateDialogView
from sales.quotations.forms import ExtendQuotationsForm, LostQuotationsForm, ReasonsForm
from sales.quotations.models import Quotation, QuotationParameters
from sales.quotations.services.settle_quotations import cancel_quotations, extend_quotations, lose_quotations
from sales.quotations.statuses import quotation_states
from sales.quotations.views.quotation_list import QuotationList


class QuotationsDialog(StateDialogView):
    """A step with a selection of quotations."""

    model, rows, states = Quotation, "for_display", quotation_states
    list_class: ClassVar[type[ListPage]] = QuotationList
    list_page, document_page = "quotations:quotations", "quotations:quotation"

    def party_of(self, document: Any) -> str:
        """Return whose quotation it is."""
        return str(document.account_name)


class LoseQuotationsDialog(QuotationsDialog):
    """Say of quotations that somebody else won."""

    permission_required = "quotations.settle_quotation"
    title, verb, action = _("Mark as lost"), _("Mark as lost"), "lose"
    form_class: ClassVar[type[PostingForm]] = LostQuotationsForm
    posted_text, not_posted_text = _("Lost"), _("Left as they are")

    def change(self, keys: list[int], parameters: dict[str, Any]) -> Any:
        """Mark the quotations."""
        return lose_quotations(self.entity, keys, self.request.user, reason=parameters["reason"], competitor=parameters["competitor"])


class CancelQuotationsDialog(QuotationsDialog):
    """Withdraw what was offered."""

    permission_required = "quotations.settle_quotation"
    title, verb, action = _("Cancel quotation"), _("Cancel quotation"), "cancel"
    form_class: ClassVar[type[PostingForm]] = ReasonsForm
    posted_text, not_posted_text = _("Cancelled"), _("Left as they are")

    def change(self, keys: list[int], parameters: dict[str, Any]) -> Any:
        """Cancel the quotations."""
        return cancel_quotations(self.entity, keys, self.request.user, reason=parameters["reason"])


class ExtendQuotationsDialog(QuotationsDialog):
    """Let offers stand longer, without a new revision."""

    permission_required = "quotations.extend_quotation"
    title, verb, action = _("Extend quotation"), _("Extend"), "extend"
    form_class: ClassVar[type[PostingForm]] = ExtendQuotationsForm
    posted_text, not_posted_text = _("Extended"), _("Left as they are")

    def get_initial(self, _documents: list[Any]) -> dict[str, Any]:
        """Propose as many days from today as a new quotation gets."""
        days = QuotationParameters.of(self.entity).expiry_days
        return {"expiry_date": self.entity.today() + timedelta(days=days)}

    def change(self, keys: list[int], parameters: dict[str, Any]) -> Any:
        """Extend the quotations."""
        return extend_quotations(self.entity, keys, self.request.user, expiry_date=parameters["expiry_date"])
