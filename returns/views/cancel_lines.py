"""Cancelling lines of a return that never come, while the others go on (sales.md §14.4)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.views import DocumentActionView
from returns.forms.cancel_lines import CancelLinesForm
from returns.models import ReturnLine, ReturnOrder
from returns.services.cancel_return_lines import cancel_return_lines


class CancelLinesAction(DocumentActionView):
    """Cancel expected lines of a return."""

    permission_required = "returns.cancel_returnorder"
    model = ReturnOrder
    title, verb = _("Cancel lines"), _("Cancel lines")
    form_class = CancelLinesForm
    document_page = "returns:return"
    success_message = _("Lines of return order %(document)s are cancelled.")

    def make_form(self, data: Any = None) -> CancelLinesForm:
        """Offer what is still expected; what arrived since the page was shown is refused by its status."""
        lines = ReturnLine.of(self.entity).of_return(self.object.pk)
        offered = lines.awaiting() if data is None else lines
        return CancelLinesForm(data, entity=self.entity, access=self.request.access, offered=list(offered))

    def perform(self, document: Any, form: Any) -> Any:
        """Cancel them."""
        data = form.cleaned_data
        return cancel_return_lines(self.entity, data["lines"], self.request.user, reason=data["reason"])
