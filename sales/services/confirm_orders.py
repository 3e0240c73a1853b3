"""Confirm orders: write what was promised to customers as a new, immutable version of each order (sales.md §11.2).

Orders that are refused stand apart with their reasons; the others are confirmed in one transaction with a number of
statements that does not depend on how many they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from customers.addresses import AddressBook
from foundation.documents.document_types import DocumentType
from foundation.errors import BusinessRuleError
from foundation.events import publish
from foundation.organization.models import User
from foundation.organization.services import audit
from foundation.organization.services.numbering import take_numbers
from sales.events import OrdersConfirmed
from sales.models import OrderConfirmation, OrderConfirmationLine, SalesOrder, SalesOrderLine
from sales.services import quantities
from sales.services.offered_values import offered_header, offered_lines
from sales.services.plan_confirmations import ConfirmationPlan, ConfirmationRequest, plan_confirmations
from sales.services.queue_output import queue_output
from sales.services.record_credit import record_exceeded_credit
from sales.services.save_changes import save_calculated
from sales.services.working_orders import WorkingOrder
from sales.statuses import DocumentStatus


@dataclass(frozen=True)
class ConfirmedOrders:
    """The confirmations that were written, by number, and the orders that were refused."""

    confirmations: Sequence[OrderConfirmation]
    refusals: dict[int, BusinessRuleError]
    orders: dict[int, SalesOrder]
    warnings: dict[int, list[BusinessRuleError]]

    def or_raise(self) -> ConfirmedOrders:
        """Return itself, or raise the first refusal."""
        for error in self.refusals.values():
            raise error
        return self


@transaction.atomic
def confirm_orders(request: ConfirmationRequest, user: User) -> ConfirmedOrders:
    """Confirm the orders that were asked for: version 1, 2, … with a full snapshot each; the stock is not touched.

    Discounts and totals are calculated anew, dates that were not confirmed become the requested ones, and the order counts
    as unchanged since its confirmation. Refusals: ORD-08, ORD-09, ORD-10, ORD-16, ORD-27, HLD-01, CU-050 and those of the
    tax set-up.
    """
    plan = plan_confirmations(request, locked=True)
    confirmations = _write(plan, user) if plan.going else []
    if confirmations:
        publish(OrdersConfirmed(confirmations))
    orders = {key: work.order for key, work in plan.loaded.works.items()}
    return ConfirmedOrders(confirmations, plan.refusals, orders, plan.warnings)


def _write(plan: ConfirmationPlan, user: User) -> list[OrderConfirmation]:
    entity, works = plan.entity, plan.going
    numbers = take_numbers(entity, "order_confirmation", len(works), plan.request.date)
    confirmations = OrderConfirmation.of(entity).bulk_create(confirmations_of(plan, numbers, user))
    OrderConfirmationLine.of(entity).bulk_create(
        line for confirmation, work in zip(confirmations, works, strict=True) for line in lines_of(plan, confirmation, work)
    )
    save_calculated(entity, works, plan.before)
    quantities.derive_statuses(entity, [work.order.pk for work in works], DocumentStatus.CONFIRMATION)
    audit.record(entity, user, "confirmed", [work.order for work in works])
    record_exceeded_credit(entity, user, [work.order for work in works], plan.warnings, plan.request.credit_reason)
    queue_output(entity, DocumentType.CONFIRMATION, confirmations, print_moment=plan.request.print_moment)
    return list(confirmations)


def confirmations_of(plan: ConfirmationPlan, numbers: Sequence[str], user: User) -> list[OrderConfirmation]:
    """Let the planned orders in memory be confirmed, and return their unsaved confirmations under these numbers."""
    works = plan.going
    for work in works:
        _settle_dates(work)
        work.order.confirmed_version += 1
        work.order.changed_since_confirmation = False
    book = AddressBook.load({work.order.customer.party_id for work in works}, plan.request.date)
    return [_confirmation(plan, work, number, user, book) for work, number in zip(works, numbers, strict=True)]


def _settle_dates(work: WorkingOrder) -> None:
    """Fill in the confirmed dates that nobody set."""
    documents: list[SalesOrder | SalesOrderLine] = [work.order, *(working.line for working in work.live_lines)]
    for dated in documents:
        dated.confirmed_ship_date = dated.confirmed_ship_date or dated.requested_ship_date
        dated.confirmed_receipt_date = dated.confirmed_receipt_date or dated.requested_receipt_date


def _confirmation(plan: ConfirmationPlan, work: WorkingOrder, number: str, user: User, book: AddressBook) -> OrderConfirmation:
    order, totals = work.order, work.totals
    return OrderConfirmation(
        legal_entity=plan.entity,
        number=number,
        order=order,
        version=order.confirmed_version,
        date=plan.request.date,
        currency_id=order.currency_id,
        language=order.language,
        header=offered_header(
            plan.loaded,
            work,
            plan.taxes[order.pk],
            book,
            ship_date=str(order.confirmed_ship_date),
            receipt_date=str(order.confirmed_receipt_date),
        ),
        subtotal=totals.subtotal,
        total_discount=totals.total_discount,
        charges_amount=totals.charges,
        tax_amount=totals.tax,
        total_amount=totals.amount,
        posted_by=user,
    )


def lines_of(plan: ConfirmationPlan, confirmation: OrderConfirmation, work: WorkingOrder) -> Iterable[OrderConfirmationLine]:
    """Yield the unsaved lines of a confirmation."""
    for values in offered_lines(plan.loaded.context, work):
        yield OrderConfirmationLine(legal_entity_id=confirmation.legal_entity_id, confirmation=confirmation, **values)
