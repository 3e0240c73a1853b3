"""What the set-up pages of customers ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import (
    CreditGroup,
    CustomerDiscountGroup,
    CustomerGroup,
    CustomerParameters,
    CustomerPostingProfile,
    DeliveryMode,
    DeliveryTerms,
    MethodOfPayment,
)
from foundation.backoffice.forms import EntityChoiceField, EntityModelForm, LineForm
from foundation.ledger.models import MainAccount, Relation
from foundation.organization.models import NumberSequence


class CustomerGroupForm(EntityModelForm):
    """What customers of the group start with."""

    number_reference = forms.ChoiceField(
        label=_("Number sequence"), required=False, help_text=_("Where the accounts of new customers come from.")
    )

    class Meta:
        model = CustomerGroup
        fields = ["code", "name", "payment_terms", "posting_profile", "sales_tax_group", "number_reference"]

    sections = [
        (_("General"), ["code", "name"]),
        (_("New customers start with"), ["payment_terms", "posting_profile", "sales_tax_group", "number_reference"]),
    ]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        known = NumberSequence.of(self.entity).order_by("name").values_list("reference", "name")
        self.fields["number_reference"].choices = [("", _("The one of the legal entity")), *known]  # type: ignore[attr-defined]


class DiscountGroupForm(EntityModelForm):
    """A group that trade agreements name."""

    class Meta:
        model = CustomerDiscountGroup
        fields = ["kind", "code", "name"]


class CreditGroupForm(EntityModelForm):
    """A limit that several accounts share, in whichever legal entity they are."""

    class Meta:
        model = CreditGroup
        fields = ["code", "name", "limit", "currency"]


class PaymentMethodForm(EntityModelForm):
    """How customers pay."""

    class Meta:
        model = MethodOfPayment
        fields = ["code", "name", "payment_account", "means_code"]
        help_texts = {"means_code": _("UNCL 4461, as e-invoices name it: 30 credit transfer, 59 SEPA direct debit, 48 card.")}


class DeliveryTermsForm(EntityModelForm):
    """Terms of delivery with their printed text."""

    class Meta:
        model = DeliveryTerms
        fields = ["code", "names"]


class DeliveryModeForm(EntityModelForm):
    """A mode of delivery with its printed text."""

    class Meta:
        model = DeliveryMode
        fields = ["code", "names", "transport_days", "charge_group"]


class PostingProfileForm(EntityModelForm):
    """A posting profile; marking it as the default takes that mark from the one that had it."""

    class Meta:
        model = CustomerPostingProfile
        fields = ["code", "name", "is_default", "for_prepayment"]

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() | {"is_default"}


class PostingProfileLineForm(LineForm):
    """One rule: for which customers, on which account."""

    relation = forms.ChoiceField(label=_("For"), choices=[], initial=Relation.ALL)
    key = forms.CharField(label=_("Customer or group"), max_length=20, required=False)
    summary_account = EntityChoiceField(MainAccount, listed=True, label=_("Summary account"))
    settlement = forms.BooleanField(label=_("Automatic settlement"), required=False, initial=True)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        accounts: Any = self.fields["summary_account"]
        accounts.queryset = accounts.queryset.filter(is_summary=True)
        wordings = {Relation.TABLE: _("One customer"), Relation.GROUP: _("Customer group"), Relation.ALL: _("All customers")}
        self.fields["relation"].choices = [(relation.value, wording) for relation, wording in wordings.items()]  # type: ignore[attr-defined]


class CustomerParametersForm(EntityModelForm):
    """The rules of customers and of credit control in the legal entity."""

    class Meta:
        model = CustomerParameters
        fields = [
            *("credit_limit_type", "credit_check_on", "credit_limit_message", "credit_limit_message_integration"),
            *("check_credit_on_sales_order", "check_credit_on_packing_slip", "check_credit_on_invoice", "overdue_block_days"),
            *("require_identification", "identification_limit", "vat_check", "vat_unique", "price_from_invoice_account"),
        ]

    sections = [
        (
            _("Credit control"),
            [
                *("credit_limit_type", "credit_check_on", "credit_limit_message", "credit_limit_message_integration"),
                *("check_credit_on_sales_order", "check_credit_on_packing_slip", "check_credit_on_invoice", "overdue_block_days"),
            ],
        ),
        (_("Identification"), ["require_identification", "identification_limit"]),
        (_("VAT numbers"), ["vat_check", "vat_unique"]),
        (_("Prices"), ["price_from_invoice_account"]),
    ]
