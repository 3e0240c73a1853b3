"""Whose trade agreements count for an order: those of its customer, or of its invoice account (customers.md §2.2)."""

from __future__ import annotations

from collections.abc import Sequence

from customers.models import CustomerParameters
from foundation.organization.models import LegalEntity
from sales.services.working_orders import WorkingOrder


def price_accounts(entity: LegalEntity, works: Sequence[WorkingOrder]) -> dict[int, str]:
    """Return the account whose agreements count, by the ``id`` of the order in memory.

    One statement, none where every order is invoiced to its own customer.
    """
    accounts = {id(work): work.customer.account for work in works}
    others = [work for work in works if work.order.invoice_account_id != work.order.customer_id]
    if others and CustomerParameters.of(entity).price_from_invoice_account:
        accounts |= {id(work): work.order.invoice_account.account for work in others}
    return accounts
