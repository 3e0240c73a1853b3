"""Does an order still fit the credit of its customer? For any number of orders in a fixed number of queries (sales.md §10.2)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from customers.credit import CreditResult, counts_though_expired
from customers.credit_run import CreditRun
from customers.errors import CreditLimitExceeded, CreditLimitExpired
from customers.exposure import credit_terms, exposures, limited
from customers.models import Customer, CustomerParameters
from customers.models.parameters import CreditLimitType, MessageKind
from customers.services.lock_credit import lock_credit
from foundation.organization.models import LegalEntity
from sales.models import SalesOrder
from sales.services.exchange import Rates


def credit_account(order: SalesOrder, parameters: CustomerParameters) -> Customer:
    """Return the customer whose limit counts for an order."""
    if parameters.credit_check_on == CustomerParameters.CreditCheckOn.ORDER_ACCOUNT:
        return order.customer
    return order.invoice_account


def credit_excesses(
    entity: LegalEntity, values: Sequence[tuple[SalesOrder, Decimal]], parameters: CustomerParameters, limit_type: str | None = None
) -> dict[int, CreditLimitExceeded]:
    """Return, by order, the refusal of those that exceed the credit of their customer, as ``find_excesses`` finds them."""
    return {values[position][0].pk: error for position, error in find_excesses(entity, values, parameters, limit_type).items()}


def find_excesses(
    entity: LegalEntity, values: Sequence[tuple[SalesOrder, Decimal]], parameters: CustomerParameters, limit_type: str | None = None
) -> dict[int, CreditLimitExceeded]:
    """Return, by position, the refusal of the orders, stored or new, that exceed the credit of their customer.

    Each order comes with the value of the document in its currency. Orders that share a limit, by their customer or its credit
    group, add up in the order given; an order is counted once, as its document.
    """
    checked = {position: pair for position, pair in enumerate(values) if not pair[0].exclude_from_credit_check}
    if not checked:
        return {}
    accounts = limited(credit_account(order, parameters) for order, _amount in checked.values())
    counted = limit_type or parameters.credit_limit_type
    known = exposures(entity, accounts, [order.pk for order, _amount in checked.values() if order.pk], counted)
    rates = Rates.load(entity, {order.currency_id for order, _amount in checked.values()})
    run = CreditRun.starting_from(known)
    result: dict[int, CreditLimitExceeded] = {}
    for position, (order, amount) in checked.items():
        account = credit_account(order, parameters)
        value = amount * rates.worth(order.currency_id, order.order_date)
        found = run.check(account, value, counted, entity.today())
        if found is None:
            run.take(account, value)
        else:
            result[position] = _refusal(account, found)
    return result


def lock_accounts(entity: LegalEntity, accounts: Collection[tuple[int, int]], *, checked: bool) -> None:
    """Lock order and invoice accounts whose credit has a limit, where the document at hand is ``checked`` against it."""
    if checked:
        lock_credit(Customer.of(entity).filter(pk__in={key for pair in accounts for key in pair}).under_credit_control())


def expired_limits(entity: LegalEntity, orders: Iterable[SalesOrder], parameters: CustomerParameters) -> dict[int, CreditLimitExpired]:
    """Return, by order, the warning of those that are compared with a limit whose date has passed (CU-051)."""
    if parameters.credit_limit_type == CreditLimitType.NONE:
        return {}
    today = entity.today()
    compared = ((order.pk, credit_account(order, parameters)) for order in orders if not order.exclude_from_credit_check)
    return {
        key: CreditLimitExpired(account=account, date=account.credit_limit_valid_to)
        for key, account in compared
        if counts_though_expired(credit_terms(account), today)
    }


def _refusal(account: Customer, found: CreditResult) -> CreditLimitExceeded:
    return CreditLimitExceeded(
        account=account,
        limit=f"{found.limit:.2f}",
        used=f"{found.used:.2f}",
        amount=f"{found.amount:.2f}",
        difference=f"{found.excess:.2f}",
        type=CreditLimitType(found.limit_type).label,
    )


def stops(parameters: CustomerParameters, *, overruled: bool, integration: bool = False) -> bool:
    """Tell whether an excess stops the document, or warns only; orders of integrations have a parameter of their own."""
    message = parameters.credit_limit_message_integration if integration else parameters.credit_limit_message
    return message == MessageKind.ERROR and not overruled
