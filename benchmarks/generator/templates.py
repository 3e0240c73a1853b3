"""The orders that are multiplied: entered and posted through the services, a few of every kind."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from benchmarks.generator import cloning
from benchmarks.generator.basis import CLASSES, PRICES
from invoicing.models import InvoicingParameters, QuantityOption, SummaryUpdate
from invoicing.planning import InvoiceRequest
from invoicing.services.post_invoices import post_invoices
from sales.deliveries import DeliveryRequest, LineUpdate
from sales.models import SalesOrder, SalesOrderLine
from sales.services.cancel_remainder import cancel_remainder
from sales.services.confirm_orders import confirm_orders
from sales.services.enter_orders import create_orders
from sales.services.order_holds import place_hold
from sales.services.plan_confirmations import ConfirmationRequest
from sales.services.post_packing_slips import post_packing_slips
from tests.factories.company import Company
from tests.factories.sales import hold_code, order_draft

LINES = 5
REASONS = ("ADDRESS", "CREDIT", "PRICE", "STOCK")


@dataclass(frozen=True)
class Kind:
    """A kind of order: how many of a hundred, how many templates, and how many days ago they were entered."""

    name: str
    percent: int
    templates: int
    youngest: int
    oldest: int


KINDS = (
    Kind("invoiced", 88, 240, 8, 3 * 365),
    Kind("delivered", 3, 20, 8, 30),
    Kind("partly delivered", 2, 20, 8, 40),
    Kind("confirmed", 3, 20, 8, 40),
    Kind("open", 1, 20, 8, 20),
    Kind("on hold", 1, 20, 8, 60),
    Kind("cancelled", 2, 20, 8, 3 * 365),
)
AGE = 8
"""How many days ago the templates were entered: they are delivered two days later and invoiced three days later."""


def post_templates(company: Company, today: date) -> dict[str, list[int]]:
    """Enter and post the templates; return the keys of the orders by kind."""
    entered = today - timedelta(days=AGE)
    InvoicingParameters.objects.create(legal_entity=company.entity, print_invoice=False)
    found = {kind.name: _enter(company, kind, entered) for kind in KINDS}
    cloning.analyze(SalesOrder, SalesOrderLine)
    shipped, invoiced = entered + timedelta(days=2), entered + timedelta(days=3)
    _confirm(company, found["confirmed"] + found["on hold"], entered)
    _deliver(company, found["invoiced"] + found["delivered"], shipped)
    _deliver(company, found["partly delivered"], shipped, left=2)
    _invoice(company, found["invoiced"], invoiced)
    for position, key in enumerate(found["on hold"]):
        code = REASONS[position % len(REASONS)]
        place_hold(company.entity, [key], hold_code(company, code), company.user("OM"), reason=f"Waiting for {code.lower()}")
    cancel_remainder(company.entity, found["cancelled"], company.user("OM"))
    return found


def _enter(company: Company, kind: Kind, entered: date) -> list[int]:
    """Enter orders of five lines, each of another item."""
    chance = random.Random(kind.name)
    drafts: list[Any] = []
    for position in range(kind.templates):
        numbers = chance.sample(range(len(PRICES)), LINES)
        lines = [(f"T-{number}", chance.choice((1, 2, 3, 5, 10, 12, 24, 40))) for number in numbers]
        header: dict[str, Any] = {"order_date": entered, "requested_ship_date": entered + timedelta(days=chance.randint(2, 25))}
        header |= {"customer_reference": f"T-{position}", "responsible_id": company.user(chance.choice(("OC", "OM", "BC"))).pk}
        drafts.append(order_draft(company, *lines, customer=CLASSES[position % len(CLASSES)][0], **header))
    made = create_orders(company.entity, drafts, company.user("OM")).or_raise()
    return [order.pk for order in made.orders.values()]


def _confirm(company: Company, keys: list[int], day: date) -> None:
    confirm_orders(ConfirmationRequest(company.entity, keys, confirmation_date=day), company.user("OM"))


def _deliver(company: Company, keys: list[int], day: date, *, left: int = 0) -> None:
    """Deliver the orders, each on a slip of its own; of each so many lines are left."""
    updates: dict[int, LineUpdate] = {}
    for key in keys if left else ():
        lines = SalesOrderLine.of(company.entity).filter(order=key).order_by("line_number")
        updates |= {line.pk: LineUpdate(line.ordered_quantity * 0) for line in list(lines)[-left:]}
    request = DeliveryRequest(company.entity, keys, updates=updates, delivery_date=day)
    post_packing_slips(request, company.user("WH")).or_raise()


def _invoice(company: Company, keys: list[int], day: date) -> None:
    request = InvoiceRequest(QuantityOption.PACKING_SLIP, SummaryUpdate.NONE, invoice_date=day, print_invoice=False)
    post_invoices(company.entity, keys, request, user=company.clerk).plan.or_raise()
    assert not SalesOrder.of(company.entity).filter(pk__in=keys).exclude(status="invoiced").exists()
