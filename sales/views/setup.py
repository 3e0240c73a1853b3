"""The set-up of sales: hold codes, reasons, charges, parameters."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import Search
from foundation.backoffice.set_up_pages import SetUpPages
from foundation.backoffice.views import ParametersView, RecordFormView
from sales.forms import setup as forms
from sales.models import AutoCharge, ChargeCode, ClosedDay, HoldCode, OrderEntryDeadline, ReasonCode, SalesParameters
from sales.services.save_auto_charge import save_auto_charge
from sales.services.save_charge_code import save_charge_code
from sales.tables.setup import (
    AutoChargeTable,
    ChargeCodeTable,
    ClosedDayTable,
    CreditReasonTable,
    DeadlineTable,
    DeliveryReasonTable,
    HoldCodeTable,
    ReasonCodeTable,
)

SEE, CHANGE = "sales.view_parameters", "sales.change_parameters"

sales_pages = partial(SetUpPages, app="sales", see=SEE, change=CHANGE, search=Search(prefix=("code",)))


HOLD_CODES = sales_pages(
    part="hold-codes",
    one="hold-code",
    model=HoldCode,
    title=_("Hold codes"),
    record_title=_("Hold code"),
    table=HoldCodeTable,
    form=forms.HoldCodeForm,
    empty_text=_("A hold stops documents of an order until somebody clears it; its code says which."),
    search=Search(prefix=("code",), contains=("name",)),
)


class ReasonCodeEdit(RecordFormView):
    """Make or change a reason."""

    kind = ReasonCode.Kind.CANCELLATION

    def form_options(self) -> dict[str, Any]:
        """Make new reasons of the kind that the list shows."""
        return {"instance": ReasonCode(legal_entity=self.entity, kind=self.kind)} | super().form_options()


class CreditReasonEdit(ReasonCodeEdit):
    """Make or change a reason for a credit note."""

    kind = ReasonCode.Kind.CREDIT_NOTE


class DeliveryReasonEdit(ReasonCodeEdit):
    """Make or change a reason for a delivery."""

    kind = ReasonCode.Kind.DELIVERY


reason_pages = partial(sales_pages, model=ReasonCode, form=forms.ReasonCodeForm)

REASON_CODES = reason_pages(
    part="reason-codes",
    one="reason-code",
    title=_("Reasons for cancelling"),
    record_title=_("Reason for cancelling"),
    table=ReasonCodeTable,
    empty_text=_("Whoever cancels an order chooses one of these reasons."),
    rows="for_cancelling",
    form_page=ReasonCodeEdit,
)

CREDIT_REASONS = reason_pages(
    part="credit-reasons",
    one="credit-reason",
    title=_("Reasons for credit notes"),
    record_title=_("Reason for a credit note"),
    table=CreditReasonTable,
    empty_text=_("Whoever credits an invoice chooses one of these reasons."),
    rows="for_credit_notes",
    form_page=CreditReasonEdit,
)

DELIVERY_REASONS = reason_pages(
    part="delivery-reasons",
    one="delivery-reason",
    title=_("Reasons for deliveries"),
    record_title=_("Reason for a delivery"),
    table=DeliveryReasonTable,
    empty_text=_("Whoever posts a packing slip may choose one of these reasons."),
    rows="for_deliveries",
    form_page=DeliveryReasonEdit,
)


class ChargeCodeEdit(RecordFormView):
    """Make or change a charge code."""

    def perform(self, form: Any) -> Any:
        """Save the code when its sides fit."""
        return save_charge_code(self.entity, form.instance, user=self.request.user)


CHARGE_CODES = sales_pages(
    part="charge-codes",
    one="charge-code",
    model=ChargeCode,
    title=_("Charge codes"),
    record_title=_("Charge code"),
    table=ChargeCodeTable,
    form=forms.ChargeCodeForm,
    empty_text=_("Freight, fees and other amounts beside the goods each have a code, which says how they are booked and taxed."),
    list_rows="for_list",
    form_page=ChargeCodeEdit,
)


class AutoChargeEdit(RecordFormView):
    """Make or change an automatic charge."""

    def perform(self, form: Any) -> Any:
        """Save the charge when its keys are known."""
        return save_auto_charge(self.entity, form.instance, user=self.request.user)

    def get_initial(self) -> dict[str, Any]:
        """Start with a charge of whole orders in the company's currency."""
        start = {"level": AutoCharge.Level.HEADER.value, "currency": self.entity.currency_id}
        return super().get_initial() if self.pk else start | super().get_initial()


AUTO_CHARGES = sales_pages(
    part="auto-charges",
    one="auto-charge",
    model=AutoCharge,
    title=_("Automatic charges"),
    record_title=_("Automatic charge"),
    table=AutoChargeTable,
    form=forms.AutoChargeForm,
    empty_text=_("Orders and lines get these charges by themselves. Of several rows with one charge code the most specific counts."),
    list_rows="for_list",
    search=Search(prefix=("code__code", "customer_key", "item_key")),
    form_page=AutoChargeEdit,
)


CLOSED_DAYS = sales_pages(
    part="closed-days",
    one="closed-day",
    model=ClosedDay,
    title=_("Closed days"),
    record_title=_("Closed day"),
    table=ClosedDayTable,
    form=forms.ClosedDayForm,
    empty_text=_("Days on which nothing is shipped stand here, beside the days of the week in the sales parameters."),
    search=Search(contains=("name",)),
    order_by="-day",
)

DEADLINES = sales_pages(
    part="deadlines",
    one="deadline",
    model=OrderEntryDeadline,
    title=_("Order entry deadlines"),
    record_title=_("Order entry deadline"),
    table=DeadlineTable,
    form=forms.DeadlineForm,
    empty_text=_("Orders that are entered later than this count as received the next day."),
    rows="for_list",
    search=Search(prefix=("customer_group__code", "site__code")),
    order_by="weekday",
)


class SalesParametersPage(ParametersView):
    """The parameters of sales."""

    permission_required, permission_to_change = SEE, CHANGE
    title, model, form_class = _("Sales parameters"), SalesParameters, forms.SalesParametersForm
    success_page = "sales:parameters"


class AgreementActivationPage(ParametersView):
    """Which trade agreements are searched."""

    permission_required, permission_to_change = SEE, CHANGE
    title, model, form_class = _("Search of trade agreements"), SalesParameters, forms.AgreementActivationForm
    success_page = "sales:agreement-activation"
