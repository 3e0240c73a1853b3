"""Payment schedules: list, and a form with the specified parts as lines."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.documents import Total
from foundation.backoffice.formats import format_percent
from foundation.backoffice.forms import EntityModelForm, EntryDecimalField, LineForm
from foundation.backoffice.lines import Calculation, RowResult
from foundation.backoffice.lists import LinkColumn, ListTable, NumberColumn, Search, TextColumn
from foundation.backoffice.views import LinesFormView, ListPage
from foundation.ledger.models import PaymentSchedule
from foundation.ledger.services.save_payment_schedule import save_payment_schedule

LEAST_PERCENT = Decimal("0.0001")


class PaymentScheduleTable(ListTable):
    """How invoices are split."""

    code = LinkColumn(_("Code"), page="ledger:payment-schedule-edit")
    name = TextColumn(_("Name"))
    allocation = TextColumn(_("Allocation"))
    number = NumberColumn(_("Instalments"))
    every = NumberColumn(_("Every"))
    interval = TextColumn(_("Interval"))


class PaymentScheduleForm(EntityModelForm):
    """How an invoice is split into instalments."""

    class Meta:
        model = PaymentSchedule
        fields = ["code", "name", "allocation", "number", "amount", "every", "interval"]

    sections = [
        (_("General"), ["code", "name"]),
        (_("Instalments"), ["allocation", "number", "amount", "every", "interval"]),
    ]


class SpecifiedPartForm(LineForm):
    """One specified part."""

    percent = EntryDecimalField(
        label=_("Percentage"),
        max_digits=7,
        decimal_places=4,
        validators=[MinValueValidator(LEAST_PERCENT), MaxValueValidator(Decimal(100))],
    )
    outputs = {"cumulative": _("Cumulative")}


class PaymentScheduleList(ListPage):
    """All payment schedules."""

    permission_required = "ledger.view_setup"
    export_permission = "ledger.view_setup"
    title = _("Payment schedules")
    model = PaymentSchedule
    table_class = PaymentScheduleTable
    search = Search(prefix=("code",), contains=("name",))
    order_by = "code"
    create_page, create_permission = "ledger:payment-schedule-new", "ledger.change_setup"
    empty_text = _("Payment schedules split an invoice into instalments.")


class PaymentScheduleEdit(LinesFormView):
    """Make or change a payment schedule."""

    permission_required = "ledger.view_setup"
    permission_to_change = "ledger.change_setup"
    model, form_class, title = PaymentSchedule, PaymentScheduleForm, _("Payment schedule")
    line_form_class = SpecifiedPartForm
    lines_title = _("Specified parts")
    success_page = cancel_page = "ledger:payment-schedules"

    def initial_lines(self, schedule: PaymentSchedule) -> Sequence[dict[str, Any]]:
        """Return the parts."""
        return [{"pk": line.pk, "percent": line.percent} for line in schedule.lines.all()]

    def calculate(self, _form: Any, lines: Sequence[dict[str, Any] | None]) -> Calculation:
        """Add the parts up."""
        total, rows = Decimal(0), []
        for line in lines:
            total += line["percent"] if line else 0
            rows.append(RowResult(outputs={"cumulative": format_percent(total)}) if line else None)
        return Calculation(rows=rows, totals=[Total(_("Percentage"), total, strong=True)])

    def perform(self, form: PaymentScheduleForm, lines: list[dict[str, Any]]) -> PaymentSchedule:  # type: ignore[override]
        """Save the schedule with the parts that are left."""
        kept = [line["percent"] for line in lines if not line["DELETE"]]
        return save_payment_schedule(form.instance, kept, user=self.request.user)
