"""The form of the invoicing parameters."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityModelForm
from invoicing.models.parameters import InvoicingParameters, SummaryField


class InvoicingParametersForm(EntityModelForm):
    """Defaults and rules of invoicing in one legal entity (invoicing.md chapter 13)."""

    summary_fields = forms.MultipleChoiceField(
        label=_("Fields that must agree"),
        choices=SummaryField.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Orders whose values differ in one of these fields are not combined into one invoice."),
    )

    class Meta:
        model = InvoicingParameters
        exclude = ("legal_entity",)

    sections = [
        (_("What the form proposes"), ["default_quantity", "default_summary_update", "default_invoice_date", "print_invoice"]),
        (
            _("Combining orders"),
            [
                "summary_fields",
                "split_by_site",
                "split_by_delivery_information",
                "combine_credit_with_invoice",
                "max_lines_per_invoice",
                "keep_invoices_whole",
            ],
        ),
        (
            _("Checks"),
            [
                *("require_confirmation", "block_zero_price", "max_future_invoice_days", "credit_reason_mandatory"),
                *("vat_check_before_zero_rate", "vat_check_max_age_days"),
            ],
        ),
        (_("Numbers and ledger"), ["voucher_equals_invoice_number", "post_inventory_cost"]),
        (_("Paper"), ["payment_reference", "print_payment_qr"]),
    ]
