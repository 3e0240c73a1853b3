"""Addresses, numbers and contact persons of a customer's party (customers.md §1.1)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from customers.contact_data import countries
from customers.models import ElectronicAddress
from customers.purposes import PURPOSES
from foundation.backoffice.forms import EntityForm, EntryDateField


def purposes_field(help_text: Any = "") -> forms.MultipleChoiceField:
    """Return a field that asks what an address is for, as boxes to tick."""
    boxes = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=_("Used for"), choices=PURPOSES, required=False, widget=boxes, help_text=help_text)


class AddressForm(EntityForm):
    """A postal address."""

    description = forms.CharField(label=_("Description"), max_length=60, required=False)
    street = forms.CharField(label=_("Street"), max_length=100)
    house_number = forms.CharField(label=_("House number"), max_length=20, required=False)
    extra_lines = forms.CharField(label=_("Extra address line"), max_length=200, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=12, required=False)
    city = forms.CharField(label=_("City"), max_length=60)
    region = forms.CharField(label=_("Region"), max_length=60, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=countries)
    purposes = purposes_field()
    is_primary = forms.BooleanField(label=_("Primary address"), required=False)
    is_private = forms.BooleanField(label=_("Private"), required=False, help_text=_("Only roles that may see sensitive data see it."))
    valid_from = EntryDateField(label=_("Valid from"), required=False)
    valid_to = EntryDateField(label=_("Valid to"), required=False, help_text=_("Another address can take over on the next day."))
    delivery_note = forms.CharField(label=_("Note for the driver"), max_length=200, required=False)

    sections = [
        (_("Address"), ["description", "street", "house_number", "extra_lines", "postal_code", "city", "region", "country"]),
        (_("Use"), ["purposes", "is_primary", "is_private", "valid_from", "valid_to", "delivery_note"]),
    ]


class ElectronicAddressForm(EntityForm):
    """A phone number, an e-mail address or a web address."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ElectronicAddress.Kind.choices)
    value = forms.CharField(label=_("Number or address"), max_length=200)
    purposes = purposes_field(_("Documents go to the e-mail address for their purpose, else to the primary one."))
    is_primary = forms.BooleanField(label=_("Primary of its kind"), required=False)


class ContactPersonForm(EntityForm):
    """A person who works for the customer."""

    first_name = forms.CharField(label=_("First name"), max_length=50, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=50)
    function = forms.CharField(label=_("Function"), max_length=60, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=[("", "–"), *settings.LANGUAGES], required=False)
    email = forms.CharField(label=_("E-mail"), max_length=200, required=False, widget=forms.EmailInput)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    is_primary = forms.BooleanField(label=_("Primary contact"), required=False)
    do_not_contact = forms.BooleanField(label=_("Do not contact"), required=False)
    is_active = forms.BooleanField(label=_("Active"), required=False, initial=True)

    sections = [
        (_("Person"), ["first_name", "last_name", "function", "language", "email", "phone"]),
        (_("Use"), ["is_primary", "do_not_contact", "is_active"]),
    ]
