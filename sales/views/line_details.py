"""Everything that one line of an order says, on a page of its own (sales.md §7.2, §9.4)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.views import EntityFormView
from sales.forms.line_details import VALUES, LineDetailsForm
from sales.models import SalesOrder, SalesOrderLine
from sales.services.change_lines import Answers, LineEdit, change_lines


class LineDetailsEdit(EntityFormView):
    """Change what a line says beyond the grid of its order."""

    permission_required = "sales.change_salesorder"
    model, rows, title = SalesOrderLine, "for_display", _("Line details")
    form_class = LineDetailsForm

    @cached_property
    def pk(self) -> int:  # type: ignore[override]
        """Return the key of the line that the address names by its order and its number; raises 404 for none."""
        known = SalesOrderLine.of(self.entity).numbers_of(self.kwargs["pk"])
        if self.kwargs["line"] not in known:
            raise Http404
        return known[self.kwargs["line"]]

    def get_locked_record(self) -> Any:
        """Hold the order first, as everything that changes lines does."""
        SalesOrder.of(self.entity).filter(pk=self.kwargs["pk"]).locked().values_list("pk").first()
        return super().get_locked_record()

    def form_options(self) -> dict[str, Any]:
        """Return what the form is made with: the customer whose addresses are offered."""
        return super().form_options() | {"buyer": self.object.order.customer}

    def get_initial(self) -> dict[str, Any]:
        """Start with the line as it is."""
        return {name: getattr(self.object, name) for name in VALUES}

    def perform(self, form: Any) -> Any:
        """Change the line."""
        answers = Answers(
            form.cleaned_data["overwrite_prices"] or None,
            discount_limit=self.request.access.manual_discount_limit,
            end_terms=form.terms_answer,
            credit=form.credit,
        )
        work = change_lines(self.entity, self.kwargs["pk"], [LineEdit(self.pk, form.edited)], self.request.user, answers)
        for notice in work.notices:
            messages.warning(self.request, str(notice))
        return self.object

    def success_url(self, saved: Any) -> str:
        """Lead back to the order."""
        return self.url("sales:order", pk=self.kwargs["pk"])
