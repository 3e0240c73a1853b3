"""Change customers and the party data shown beside them (customers.md §2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime

from customers.customer_rules import CustomerRules
from customers.errors import RecordChangedByAnother
from customers.models import Customer
from customers.records import CustomerRecord, load_records
from customers.services.create_customers import SavedCustomer
from customers.services.save_customers import save_records
from foundation.organization.models import AuditEntry, LegalEntity, User


@dataclass(frozen=True)
class CustomerChange:
    """New values of one customer, by the field names of customers/records.py; what is not named stays."""

    customer_id: int
    values: Mapping[str, Any]


def plan_changes(legal_entity: LegalEntity, changes: Sequence[CustomerChange]) -> list[CustomerRecord]:
    """Return the records as the changes would leave them, each with its errors and warnings; locks the customers.

    Call it inside the transaction that saves.
    """
    keys = {change.customer_id for change in changes}
    rows = Customer.of(legal_entity).filter(pk__in=keys).select_related("party", "group", "legal_entity", "invoice_account").locked()
    known = load_records(legal_entity, list(rows))
    records = []
    for change in changes:
        record = known[change.customer_id]
        record.enter(change.values)
        records.append(record)
    rules = CustomerRules.load(legal_entity, records)
    for record in records:
        rules.check(record)
    return records


@transaction.atomic
def change_customers(
    legal_entity: LegalEntity, changes: Sequence[CustomerChange], *, user: User | None, reason: str = ""
) -> list[SavedCustomer]:
    """Change any number of customers, all or nothing; raises the first error (CU-…)."""
    records = plan_changes(legal_entity, changes)
    for record in records:
        if record.errors:
            raise record.errors[0]
    save_records(legal_entity, records, user=user, reason=reason)
    return [SavedCustomer(record.customer, tuple(record.warnings)) for record in records]


@transaction.atomic
def change_customer(
    customer: Customer, values: Mapping[str, Any], *, user: User | None, read_at: datetime | None = None, reason: str = ""
) -> SavedCustomer:
    """Change one customer.

    ``read_at`` is the ``updated_at`` that the user saw: when someone saved since, RecordChangedByAnother (CU-070) is raised.
    """
    legal_entity = customer.legal_entity
    if read_at is not None:
        refuse_stale(legal_entity, customer.pk, read_at)
    return change_customers(legal_entity, [CustomerChange(customer.pk, values)], user=user, reason=reason)[0]


def refuse_stale(legal_entity: LegalEntity, customer_id: int, read_at: datetime) -> None:
    """Raise CU-070 when the customer was saved after it was read; holds the customer's lock from then on."""
    current = Customer.of(legal_entity).filter(pk=customer_id).locked().get()
    if current.updated_at == read_at:
        return
    raise changed_by_another(legal_entity, current)


def changed_by_another(legal_entity: LegalEntity, customer: Customer) -> RecordChangedByAnother:
    """Return the refusal of a save that was overtaken (CU-070), with who changed the customer last, and when."""
    entries = AuditEntry.of(legal_entity).filter(object_type=Customer._meta.label_lower, object_id=customer.pk)
    last = entries.select_related("user").order_by("-pk").first()
    time = date_format(localtime(last.at if last else customer.updated_at), "SHORT_DATETIME_FORMAT")
    return RecordChangedByAnother(user=last.user if last and last.user else "–", time=time)
