"""The rules that a customer must keep before it is saved, for many records at once (customers.md §2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import connection

from customers.errors import (
    AccountExists,
    ExternalIdOfAnother,
    FieldsMissing,
    IdentificationRequired,
    InvoiceAccountHasItsOwn,
    VatNumberNotValid,
    VatNumberOfAnother,
)
from customers.models import Customer, CustomerParameters, Party
from customers.postal_codes import normalise_postal_code
from customers.records import CustomerRecord
from customers.vat_numbers import is_valid_vat_number, vat_country
from foundation.errors import BusinessRuleError, Refusal
from foundation.organization.errors import NumberNotAllowedByHand
from foundation.organization.models import LegalEntity, NumberSequence


@dataclass
class CustomerRules:
    """What the rules compare with, read once for all records."""

    legal_entity: LegalEntity
    parameters: CustomerParameters
    holders: dict[str, dict[int | None, str]]
    accounts: dict[str, int]
    external_ids: dict[str, dict[int | None, str]]
    bill_to: dict[int, Customer]
    manual: dict[str, bool]

    @classmethod
    def load(cls, legal_entity: LegalEntity, records: Sequence[CustomerRecord]) -> CustomerRules:
        """Read what the records must be compared with: a fixed number of queries for any number."""
        numbers = {record.customer.vat_number for record in records} - {""}
        accounts = {record.customer.account for record in records} - {""}
        holders: dict[str, dict[int | None, str]] = defaultdict(dict)
        rows = Customer.of(legal_entity).filter(vat_number__in=numbers).values_list("vat_number", "pk", "account", "party__name")
        for number, key, account, name in rows:
            holders[number][key] = f"{account} {name}"
        keys = [record.customer.pk for record in records if record.customer.pk]
        pointing = Customer.of(legal_entity).filter(invoice_account__in=keys).select_related("invoice_account")
        return cls(
            legal_entity,
            CustomerParameters.of(legal_entity),
            holders,
            dict(Customer.of(legal_entity).filter(account__in=accounts).values_list("account", "pk")),
            _external_ids(legal_entity, records),
            {customer.invoice_account_id: customer for customer in pointing},
            dict(NumberSequence.of(legal_entity).values_list("reference", "manual")),
        )

    def check(self, record: CustomerRecord) -> None:
        """Add what is wrong with a record to its errors, and what is only doubtful to its warnings."""
        for error in self._errors(record):
            record.errors.append(error)
        self._check_vat_number(record)

    def _errors(self, record: CustomerRecord) -> Iterable[BusinessRuleError]:
        customer = record.customer
        missing = self._missing(record)
        if missing:
            yield FieldsMissing(fields=", ".join(missing))
        yield from self._account_errors(customer)
        yield from self._external_id_errors(record)
        target = customer.invoice_account
        if target is not None and target.invoice_account_id is not None:
            yield InvoiceAccountHasItsOwn(x=target, y=target.invoice_account)
        if target is not None and customer.pk in self.bill_to:
            yield InvoiceAccountHasItsOwn(x=customer, y=target)
        if self._identification_missing(customer):
            yield IdentificationRequired(account=customer.account or record.party.name, n=self.parameters.identification_limit)
        yield from self._address_errors(record)

    def _missing(self, record: CustomerRecord) -> list[str]:
        customer = record.customer
        blank = [
            (record.party, "name", not (record.party.name or record.party.kind == Party.Kind.PERSON and record.party.last_name)),
            (customer, "group", customer.group_id is None),
            (customer, "currency", customer.currency_id is None),
        ]
        return [str(row._meta.get_field(name).verbose_name) for row, name, is_missing in blank if is_missing]  # type: ignore[union-attr]

    def _account_errors(self, customer: Customer) -> Iterable[BusinessRuleError]:
        if customer.pk is not None or not customer.account:
            return
        if not self.manual.get(number_reference(customer), True):
            yield NumberNotAllowedByHand(n=customer.account, field="account")
        if customer.account in self.accounts:
            yield AccountExists(n=customer.account, entity=self.legal_entity)
        self.accounts.setdefault(customer.account, 0)

    def _external_id_errors(self, record: CustomerRecord) -> Iterable[BusinessRuleError]:
        wanted = record.party.external_id
        if not wanted or "external_id" not in record.changes:
            return
        known = self.external_ids.setdefault(wanted, {})
        others = [name for key, name in known.items() if key != record.customer.pk]
        if others:
            yield ExternalIdOfAnother(value=wanted, names=", ".join(others[:5]))
        key = -len(known) - 1 if record.customer.pk is None else record.customer.pk
        known[key] = f"{record.customer.account} {record.party.name}".strip()

    def _identification_missing(self, customer: Customer) -> bool:
        required = self.parameters.require_identification
        if not customer.credit_limit or customer.government_id or required == CustomerParameters.Identification.NO:
            return False
        return required == CustomerParameters.Identification.YES or customer.credit_limit >= self.parameters.identification_limit

    def _address_errors(self, record: CustomerRecord) -> Iterable[BusinessRuleError]:
        if record.address is None or any(error.field == "postal_code" for error in record.errors):
            return
        try:
            record.address.postal_code = normalise_postal_code(record.address.country, record.address.postal_code)
        except BusinessRuleError as error:
            yield error

    def _check_vat_number(self, record: CustomerRecord) -> None:
        customer = record.customer
        number = customer.vat_number
        if not number or "vat_number" not in record.changes:
            return
        customer.vat_country, customer.vat_state, customer.vat_checked_at = vat_country(number), "not_checked", None
        if not is_valid_vat_number(number):
            invalid = VatNumberNotValid(value=number, country=customer.vat_country or record.country())
            _report(record, invalid, as_error=self.parameters.vat_check == CustomerParameters.VatCheck.ERROR)
        others = [name for key, name in self.holders[number].items() if key != customer.pk] if number in self.holders else []
        if others:
            shared = VatNumberOfAnother(value=number, names=", ".join(others[:5]))
            _report(record, shared, as_error=self.parameters.vat_unique)
        if customer.pk is None:
            self.holders.setdefault(number, {})[-len(self.holders[number]) - 1] = f"{customer.account} {record.party.name}".strip()


def _external_ids(legal_entity: LegalEntity, records: Sequence[CustomerRecord]) -> dict[str, dict[int | None, str]]:
    """Return which customers have the external ids that records get, by id and key.

    Nobody else gives out external ids in the legal entity until this transaction ends: parties are shared between legal entities, so
    that no constraint of their table can say what is unique within one.
    """
    wanted = {record.party.external_id for record in records if "external_id" in record.changes} - {""}
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"external ids of customers {legal_entity.pk}"])
    found: dict[str, dict[int | None, str]] = defaultdict(dict)
    rows = Customer.of(legal_entity).filter(party__external_id__in=wanted)
    for value, key, account, name in rows.values_list("party__external_id", "pk", "account", "party__name"):
        found[value][key] = f"{account} {name}"
    return dict(found)


def number_reference(customer: Customer) -> str:
    """Return the number sequence that a customer's account comes from: the group's, else the entity's."""
    return (customer.group.number_reference if customer.group_id else "") or "customer_account"


def as_warning(error: BusinessRuleError) -> Refusal:
    """Return a refusal as a warning that does not stop anything."""
    return replace(error.as_refusal(), severity="warning")


def _report(record: CustomerRecord, error: BusinessRuleError, *, as_error: bool) -> None:
    if as_error:
        record.errors.append(error)
    else:
        record.warnings.append(as_warning(error))
