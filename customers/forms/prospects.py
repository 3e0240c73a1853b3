"""The forms of prospects: their data, and the customer that they become."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from customers.contact_data import countries
from customers.forms.customers import record_values
from customers.models import Prospect
from customers.records import new_record
from foundation.backoffice.forms import EntityForm, EntityModelForm

ADDRESS = ("street", "house_number", "extra_lines", "postal_code", "city", "country")
REACH = ("contact_name", "email", "phone")


class ProspectForm(EntityModelForm):
    """A prospect with the name, address and contact data of its party."""

    name = forms.CharField(label=_("Name"), max_length=100)
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
        model = Prospect
        fields = ["group", "currency", "language", "contact_name"]

    sections = [
        (_("Prospect"), ["name", "group", "currency", "language"]),
        (_("Address"), [*ADDRESS]),
        (_("Contact"), [*REACH]),
    ]

    def __init__(self, *args: Any, **options: Any) -> None:
        known = options.get("instance")
        entity = options["entity"]
        record = new_record(entity, known.party if known is not None and known.pk else None)
        values = record_values(record)
        shown = {name: values[name] for name in ("name", *ADDRESS, "email", "phone")}
        options["initial"] = shown | (options.get("initial") or {})
        super().__init__(*args, **options)
        if not self.instance.pk:
            self.initial.setdefault("currency", entity.currency_id)

    def entered(self) -> dict[str, Any]:
        """Return what the service is given: of a new prospect what was filled in, else what was changed."""
        if self.instance.pk:
            return {name: self.cleaned_data[name] for name in self.changed_data if name in self.cleaned_data}
        filled = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        without_address = not any(filled.get(name) for name in ADDRESS if name != "country")
        return {name: value for name, value in filled.items() if name != "country" or not without_address}


class ConvertProspectForm(EntityForm):
    """The account of the customer to be."""

    account = forms.CharField(
        label=_("Customer account"), max_length=20, required=False, help_text=_("Blank: the next number of the sequence.")
    )
    check_only = forms.BooleanField(
        label=_("Only check whether the account is free"), required=False, help_text=_("Nothing is saved; what was found stands above.")
    )
