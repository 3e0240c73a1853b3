"""Dialogs that end many returns together: cancelled, or deleted (sales.md §14.11)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import PostingForm
from foundation.backoffice.views import ListPage, StateDialogView
from returns.forms.returns import CancelReturnsForm
from returns.models import ReturnOrder
from returns.services.cancel_returns import cancel_returns
from returns.services.delete_returns import delete_returns
from returns.statuses import return_states
from returns.views.lists import CANCEL, ReturnOrderList


class ReturnsDialog(StateDialogView):
    """A step with a selection of returns."""

    permission_required = CANCEL
    model, rows, states = ReturnOrder, "for_list", return_states
    list_class: ClassVar[type[ListPage]] = ReturnOrderList
    list_page, document_page = "returns:returns", "returns:return"

    def party_of(self, document: Any) -> str:
        """Return whose goods come back."""
        return str(document.order.customer.name)


class CancelReturnsDialog(ReturnsDialog):
    """Cancel returns of which nothing arrived."""

    title, verb, action = _("Cancel return orders"), _("Cancel return orders"), "cancel"
    form_class: ClassVar[type[PostingForm]] = CancelReturnsForm
    posted_text, not_posted_text = _("Cancelled"), _("Left as they are")

    def change(self, keys: list[int], parameters: dict[str, Any]) -> Any:
        """Cancel the returns."""
        return cancel_returns(self.entity, keys, self.request.user, reason=parameters["reason"])


class DeleteReturnsDialog(ReturnsDialog):
    """Delete returns of which nothing arrived; the audit trail keeps what they said."""

    title, verb, action = _("Delete return orders"), _("Delete return orders"), "delete"
    posted_text, not_posted_text = _("Deleted"), _("Left as they are")
    keeps_page = False

    def change(self, keys: list[int], parameters: dict[str, Any]) -> Any:
        """Delete the returns with their sales orders."""
        return delete_returns(self.entity, keys, self.request.user)
