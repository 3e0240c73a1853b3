"""Enter and change prospects, and make customers of them (sales.md §5.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from customers.errors import AccountChecked, FieldsMissing
from customers.events import ProspectConverted
from customers.models import Customer, Party, Prospect, ProspectStatus
from customers.records import ADDRESS_FIELDS, CONTACT_FIELDS, CustomerRecord, new_record
from customers.services.create_customers import SavedCustomer, create_customer
from customers.services.save_customers import save_parties
from customers.statuses import prospect_states
from foundation.events import publish
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from foundation.organization.services.numbering import take_number

PROSPECT_FIELDS = ("group", "currency", "language", "contact_name")
PARTY_PARTS = frozenset({"name"}) | ADDRESS_FIELDS - {"purposes"} | CONTACT_FIELDS - {"registration_number"}


@transaction.atomic
def save_prospect(legal_entity: LegalEntity, values: Mapping[str, Any], *, user: User | None, prospect: Prospect | None = None) -> Prospect:
    """Create or change a prospect with the name, address and contact data of its party; ``values`` by PROSPECT_FIELDS and PARTY_PARTS.

    Raises CU-001 for a name or group that is missing, and the refusals of addresses and contact data.
    """
    unknown = set(values) - {*PROSPECT_FIELDS, *PARTY_PARTS}
    if unknown:
        raise TypeError(f"Not fields of a prospect: {', '.join(sorted(unknown))}")
    row = prospect or Prospect(legal_entity=legal_entity, currency=legal_entity.currency)
    before = {name: str(getattr(row, name, "")) for name in PROSPECT_FIELDS if name in values and row.pk}
    record = new_record(legal_entity, row.party if row.pk else None)
    record.enter({name: value for name, value in values.items() if name in PARTY_PARTS})
    for name in PROSPECT_FIELDS:
        if name in values:
            setattr(row, name, values[name])
    _check(row, record)
    save_parties([record])
    row.party = record.party
    if row.pk is None:
        row.account = take_number(legal_entity, "prospect", legal_entity.today())
    action = "changed" if row.pk else "created"
    row.save()
    changes = {name: [old, str(getattr(row, name))] for name, old in before.items() if old != str(getattr(row, name))}
    audit.record(legal_entity, user, action, [row], changes={row.pk: changes | (record.changes if before else {})})
    return row


def check_account(legal_entity: LegalEntity, account: str) -> AccountChecked:
    """Tell whether the account of a customer is free (GEN-03)."""
    return AccountChecked(n=account, state=AccountChecked.TAKEN if _is_taken(legal_entity, account) else AccountChecked.FREE)


@transaction.atomic
def convert_prospect(legal_entity: LegalEntity, prospect_id: int, account: str, *, user: User | None) -> SavedCustomer:
    """Make a customer of an open prospect, with the account or the next number of its sequence, and tell who works with the prospect.

    Raises GEN-06 for a prospect that is a customer already, and the refusals of a new customer.
    """
    prospect = Prospect.of(legal_entity).select_related("party", "group", "currency").locked().get(pk=prospect_id)
    prospect_states.check("convert", prospect)
    values = {"group": prospect.group, "currency": prospect.currency, "language": prospect.language}
    saved = create_customer(legal_entity, values | ({"account": account} if account else {}), user=user, party=prospect.party)
    prospect.customer, prospect.status = saved.customer, ProspectStatus.CONVERTED
    prospect.save(update_fields=["customer", "status", "updated_at"])
    audit.record(legal_entity, user, "converted", [prospect], changes={prospect.pk: {"customer": ["", saved.customer.account]}})
    publish(ProspectConverted(prospect, user))
    return saved


def _is_taken(legal_entity: LegalEntity, account: str) -> bool:
    return bool(Customer.of(legal_entity).filter(account=account).exists())


def _check(prospect: Prospect, record: CustomerRecord) -> None:
    for error in record.errors:
        raise error
    blank = [
        (record.party, "name", record.party.name),
        (prospect, "group", prospect.group_id),
        (prospect, "currency", prospect.currency_id),
    ]
    missing = [str(row._meta.get_field(name).verbose_name) for row, name, value in blank if not value]  # type: ignore[union-attr]
    if missing:
        raise FieldsMissing(fields=", ".join(missing))
    assert isinstance(record.party, Party)
