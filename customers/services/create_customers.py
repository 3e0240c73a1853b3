"""Create customers: the party is made in the same transaction, or one of the address book is picked (customers.md §1.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from customers.customer_rules import CustomerRules
from customers.models import Customer, Party
from customers.records import CustomerRecord, new_record
from customers.services.save_customers import save_records
from foundation.errors import Refusal
from foundation.organization.models import LegalEntity, User

_GROUP_DEFAULTS = ("payment_terms", "posting_profile", "sales_tax_group")


@dataclass(frozen=True)
class CustomerDraft:
    """One customer to create: ``values`` by the field names of customers/records.py, on an existing party where one is given."""

    values: Mapping[str, Any]
    party: Party | None = None


@dataclass(frozen=True)
class SavedCustomer:
    """A saved customer and what was doubtful about it."""

    customer: Customer
    warnings: Sequence[Refusal] = field(default_factory=tuple)


def plan_customers(legal_entity: LegalEntity, drafts: Sequence[CustomerDraft]) -> list[CustomerRecord]:
    """Return the records that the drafts would make, each with its errors and warnings; writes nothing."""
    records = []
    for draft in drafts:
        record = new_record(legal_entity, draft.party)
        record.enter(draft.values)
        _take_group_defaults(record)
        records.append(record)
    rules = CustomerRules.load(legal_entity, records)
    for record in records:
        rules.check(record)
    return records


@transaction.atomic
def create_customers(
    legal_entity: LegalEntity, drafts: Sequence[CustomerDraft], *, user: User | None, reason: str = ""
) -> list[SavedCustomer]:
    """Create any number of customers, all or nothing; raises the first error (CU-…, GEN-02, INV-404).

    The account comes from the number sequence of the group, else of the entity, unless it was typed and may be.
    """
    records = plan_customers(legal_entity, drafts)
    for record in records:
        if record.errors:
            raise record.errors[0]
    save_records(legal_entity, records, user=user, reason=reason)
    return [SavedCustomer(record.customer, tuple(record.warnings)) for record in records]


def create_customer(
    legal_entity: LegalEntity, values: Mapping[str, Any], *, user: User | None, party: Party | None = None
) -> SavedCustomer:
    """Create one customer."""
    return create_customers(legal_entity, [CustomerDraft(values, party)], user=user)[0]


def _take_group_defaults(record: CustomerRecord) -> None:
    """Fill what nobody entered from the customer group."""
    if record.customer.group_id is None:
        return
    for name in _GROUP_DEFAULTS:
        if getattr(record.customer, f"{name}_id") is None:
            setattr(record.customer, f"{name}_id", getattr(record.customer.group, f"{name}_id"))
