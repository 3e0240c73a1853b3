"""A customer with the parts of its party that forms, imports and the API show beside it, as one record in memory.

``enter`` sets values in their stored form and notes what changed and what is wrong; ``services/save_customers.py`` writes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from stdnum import iban as iban_numbers

from customers.contact_data import check_country, normalise_email, normalise_phone
from customers.errors import IbanNotValid, ValueNotValid
from customers.models import Customer, ElectronicAddress, Party, PartyAddress, PartyIdentifier
from customers.postal_codes import normalise_postal_code
from customers.vat_numbers import normalise_vat_number
from foundation.errors import BusinessRuleError, Refusal
from foundation.organization.models import LegalEntity

PARTY_FIELDS = frozenset(
    {
        *("kind", "name", "search_name", "known_as", "title", "first_name", "middle_name", "last_name_prefix", "last_name"),
        *("legal_form", "notes", "external_id"),
    }
)
ADDRESS_FIELDS = frozenset({"street", "house_number", "extra_lines", "postal_code", "city", "region", "country", "purposes"})
CONTACT_FIELDS = frozenset({"email", "phone", "registration_number"})
SALES_FIELDS = frozenset(
    {
        *("account", "group", "classification", "statistics_group", "one_time", "invoice_account", "order_allowed", "currency", "language"),
        *("price_group", "line_discount_group", "multiline_discount_group", "total_discount_group", "charge_group"),
        *("delivery_terms", "delivery_mode", "warehouse", "partial_delivery", "tolerance_over", "tolerance_under"),
        *("summary_update_allowed", "invoicing_schedule", "buyer_reference"),
        *("einvoice_channel", "electronic_address", "electronic_address_scheme"),
    }
)
TERMS_FIELDS = frozenset(
    {
        *("payment_terms", "cash_discount", "payment_method", "posting_profile", "iban"),
        *("sales_tax_group", "vat_number", "prices_include_tax"),
    }
)
CREDIT_FIELDS = frozenset(
    {
        *("credit_limit", "mandatory_credit_limit", "unlimited_credit", "exclude_from_credit_control", "credit_limit_valid_to"),
        *("credit_group", "government_id"),
    }
)
CUSTOMER_FIELDS = SALES_FIELDS | TERMS_FIELDS | CREDIT_FIELDS
FIRST_PURPOSES = ("business", "invoice", "delivery")


@dataclass
class CustomerRecord:
    """One customer in the making; rows without a key are new. ``entered`` names the fields that somebody filled in."""

    customer: Customer
    party: Party
    address: PartyAddress | None = None
    email: ElectronicAddress | None = None
    phone: ElectronicAddress | None = None
    registration: PartyIdentifier | None = None
    entered: set[str] = field(default_factory=set)
    changes: dict[str, list[str]] = field(default_factory=dict)
    errors: list[BusinessRuleError] = field(default_factory=list)
    warnings: list[Refusal] = field(default_factory=list)

    @property
    def rows(self) -> tuple[models.Model | None, ...]:
        """Return the stored rows that the record is made of."""
        return self.customer, self.party, self.address, self.email, self.phone, self.registration

    @property
    def is_new(self) -> bool:
        """Tell whether the customer is still to be created."""
        return self.customer.pk is None

    def enter(self, values: Mapping[str, Any]) -> None:
        """Set values by field name; what cannot be stored goes to ``errors`` and leaves the record as it was."""
        for name in sorted(values, key=_order_of_entry):
            try:
                self._enter_one(name, values[name])
            except BusinessRuleError as error:
                error.field = name
                self.errors.append(error)
            self.entered.add(name)

    def country(self) -> str:
        """Return the country of the address, else of the legal entity."""
        return self.address.country if self.address is not None and self.address.country else self.customer.legal_entity.country

    def _enter_one(self, name: str, value: Any) -> None:
        if name in CUSTOMER_FIELDS:
            self._set(self.customer, name, self._stored(name, value))
        elif name in PARTY_FIELDS:
            self._set(self.party, name, value)
        elif name in ADDRESS_FIELDS:
            self._set_address(name, value)
        elif name in CONTACT_FIELDS:
            getattr(self, f"_set_{name}")(value or "")
        else:
            raise TypeError(f"{name} is no field of a customer")

    def _stored(self, name: str, value: Any) -> Any:
        if name == "vat_number":
            return normalise_vat_number(value or "", self.country())
        if name == "iban":
            return _stored_iban(value or "")
        if name == "invoice_account" and value is not None and value.pk is not None and value.pk == self.customer.pk:
            return None
        return value

    def _set(self, row: models.Model, name: str, value: Any) -> None:
        stored_field: Any = row._meta.get_field(name)
        if not stored_field.is_relation:
            value = _cleaned(stored_field, row, value)
        before, before_text = getattr(row, stored_field.attname), _text(row, stored_field)
        setattr(row, name, value)
        if before != getattr(row, stored_field.attname):
            self._note(name, before_text, _text(row, stored_field))

    def _set_address(self, name: str, value: Any) -> None:
        if self.address is None:
            if not value or name == "purposes":
                return
            self.address = PartyAddress(
                party=self.party, country=self.customer.legal_entity.country, purposes=list(FIRST_PURPOSES), is_primary=True
            )
        if name == "country":
            value = check_country(value or "")
        elif name == "postal_code":
            value = normalise_postal_code(self.address.country, value or "")
        self._set(self.address, name, value)

    def _set_email(self, value: str) -> None:
        self.email = self._contact(self.email, ElectronicAddress.Kind.EMAIL, normalise_email(value))

    def _set_phone(self, value: str) -> None:
        self.phone = self._contact(self.phone, ElectronicAddress.Kind.PHONE, normalise_phone(value, self.country()))

    def _set_registration_number(self, value: str) -> None:
        if self.registration is None and value:
            self.registration = PartyIdentifier(party=self.party, kind=PartyIdentifier.Kind.REGISTRATION, country=self.country(), value="")
        if self.registration is not None:
            self._note("registration_number", self.registration.value, value)
            self.registration.value = value

    def _contact(self, row: ElectronicAddress | None, kind: str, value: str) -> ElectronicAddress | None:
        if row is None and value:
            row = ElectronicAddress(party=self.party, kind=kind, value="", is_primary=True)
        if row is not None:
            self._note(kind, row.value, value)
            row.value = value
        return row

    def _note(self, name: str, before: str, after: str) -> None:
        if before != after:
            self.changes[name] = [self.changes.get(name, [before])[0], after]


def new_record(legal_entity: LegalEntity, party: Party | None = None) -> CustomerRecord:
    """Return a record for a customer to be created, on a party of the address book, with its data, or on a new one."""
    customer = Customer(legal_entity=legal_entity, account="", currency=legal_entity.currency)
    known = party or Party()
    customer.party = known
    return _Parts.load(legal_entity, [party.pk]).record(customer) if party is not None else CustomerRecord(customer, known)


def load_records(legal_entity: LegalEntity, customers: Sequence[Customer]) -> dict[int, CustomerRecord]:
    """Return the records of saved customers by their key: three queries, besides the customers with their parties."""
    parts = _Parts.load(legal_entity, [customer.party_id for customer in customers])
    return {customer.pk: parts.record(customer) for customer in customers}


@dataclass(frozen=True)
class _Parts:
    """The address, contact data and register number of some parties that records show."""

    addresses: Mapping[int, PartyAddress]
    contacts: Mapping[tuple[int, str], ElectronicAddress]
    numbers: Mapping[int, PartyIdentifier]

    @classmethod
    def load(cls, legal_entity: LegalEntity, parties: Sequence[int]) -> _Parts:
        primary = PartyAddress.objects.filter(party__in=parties, is_primary=True).valid_on(legal_entity.today())
        contacts = ElectronicAddress.objects.filter(party__in=parties, is_primary=True)
        numbers = PartyIdentifier.objects.filter(party__in=parties, kind=PartyIdentifier.Kind.REGISTRATION)
        return cls(
            {row.party_id: row for row in primary},
            {(row.party_id, row.kind): row for row in contacts},
            {row.party_id: row for row in numbers},
        )

    def record(self, customer: Customer) -> CustomerRecord:
        key = customer.party_id
        return CustomerRecord(
            customer,
            customer.party,
            self.addresses.get(key),
            self.contacts.get((key, ElectronicAddress.Kind.EMAIL)),
            self.contacts.get((key, ElectronicAddress.Kind.PHONE)),
            self.numbers.get(key),
        )


def _order_of_entry(name: str) -> tuple[int, str]:
    """The country first: postal code, phone and VAT number are read by it."""
    return (0 if name == "country" else 1, name)


def _stored_iban(value: str) -> str:
    compact = str(iban_numbers.compact(value))
    if compact and not iban_numbers.is_valid(compact):
        raise IbanNotValid(value=value)
    return compact


def _cleaned(stored_field: Any, row: models.Model, value: Any) -> Any:
    clean: Callable[[Any, models.Model], Any] = stored_field.clean
    if value is None and not stored_field.null:
        value = stored_field.get_default()
    if value == "" and not stored_field.blank:
        return ""
    try:
        return clean(value, row)
    except ValidationError as error:
        raise ValueNotValid(label=stored_field.verbose_name, problem=" ".join(error.messages)) from error


def _text(row: models.Model, stored_field: Any) -> str:
    value = getattr(row, stored_field.name if stored_field.is_relation and stored_field.is_cached(row) else stored_field.attname)
    return "" if value is None else str(value)
