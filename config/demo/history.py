"""A year of business, day by day: orders come in, are confirmed, delivered and invoiced through the services of the product."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from config.demo.clock import clock_at, moment_of
from config.demo.companies import Company
from config.demo.goods import replenish
from config.demo.jobs import FRIDAY, HOUR, MINUTE, define_jobs, run_due_jobs
from config.demo.orders import OrderBook
from customers.models import Customer
from foundation.inventory.errors import StockShort
from invoicing.models import QuantityOption, SummaryUpdate
from invoicing.planning import InvoiceRequest
from invoicing.services.post_invoices import post_invoices
from sales.deliveries import DeliveryRequest, LineUpdate
from sales.models import SalesOrder, SalesOrderLine
from sales.services.confirm_orders import confirm_orders
from sales.services.enter_orders import OrderDraft, create_orders
from sales.services.plan_confirmations import ConfirmationRequest
from sales.services.post_packing_slips import post_packing_slips

Event = Callable[[date], object]
LAGS = (1, 1, 2, 2, 3, 4)
DETAILED_DAYS = 40
PARTIAL = 0.08
SEASON = (0.8, 0.8, 0.9, 1.0, 1.1, 1.1, 0.8, 0.7, 1.0, 1.1, 1.3, 1.4)


class History:
    """The days of one company, in order; what is on its way stands in ``due``."""

    def __init__(self, company: Company, seed: int) -> None:
        self.company = company
        self.entity = company.entity
        self.random = Random(seed)  # noqa: S311 -- demo data, not a secret
        self.book = OrderBook(company, self.random)
        self.due: dict[date, list[int]] = defaultdict(list)
        self.events: dict[date, list[Event]] = defaultdict(list)

    def live_through(self, first: date, last: date) -> None:
        """Do the business of all days between two dates; long ago, the work of some days is done on one of them."""
        if self.company.plan.has_jobs:
            start = moment_of(self.entity, first, 9)
            with clock_at(start):
                define_jobs(self.company, start, self.detailed_from(last))
        waiting: list[date] = []
        for day in (first + timedelta(days=number) for number in range((last - first).days + 1)):
            days_left = (last - day).days
            if day.weekday() < 5:
                waiting.append(day)
            if self._is_busy(day, days_left):
                self._work(waiting, is_last_week=days_left < 7)
                waiting = []
            self._invoice(day)

    def _is_busy(self, day: date, days_left: int) -> bool:
        if days_left < DETAILED_DAYS and self.company.plan.has_jobs:
            return day.weekday() < 5
        return day.weekday() == FRIDAY and (self.company.plan.has_jobs or day.isocalendar().week % 2 == 0)

    def detailed_from(self, last: date) -> date:
        """Return the first day whose work is done on the day itself."""
        return last - timedelta(days=DETAILED_DAYS - 1)

    def _work(self, days: Sequence[date], *, is_last_week: bool) -> None:
        """Do the work of some days on the last of them: goods come in, orders come in, goods leave."""
        day = days[-1]
        if len(days) > 1 or day.weekday() == 0:
            with clock_at(moment_of(self.entity, day, 8)):
                replenish(self.company, day, leave_short=is_last_week)
        with clock_at(moment_of(self.entity, day, 9)):
            for event in (event for known in days for event in self.events.pop(known, [])):
                event(day)
        with clock_at(moment_of(self.entity, day, 10, self.random.randint(0, 50))):
            self.enter([draft for ordered in days for draft in self._draw_orders(ordered, day)], day)
        with clock_at(moment_of(self.entity, day, 14)):
            self.deliver([key for known in sorted(self.due) if known <= day for key in self.due.pop(known)], day)

    def _draw_orders(self, ordered: date, day: date) -> list[OrderDraft]:
        usual = self.company.plan.weekly_orders / 5 * SEASON[day.month - 1]
        count = int(usual + self.random.random())
        return [self.book.draft(self.book.customer(), ordered, self.working_day(day, self.random.choice(LAGS))) for _number in range(count)]

    def sell(
        self, customers: Sequence[Customer], day: date, *, lag: int | None = None, lines: int = 0, confirm: bool = True, **header: Any
    ) -> list[SalesOrder]:
        """Enter an order of each customer, to be delivered some working days later, and confirm them."""
        drafts = []
        for customer in customers:
            ship = self.working_day(day, self.random.choice(LAGS) if lag is None else lag)
            drafts.append(self.book.draft(customer, day, ship, lines=lines, **header))
        return self.enter(drafts, day, confirm=confirm)

    def enter(self, drafts: Sequence[OrderDraft], day: date, *, confirm: bool = True) -> list[SalesOrder]:
        """Enter orders, remember when they are due, and confirm them."""
        if not drafts:
            return []
        orders = list(create_orders(self.entity, drafts, self.company.person("OC")).or_raise().orders.values())
        for order in orders:
            self.due[order.requested_ship_date].append(order.pk)
        if confirm:
            confirm_orders(ConfirmationRequest(self.entity, [order.pk for order in orders], day), self.company.person("OC"))
        return orders

    def forget(self, order_ids: Sequence[int]) -> None:
        """Leave the delivery of orders to somebody else."""
        for day, keys in self.due.items():
            self.due[day] = [key for key in keys if key not in order_ids]

    def deliver(self, order_ids: Sequence[int], day: date) -> None:
        """Post packing slips; some orders leave in two parts, and what is refused is tried again the next working day."""
        if not order_ids:
            return
        some = [key for key in order_ids if self.random.random() < PARTIAL]
        request = DeliveryRequest(self.entity, order_ids, updates=self.halves(some), delivery_date=day)
        posted = post_packing_slips(request, self.company.person("WH"))
        again = [key for key, error in posted.refusals.items() if isinstance(error, StockShort)]
        self.due[self.working_day(day, 1)].extend(again)
        self.due[self.working_day(day, 4)].extend(key for key in some if key not in posted.refusals)

    def halves(self, order_ids: Sequence[int]) -> dict[int, LineUpdate]:
        """Return about half the quantity for the first line of each order; orders that leave complete only are left alone."""
        lines = SalesOrderLine.of(self.entity).filter(order__in=order_ids, ordered_quantity__gt=1, unit__decimals=0)
        lines = lines.filter(order__prevent_partial_delivery=False, prevent_partial_delivery=False)
        updates: dict[int, LineUpdate] = {}
        seen: set[int] = set()
        for key, order_id, rest in (
            lines.with_remainders().order_by("order_id", "line_number").values_list("pk", "order_id", "deliver_rest")
        ):
            if order_id not in seen and rest > 1:
                seen.add(order_id)
                updates[key] = LineUpdate(Decimal(int(rest) // 2))
        return updates

    def _invoice(self, day: date) -> None:
        is_last_of_month = (day + timedelta(days=1)).day == 1
        if self.company.plan.has_jobs:
            if day.weekday() < 5 or is_last_of_month:
                with clock_at(moment_of(self.entity, day, HOUR, MINUTE + 1)):
                    run_due_jobs(self.company)
        elif self._is_busy(day, 0):
            with clock_at(moment_of(self.entity, day, 16)):
                self.invoice_delivered(day)

    def invoice_delivered(self, day: date) -> None:
        """Invoice by hand what was delivered."""
        keys = list(SalesOrder.of(self.entity).shipped_not_invoiced().values_list("pk", flat=True))
        request = InvoiceRequest(QuantityOption.PACKING_SLIP, SummaryUpdate.AUTOMATIC, invoice_date=day)
        if keys:
            post_invoices(self.entity, keys, request, user=self.company.person("BC"))

    def working_day(self, day: date, count: int) -> date:
        """Return the working day that comes so many working days after a day, or before it."""
        step = timedelta(days=1 if count > 0 else -1)
        while count:
            day += step
            if day.weekday() < 5:
                count -= step.days
        return day
