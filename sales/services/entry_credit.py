"""Hold orders against the credit of their customers while they are entered and changed (sales.md §10.2, customers.md §3.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import prefetch_related_objects

from customers.errors import CreditLimitExceeded
from customers.models import CustomerParameters
from foundation.organization.models import LegalEntity, User
from sales.models import SalesParameters
from sales.services.credit_checks import credit_account, find_excesses, lock_accounts, stops
from sales.services.load_orders import LoadedOrders
from sales.services.open_value import value_with_tax
from sales.services.record_credit import record_exceeded_credit
from sales.services.working_orders import WorkingOrder
from sales.statuses import TRAITS


@dataclass(frozen=True, slots=True)
class CreditAnswer:
    """How an exceeded limit is met: for integrations a parameter of its own counts; who may overrule it goes on, with a reason."""

    integration: bool = False
    overruled: bool = False
    reason: str = ""


def check_entered(
    loaded: LoadedOrders, works: Sequence[WorkingOrder], answer: CreditAnswer, *, over_rest: bool = False
) -> dict[int, CreditLimitExceeded]:
    """Return, by position, why orders in memory are refused (CU-050); where an excess only warns it joins the notices of its order.

    ``over_rest`` tells that these are new orders over REST, for which a parameter of their own counts. Journals and returned orders
    are never checked, and a change that makes an order no dearer is never refused. Callers write the orders in the same transaction.
    Nothing is read where no check is wanted, else a number of queries that does not grow with the orders.
    """
    if not _is_wanted(loaded.context.parameters, over_rest=over_rest):
        return {}
    entity = loaded.context.entity
    parameters = CustomerParameters.of(entity)
    if not parameters.check_credit_on_sales_order:
        return {}
    _read_tax_groups(works)
    dearer = dict(_dearer(loaded, works, parameters))
    values = [(works[position].order, value) for position, value in dearer.items()]
    lock_accounts(entity, [(order.customer_id, order.invoice_account_id) for order, _value in values], checked=bool(values))
    found = find_excesses(entity, values, parameters)
    excesses = {position: found[index] for index, position in enumerate(dearer) if index in found}
    if stops(parameters, overruled=answer.overruled, integration=answer.integration):
        return excesses
    for position, error in excesses.items():
        works[position].notices.append(error)
    return {}


def record_entered(entity: LegalEntity, works: Iterable[WorkingOrder], user: User | None, answer: CreditAnswer) -> None:
    """Write down which of the orders, now stored, went on although a limit is exceeded, by their notices."""
    told = {work.order.pk: (work.order, work.notices) for work in works}
    warnings = {key: notices for key, (_order, notices) in told.items() if notices}
    if warnings:
        record_exceeded_credit(entity, user, [order for order, _notices in told.values()], warnings, answer.reason)


def _is_wanted(parameters: SalesParameters, *, over_rest: bool) -> bool:
    return parameters.credit_check_on_rest if over_rest else parameters.credit_check_on_lines


def _read_tax_groups(works: Iterable[WorkingOrder]) -> None:
    """Read what the sales tax asks of new orders, once for all of them."""
    new = [work for work in works if work.order.pk is None]
    prefetch_related_objects([work.order for work in new], "sales_tax_group", "currency")
    prefetch_related_objects([known.line for work in new for known in work.lines], "sales_tax_group", "item_sales_tax_group")


def _dearer(loaded: LoadedOrders, works: Sequence[WorkingOrder], parameters: CustomerParameters) -> Iterator[tuple[int, Decimal]]:
    """Yield position and value of the orders that count for more than before, or for another account."""
    for position, work in enumerate(works):
        traits = TRAITS[work.order.order_type]
        if not traits.posts_documents or traits.returns_goods:
            continue
        value = value_with_tax(loaded, work)
        before = work.before
        same = before is not None and credit_account(before.order, parameters) == credit_account(work.order, parameters)
        if before is None or not same or value > value_with_tax(loaded, before):
            yield position, value
