"""Days in the life of a company, in any order: after every step the checks of the books find nothing (REL-1 to REL-10).

2,000 steps in CI, 50,000 with ``FAULT_SIZE=weekly`` (reliability.md §18): in parts with a seed of their own, because the rows of
lives that were rolled back lie in the tables until their test ends, and make every later step slower.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from foundation.errors import BusinessRuleError
from foundation.inventory.models import Item
from foundation.ledger.checks import violations
from foundation.organization.errors import PeriodClosedForGood
from foundation.organization.models import FiscalPeriod, PeriodStatus
from foundation.organization.services.fiscal_periods import change_period
from foundation.organization.services.numbering import take_numbers
from invoicing.models import CustomerInvoice, QuantityOption, SummaryUpdate
from sales.corrections import CorrectionRequest
from sales.models import OrderHold, PackingSlip, SalesOrder
from sales.services.cancel_remainder import cancel_remainder, reopen_remainder
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.services.correct_packing_slips import correct_packing_slips
from sales.services.order_holds import clear_hold, place_hold
from tests.factories.batch_invoicing import job, run
from tests.factories.company import Company
from tests.factories.invoicing import post, set_invoicing_parameters
from tests.factories.sales import confirm, deliver, hold_code, lines_of, sales_order
from tests.faults.size import size

pytestmark = [pytest.mark.django_db]

PARTS = size(2, 50)
STEPS = 1_000
"""What a part does, give or take a tenth; some lives end before their last step."""
STEPS_PER_LIFE = 50
LIVES = 27
FIRST_DAY = datetime(2026, 1, 5, 10, tzinfo=UTC)
EFFORT = settings(
    max_examples=LIVES,
    stateful_step_count=STEPS_PER_LIFE,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
PIECES = st.integers(min_value=1, max_value=9).map(Decimal)
PRICES = st.decimals(min_value="0.01", max_value="999.99", places=2).map(str)
CUSTOMERS = st.sampled_from(["C-100", "C-110", "C-200"])
steps_done = 0


class CompanyLife(RuleBasedStateMachine):
    """Orders come, change, go out, are invoiced one by one and in batches; months are closed behind them."""

    company: Company
    clock: Any
    orders = Bundle("orders")

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = connection.savepoint()
        self.clock.move_to(FIRST_DAY)

    def teardown(self) -> None:
        connection.savepoint_rollback(self.savepoint)

    @property
    def entity(self) -> Any:
        return self.company.entity

    def tried(self, action: Any) -> bool:
        """Do something; whether no rule of business refused it."""
        try:
            action()
        except BusinessRuleError:
            return False
        return True

    @initialize(target=orders)
    def first_order(self) -> SalesOrder:
        """Begin with an order."""
        return sales_order(self.company, ("A", 5), ("S", 1), order_date=self.entity.today())

    @rule(target=orders, account=CUSTOMERS, pieces=PIECES, price=PRICES, returned=st.booleans())
    def order(self, account: str, pieces: Decimal, price: str, returned: bool) -> SalesOrder:
        """Enter an order of two goods and a service, perhaps with a line that comes back."""
        lines = [("A", pieces, price), ("B", -1 if returned else 3), ("S", 1, price, {"discount_percent": Decimal("12.5")})]
        return sales_order(self.company, *lines, customer=account, order_date=self.entity.today())

    @rule(order=orders, position=st.integers(0, 1), pieces=PIECES)
    def change(self, order: SalesOrder, position: int, pieces: Decimal) -> None:
        """Order more or less of a line."""
        line = lines_of(order)[position]
        edit = LineEdit(line.pk, {"quantity": pieces.copy_sign(line.ordered_quantity)})
        self.tried(lambda: change_lines(self.entity, order.pk, [edit], self.company.clerk, Answers(overwrite_prices=False)))

    @rule(order=orders)
    def confirm(self, order: SalesOrder) -> None:
        """Confirm the order."""
        confirm(self.company, order, confirmation_date=self.entity.today())

    @rule(order=orders)
    def deliver(self, order: SalesOrder) -> None:
        """Deliver what is open."""
        deliver(self.company, order, delivery_date=None)

    @rule(order=orders, pieces=PIECES, close=st.booleans())
    def deliver_partly(self, order: SalesOrder, pieces: Decimal, close: bool) -> None:
        """Deliver some of the first line, perhaps giving up its rest."""
        deliver(self.company, order, updates={10: (pieces, close), 20: 0}, delivery_date=None)

    @rule(account=CUSTOMERS, pieces=PIECES, fewer=st.integers(1, 9), cancel=st.booleans())
    def find_that_less_left(self, account: str, pieces: Decimal, fewer: int, cancel: bool) -> None:
        """Deliver an order at a cost that has to be rounded, correct or cancel its packing slip, and invoice what stays delivered."""
        order = sales_order(self.company, ("A", pieces), ("B", 7), customer=account, order_date=self.entity.today())
        for slip in deliver(self.company, order, delivery_date=None).slips:
            quantities = None if cancel else {line.pk: max(line.quantity - fewer, Decimal(0)) for line in slip.lines.all()}
            correct_packing_slips(CorrectionRequest(self.entity, [slip.pk], quantities), self.company.user("WH")).or_raise()
        post(self.company, order, quantity=QuantityOption.PACKING_SLIP, invoice_date=self.entity.today())

    @rule(order=orders, option=st.sampled_from(QuantityOption.values))
    def invoice(self, order: SalesOrder, option: str) -> None:
        """Invoice the order."""
        post(self.company, order, quantity=option, invoice_date=self.entity.today())

    @rule(summary=st.sampled_from([SummaryUpdate.NONE, SummaryUpdate.INVOICE_ACCOUNT]), option=st.sampled_from(["all", "packing_slip"]))
    def batch(self, summary: str, option: str) -> None:
        """Invoice everything that is ready in one job."""
        run(self.company, job(self.company, parameters={"quantity": option, "summary_update": summary}))

    @rule(order=orders, pieces=PIECES, reopen=st.booleans())
    def cancel(self, order: SalesOrder, pieces: Decimal, reopen: bool) -> None:
        """Cancel some of what is left, perhaps to think better of it."""
        line = lines_of(order)[0]
        self.tried(lambda: cancel_remainder(self.entity, [order.pk], self.company.clerk, wanted={line.pk: pieces}))
        if reopen:
            self.tried(lambda: reopen_remainder(self.entity, [order.pk], self.company.user("OM")))

    @rule(order=orders)
    def hold(self, order: SalesOrder) -> None:
        """Put the order on hold: nothing of it goes out until it is lifted."""
        if not self.tried(lambda: place_hold(self.entity, [order.pk], hold_code(self.company), self.company.clerk)):
            return
        before = PackingSlip.of(self.entity).count(), CustomerInvoice.of(self.entity).count()
        deliver(self.company, order, delivery_date=None)
        post(self.company, order, invoice_date=self.entity.today())
        assert (PackingSlip.of(self.entity).count(), CustomerInvoice.of(self.entity).count()) == before

    @rule(order=orders)
    def lift_holds(self, order: SalesOrder) -> None:
        """Lift the order's holds."""
        for hold in OrderHold.of(self.entity).filter(order=order).active():
            clear_hold(self.entity, hold.pk, self.company.access("AR"))

    @rule(days=st.integers(1, 12))
    def days_pass(self, days: int) -> None:
        """Let some days go by."""
        if self.entity.today().month < 12:
            self.clock.shift(timedelta(days=days))

    @rule(order=orders)
    def close_month(self, order: SalesOrder) -> None:
        """Close the last month for good: the books are right, so nothing may stand in the way; it takes no document any more."""
        last_day = self.entity.today().replace(day=1) - timedelta(days=1)
        period = FiscalPeriod.of(self.entity).containing(last_day).get()
        try:
            change_period(period, PeriodStatus.CLOSED, [], user=self.company.clerk)
        except PeriodClosedForGood:
            assert period.status == PeriodStatus.CLOSED
        assert not deliver(self.company, order, delivery_date=last_day).slips
        assert not self.tried(lambda: post(self.company, order, invoice_date=last_day).plan.or_raise())

    @invariant()
    def the_books_are_right(self) -> None:
        global steps_done  # noqa: PLW0603 -- counted over all lives
        steps_done += 1
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        assert violations() == []


@pytest.mark.parametrize("part", range(PARTS))
def test_the_books_stay_right_whatever_happens_to_orders(company: Company, part: int) -> None:
    before = steps_done
    Item.of(company.entity).filter(number__in=["A", "B"]).update(base_cost=Decimal("3.605"))
    set_invoicing_parameters(company, post_inventory_cost=True)
    with time_machine.travel(FIRST_DAY, tick=False) as clock:
        life = seed(part)(type("Life", (CompanyLife,), {"company": company, "clock": clock}))
        run_state_machine_as_test(life, settings=EFFORT)

    assert steps_done - before >= STEPS * 0.9, f"Only {steps_done - before} steps"


@pytest.mark.filterwarnings("ignore")
def test_a_number_that_vanishes_is_found_out(company: Company) -> None:
    class Forgetful(CompanyLife):
        @rule()
        def lose_a_number(self) -> None:
            """Draw a number for nothing."""
            take_numbers(self.entity, "packing_slip", 1, self.entity.today())

    with time_machine.travel(FIRST_DAY, tick=False) as clock, pytest.raises(AssertionError):
        run_state_machine_as_test(type("Life", (Forgetful,), {"company": company, "clock": clock}), settings=EFFORT)
