"""Close customers for new documents, open them again, delete those that nothing ever referred to (customers.md §2.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models, transaction

from customers.errors import CustomerNotFinished, CustomerUsed
from customers.exposure import exposures
from customers.models import Customer, CustomerStatus
from customers.statuses import customer_states
from foundation.database.set_update import update_from_values
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit


@transaction.atomic
def set_status(legal_entity: LegalEntity, customer: Customer, action: str, *, user: User | None, reason: str = "") -> Customer:
    """Deactivate or activate a customer, as the action says; open documents of an inactive one finish.

    Raises ActionNotAllowed (GEN-06).
    """
    locked: Customer = Customer.of(legal_entity).filter(pk=customer.pk).locked().get()
    customer_states.check(action, locked)
    target = CustomerStatus(customer_states.transition(action).target)
    changes = {locked.pk: {"status": [str(locked.get_status_display()), str(target.label)]}}
    update_from_values(Customer, ["status"], [(locked.pk, target.value)], touch="updated_at")
    audit.record(legal_entity, user, "changed", [locked], changes=changes, reason=reason)
    locked.status = target
    return locked


def still_open(legal_entity: LegalEntity, customer: Customer) -> CustomerNotFinished | None:
    """Return a warning when the customer still owes or awaits something; None when everything is finished."""
    exposure = exposures(legal_entity, [customer.pk])[customer.pk]
    if not (exposure.balance or exposure.delivered or exposure.ordered):
        return None
    amounts: dict[str, Any] = {name: f"{getattr(exposure, name):.2f}" for name in ("balance", "delivered", "ordered")}
    return CustomerNotFinished(n=customer, currency=legal_entity.currency_id, **amounts)


@transaction.atomic
def delete_customer(legal_entity: LegalEntity, customer: Customer, *, user: User | None) -> None:
    """Delete a customer that nothing ever referred to; the party stays in the address book.

    Raises CustomerUsed (CU-031) with the number of documents and customers that refer to it.
    """
    locked: Customer = Customer.of(legal_entity).filter(pk=customer.pk).locked().get()
    count = sum(_references(locked))
    if count:
        raise CustomerUsed(n=locked, count=count)
    audit.record(legal_entity, user, "deleted", [locked])
    locked.delete()


def _references(customer: Customer) -> Iterator[int]:
    """Yield how many rows of each kind point at the customer; its history goes on without it."""
    for model in apps.get_models():
        fields: list[Any] = list(model._meta.concrete_fields)
        for field in fields:
            if field.is_relation and field.related_model is Customer and field.remote_field.on_delete is models.PROTECT:
                yield model._base_manager.filter(**{field.attname: customer.pk}).count()
