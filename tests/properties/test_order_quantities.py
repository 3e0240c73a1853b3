"""Pick, deliver, take back, invoice, return, cancel and change in any order: quantities and stock agree (sales.md §7.3, §7.4, §11, §14).

2,000 steps in CI, 20,000 with ``FAULT_SIZE=weekly``, in parts with a seed of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule, run_state_machine_as_test

from foundation.errors import BusinessRuleError
from foundation.inventory.services.reserve import set_reservation
from foundation.ledger.checks import violations
from invoicing.models import QuantityOption
from returns.statuses import DISPOSITION_TRAITS
from sales.corrections import CorrectionRequest
from sales.deliveries import DeliveryQuantity
from sales.models import PackingSlip, SalesOrder, SalesOrderLine
from sales.picking.models import PickingList
from sales.picking.services.unpick import cancel_picking_lists
from sales.services import stock
from sales.services.cancel_remainder import cancel_remainder, reopen_remainder
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.services.correct_packing_slips import correct_packing_slips
from sales.statuses import DOCUMENT_RANK, SlipStatus
from tests.factories.company import Company
from tests.factories.invoicing import post
from tests.factories.picking import list_picking, picking_parameters
from tests.factories.sales import confirm, deliver, lines_of, sales_order
from tests.faults.size import size
from tests.properties.returns_of_an_order import Returns

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]

ZERO = Decimal(0)
STOCK = Decimal(20)
TOLERANT, SERVICE, RETURN = range(3)
LINES = st.sampled_from([TOLERANT, SERVICE, RETURN])
PARTS = size(4, 40)
STEPS = 500
"""What a part does, give or take a tenth; some lives end before their last step."""
EFFORT = settings(
    max_examples=16,
    stateful_step_count=50,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
steps_done = 0
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


class OrderLife(Returns):
    """An order with a tolerant line of a stocked item, a service and a return, goods that come back; each life is rolled back."""

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
        self.confirmed = False

    @initialize(start=st.sampled_from(["new", "sold", "coming back", "arrived"]), action=st.sampled_from(sorted(DISPOSITION_TRAITS)))
    def begin(self, start: str, action: str) -> None:
        """Begin with a new order, with one of which goods were invoiced, or with goods that are on their way back or arrived."""
        if start != "new":
            self.deliver_some(TOLERANT, Decimal(7), False)
            self.invoice(QuantityOption.PACKING_SLIP)
        if start in ("coming back", "arrived"):
            self.announce_of(self.sold[0], Decimal(4))
        if start == "arrived":
            self.arrive_of(*self.having("awaiting")[0], Decimal(3), action)

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
        return STOCK - self.lines[TOLERANT].delivered + self.came_back

    @property
    def picked(self) -> Decimal:
        """What somebody holds in hand."""
        return self.company.on_hand("T").picked

    def picked_of(self, position: int) -> Decimal:
        return self.picked if position == TOLERANT else ZERO

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
        if option in (DeliveryQuantity.PICKED, DeliveryQuantity.PICKED_AND_NON_STOCKED):
            due = [self.picked, ZERO if option == DeliveryQuantity.PICKED else due[SERVICE], ZERO]

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
            assert pieces > abs(line.rest) - self.picked_of(position)

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
            least = abs(line.delivered + line.cancelled) + self.picked_of(position)
            assert self.status in ("invoiced", "cancelled") or pieces < least

    @precondition(lambda self: self.status in ("open", "delivered"))
    @rule()
    def confirm(self) -> None:
        """Confirm the order as it is."""
        if confirm(self.company, self.order).confirmations:
            self.confirmed = True
            self.posted("confirmation")

    @rule(pieces=PIECES)
    def pick(self, pieces: Decimal) -> None:
        """Pick some of what is open: the list asks for what is there."""
        if list_picking(self.company, self.order, updates={10: pieces}).lists:
            self.posted("picking_list")

    @rule()
    def cancel_lists(self) -> None:
        """Cancel every picking list that has something left to give back."""
        for known in PickingList.of(self.company.entity).standing():
            if self.accepted(lambda known=known: cancel_picking_lists(self.company.entity, [known.pk], self.company.user("WH"))):
                self.fall_back("picking_list")

    @precondition(lambda self: self.slips)
    @rule(data=st.data(), pieces=PIECES, whole=st.booleans())
    def take_back(self, data: Any, pieces: Decimal, whole: bool) -> None:
        """Cancel a packing slip, or lower one of its lines: never below what is invoiced, and never twice."""
        slip = data.draw(st.sampled_from(self.slips))
        lines = list(slip.lines.order_by("line_number"))
        lowered = lines if whole else [data.draw(st.sampled_from(lines))]
        stays = {line.pk: ZERO if whole else lower(line.standing_quantity, pieces) for line in lowered}
        may = slip.status != SlipStatus.CANCELLED and all(abs(stays[line.pk]) >= abs(line.invoiced_quantity) for line in lowered)
        may = may and any(line.standing_quantity != stays[line.pk] for line in lowered)
        request = CorrectionRequest(self.company.entity, [slip.pk], None if whole else stays)

        done = correct_packing_slips(request, self.company.user("WH"))

        assert bool(done.corrections) == may, done.refusals
        for line in lowered if may else ():
            self.lines[self.keys.index(line.order_line_id)].delivered -= line.standing_quantity - stays[line.pk]
        if may:
            self.fall_back("packing_slip")

    @property
    def slips(self) -> list[PackingSlip]:
        return list(PackingSlip.of(self.company.entity).filter(order=self.order).order_by("pk"))

    def fall_back(self, cancelled: str) -> None:
        """Lower the document status to what still stands, when it stood at what was cancelled."""
        slips = any(slip.status != SlipStatus.CANCELLED for slip in self.slips)
        lists = PickingList.of(self.company.entity).standing().exists()
        there = {"packing_slip": slips, "picking_list": lists, "confirmation": self.confirmed, "none": True}
        if self.document == cancelled:
            below = [kind for kind, stands in there.items() if stands and DOCUMENT_RANK[kind] <= DOCUMENT_RANK[cancelled]]
            self.document = max(below, key=lambda kind: DOCUMENT_RANK[kind])

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
        assert on_hand.physical + on_hand.picked == self.in_stock >= 0
        assert on_hand.available_physical >= 0
        assert on_hand.on_order + on_hand.reserved_physical + on_hand.picked == self.lines[TOLERANT].rest

    @invariant()
    def a_line_that_is_closed_was_invoiced_to_the_cent(self) -> None:
        for line, known in zip(self.stored, self.lines, strict=True):
            if line.status == "invoiced" and line.delivered_quantity == line.ordered_quantity and not known.changed:
                assert line.invoiced_amount == line.net_amount

    @invariant()
    def the_books_are_right(self) -> None:
        global steps_done  # noqa: PLW0603 -- counted over all lives
        steps_done += 1
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


def lower(quantity: Decimal, pieces: Decimal) -> Decimal:
    """Return a quantity nearer to zero by so many pieces, never beyond it."""
    return max(abs(quantity) - pieces, ZERO) * (1 if quantity > 0 else -1)


@pytest.mark.parametrize("part", range(PARTS))
def test_an_order_keeps_its_balance_whatever_happens_to_it(company: Company, part: int) -> None:
    company.item("T", "27.77", negative_stock=False, overdelivery_percent=Decimal(10), underdelivery_percent=Decimal(50))
    company.item("S", "40.00", stocked=False)
    company.stock("T", str(STOCK))
    picking_parameters(company, route="completed")
    before = steps_done

    run_state_machine_as_test(seed(part)(type("Life", (OrderLife,), {"company": company})), settings=EFFORT)

    assert steps_done - before >= STEPS * 0.9, f"Only {steps_done - before} steps"
