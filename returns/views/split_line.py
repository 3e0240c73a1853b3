"""Splitting an expected line of a return (sales.md §14.5)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.views import DocumentActionView
from returns.forms.split_line import SplitLineForm
from returns.models import ReturnLine, ReturnOrder
from returns.services.split_return_line import split_return_line


class SplitLineAction(DocumentActionView):
    """Put a part of an expected line on a line of its own."""

    permission_required = "returns.change_returnorder"
    model = ReturnOrder
    title, verb = _("Split line"), _("Split")
    form_class = SplitLineForm
    document_page = "returns:return"
    success_message = _("The line of return order %(document)s is split.")

    def make_form(self, data: Any = None) -> SplitLineForm:
        """Offer what is still expected; what arrived since the page was shown is refused by its status."""
        lines = ReturnLine.of(self.entity).of_return(self.object.pk)
        offered = lines.awaiting() if data is None else lines
        return SplitLineForm(data, entity=self.entity, access=self.request.access, offered=list(offered))

    def perform(self, document: Any, form: Any) -> Any:
        """Split it."""
        data = form.cleaned_data
        return split_return_line(self.entity, data["line"], data["quantity"], self.request.user)
