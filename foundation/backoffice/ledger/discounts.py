"""Cash discounts, and how tax is computed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityModelForm
from foundation.backoffice.ledger.set_up import CHANGE, VIEW, LedgerSetUpDelete, LedgerSetUpForm, LedgerSetUpList
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


class CashDiscountList(LedgerSetUpList):
    """All cash discounts."""

    model, rows, table_class, title = CashDiscount, "for_list", CashDiscountTable, _("Cash discounts")
    create_page = "ledger:cash-discount-new"
    empty_text = _("A cash discount takes a percentage off for paying within some days.")


class CashDiscountEdit(LedgerSetUpForm):
    """Make or change a cash discount."""

    model, form_class, title = CashDiscount, CashDiscountForm, _("Cash discount")
    success_page = cancel_page = "ledger:cash-discounts"
    delete_page = "ledger:cash-discount-delete"


class CashDiscountDelete(LedgerSetUpDelete):
    """Delete a cash discount."""

    model, title = CashDiscount, _("Delete cash discount")
    list_page, document_page = "ledger:cash-discounts", "ledger:cash-discount-edit"


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
