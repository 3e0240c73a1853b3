"""The set-up of quotations: why they come to nothing."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import Search
from foundation.backoffice.set_up_pages import SetUpPages
from foundation.backoffice.views import RecordFormView
from sales.models import ReasonCode
from sales.quotations.forms import QuotationReasonForm
from sales.quotations.tables import QuotationReasonTable


class QuotationReasonEdit(RecordFormView):
    """Make or change a reason."""

    def form_options(self) -> dict[str, Any]:
        """Make new reasons of the kind that the list shows."""
        new = ReasonCode(legal_entity=self.entity, kind=ReasonCode.Kind.QUOTATION)
        return {"instance": new} | super().form_options()


REASONS = SetUpPages(
    app="quotations",
    see="sales.view_parameters",
    change="sales.change_parameters",
    search=Search(prefix=("code",)),
    part="reasons",
    one="reason",
    model=ReasonCode,
    title=_("Reasons of quotations"),
    record_title=_("Reason of quotations"),
    table=QuotationReasonTable,
    form=QuotationReasonForm,
    empty_text=_("Whoever marks a quotation as lost, or cancels it, chooses one of these reasons."),
    rows="for_quotations",
    form_page=QuotationReasonEdit,
)
