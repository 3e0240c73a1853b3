"""Deliver, invoice, cancel and change an order in any order: its quantities, statuses and stock always agree (sales.md §7.3, §7.4)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from foundation.errors import BusinessRuleError
from foundation.inventory.services.reserve import set_reservation
from foundation.ledger.checks import violations
from invoicing.models import QuantityOption
from sales.deliveries import DeliveryQuantity
from sales.models import SalesOrder, SalesOrderLine
from sales.services import stock
from sales.services.cancel_remainder import cancel_remainder, reopen_remainder
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.statuses import DOCUMENT_RANK
from tests.factories.company import Company
from tests.factories.invoicing import post
from tests.factories.sales import confirm, deliver, lines_of, sales_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]

ZERO = Decimal(0)
STOCK = Decimal(20)
TOLERANT, SERVICE, RETURN = range(3)
LINES = st.sampled_from([TOLERANT, SERVICE, RETURN])
QUICK = settings(max_examples=10, stateful_step_count=15, derandomize=True)
EFFORT = settings(
    settings.default if settings.get_current_profile_name() == "deep" else QUICK, deadline=None, suppress_health_check=list(HealthCheck)
)
PIECES = st.integers(min_value=1, max_value=14).map(Decimal)


@dataclass
class Line:
    """What a line should hold: ordered, delivered, invoiced and cancelled, with the sign of the ordered quantity."""

    ordered: Decimal
    delivered: Decimal = ZERO
    invoiced: Decimal = ZERO
    cancelled: Decimal = ZERO
    changed: bool = False

    @property
    def sign(self) -> int:
        return 1 if self.ordered > 0 else -1

    @property
    def rest(self) -> Decimal:
        return max(self.sign * (self.ordered - self.delivered - self.cancelled), ZERO) * self.sign

    @property
    def status(self) -> str:
        if not self.delivered and self.cancelled == self.ordered:
            return "cancelled"
        if self.rest:
            return "open"
        return "delivered" if self.delivered != self.invoiced else "invoiced"


def status_of(lines: list[Line]) -> str:
    """The lowest status of the lines that are not cancelled."""
    known = {line.status for line in lines} - {"cancelled"}
    return next((status for status in ("open", "delivered", "invoiced") if status in known), "cancelled")


class OrderLife(RuleBasedStateMachine):
    """An order with a tolerant line of a stocked item, a service and a return; each example ends in a rollback."""

    company: Company

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.order: SalesOrder = sales_order(
            self.company, ("T", 12, "27.77", {"discount_percent": Decimal(10)}), ("S", 5, "40.00"), ("A", -3, "25.00")
        )
        self.keys = [line.pk for line in lines_of(self.order)]
        self.lines = [Line(Decimal(12)), Line(Decimal(5)), Line(Decimal(-3))]
        self.document = "none"

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @property
    def stored(self) -> list[SalesOrderLine]:
        return lines_of(self.order)

    @property
    def status(self) -> str:
        return status_of(self.lines)

    @property
    def in_stock(self) -> Decimal:
        return STOCK - self.lines[TOLERANT].delivered

    def posted(self, document: str) -> None:
        self.document = max(self.document, document, key=lambda known: DOCUMENT_RANK[known])

    @rule(position=LINES, pieces=PIECES, close=st.booleans())
    def deliver_some(self, position: int, pieces: Decimal, close: bool) -> None:
        """Deliver part of one line, perhaps too much, perhaps giving up the rest."""
        line = self.lines[position]
        quantity = pieces * line.sign
        updates: dict[int, Any] = {(index + 1) * 10: 0 for index in range(3)}
        updates[(position + 1) * 10] = (quantity, close)
        must_go = line.status == "open" and pieces <= abs(line.rest) and not close and (position != TOLERANT or pieces <= self.in_stock)

        result = deliver(self.company, self.order, updates=updates)

        assert result.slips or not must_go, result.refusals
        if result.slips:
            line.delivered += quantity
            line.cancelled += line.rest if close else ZERO
            self.posted("packing_slip")

    @rule(option=st.sampled_from(DeliveryQuantity.values))
    def deliver_all(self, option: str) -> None:
        """Deliver what is open, or what stands in deliver now."""
        due = self.due(deliver_now=option == DeliveryQuantity.DELIVER_NOW)

        if deliver(self.company, self.order, option=option).slips:
            for line, quantity in zip(self.lines, due, strict=True):
                line.delivered += quantity
            self.posted("packing_slip")

    @rule(option=st.sampled_from(QuantityOption.values))
    def invoice(self, option: str) -> None:
        """Invoice what was delivered, and with two of the options what was not."""
        due = [ZERO] * 3 if option == QuantityOption.PACKING_SLIP else self.due(deliver_now=option == QuantityOption.DELIVER_NOW)

        if post(self.company, self.order, quantity=option).invoices:
            for line, quantity in zip(self.lines, due, strict=True):
                line.delivered += quantity
                line.invoiced = line.delivered
            self.posted("invoice")

    @rule(position=LINES, pieces=PIECES)
    def cancel(self, position: int, pieces: Decimal) -> None:
        """Cancel part of what is left of a line."""
        line = self.lines[position]
        quantity = pieces * line.sign

        if self.accepted(
            lambda: cancel_remainder(self.company.entity, [self.order.pk], self.company.clerk, wanted={self.keys[position]: quantity})
        ):
            line.cancelled += quantity
        else:
            assert pieces > abs(line.rest)

    @rule()
    def reopen(self) -> None:
        """Open again what was cancelled; an invoiced line or order stays as it is."""
        cancelled = [line for line in self.lines if line.cancelled and line.status != "invoiced"]

        if self.accepted(lambda: reopen_remainder(self.company.entity, [self.order.pk], self.company.user("OM"))):
            assert self.status != "invoiced"
            for line in cancelled:
                line.cancelled = ZERO
        else:
            assert not cancelled or self.status == "invoiced"

    @rule(position=LINES, pieces=PIECES)
    def change_quantity(self, position: int, pieces: Decimal) -> None:
        """Raise or lower the ordered quantity, never below what was delivered and cancelled."""
        line = self.lines[position]
        edit = LineEdit(self.keys[position], {"quantity": pieces * line.sign})

        if self.accepted(
            lambda: change_lines(self.company.entity, self.order.pk, [edit], self.company.clerk, Answers(overwrite_prices=False))
        ):
            line.changed = line.changed or line.ordered != edit.values["quantity"]
            line.ordered = edit.values["quantity"]
        else:
            assert self.status in ("invoiced", "cancelled") or pieces < abs(line.delivered + line.cancelled)

    @precondition(lambda self: self.status in ("open", "delivered"))
    @rule()
    def confirm(self) -> None:
        """Confirm the order as it is."""
        if confirm(self.company, self.order).confirmations:
            self.posted("confirmation")

    @rule(pieces=PIECES)
    def reserve(self, pieces: Decimal) -> None:
        """Reserve some of what is open."""
        known = stock.stocked_lines(self.company.entity, [self.keys[TOLERANT]])[self.keys[TOLERANT]]
        self.accepted(lambda: set_reservation(self.company.entity, stock.ORIGIN, [known.movement(known.remainder)], {known.id: pieces}))

    @invariant()
    def quantities_and_statuses_are_what_happened(self) -> None:
        stored = self.stored
        found = [(line.ordered_quantity, line.delivered_quantity, line.invoiced_quantity, line.cancelled_quantity) for line in stored]
        assert found == [(line.ordered, line.delivered, line.invoiced, line.cancelled) for line in self.lines]
        assert [line.status for line in stored] == [line.status for line in self.lines]
        order = SalesOrder.of(self.company.entity).get(pk=self.order.pk)
        assert (order.status, order.document_status) == (self.status, self.document)

    @invariant()
    def ordered_is_delivered_remaining_and_cancelled(self) -> None:
        for line, known in zip(self.stored, self.lines, strict=True):
            whole = line.delivered_quantity + line.deliver_remainder + line.cancelled_quantity
            assert whole == line.ordered_quantity or abs(line.delivered_quantity) > abs(line.ordered_quantity - line.cancelled_quantity)
            assert ZERO <= line.deliver_now * known.sign <= line.deliver_remainder * known.sign

    @invariant()
    def the_stock_is_what_left(self) -> None:
        on_hand = self.company.on_hand("T")
        assert on_hand.physical == self.in_stock >= 0
        assert on_hand.available_physical >= 0
        assert on_hand.on_order + on_hand.reserved_physical == self.lines[TOLERANT].rest

    @invariant()
    def a_line_that_is_closed_was_invoiced_to_the_cent(self) -> None:
        for line, known in zip(self.stored, self.lines, strict=True):
            if line.status == "invoiced" and line.delivered_quantity == line.ordered_quantity and not known.changed:
                assert line.invoiced_amount == line.net_amount

    @invariant()
    def the_books_are_right(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        assert violations() == []

    def due(self, *, deliver_now: bool) -> list[Decimal]:
        """What a delivery or invoice takes of each line beyond what was delivered."""
        if not deliver_now:
            return [line.rest for line in self.lines]
        return [min(stored.deliver_now, line.rest, key=abs) for stored, line in zip(self.stored, self.lines, strict=True)]

    def accepted(self, action: Any) -> bool:
        """Do something; whether it was refused."""
        try:
            action()
        except BusinessRuleError:
            return False
        return True


def test_an_order_keeps_its_balance_whatever_happens_to_it(company: Company) -> None:
    company.item("T", "27.77", negative_stock=False, overdelivery_percent=Decimal(10), underdelivery_percent=Decimal(50))
    company.item("S", "40.00", stocked=False)
    company.stock("T", str(STOCK))

    run_state_machine_as_test(type("Life", (OrderLife,), {"company": company}), settings=EFFORT)
