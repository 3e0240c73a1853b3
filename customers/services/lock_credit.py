"""Locks what a credit check decides from, so that documents of one limit are checked one after the other (reliability.md §2)."""

from __future__ import annotations

from customers.models import CreditGroup
from customers.models.customer import CustomerQuerySet


def lock_credit(customers: CustomerQuerySet) -> None:
    """Lock customers in key order, then the credit groups they are members of: at most two statements.

    The groups come last, because only a locked customer cannot change its group; other legal entities post against the same
    groups, so their rows are what the members have in common.
    """
    groups = {group for (group,) in customers.locked().values_list("credit_group_id") if group is not None}
    if groups:
        list(CreditGroup.objects.filter(pk__in=groups).locked().values_list("pk"))
