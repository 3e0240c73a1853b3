"""Everything that one line of an order says, on a page of its own (sales.md §7.2, §9.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.views import EntityFormView
from foundation.errors import BusinessRuleError
from sales.forms.line_details import VALUES, LineDetailsForm
from sales.models import SalesOrder, SalesOrderLine
from sales.services.change_lines import Answers, LineEdit, change_lines


class LineDetailsEdit(EntityFormView):
    """Change what a line says beyond the grid of its order."""

    permission_required = "sales.change_salesorder"
    model, rows, title = SalesOrderLine, "for_display", _("Line details")
    form_class = LineDetailsForm
    values: ClassVar[tuple[str, ...]] = VALUES
    document_page: ClassVar[str] = "sales:order"

    @cached_property
    def pk(self) -> int:  # type: ignore[override]
        """Return the key of the line that the address names by its order and its number; raises 404 for none."""
        known = self.numbers()
        if self.kwargs["line"] not in known:
            raise Http404
        return known[self.kwargs["line"]]

    def numbers(self) -> Mapping[int, int]:
        """Return the keys of the lines by their number."""
        numbers: dict[int, int] = SalesOrderLine.of(self.entity).numbers_of(self.kwargs["pk"])
        return numbers

    def get_locked_record(self) -> Any:
        """Hold the document first, as everything that changes lines does."""
        self.documents().filter(pk=self.kwargs["pk"]).locked().values_list("pk").first()
        return super().get_locked_record()

    def documents(self) -> Any:
        """Return the documents that such lines stand on."""
        return SalesOrder.of(self.entity)

    def form_options(self) -> dict[str, Any]:
        """Return what the form is made with: the customer whose addresses are offered."""
        return super().form_options() | {"buyer": self.object.order.customer}

    def get_initial(self) -> dict[str, Any]:
        """Start with the line as it is."""
        return {name: getattr(self.object, name) for name in self.values}

    def perform(self, form: Any) -> Any:
        """Change the line, and tell what is worth knowing."""
        for notice in self.change(LineEdit(self.pk, form.edited), form):
            messages.warning(self.request, str(notice))
        return self.object

    def change(self, edit: LineEdit, form: Any) -> Sequence[BusinessRuleError]:
        """Call the service, and return its notices."""
        return change_lines(self.entity, self.kwargs["pk"], [edit], self.request.user, self.answers(form)).notices

    def answers(self, form: Any) -> Answers:
        """Return the answers to what changing a line may ask."""
        limit = self.request.access.manual_discount_limit
        return Answers(form.cleaned_data["overwrite_prices"] or None, discount_limit=limit, end_terms=form.terms_answer, credit=form.credit)

    def success_url(self, saved: Any) -> str:
        """Lead back to the document."""
        return self.url(self.document_page, pk=self.kwargs["pk"])
