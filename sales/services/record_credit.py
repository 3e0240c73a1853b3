"""Write down that somebody went on although a credit limit is exceeded: on the order and on the customer (customers.md §3.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from customers.errors import CreditLimitExceeded
from customers.models import Customer, CustomerParameters
from foundation.errors import BusinessRuleError
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.models import SalesOrder
from sales.services.credit_checks import credit_account

EXCEEDED = "credit limit exceeded"


def record_exceeded_credit(
    entity: LegalEntity,
    user: User | None,
    orders: Iterable[SalesOrder],
    warnings: Mapping[int, Sequence[BusinessRuleError]],
    reason: str = "",
) -> None:
    """Write one audit entry per order that went on and one per customer, with the figures and the reason, if any.

    Four statements at most, whatever the number of orders; none when no limit is exceeded.
    """
    told = {order: str(error) for order in orders for error in warnings.get(order.pk, ()) if isinstance(error, CreditLimitExceeded)}
    if not told:
        return
    parameters = CustomerParameters.of(entity)
    of_customers: dict[Customer, list[str]] = defaultdict(list)
    for order, text in told.items():
        of_customers[credit_account(order, parameters)].append(f"{order}: {text}")
    on_orders = {order.pk: _change(text) for order, text in told.items()}
    on_customers = {customer.pk: _change(" ".join(texts)) for customer, texts in of_customers.items()}
    audit.record(entity, user, EXCEEDED, list(told), changes=on_orders, reason=reason)
    audit.record(entity, user, EXCEEDED, list(of_customers), changes=on_customers, reason=reason)


def _change(text: str) -> dict[str, list[str]]:
    return {"credit_limit": ["", text]}
