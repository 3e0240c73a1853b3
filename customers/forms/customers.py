"""The form of a customer: its account, its party, one address, and how to reach it (customers.md §2.1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from customers.contact_data import countries
from customers.models import Customer, CustomerDiscountGroup, Party
from customers.records import CustomerRecord
from customers.rights import hidden_fields, right_for
from foundation.backoffice.forms import EntityModelForm

_PERSON = ("first_name", "middle_name", "last_name_prefix", "last_name")
_ADDRESS = ("street", "house_number", "extra_lines", "postal_code", "city", "country")
_REACH = ("email", "phone", "registration_number")
_KINDS = {
    "price_group": CustomerDiscountGroup.Kind.PRICE,
    "line_discount_group": CustomerDiscountGroup.Kind.LINE,
    "multiline_discount_group": CustomerDiscountGroup.Kind.MULTILINE,
    "total_discount_group": CustomerDiscountGroup.Kind.TOTAL,
    "charge_group": CustomerDiscountGroup.Kind.CHARGE,
}


class CustomerForm(EntityModelForm):
    """A customer; what a role may not change is shown without being open, what it may not see is left out."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Party.Kind.choices, initial=Party.Kind.ORGANISATION)
    name = forms.CharField(label=_("Name"), max_length=100, required=False, help_text=_("Leave it blank for a person."))
    first_name = forms.CharField(label=_("First name"), max_length=50, required=False)
    middle_name = forms.CharField(label=_("Middle name"), max_length=50, required=False)
    last_name_prefix = forms.CharField(label=_("Last name prefix"), max_length=20, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=50, required=False)
    known_as = forms.CharField(label=_("Known as"), max_length=60, required=False)
    registration_number = forms.CharField(label=_("Register number"), max_length=40, required=False)
    street = forms.CharField(label=_("Street"), max_length=100, required=False)
    house_number = forms.CharField(label=_("House number"), max_length=20, required=False)
    extra_lines = forms.CharField(label=_("Extra address line"), max_length=200, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=12, required=False)
    city = forms.CharField(label=_("City"), max_length=60, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=countries, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=200, required=False, widget=forms.EmailInput)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=[("", "–"), *settings.LANGUAGES], required=False)

    class Meta:
        model = Customer
        fields = [
            *("account", "group", "classification", "statistics_group", "one_time", "invoice_account", "order_allowed", "currency"),
            *("language", "price_group", "line_discount_group", "multiline_discount_group", "total_discount_group", "charge_group"),
            *("delivery_terms", "delivery_mode", "warehouse", "partial_delivery", "tolerance_over", "tolerance_under"),
            *("summary_update_allowed", "invoicing_schedule", "buyer_reference", "electronic_address", "electronic_address_scheme"),
            *("payment_terms", "cash_discount", "payment_method", "posting_profile", "sales_tax_group"),
            *("vat_number", "prices_include_tax", "iban"),
            *("credit_limit", "credit_limit_valid_to", "mandatory_credit_limit", "unlimited_credit", "exclude_from_credit_control"),
            *("credit_group", "government_id"),
        ]

    sections = [
        (_("Customer"), ["account", "kind", "name", "known_as", "group", "language", "currency", "registration_number"]),
        (_("Name of a person"), [*_PERSON]),
        (_("Address"), [*_ADDRESS, "email", "phone"]),
        (
            _("Terms and tax"),
            [
                *("payment_terms", "cash_discount", "payment_method", "posting_profile"),
                *("sales_tax_group", "vat_number", "prices_include_tax", "iban"),
            ],
        ),
        (
            _("Credit"),
            [
                *("credit_limit", "credit_limit_valid_to", "credit_group", "government_id"),
                *("mandatory_credit_limit", "unlimited_credit", "exclude_from_credit_control"),
            ],
        ),
        (
            _("Prices and discounts"),
            ["price_group", "line_discount_group", "multiline_discount_group", "total_discount_group", "charge_group"],
        ),
        (
            _("Delivery"),
            ["delivery_terms", "delivery_mode", "warehouse", "partial_delivery", "tolerance_over", "tolerance_under"],
        ),
        (
            _("Invoicing"),
            [
                *("invoice_account", "order_allowed", "summary_update_allowed", "invoicing_schedule"),
                *("buyer_reference", "electronic_address", "electronic_address_scheme"),
            ],
        ),
        (_("More"), ["classification", "statistics_group", "one_time"]),
    ]

    def __init__(self, *args: Any, record: CustomerRecord, **options: Any) -> None:
        options["instance"] = record.customer
        options["initial"] = record_values(record) | (options.get("initial") or {})
        super().__init__(*args, **options)
        self.is_new = record.is_new
        self._fit_to_account()
        for name, kind in _KINDS.items():
            self.fields[name].queryset = CustomerDiscountGroup.of(self.entity).filter(kind=kind)  # type: ignore[attr-defined]
        self._fit_to_rights()

    def entered(self) -> dict[str, Any]:
        """Return what the service is given: of a new customer what was filled in, else what was changed."""
        cleaned = self.cleaned_data
        if self.is_new:
            filled = {name: value for name, value in cleaned.items() if value not in (None, "") and not self.fields[name].disabled}
            without_address = not any(filled.get(name) for name in _ADDRESS if name != "country")
            return {name: value for name, value in filled.items() if name != "country" or not without_address}
        return {name: cleaned[name] for name in self.changed_data if name in cleaned}

    def refuse_all(self, errors: Iterable[Any]) -> None:
        """Put every error of a record where it can be mended."""
        for error in errors:
            self.refuse(error)

    def _fit_to_account(self) -> None:
        """The account is drawn from a number sequence unless it is typed, and neither account nor kind changes afterwards."""
        account = self.fields["account"]
        account.required = False
        account.help_text = _("Blank: the next number of the sequence.") if self.is_new else ""
        if not self.is_new:
            self.fields["account"].disabled = True
        party = self.instance.party
        if party.pk is None:
            return
        self.fields["kind"].disabled = True
        self.fields["name"].help_text = ""
        for name in ["name"] if party.kind == Party.Kind.PERSON else _PERSON:
            del self.fields[name]

    def _fit_to_rights(self) -> None:
        if self.access is None:
            return
        hidden = hidden_fields(self.access)
        for name in list(self.fields):
            if name in hidden:
                del self.fields[name]
            elif not self.access.may(right_for(name)):
                self.fields[name].disabled = True


def record_values(record: CustomerRecord) -> dict[str, Any]:
    """Return the values of a record's party, address and contact data by field name."""
    values: dict[str, Any] = {name: getattr(record.party, name) for name in ("kind", "name", "known_as", *_PERSON)}
    values |= {name: getattr(record.address, name, "") for name in _ADDRESS}
    values["country"] = record.country()
    values["email"] = record.email.value if record.email else ""
    values["phone"] = record.phone.value if record.phone else ""
    values["registration_number"] = record.registration.value if record.registration else ""
    return values
