"""Addresses, numbers and contact persons of a customer, each added, changed and removed on a page of its own."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from customers.forms.address_book import AddressForm, ContactPersonForm, ElectronicAddressForm
from customers.models import Customer
from customers.services.save_address import AddressData, remove_address, save_address
from customers.services.save_contacts import (
    ContactPersonData,
    ElectronicAddressData,
    remove_contact_person,
    remove_electronic_address,
    save_contact_person,
    save_electronic_address,
)
from foundation.backoffice.records import find
from foundation.backoffice.views import DocumentActionView, EntityFormView
from foundation.backoffice.views.base import EntityView

CHANGE = "customers.change_party"


class OfCustomer(EntityView):
    """What the pages of one customer's address book share: the customer of the path, and the way back to it."""

    @cached_property
    def customer(self) -> Customer:
        """Return the customer of the path; raises Http404."""
        found: Customer = find(Customer.of(self.entity).for_page(), int(self.kwargs["customer"]))
        return found

    @property
    def customer_url(self) -> str:
        """Return the page of the customer."""
        return self.url("customers:customer", pk=self.customer.pk)


class AddressBookForm(OfCustomer, EntityFormView):
    """The form of one part of the address book; ``starts_with`` names the attributes that the form shows."""

    permission_required = CHANGE

    def get_initial(self) -> dict[str, Any]:
        """Return what the part holds."""
        return {name: getattr(self.object, name) for name in self.form_class.base_fields} if self.object is not None else {}

    def success_url(self, _saved: Any) -> str:
        """Return the page of the customer."""
        return self.customer_url

    @property
    def cancel_url(self) -> str:
        """Return the page of the customer."""
        return self.customer_url


class AddressBookRemoval(OfCustomer, DocumentActionView):
    """The question before a part of the address book is removed."""

    permission_required = CHANGE
    verb = _("Remove")
    success_message = _("%(document)s is removed.")

    @property
    def document_url(self) -> str:
        """Return the page of the customer."""
        return self.customer_url


class AddressRows(OfCustomer):
    """The addresses of the customer that the user may see."""

    title = _("Address")

    def get_rows(self) -> QuerySet[Any]:
        """Return them, without the private ones for users who may not see these."""
        rows: Any = self.customer.party.addresses.all()
        return rows if self.may("customers.view_sensitive") else rows.public()


class AddressEdit(AddressRows, AddressBookForm):
    """Add or change an address."""

    form_class = AddressForm

    def get_initial(self) -> dict[str, Any]:
        """Start a new address in the country of the legal entity."""
        return super().get_initial() or {"country": self.entity.country}

    def perform(self, form: Any) -> Any:
        """Save it; a primary address takes that mark from the others."""
        data = AddressData(**form.cleaned_data)
        return save_address(self.entity, self.customer, data, user=self.request.user, address=self.object)


class AddressRemove(AddressRows, AddressBookRemoval):
    """Remove an address."""

    def perform(self, document: Any, _form: Any) -> None:
        """Remove it; documents keep their copy."""
        remove_address(self.entity, document, self.customer, user=self.request.user)


class ElectronicAddressRows(OfCustomer):
    """The numbers and e-mail addresses of the customer."""

    title = _("Phone or e-mail")

    def get_rows(self) -> QuerySet[Any]:
        """Return the rows of the customer's party."""
        return self.customer.party.electronic_addresses.all()


class ElectronicAddressEdit(ElectronicAddressRows, AddressBookForm):
    """Add or change a number or an e-mail address."""

    form_class = ElectronicAddressForm

    def perform(self, form: Any) -> Any:
        """Save it in its one form."""
        data = ElectronicAddressData(**form.cleaned_data)
        return save_electronic_address(self.entity, self.customer, data, user=self.request.user, address=self.object)


class ElectronicAddressRemove(ElectronicAddressRows, AddressBookRemoval):
    """Remove a number or an e-mail address."""

    def perform(self, document: Any, _form: Any) -> None:
        """Remove the number or e-mail address."""
        remove_electronic_address(self.entity, document, self.customer, user=self.request.user)


class ContactPersonRows(OfCustomer):
    """The contact persons of the customer."""

    title = _("Contact person")

    def get_rows(self) -> QuerySet[Any]:
        """Return them with their names."""
        return self.customer.party.contacts.select_related("person")


class ContactPersonEdit(ContactPersonRows, AddressBookForm):
    """Add or change a contact person."""

    form_class = ContactPersonForm

    def get_initial(self) -> dict[str, Any]:
        """Return what is known of the person."""
        if self.object is None:
            return {}
        person = self.object.person
        reached = {row.kind: row.value for row in person.electronic_addresses.all() if row.is_primary}
        known = {name: getattr(self.object, name) for name in ("function", "language", "is_primary", "do_not_contact", "is_active")}
        return known | {"first_name": person.first_name, "last_name": person.last_name} | reached

    def perform(self, form: Any) -> Any:
        """Save the person and the part it plays for the customer."""
        documents = list(self.object.documents) if self.object is not None else []
        data = ContactPersonData(**form.cleaned_data, documents=documents)
        return save_contact_person(self.entity, self.customer, data, user=self.request.user, contact=self.object)


class ContactPersonRemove(ContactPersonRows, AddressBookRemoval):
    """Take a contact person away from the customer."""

    def perform(self, document: Any, _form: Any) -> None:
        """Remove the part it plays; the person stays in the address book."""
        remove_contact_person(self.entity, document, self.customer, user=self.request.user)
