"""What a customer hold stops (customers.md §3.4), as one table."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from customers.errors import CustomerOnHold
from customers.models import Customer, HoldKind
from foundation.backoffice.formats import format_day


class HeldAction(StrEnum):
    """The actions that a hold may stop."""

    QUOTATION = "quotation"
    SALES_ORDER = "sales_order"
    PICKING_LIST = "picking_list"
    PACKING_SLIP = "packing_slip"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"
    REFUND = "refund"
    STATEMENT = "statement"


STOPS: dict[str, frozenset[HeldAction]] = {
    HoldKind.NONE: frozenset(),
    HoldKind.NEVER: frozenset(),
    HoldKind.INVOICE: frozenset({HeldAction.PACKING_SLIP, HeldAction.INVOICE}),
    HoldKind.PAYMENT: frozenset({HeldAction.REFUND}),
    HoldKind.ALL: frozenset(HeldAction) - {HeldAction.PAYMENT, HeldAction.STATEMENT},
}


def hold_refusal(customer: Customer, action: HeldAction, on_date: date) -> CustomerOnHold | None:
    """Return the refusal of an action by the customer's hold on a day, or None when the hold does not stop it."""
    kind = customer.hold_on(on_date)
    if action not in STOPS[kind]:
        return None
    until = f", {format_day(customer.hold_until)}" if customer.hold_until else ""
    return CustomerOnHold(n=customer, kind=HoldKind(kind).label, until=until, reason=customer.hold_reason or "–")


def check_holds(customers: list[Customer], action: HeldAction, on_date: date) -> None:
    """Raise for the first of the customers (order and invoice account) whose hold stops the action (CU-054)."""
    for customer in customers:
        refusal = hold_refusal(customer, action, on_date)
        if refusal is not None:
            raise refusal
