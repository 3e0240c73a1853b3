"""Everything that one line of a quotation says, on a page of its own (sales.md §5.1, §7.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from foundation.backoffice.views import EntityFormView
from foundation.errors import BusinessRuleError
from sales.quotations.forms import LINE_VALUES, QuotationLineDetailsForm
from sales.quotations.models import Quotation, QuotationLine
from sales.quotations.services.enter_quotations import tell_quoted
from sales.quotations.services.revise_quotation import revise_quotation
from sales.services.change_lines import LineEdit
from sales.services.revise_order import OrderRevision
from sales.views.line_details import LineDetailsEdit


class QuotationLineDetails(LineDetailsEdit):
    """Change what a line says beyond the grid of its quotation."""

    permission_required = "quotations.change_quotation"
    model, rows = QuotationLine, "for_details"  # type: ignore[assignment]
    form_class = QuotationLineDetailsForm  # type: ignore[assignment]
    values = LINE_VALUES
    document_page = "quotations:quotation"

    def numbers(self) -> Mapping[int, int]:
        """Return the keys of the lines by their number."""
        numbers: dict[int, int] = QuotationLine.of(self.entity).numbers_of(self.kwargs["pk"])
        return numbers

    def documents(self) -> Any:
        """Return the quotations of the legal entity."""
        return Quotation.of(self.entity)

    def form_options(self) -> dict[str, Any]:
        """Return what the form is made with: the quotation decides what is asked and which addresses are offered."""
        return EntityFormView.form_options(self) | {"quotation": self.object.quotation}

    def change(self, edit: LineEdit, form: Any) -> Sequence[BusinessRuleError]:
        """Change the line of the quotation, and look for suggestions."""
        again, user, key = bool(form.cleaned_data.get("start_revision")), self.request.user, self.kwargs["pk"]
        notices = revise_quotation(self.entity, key, OrderRevision(edits=[edit]), user, self.answers(form), start_revision=again)
        tell_quoted(self.entity, key, user)
        return notices
