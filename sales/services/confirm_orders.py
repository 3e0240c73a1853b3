"""Confirm orders: write what was promised to customers as a new, immutable version of each order (sales.md §11.2).

Orders that are refused stand apart with their reasons; the others are confirmed in one transaction with a number of
statements that does not depend on how many they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from customers.addresses import AddressBook, address_fields
from foundation.documents.document_types import DocumentType
from foundation.errors import BusinessRuleError
from foundation.events import publish
from foundation.ledger.tax import TaxResult
from foundation.organization.models import User
from foundation.organization.services import audit
from foundation.organization.services.numbering import take_numbers
from sales.events import OrdersConfirmed
from sales.models import OrderConfirmation, OrderConfirmationLine, SalesOrder, SalesOrderLine
from sales.pricing import combine_discounts, granted_percent
from sales.services import quantities
from sales.services.plan_confirmations import ConfirmationPlan, ConfirmationRequest, plan_confirmations, promised
from sales.services.queue_output import queue_output
from sales.services.record_credit import record_exceeded_credit
from sales.services.save_changes import save_calculated
from sales.services.working_orders import OrderContext, WorkingLine, WorkingOrder, calculated_charges
from sales.snapshots import header_snapshot
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
    for work in works:
        _settle_dates(work)
        work.order.confirmed_version += 1
        work.order.changed_since_confirmation = False
    numbers = take_numbers(entity, "order_confirmation", len(works), plan.request.date)
    book = AddressBook.load({work.order.customer.party_id for work in works}, plan.request.date)
    confirmations = OrderConfirmation.of(entity).bulk_create(
        _confirmation(plan, work, number, user, book) for work, number in zip(works, numbers, strict=True)
    )
    OrderConfirmationLine.of(entity).bulk_create(
        line for confirmation, work in zip(confirmations, works, strict=True) for line in _lines(plan, confirmation, work)
    )
    save_calculated(entity, works, plan.before)
    quantities.derive_statuses(entity, [work.order.pk for work in works], DocumentStatus.CONFIRMATION)
    audit.record(entity, user, "confirmed", [work.order for work in works])
    record_exceeded_credit(entity, user, [work.order for work in works], plan.warnings, plan.request.credit_reason)
    queue_output(entity, DocumentType.CONFIRMATION, confirmations, send=plan.request.send)
    return list(confirmations)


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
        header=header_snapshot(
            plan.entity,
            order,
            address=address_fields(book.address(order.customer.party_id, "sales")),
            invoice_account=order.invoice_account.account,
            invoice_name=order.invoice_account.name,
            payment_terms=order.payment_terms.name_in(order.language) if order.payment_terms else "",
            total_discount_percent=f"{order.total_discount_percent.normalize():f}",
            rounding_off=str(totals.rounding_off),
            ship_date=str(order.confirmed_ship_date),
            receipt_date=str(order.confirmed_receipt_date),
            charges=_charges(plan, work),
            taxes=_taxes(plan.taxes[order.pk]),
        ),
        subtotal=totals.subtotal,
        total_discount=totals.total_discount,
        charges_amount=totals.charges,
        tax_amount=totals.tax,
        total_amount=totals.amount,
        posted_by=user,
    )


def _charges(plan: ConfirmationPlan, work: WorkingOrder) -> list[dict[str, str]]:
    found = calculated_charges(plan.loaded.context, work, plan.loaded.units, promised(work))
    language = work.order.language
    return [
        {"name": work.charges[charge.rule.key].code.name_in(language), "amount": str(charge.amount)} for charge in found if charge.amount
    ]


def _taxes(result: TaxResult) -> list[dict[str, str]]:
    return [
        {"code": row.rule.code, "rate": f"{row.rule.effective_rate.normalize():f}", "base": str(row.base), "tax": str(row.tax)}
        for row in result.rows
    ]


def _lines(plan: ConfirmationPlan, confirmation: OrderConfirmation, work: WorkingOrder) -> Iterable[OrderConfirmationLine]:
    for working, quantity, net in zip(work.live_lines, promised(work), work.totals.line_nets, strict=True):
        line = working.line
        yield OrderConfirmationLine(
            legal_entity_id=confirmation.legal_entity_id,
            confirmation=confirmation,
            line_number=line.line_number,
            item_number=working.item.number,
            name=line.name,
            quantity=quantity,
            unit=plan.loaded.context.units[line.unit_id].code,
            unit_price=line.unit_price,
            price_unit=line.price_unit,
            discount_percent=_discount(plan.loaded.context, working),
            net_amount=net,
            ship_date=line.confirmed_ship_date or line.requested_ship_date,
        )


def _discount(context: OrderContext, working: WorkingLine) -> Any:
    """Return all discounts of a line together, as a percentage of its price."""
    line = working.line
    own, group = (line.discount_amount, line.discount_percent), (line.multiline_amount, line.multiline_percent)
    return granted_percent(line.unit_price, *combine_discounts(line.unit_price, own, group, context.parameters.discount))
