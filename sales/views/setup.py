"""The set-up of sales: hold codes, reasons, charges, parameters."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import Search
from foundation.backoffice.views import ListPage, ParametersView, RecordDeleteView, RecordFormView
from sales.forms import setup as forms
from sales.models import AutoCharge, ChargeCode, HoldCode, ReasonCode, SalesParameters
from sales.services.save_auto_charge import save_auto_charge
from sales.tables.setup import AutoChargeTable, ChargeCodeTable, HoldCodeTable, ReasonCodeTable

SEE, CHANGE = "sales.view_parameters", "sales.change_parameters"


class SetUpList(ListPage):
    """What the set-up lists share."""

    permission_required = export_permission = SEE
    create_permission = CHANGE
    search = Search(prefix=("code",))
    order_by = "code"


class SetUpForm(RecordFormView):
    """What the set-up forms share."""

    permission_required, permission_to_change = SEE, CHANGE


class HoldCodeList(SetUpList):
    """All hold codes."""

    title, model, table_class = _("Hold codes"), HoldCode, HoldCodeTable
    search = Search(prefix=("code",), contains=("name",))
    create_page = "sales:hold-code-new"
    empty_text = _("A hold stops documents of an order until somebody clears it; its code says which.")


class HoldCodeEdit(SetUpForm):
    """Make or change a hold code."""

    title, model, form_class = _("Hold code"), HoldCode, forms.HoldCodeForm
    success_page = cancel_page = "sales:hold-codes"
    delete_page = "sales:hold-code-delete"


class HoldCodeDelete(RecordDeleteView):
    """Delete a hold code that no order was ever held with."""

    permission_required = CHANGE
    title, model, list_page, document_page = _("Hold code"), HoldCode, "sales:hold-codes", "sales:hold-code-edit"


class ReasonCodeList(SetUpList):
    """The reasons for which orders are cancelled."""

    title, model, rows, table_class = _("Reasons for cancelling"), ReasonCode, "for_cancelling", ReasonCodeTable
    create_page = "sales:reason-code-new"
    empty_text = _("Whoever cancels an order chooses one of these reasons.")


class ReasonCodeEdit(SetUpForm):
    """Make or change a reason."""

    title, model, rows, form_class = _("Reason for cancelling"), ReasonCode, "for_cancelling", forms.ReasonCodeForm
    success_page = cancel_page = "sales:reason-codes"
    delete_page = "sales:reason-code-delete"

    def form_options(self) -> dict[str, Any]:
        """Make new reasons of the kind that the list shows."""
        new = ReasonCode(legal_entity=self.entity, kind=ReasonCode.Kind.CANCELLATION)
        return {"instance": new} | super().form_options()


class ReasonCodeDelete(RecordDeleteView):
    """Delete a reason that nothing was cancelled for."""

    permission_required = CHANGE
    title, model, rows = _("Reason for cancelling"), ReasonCode, "for_cancelling"
    list_page, document_page = "sales:reason-codes", "sales:reason-code-edit"


class ChargeCodeList(SetUpList):
    """All charges codes."""

    title, model, rows, table_class = _("Charge codes"), ChargeCode, "for_list", ChargeCodeTable
    create_page = "sales:charge-code-new"
    empty_text = _("Freight, fees and other amounts beside the goods each have a code, which says how they are booked and taxed.")


class ChargeCodeEdit(SetUpForm):
    """Make or change a charge code."""

    title, model, form_class = _("Charge code"), ChargeCode, forms.ChargeCodeForm
    success_page = cancel_page = "sales:charge-codes"
    delete_page = "sales:charge-code-delete"


class ChargeCodeDelete(RecordDeleteView):
    """Delete a charge code that no order has."""

    permission_required = CHANGE
    title, model, list_page, document_page = _("Charge code"), ChargeCode, "sales:charge-codes", "sales:charge-code-edit"


class AutoChargeList(SetUpList):
    """All automatic charges."""

    title, model, rows, table_class = _("Automatic charges"), AutoCharge, "for_list", AutoChargeTable
    search = Search(prefix=("code__code", "customer_key", "item_key"))
    create_page = "sales:auto-charge-new"
    empty_text = _("Orders and lines get these charges by themselves. Of several rows with one charge code the most specific counts.")


class AutoChargeEdit(SetUpForm):
    """Make or change an automatic charge."""

    title, model, form_class = _("Automatic charge"), AutoCharge, forms.AutoChargeForm
    success_page = cancel_page = "sales:auto-charges"
    delete_page = "sales:auto-charge-delete"

    def perform(self, form: Any) -> Any:
        """Save the charge when its keys are known."""
        return save_auto_charge(self.entity, form.instance, user=self.request.user)

    def get_initial(self) -> dict[str, Any]:
        """Start with a charge of whole orders in the company's currency."""
        start = {"level": AutoCharge.Level.HEADER.value, "currency": self.entity.currency_id}
        return super().get_initial() if self.pk else start | super().get_initial()


class AutoChargeDelete(RecordDeleteView):
    """Delete an automatic charge; orders keep what they have."""

    permission_required = CHANGE
    title, model, list_page, document_page = _("Automatic charge"), AutoCharge, "sales:auto-charges", "sales:auto-charge-edit"


class SalesParametersPage(ParametersView):
    """The parameters of sales."""

    permission_required, permission_to_change = SEE, CHANGE
    title, model, form_class = _("Sales parameters"), SalesParameters, forms.SalesParametersForm
    success_page = "sales:parameters"
