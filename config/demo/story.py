"""What happened in the last weeks and waits for somebody today: holds, disputes, shortages, orders in every status."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case, When

from config.demo.backorders import leave_waiting
from config.demo.clock import clock_at, moment_of
from config.demo.customers import hold
from config.demo.history import History
from config.demo.jobs import define_confirmation_job, define_subscription_job
from config.demo.projects import start_projects
from config.demo.purchasing import order_short_goods
from config.demo.returns import announce_returns
from customers.models import DeliveryMode
from foundation.organization.access import access_for
from foundation.organization.models import Membership
from sales.corrections import CorrectionRequest
from sales.deliveries import DeliveryRequest
from sales.delivery_places import DeliveryAddress
from sales.models import HoldCode, ReasonCode, SalesOrder
from sales.picking.models import PickingParameters
from sales.picking.plans import PickingRequest
from sales.picking.services.post_picking_lists import post_picking_lists
from sales.picking.statuses import PickingRoute
from sales.services.cancel_remainder import cancel_remainder
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.services.correct_packing_slips import correct_packing_slips
from sales.services.delete_order import delete_orders
from sales.services.enter_orders import OrderDraft
from sales.services.order_holds import check_out_hold, place_hold, write_notes
from sales.services.order_lines import LineDraft
from sales.services.post_packing_slips import post_packing_slips
from sales.statuses import SalesOrderType
from sales.subscriptions import InvoiceMoment, SubscriptionTerms

DISPUTING = "Bistro Het Anker"
NOT_PAYING = "Grand Café Station"
OVER_LIMIT = "Bakkerij Roggeveen"
BIG = "Warenhuis Vroeger & Nu N.V."
USUAL = ("Cadeauhuis Jansen", "Küchenhaus Rheinland GmbH", "The Copper Kettle Ltd")
ROASTER = "Koffiebranderij Zwarte Goud B.V."
SHOP_ORDERS = ("Sanne de Wit", "Fatima el Amrani")


def plan_story(history: History) -> None:
    """Put the events of the last weeks into the calendar of the Dutch company."""
    today = history.entity.today()

    def on(days_ago: int, event: Callable[[date], object]) -> None:
        history.events[history.working_day(today, -days_ago)].append(event)

    customers = history.company.customers
    on(16, lambda day: _sell(history, NOT_PAYING, day, lag=1))
    on(13, lambda day: _sell(history, NOT_PAYING, day, lag=4))
    on(12, lambda day: _stop_selling(history, NOT_PAYING))
    on(9, lambda day: _sell(history, DISPUTING, day, lag=4))
    on(9, lambda day: history.sell([customers[name] for name in USUAL], day, lag=3))
    on(8, lambda day: _sell(history, BIG, day, lag=2, lines=34))
    on(6, lambda day: _dispute(history, day))
    on(2, lambda day: _take_back(history, day))
    on(6, lambda day: _cancel(history, day, deliver_first=False))
    on(5, lambda day: _cancel(history, day, deliver_first=True))
    on(4, lambda day: _sell(history, "Kookpunt Antwerpen N.V.", day, lag=1, exclude_from_batch_invoicing=True))
    on(3, lambda day: _order_too_much(history, day))
    on(2, lambda day: _hold(history, "CREDIT", OVER_LIMIT, "Above the limit of 2,500; Arthur decides", "1601", "9001"))
    on(2, lambda day: _hold(history, "ADDRESS", "Hudson Kitchen Supply Inc.", "Parcel came back: no such suite"))
    on(1, lambda day: _hold(history, "PRICE", "Table d'Or S.A.", "Asks for the price of last year"))
    on(1, lambda day: _give_way(history, "Table d'Or S.A.", Decimal("7.5")))


def fill_today(history: History) -> None:
    """Do the morning of today: some deliveries leave, new orders come in and wait to be confirmed."""
    company, entity = history.company, history.entity
    today = entity.today()
    with clock_at(moment_of(entity, today, 7, 30)):
        due = history.due.pop(today, [])
        history.deliver(due[: len(due) // 2], today)
        if company.plan.has_jobs:
            shop = [company.customers[name] for name in SHOP_ORDERS]
            for number, customer in enumerate(shop, 1):
                history.sell([customer], today, confirm=False, external_id=f"WEB-{today:%y%m%d}-{number:03}", priority=3)
            _deliver_now(history, today)
            _two_addresses(history, today)
            _pick(history, today)
            announce_returns(company, today)
            history.sell([company.customers[BIG]], today, lag=12, confirm=False, text="Deliver at the back entrance, before ten")
        history.sell([history.book.customer() for _number in range(3)], today, confirm=False)
        order_short_goods(company, today)
        if company.plan.has_jobs:
            _subscribe(history, today)
            start_projects(company, today)
            define_subscription_job(company, today + timedelta(days=1))
            define_confirmation_job(company, today + timedelta(days=1))
            _draft(history, today)
            _withdraw(history, today)
            leave_waiting(company, today)


def _subscribe(history: History, today: date) -> None:
    """Enter what the coffee roaster gets every month; the first cycles are overdue, so that the job has something to deliver."""
    start = today.replace(day=1) - timedelta(days=31)
    terms = SubscriptionTerms(start_date=start.replace(day=1), invoice_moment=InvoiceMoment.IN_ARREARS)
    _order(history, ROASTER, today, {"1303": 24, "1601": 2}, lag=1, order_type=SalesOrderType.SUBSCRIPTION, subscription=terms)


def _pick(history: History, today: date) -> None:
    """Let the warehouse pick what a usual customer ordered; what it picks is registered."""
    PickingParameters.objects.update_or_create(legal_entity=history.entity, defaults={"route": PickingRoute.ACTIVATED})
    order = _sell(history, USUAL[0], today, lag=1)
    history.forget([order.pk])
    post_picking_lists(PickingRequest(history.entity, [order.pk], picking_date=today), history.company.person("WH"))


def _take_back(history: History, day: date) -> None:
    """Deliver an order, and find one piece of it on the dock the same day."""
    order = _order(history, USUAL[2], day, {"1201": 12, "1202": 6}, lag=0, reference="Spring")
    history.forget([order.pk])
    warehouse = history.company.person("WH")
    [slip] = post_packing_slips(DeliveryRequest(history.entity, [order.pk], delivery_date=day), warehouse).or_raise().slips
    first = slip.lines.earliest("line_number")
    request = CorrectionRequest(history.entity, [slip.pk], {first.pk: first.quantity - 1}, "One was left on the dock")
    correct_packing_slips(request, warehouse).or_raise()


def _draft(history: History, today: date) -> None:
    """Enter a draft that waits for the customer's word."""
    items = {"1001": 4, "1003": 12}
    _order(history, DISPUTING, today, items, lag=10, reference="to be discussed", confirm=False, order_type=SalesOrderType.JOURNAL)


def _withdraw(history: History, today: date) -> None:
    """Enter a draft that the customer takes back; it stands among the voided orders."""
    order = _order(history, DISPUTING, today, {"1001": 1}, lag=10, confirm=False, order_type=SalesOrderType.JOURNAL)
    access = access_for(history.company.person("OM"), history.entity.code)
    assert access is not None
    delete_orders(access, [order.pk])


def _stop_selling(history: History, name: str, days: int | None = None) -> None:
    hold(history.company, name, days)
    history.book.forget(history.company.customers[name])


def _dispute(history: History, day: date) -> None:
    """Deliver what the customer ordered and put invoices on hold the same morning: the next run of the job cannot invoice it."""
    orders = SalesOrder.of(history.entity).filter(customer=history.company.customers[DISPUTING]).open()
    keys = list(orders.values_list("pk", flat=True))
    history.forget(keys)
    post_packing_slips(DeliveryRequest(history.entity, keys, delivery_date=day), history.company.person("WH")).or_raise()
    _stop_selling(history, DISPUTING, days=30)


def _sell(history: History, name: str, day: date, *, lag: int, lines: int = 4, **header: Any) -> SalesOrder:
    [order] = history.sell([history.company.customers[name]], day, lag=lag, lines=lines, **header)
    return order


def _hold(history: History, code: str, name: str, reason: str, *items: str) -> None:
    """Enter an order that is put on hold the same morning; Oscar is working on the one about the price."""
    manager = history.company.person("OM")
    day = history.entity.today()
    order = _order(history, name, day, dict.fromkeys(items, 1), lag=2) if items else _sell(history, name, day, lag=2)
    history.forget([order.pk])
    known = HoldCode.of(history.entity).get(code=code)
    [placed] = place_hold(history.entity, [order.pk], known, manager, reason=reason)
    if known.role == Membership.objects.filter(user=manager).values_list("role__code", flat=True).first():
        check_out_hold(history.entity, placed.pk, manager)
        write_notes(history.entity, placed.pk, "Called on Tuesday; they want last year's price for another three months.", manager)


def _give_way(history: History, name: str, percent: Decimal) -> None:
    """Let the manager give a discount on the first line of the customer's latest order."""
    order = SalesOrder.of(history.entity).filter(customer=history.company.customers[name]).open().latest("pk")
    edit = LineEdit(order.lines.earliest("line_number").pk, {"discount_percent": percent})
    change_lines(history.entity, order.pk, [edit], history.company.person("OM"), Answers(overwrite_prices=False))


def _order(
    history: History, name: str, day: date, items: dict[str, int], *, lag: int, reference: str = "", confirm: bool = True, **kind: Any
) -> SalesOrder:
    """Enter an order of certain items, and confirm it unless told otherwise; ``kind`` gives it another type."""
    company = history.company
    lines = [LineDraft(item_id=company.items[number].pk, quantity=Decimal(quantity)) for number, quantity in items.items()]
    header = {"order_date": day, "requested_ship_date": history.working_day(day, lag), "customer_reference": reference}
    [order] = history.enter([OrderDraft(customer_id=company.customers[name].pk, lines=lines, header=header, **kind)], day, confirm=confirm)
    return order


def _cancel(history: History, day: date, *, deliver_first: bool) -> None:
    """Enter an order and cancel it, or what is left of it after a first delivery."""
    order = _sell(history, "Camping De Duinrand", day, lag=1, lines=3)
    history.forget([order.pk])
    if deliver_first:
        request = DeliveryRequest(history.entity, [order.pk], updates=history.halves([order.pk]), delivery_date=day)
        post_packing_slips(request, history.company.person("WH")).or_raise()
    code = "NOSTOCK" if deliver_first else "CUSTOMER"
    reason = ReasonCode.of(history.entity).get(code=code)
    cancel_remainder(history.entity, [order.pk], history.company.person("OM"), reason=reason)


def _order_too_much(history: History, day: date) -> None:
    """Enter an order of more than the warehouse has: it cannot be delivered before goods come in."""
    _order(history, BIG, day, {"1004": 600, "1304": 600}, lag=2, reference="Opening Leeuwarden")


def _deliver_now(history: History, today: date) -> None:
    """Enter an order of which only a part is to leave now."""
    order = _order(history, "Hotel Gent Centrum N.V.", today, {"1201": 24, "1202": 24, "1203": 24}, lag=0, reference="Terrace")
    order.lines.update(deliver_now=Case(When(line_number=10, then=Decimal(12)), default=Decimal(0)))


def _two_addresses(history: History, today: date) -> None:
    """Enter an order whose second line goes to another address, by parcel service: it leaves on two packing slips."""
    order = _order(history, "Hotel Zonnehoek B.V.", today, {"1201": 24, "1202": 12}, lag=1, reference="Beach pavilion", confirm=False)
    pavilion = DeliveryAddress("Strandpaviljoen Zonnehoek", "Boulevard Paulus Loot 27", "2042 AD", "Zandvoort", "NL")
    parcel = DeliveryMode.of(history.entity).get(code="PARCEL")
    edit = LineEdit(order.lines.latest("line_number").pk, {**pavilion.fields, "delivery_mode_id": parcel.pk})
    change_lines(history.entity, order.pk, [edit], history.company.person("OM"))
