"""Forms of delivery schedules on quotations: as on orders, with the question for a new revision of one that was sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sales.forms.schedule import RemoveScheduleForm, ScheduleForm
from sales.quotations.models import Quotation
from sales.quotations.statuses import QuotationStatus


class QuotationScheduleForm(ScheduleForm):
    """What is done with charges and quantity of the line, and with a quotation that was sent."""

    start_revision = forms.BooleanField(label=_("Start a new revision"), required=False)


class RemoveQuotationScheduleForm(RemoveScheduleForm):
    """Which line is offered in one delivery again."""

    start_revision = forms.BooleanField(label=_("Start a new revision"), required=False)

    def __init__(self, *args: Any, quotation: Quotation, **options: Any) -> None:
        super().__init__(*args, **options)
        if quotation.status != QuotationStatus.SENT:
            del self.fields["start_revision"]
