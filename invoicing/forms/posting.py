"""The parameters of the posting form (invoicing.md 1.4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import CreditLimitType
from foundation.backoffice.forms import EntryDateField, EntryDecimalField, PostingForm
from foundation.database.together import read_together
from foundation.errors import Text
from invoicing.models import QuantityOption, SummaryUpdate
from sales.models import PackingSlip, PackingSlipLine, SalesOrder, SalesOrderLine
from sales.statuses import TRAITS

LINE, SLIP_LINE = "line_", "slip_line_"


class InvoiceChoicesForm(PostingForm):
    """What is invoiced and what is combined: the choices that a pro forma and a posting share."""

    quantity = forms.ChoiceField(label=_("Quantity"), choices=QuantityOption.choices)
    summary_update = forms.ChoiceField(label=_("Summary update"), choices=SummaryUpdate.choices)
    leading_order = forms.TypedChoiceField(
        label=_("Sales order that leads"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Lends the invoice its header when summary update is Order."),
    )
    invoice_date = EntryDateField(label=_("Invoice date"))
    slips = forms.TypedMultipleChoiceField(
        label=_("Packing slips"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("With quantity Packing slip only the ticked ones are invoiced; none ticked means all."),
    )

    def __init__(self, *args: Any, documents: Sequence[SalesOrder] = (), **options: Any) -> None:
        self.slips_to_invoice: list[int] = []
        super().__init__(*args, documents=documents, **options)
        self._offer_leading_orders()
        self._offer_slips()

    def extra_fields(self) -> dict[str, forms.Field]:
        """Return a quantity for each line of the one order, and for each of its packing slip lines that is not invoiced."""
        if len(self.documents) != 1:
            return {}
        order = self.documents[0]
        lines = SalesOrderLine.of(self.entity).filter(order=order).values_list("pk", flat=True)
        slip_lines = PackingSlipLine.of(self.entity).to_invoice().filter(order_line__order=order).values_list("pk", flat=True)
        slips = PackingSlip.of(self.entity).to_invoice().keys_delivering([order.pk])
        read_together(lines, slip_lines, slips)
        self.slips_to_invoice = list(slips)
        names = [f"{LINE}{pk}" for pk in lines] + [f"{SLIP_LINE}{pk}" for pk in slip_lines]
        return {name: EntryDecimalField(label=_("Invoice now"), required=False) for name in names}

    def _offer_leading_orders(self) -> None:
        if len(self.documents) < 2:
            del self.fields["leading_order"]
            return
        orders: list[tuple[Any, Text]] = [(order.pk, f"{order.number} {order.customer}") for order in self.documents]
        self.fields["leading_order"].choices = [("", "—"), *orders]  # type: ignore[attr-defined]

    def _offer_slips(self) -> None:
        slips = self.slips_to_invoice
        if len(slips) < 2:
            del self.fields["slips"]
            return
        known = PackingSlip.of(self.entity).filter(pk__in=slips).order_by("number")
        self.fields["slips"].choices = [(slip.pk, str(slip)) for slip in known]  # type: ignore[attr-defined]


class PostInvoicesForm(InvoiceChoicesForm):
    """Everything that a posting asks."""

    document_date = EntryDateField(label=_("Document date"), required=False, help_text=_("Due dates count from it when it is filled in."))
    credit_limit_type = forms.ChoiceField(
        label=_("Check credit limit"), choices=[("", _("As the parameters say")), *CreditLimitType.choices], required=False
    )
    credit_correction = forms.ChoiceField(
        label=_("Credit correction"),
        choices=[("", _("As the parameters say")), ("yes", _("Yes")), ("no", _("No"))],
        required=False,
        help_text=_("Yes books negative amounts on the sides of the sale, No swaps debit and credit."),
    )
    print_invoice = forms.BooleanField(label=_("Print and send"), required=False)
    accept_credit = forms.BooleanField(
        label=_("Post although the credit limit is exceeded"), required=False, help_text=_("The overrule is kept in the audit trail.")
    )

    sections = [
        (_("What is invoiced"), ["quantity", "slips", "summary_update", "leading_order"]),
        (_("Dates"), ["invoice_date", "document_date"]),
        (_("Options"), ["credit_correction", "credit_limit_type", "accept_credit", "print_invoice"]),
    ]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.access is None or not self.access.may("invoicing.overrule_warning"):
            del self.fields["accept_credit"]
        if not any(order.order_amount < 0 or TRAITS[order.order_type].returns_goods for order in self.documents):
            del self.fields["credit_correction"]


class ProFormaForm(InvoiceChoicesForm):
    """What a pro forma shows."""

    sections = [
        (_("What is shown"), ["quantity", "slips", "summary_update", "leading_order"]),
        (_("Dates"), ["invoice_date"]),
    ]
