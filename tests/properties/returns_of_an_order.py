"""What else may happen to an order: its goods come back, are received and credited, or not after all (sales.md §14)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from invoicing.models import CustomerInvoiceLine, QuantityOption
from returns.models import ReturnableLine, ReturnLine, ReturnOrder, StockLoss
from returns.services.cancel_return_lines import cancel_return_lines
from returns.services.cancel_returns import cancel_returns
from returns.services.change_return_lines import ReturnLineEdit, change_return_lines
from returns.services.enter_returns import enter_returns
from returns.services.plan_returns import ReturnDraft, ReturnLineDraft
from returns.services.register_arrivals import Arrival, register_arrivals, reverse_registrations
from returns.services.replace_goods import set_replacement
from returns.statuses import DISPOSITION_TRAITS, DispositionTraits
from sales.corrections import CorrectionRequest
from sales.deliveries import DeliveryQuantity
from sales.models import PackingSlip, SalesOrder, SalesOrderLine
from sales.services.correct_packing_slips import correct_packing_slips
from sales.statuses import SlipStatus
from tests.factories.company import Company
from tests.factories.invoicing import post
from tests.factories.returns import disposition, return_reason
from tests.factories.sales import deliver

ZERO = Decimal(0)
GOODS = "T"
HERE = frozenset({"registered", "received", "invoiced"})
PIECES = st.integers(min_value=1, max_value=6).map(Decimal)


@dataclass
class Part:
    """What should be known of one line of a return: its item, how much of it, how far it is, and what is done with it."""

    item: str
    origin: int
    quantity: Decimal
    status: str = "awaiting"
    action: str = ""

    @property
    def traits(self) -> DispositionTraits:
        return DISPOSITION_TRAITS[self.action] if self.action else DispositionTraits()

    @property
    def lies_there(self) -> bool:
        """Whether the goods are in the warehouse: from their arrival on, and after their packing slip when they stay."""
        return self.traits.arrives if self.status == "registered" else self.status in HERE and self.traits.keeps_goods


@dataclass
class Return:
    """A return with its parts by the key of their return lines."""

    stored: ReturnOrder
    parts: dict[int, Part] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """Created until something arrived, Closed once everything is credited."""
        known = {part.status for part in self.parts.values()}
        if known == {"cancelled"}:
            return "cancelled"
        return "closed" if known <= {"invoiced", "cancelled"} else "created" if known <= {"awaiting", "cancelled"} else "open"


class Returns(RuleBasedStateMachine):
    """The part of an order's life in which goods come back; the order itself is the business of who inherits."""

    company: Company
    order: SalesOrder
    accepted: Callable[[Any], bool]

    def __init__(self) -> None:
        super().__init__()
        self.returns: list[Return] = []

    @property
    def parts(self) -> list[Part]:
        return [part for known in self.returns for part in known.parts.values()]

    @property
    def came_back(self) -> Decimal:
        """The goods that came back and lie in the warehouse."""
        return total(part.quantity for part in self.parts if part.item == GOODS and part.lies_there)

    def having(self, *statuses: str) -> list[tuple[Return, int]]:
        """The parts that are so far, with their returns."""
        return [(known, key) for known in self.returns for key, part in known.parts.items() if part.status in statuses]

    def announced(self, origin: int) -> Decimal:
        """What is announced to come back of an invoice line."""
        return total(part.quantity for part in self.parts if part.origin == origin and part.status != "cancelled")

    @property
    def sold(self) -> list[CustomerInvoiceLine]:
        """The invoice lines of the order of which something may come back."""
        rows = CustomerInvoiceLine.of(self.company.entity).filter(order_line__order=self.order.pk, quantity__gt=0)
        return list(rows.select_related("item").order_by("pk"))

    @precondition(lambda self: self.sold)
    @rule(data=st.data(), pieces=PIECES)
    def announce(self, data: Any, pieces: Decimal) -> None:
        """Announce that some of what was invoiced comes back: never more than is left of it."""
        self.announce_of(data.draw(st.sampled_from(self.sold)), pieces)

    def announce_of(self, line: CustomerInvoiceLine, pieces: Decimal) -> None:
        """Announce that pieces of an invoice line come back."""
        lines = [ReturnLineDraft(pieces, invoice_line_id=line.pk)]
        draft = ReturnDraft(self.order.customer_id, lines, return_reason(self.company))

        entered = enter_returns(self.company.entity, [draft], self.company.user("OC"))

        assert bool(entered.returns) == (pieces <= line.quantity - self.announced(line.pk)), entered.refusals
        for made in entered.returns.values():
            self.returns.append(Return(made, {made.lines.get().pk: Part(line.item.number, line.pk, pieces)}))

    @precondition(lambda self: self.having("awaiting"))
    @rule(data=st.data(), pieces=PIECES, action=st.sampled_from(sorted(DISPOSITION_TRAITS)))
    def arrive(self, data: Any, pieces: Decimal, action: str) -> None:
        """Register that some of what is expected arrived: the rest becomes a line of its own."""
        self.arrive_of(*data.draw(st.sampled_from(self.having("awaiting"))), pieces, action)

    def arrive_of(self, known: Return, key: int, pieces: Decimal, action: str) -> None:
        """Register that pieces of a part of a return arrived, and what is sent instead where its code replaces."""
        part = known.parts[key]
        arrival = Arrival(key, disposition(self.company, action), pieces)

        done = self.accepted(lambda: register_arrivals(self.company.entity, [arrival], self.company.user("WH")))

        assert done == (pieces <= part.quantity)
        if not done:
            return
        if DISPOSITION_TRAITS[action].replaces:
            set_replacement(self.company.entity, key, self.company.items["A"], Decimal(1), self.company.user("OC"))
        rests = ReturnLine.of(self.company.entity).filter(return_order=known.stored).exclude(pk__in=known.parts)
        for rest in rests.values_list("pk", flat=True):
            known.parts[rest] = Part(part.item, part.origin, part.quantity - pieces)
        part.quantity, part.status, part.action = pieces, "registered", action

    @precondition(lambda self: self.having("registered"))
    @rule(data=st.data())
    def take_arrival_back(self, data: Any) -> None:
        """Say that nothing arrived after all, as long as the goods lie there."""
        known, key = data.draw(st.sampled_from(self.having("registered")))
        part, there = known.parts[key], self.company.on_hand(GOODS).available_physical

        if self.accepted(lambda: reverse_registrations(self.company.entity, [key], self.company.user("WH"))):
            part.status, part.action = "awaiting", ""
        else:
            assert part.item == GOODS and part.lies_there and part.quantity > there

    @precondition(lambda self: self.having("registered"))
    @rule(data=st.data(), credited=st.booleans())
    def receive(self, data: Any, credited: bool) -> None:
        """Post the packing slip of what arrived of a return, or its credit note without one."""
        known, _key = data.draw(st.sampled_from(self.having("registered")))
        arrived = [part for part in known.parts.values() if part.status == "registered"]
        leaving = total(part.quantity for part in arrived if part.item == GOODS and part.lies_there and not part.traits.keeps_goods)
        there = self.company.on_hand(GOODS).available_physical

        if credited:
            done = self.accepted(lambda: post(self.company, known.stored.order, quantity=QuantityOption.DELIVER_NOW).plan.or_raise())
            arrived = [part for part in known.parts.values() if part.status in ("registered", "received")]
        else:
            done = self.accepted(lambda: deliver(self.company, known.stored.order, option=DeliveryQuantity.DELIVER_NOW).or_raise())

        assert done or leaving > there
        for part in arrived if done else ():
            free = not part.traits.credits
            part.status = "invoiced" if credited or free else "received"

    @precondition(lambda self: self.having("received"))
    @rule(data=st.data())
    def credit(self, data: Any) -> None:
        """Credit what was received of a return."""
        known, _key = data.draw(st.sampled_from(self.having("received")))

        assert post(self.company, known.stored.order, quantity=QuantityOption.PACKING_SLIP).invoices
        for part in known.parts.values():
            if part.status == "received":
                part.status = "invoiced"

    @precondition(lambda self: self.having("received", "invoiced"))
    @rule(data=st.data())
    def take_receipt_back(self, data: Any) -> None:
        """Cancel the packing slip of a return: what was received is registered again, unless the goods have left or are credited."""
        known, _key = data.draw(st.sampled_from(self.having("received", "invoiced")))
        slips = list(PackingSlip.of(self.company.entity).filter(order=known.stored.order_id).exclude(status=SlipStatus.CANCELLED))
        if not slips:
            return
        slip = data.draw(st.sampled_from(slips))
        keys = ReturnLine.of(self.company.entity).filter(order_line__in=slip.lines.values("order_line")).values_list("pk", flat=True)
        parts = [known.parts[key] for key in keys]

        done = correct_packing_slips(CorrectionRequest(self.company.entity, [slip.pk], None), self.company.user("WH"))

        may = all(part.status == "received" and part.traits.keeps_goods for part in parts)
        assert bool(done.corrections) == may, done.refusals
        for part in parts if may else ():
            part.status = "registered"

    @precondition(lambda self: self.returns)
    @rule(data=st.data())
    def cancel_return(self, data: Any) -> None:
        """Cancel a return of which nothing arrived: what was announced may come back again."""
        known = data.draw(st.sampled_from(self.returns))
        may = known.status == "created"

        assert self.accepted(lambda: cancel_returns(self.company.entity, [known.stored.pk], self.company.user("OC"))) == may
        for part in known.parts.values() if may else ():
            part.status = "cancelled"

    @precondition(lambda self: self.parts)
    @rule(data=st.data())
    def cancel_line(self, data: Any) -> None:
        """Cancel one line of a return that never comes: what it announced may come back again, and the others go on."""
        known, key = data.draw(st.sampled_from([(known, key) for known in self.returns for key in known.parts]))
        may = known.parts[key].status == "awaiting"

        assert self.accepted(lambda: cancel_return_lines(self.company.entity, [key], self.company.user("OC"))) == may
        if may:
            known.parts[key].status = "cancelled"

    @precondition(lambda self: self.having("awaiting", "registered", "received"))
    @rule(data=st.data(), pieces=PIECES)
    def change_line(self, data: Any, pieces: Decimal) -> None:
        """Change how much of a line comes back while it is expected: never more than its invoice line has left."""
        known, key = data.draw(st.sampled_from(self.having("awaiting", "registered", "received")))
        part = known.parts[key]
        left = CustomerInvoiceLine.of(self.company.entity).get(pk=part.origin).quantity - self.announced(part.origin) + part.quantity
        may = pieces == part.quantity or part.status == "awaiting" and pieces <= left
        edit = ReturnLineEdit(key, values={"quantity": pieces})

        assert self.accepted(lambda: self.change_lines(known, edit)) == may
        part.quantity = pieces if may else part.quantity

    @precondition(lambda self: self.having("awaiting"))
    @rule(data=st.data())
    def remove_line(self, data: Any) -> None:
        """Remove a line that is expected; the last one that counts stays."""
        known, key = data.draw(st.sampled_from(self.having("awaiting")))
        may = sum(part.status != "cancelled" for part in known.parts.values()) > 1

        assert self.accepted(lambda: self.change_lines(known, ReturnLineEdit(key, remove=True))) == may
        if may:
            del known.parts[key]

    @precondition(lambda self: self.returns)
    @rule(data=st.data(), pieces=PIECES)
    def add_line(self, data: Any, pieces: Decimal) -> None:
        """Add a line to a return: until goods are received, and never more than the invoice line has left."""
        known, line = data.draw(st.sampled_from(self.returns)), data.draw(st.sampled_from(self.sold))
        statuses = {part.status for part in known.parts.values()}
        goes_on = known.status in ("created", "open") and not statuses & {"received", "invoiced"}
        edit = ReturnLineEdit(draft=ReturnLineDraft(pieces, invoice_line_id=line.pk))
        may = goes_on and pieces <= line.quantity - self.announced(line.pk)

        assert self.accepted(lambda: self.change_lines(known, edit)) == may
        if may:
            added = ReturnLine.of(self.company.entity).filter(return_order=known.stored).exclude(pk__in=known.parts).get()
            known.parts[added.pk] = Part(line.item.number, line.pk, pieces)

    def change_lines(self, known: Return, edit: ReturnLineEdit) -> None:
        """Change lines of a return."""
        change_return_lines(self.company.entity, known.stored.pk, [edit], self.company.user("OC"))

    @invariant()
    def returns_are_as_far_as_what_happened(self) -> None:
        for known in self.returns:
            assert ReturnOrder.of(self.company.entity).get(pk=known.stored.pk).status == known.status
            stored = ReturnLine.of(self.company.entity).filter(return_order=known.stored).select_related("order_line")
            assert {line.pk: line.status for line in stored} == {key: part.status for key, part in known.parts.items()}
            for line in stored:
                assert quantities(line.order_line) == expected_quantities(known.parts[line.pk])

    @invariant()
    def no_more_comes_back_than_was_invoiced(self) -> None:
        for row in ReturnableLine.of(self.company.entity).filter(invoice_line__order_line__order=self.order.pk):
            assert row.returned_quantity == self.announced(row.invoice_line_id) <= row.invoiced_quantity

    @invariant()
    def what_was_thrown_away_is_written_down(self) -> None:
        lost: dict[int, Decimal] = defaultdict(lambda: ZERO)
        for loss in StockLoss.of(self.company.entity).all():
            lost[loss.line_id] += loss.quantity
        assert dict(lost) == {
            key: part.quantity
            for known in self.returns
            for key, part in known.parts.items()
            if part.status in ("received", "invoiced") and part.traits.loses_goods
        }

    @invariant()
    def the_stock_expects_what_did_not_arrive(self) -> None:
        waiting = [part for part in self.parts if part.item == GOODS and (part.status == "awaiting" or self.stays_away(part))]
        assert self.company.on_hand(GOODS).ordered == total(part.quantity for part in waiting)

    @staticmethod
    def stays_away(part: Part) -> bool:
        return part.status == "registered" and not part.traits.arrives


def total(values: Iterable[Decimal]) -> Decimal:
    """Return a sum."""
    return sum(values, ZERO)


def quantities(line: SalesOrderLine) -> tuple[Decimal, ...]:
    """Return what a line ordered, delivered, invoiced and cancelled."""
    return line.ordered_quantity, line.delivered_quantity, line.invoiced_quantity, line.cancelled_quantity


def expected_quantities(part: Part) -> tuple[Decimal, ...]:
    """Return what the order line of a part of a return should hold."""
    whole = -part.quantity
    received, invoiced, cancelled = part.status in ("received", "invoiced"), part.status == "invoiced", part.status == "cancelled"
    return whole, whole * received, whole * invoiced, whole * cancelled
