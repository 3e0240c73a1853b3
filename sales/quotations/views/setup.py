"""The set-up of quotations: why they come to nothing, and when they are expected to be ordered."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import Search
from foundation.backoffice.set_up_pages import SetUpPages
from foundation.backoffice.views import RecordFormView
from sales.quotations.forms import PrognosisCodeForm, QuotationReasonForm
from sales.quotations.models import PrognosisCode, QuotationReason
from sales.quotations.services.rate_quotations import save_prognosis_code
from sales.quotations.tables import PrognosisCodeTable, QuotationReasonTable


class PrognosisCodeEdit(RecordFormView):
    """Make or change a prognosis code."""

    def perform(self, form: Any) -> Any:
        """Save the code when its days are free."""
        return save_prognosis_code(self.entity, form.instance)


PROGNOSES = SetUpPages(
    app="quotations",
    see="sales.view_parameters",
    change="sales.change_parameters",
    part="prognosis-codes",
    one="prognosis-code",
    model=PrognosisCode,
    title=_("Prognosis codes"),
    record_title=_("Prognosis code"),
    table=PrognosisCodeTable,
    form=PrognosisCodeForm,
    empty_text=_("A prognosis code says in how many days from its creation a quotation is expected to be ordered."),
    form_page=PrognosisCodeEdit,
)


REASONS = SetUpPages(
    app="quotations",
    see="sales.view_parameters",
    change="sales.change_parameters",
    search=Search(prefix=("code",)),
    part="reasons",
    one="reason",
    model=QuotationReason,
    title=_("Reasons of quotations"),
    record_title=_("Reason of quotations"),
    table=QuotationReasonTable,
    form=QuotationReasonForm,
    empty_text=_("Whoever marks a quotation as lost, or cancels it, chooses one of these reasons."),
)
