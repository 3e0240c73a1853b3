"""Write customer records, new ones and changed ones, with a number of statements that does not depend on how many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models

from customers.customer_rules import number_reference
from customers.models import Customer, ElectronicAddress, Party, PartyAddress, PartyIdentifier
from customers.records import ADDRESS_FIELDS, CUSTOMER_FIELDS, PARTY_FIELDS, CustomerRecord
from customers.services.party_changes import touch_customers
from foundation.database.set_update import update_from_values
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from foundation.organization.services.numbering import take_numbers

_DERIVED = {"vat_number": ("vat_country", "vat_state", "vat_checked_at")}


def save_records(legal_entity: LegalEntity, records: Sequence[CustomerRecord], *, user: User | None, reason: str = "") -> list[Customer]:
    """Write checked records inside the caller's transaction and return their customers.

    Records without a change cost nothing. ``reason`` stands in the audit trail, for an import the name of its file.
    """
    created = [record for record in records if record.is_new]
    changed = [record for record in records if not record.is_new and record.changes]
    for record in records:
        _complete_name(record.party)
    on_known_parties = [record for record in created if record.party.pk is not None and record.changes]
    _insert_parties([record.party for record in created])
    _take_accounts(legal_entity, created)
    _insert_customers(legal_entity, created)
    _update_rows(Party, [(record.party, record) for record in [*changed, *on_known_parties]], PARTY_FIELDS, extra=("name", "search_name"))
    _update_rows(Customer, [(record.customer, record) for record in changed], CUSTOMER_FIELDS)
    _save_contact_data([*created, *changed])
    touch_customers(record.party.pk for record in [*changed, *on_known_parties] if record.changes.keys() - CUSTOMER_FIELDS)
    _record(legal_entity, created, changed, user, reason)
    return [record.customer for record in records]


def save_parties(records: Sequence[CustomerRecord]) -> None:
    """Write the parties of records with their contact data, inside the caller's transaction; their customers are not kept."""
    for record in records:
        _complete_name(record.party)
    known = [record for record in records if record.party.pk is not None and record.changes]
    _insert_parties([record.party for record in records])
    _update_rows(Party, [(record.party, record) for record in known], PARTY_FIELDS, extra=("name", "search_name"))
    _save_contact_data(records)
    touch_customers(record.party.pk for record in known)


def _record(
    legal_entity: LegalEntity, created: Sequence[CustomerRecord], changed: Sequence[CustomerRecord], user: User | None, reason: str
) -> None:
    """Write into the audit trail who was created, and what changed of whom."""
    changes = {record.customer.pk: record.changes for record in changed}
    audit.record(legal_entity, user, "created", [record.customer for record in created], reason=reason)
    audit.record(legal_entity, user, "changed", [record.customer for record in changed], changes=changes, reason=reason)


def _complete_name(party: Party) -> None:
    if party.kind == Party.Kind.PERSON and party.last_name:
        parts = (party.first_name, party.middle_name, party.last_name_prefix, party.last_name)
        party.name = " ".join(part for part in parts if part)[:100]
    party.search_name = party.search_name or party.name.upper()[:20]


def _insert_parties(parties: Sequence[Party]) -> None:
    Party.objects.bulk_create([party for party in parties if party.pk is None])


def _take_accounts(legal_entity: LegalEntity, records: Sequence[CustomerRecord]) -> None:
    """Number the accounts that nobody typed, passing over numbers that somebody typed earlier."""
    by_reference: dict[str, list[Customer]] = {}
    for record in records:
        if not record.customer.account:
            by_reference.setdefault(number_reference(record.customer), []).append(record.customer)
    typed = {record.customer.account for record in records}
    for reference, waiting in sorted(by_reference.items()):
        while waiting:
            numbers = take_numbers(legal_entity, reference, len(waiting), legal_entity.today())
            taken = typed | set(Customer.of(legal_entity).filter(account__in=numbers).values_list("account", flat=True))
            free = [number for number in numbers if number not in taken]
            for customer, number in zip(waiting, free, strict=False):
                customer.account = number
            waiting = waiting[len(free) :]


def _insert_customers(legal_entity: LegalEntity, records: Sequence[CustomerRecord]) -> None:
    for record in records:
        record.customer.party = record.party
    Customer.of(legal_entity).bulk_create([record.customer for record in records])


def _update_rows(
    model: type[models.Model], rows: Sequence[tuple[models.Model, CustomerRecord]], fields: frozenset[str], extra: Sequence[str] = ()
) -> None:
    """Update the columns that changed in any of the rows; the other rows get the value they have, read under their lock."""
    names = sorted({name for _row, record in rows for name in record.changes if name in fields})
    if not names:
        return
    names += [derived for name in names for derived in _DERIVED.get(name, ())]
    names += [name for name in extra if name not in names]
    columns = [model._meta.get_field(name) for name in names]
    found = {row.pk: row for row, record in rows if fields & record.changes.keys()}
    values: list[list[Any]] = [[key, *(getattr(row, column.attname) for column in columns)] for key, row in found.items()]  # type: ignore[union-attr]
    touch = "updated_at" if any(known.name == "updated_at" for known in model._meta.get_fields()) else ""
    update_from_values(model, names, values, touch=touch)


def _save_contact_data(records: Sequence[CustomerRecord]) -> None:
    _save_addresses(records)
    _save_electronic_addresses(records)
    _save_identifiers(records)


def _save_addresses(records: Sequence[CustomerRecord]) -> None:
    addresses = [(record.address, record) for record in records if record.address is not None and ADDRESS_FIELDS & record.changes.keys()]
    known_addresses = [(row, record) for row, record in addresses if row.pk is not None]
    PartyAddress.objects.bulk_create(_with_party([row for row, _record in addresses if row.pk is None]))
    _update_rows(PartyAddress, known_addresses, ADDRESS_FIELDS)


def _save_electronic_addresses(records: Sequence[CustomerRecord]) -> None:
    """Insert, change and, where they were emptied, delete the e-mail addresses and numbers that changed."""
    contacts = [row for record in records for row in (record.email, record.phone) if row is not None and row.kind in record.changes]
    known = [row for row in contacts if row.pk is not None]
    ElectronicAddress.objects.bulk_create(_with_party([row for row in contacts if row.pk is None and row.value]))
    update_from_values(ElectronicAddress, ["value"], [(row.pk, row.value) for row in known if row.value])
    ElectronicAddress.objects.filter(pk__in=[row.pk for row in known if not row.value]).delete()


def _save_identifiers(records: Sequence[CustomerRecord]) -> None:
    rows = [record.registration for record in records if record.registration is not None and "registration_number" in record.changes]
    for record in records:
        customer = record.customer
        if "vat_number" in record.changes:
            rows.append(
                PartyIdentifier(party=record.party, kind=PartyIdentifier.Kind.VAT, country=customer.vat_country, value=customer.vat_number)
            )
    unique = {(row.party_id or row.party.pk, row.kind, row.country): row for row in _with_party(rows)}
    PartyIdentifier.objects.bulk_create(
        [
            PartyIdentifier(party_id=row.party_id, kind=row.kind, country=row.country, value=row.value)
            for row in unique.values()
            if row.value
        ],
        update_conflicts=True,
        unique_fields=["party", "kind", "country"],
        update_fields=["value"],
    )
    emptied = [row for row in unique.values() if not row.value]
    for kind in {row.kind for row in emptied}:
        PartyIdentifier.objects.filter(kind=kind, party__in=[row.party_id for row in emptied if row.kind == kind]).delete()


def _with_party(rows: Sequence[Any]) -> Sequence[Any]:
    """Give rows the key that their party got when it was inserted."""
    for row in rows:
        row.party_id = row.party.pk
    return rows
