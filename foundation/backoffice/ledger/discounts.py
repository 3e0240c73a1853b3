"""Cash discounts, and how tax is computed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityModelForm
from foundation.backoffice.ledger.set_up import CHANGE, VIEW, ledger_pages
from foundation.backoffice.lists import LinkColumn, ListTable, NumberColumn, PercentColumn, TextColumn
from foundation.backoffice.views import ParametersView
from foundation.ledger.models import CashDiscount, LedgerParameters


class CashDiscountTable(ListTable):
    """Percentages off for paying soon."""

    code = LinkColumn(_("Code"), page="ledger:cash-discount-edit")
    name = TextColumn(_("Name"))
    percent = PercentColumn(_("Percentage"))
    method = TextColumn(_("Method"))
    months = NumberColumn(_("Months"))
    days = NumberColumn(_("Days"))
    next_discount = TextColumn(_("Next code"), accessor="next_discount.code")


class CashDiscountForm(EntityModelForm):
    """A percentage off for paying within some days."""

    class Meta:
        model = CashDiscount
        fields = ["code", "name", "percent", "method", "months", "days", "next_discount", "main_account"]


CASH_DISCOUNTS = ledger_pages(
    part="cash-discounts",
    one="cash-discount",
    model=CashDiscount,
    title=_("Cash discounts"),
    record_title=_("Cash discount"),
    table=CashDiscountTable,
    form=CashDiscountForm,
    empty_text=_("A cash discount takes a percentage off for paying within some days."),
    list_rows="for_list",
)


class LedgerParametersForm(EntityModelForm):
    """How tax is computed, and how much a conversion may differ."""

    class Meta:
        model = LedgerParameters
        fields = ["tax_method", "tax_rounding", "tax_date_from", "max_conversion_penny_difference", "summarised_vouchers"]

    sections = [
        (_("Sales tax"), ["tax_method", "tax_rounding", "tax_date_from"]),
        (_("Vouchers"), ["max_conversion_penny_difference", "summarised_vouchers"]),
    ]


class LedgerParametersView(ParametersView):
    """The ledger's parameters."""

    permission_required, permission_to_change = VIEW, CHANGE
    model, form_class, title = LedgerParameters, LedgerParametersForm, _("Ledger parameters")
    success_page = cancel_page = "ledger:parameters"
