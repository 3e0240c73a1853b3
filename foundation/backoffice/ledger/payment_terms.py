"""Terms of payment: list and form."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityModelForm
from foundation.backoffice.lists import LinkColumn, ListTable, NamesColumn, NumberColumn, Search, TextColumn
from foundation.backoffice.views import EntityFormView, ListPage
from foundation.ledger.models import TermsOfPayment
from foundation.organization.services.save_record import save_record


class TermsOfPaymentTable(ListTable):
    """When invoices are due."""

    code = LinkColumn(_("Code"), page="ledger:payment-terms-edit")
    names = NamesColumn(_("Name"))
    method = TextColumn(_("Method"))
    months = NumberColumn(_("Months"))
    days = NumberColumn(_("Days"))
    payment_day = TextColumn(_("Payment day"), accessor="payment_day.code")
    schedule = TextColumn(_("Payment schedule"), accessor="schedule.code", hidden=True)


class TermsOfPaymentForm(EntityModelForm):
    """The rule that makes a due date from an invoice date."""

    class Meta:
        model = TermsOfPayment
        fields = ["code", "names", "method", "months", "days", "payment_day", "calendar_rule", "schedule"]

    sections = [
        (_("General"), ["code", "names"]),
        (_("Due date"), ["method", "months", "days", "payment_day", "calendar_rule", "schedule"]),
    ]


class TermsOfPaymentList(ListPage):
    """All terms of payment."""

    permission_required = "ledger.view_setup"
    export_permission = "ledger.view_setup"
    title = _("Terms of payment")
    model, rows = TermsOfPayment, "for_list"
    table_class = TermsOfPaymentTable
    search = Search(prefix=("code",), contains=("names",))
    order_by = "code"
    create_page, create_permission = "ledger:payment-terms-new", "ledger.change_setup"
    empty_text = _("Terms of payment say when an invoice is due.")


class TermsOfPaymentEdit(EntityFormView):
    """Make or change terms of payment."""

    permission_required = "ledger.view_setup"
    permission_to_change = "ledger.change_setup"
    model, form_class, title = TermsOfPayment, TermsOfPaymentForm, _("Terms of payment")
    success_page = cancel_page = "ledger:payment-terms"

    def perform(self, form: TermsOfPaymentForm) -> TermsOfPayment:
        """Save the terms."""
        return save_record(self.entity, form.instance, user=self.request.user)
