"""Quotations of the demo: a draft, some that customers have, one to follow up, one that expired, one ordered, one lost, a template."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from config.demo.clock import clock_at, moment_of
from config.demo.history import History
from customers.models import CustomerGroup
from customers.services.save_prospects import save_prospect
from sales.quotations.models import Quotation, QuotationLine, QuotationReason
from sales.quotations.services.confirm_quotations import ConfirmRequest, confirm_quotations
from sales.quotations.services.enter_quotations import QuotationDraft, create_quotations
from sales.quotations.services.plan_sending import SendRequest
from sales.quotations.services.quotation_schedules import schedule_line
from sales.quotations.services.rate_quotations import rate_quotation
from sales.quotations.services.send_quotations import send_quotations
from sales.quotations.services.settle_quotations import lose_quotations
from sales.quotations.services.use_templates import create_from_template, set_template
from sales.schedule import spread_deliveries
from sales.services.delivery_schedule import ScheduleRequest
from sales.services.enter_orders import EnteredOrders, OrderDraft
from sales.services.order_lines import LineDraft

OFFERS = (
    ("Warenhuis Vroeger & Nu N.V.", 45, "Christmas window", {"1004": 120, "1304": 60}, Decimal(0)),
    ("Küchenhaus Rheinland GmbH", 12, "New kitchen studio", {"1201": 48, "1202": 48, "1203": 24}, Decimal(5)),
    ("Hotel Gent Centrum N.V.", 7, "Breakfast room", {"1201": 96, "1304": 24}, Decimal(0)),
    ("Hotel Gent Centrum N.V.", 20, "Tea room", {"1201": 24, "1304": 12}, Decimal(0)),
    ("Cadeauhuis Jansen", 1, "Spring assortment", {"1004": 24, "1203": 12}, Decimal(0)),
    ("The Copper Kettle Ltd", 0, "", {"1601": 2, "1304": 12}, Decimal(0)),
)
"""Customer, days ago, reference, quantities by item, and discount in percent on every line."""


REASONS = {
    "PRICE": {"en": "Price", "nl": "Prijs"},
    "DELIVERY": {"en": "Delivery time", "nl": "Levertijd"},
    "NO-NEED": {"en": "No need any more", "nl": "Geen behoefte meer"},
}
DRAFTS = frozenset({"Spring assortment"})
ORDERED, LOST = "New kitchen studio", "Tea room"
TEMPLATE = ("Cadeauhuis Jansen", 9, "Christmas hamper", {"1004": 12, "1203": 12, "1304": 6}, Decimal(5))
"""What is offered anew every year, as an offer."""

HAMPER_BUYERS = ("Cadeauhuis Jansen", "Warenhuis Vroeger & Nu N.V.", "Hotel Gent Centrum N.V.")
"""To whom it was offered this week."""


def add_quotations(history: History) -> None:
    """Enter, send and settle the offers on their days, as far as the company knows customer and items."""
    entity, user = history.entity, history.company.person("OC")
    reasons = [QuotationReason(legal_entity=entity, code=code, names=names) for code, names in REASONS.items()]
    price, *_others = QuotationReason.of(entity).bulk_create(reasons)
    _add_prospect(history)
    _add_template(history)
    for name, days_ago, reference, items, discount in OFFERS:
        if name not in history.company.customers:
            continue
        day = entity.today() - timedelta(days=days_ago)
        made = _offer(history, name, day, reference, items, discount)
        if reference in DRAFTS:
            continue
        with clock_at(moment_of(entity, day, 11, 20)):
            send_quotations(SendRequest(entity, [made.pk], send=False), user).or_raise()
        with clock_at(moment_of(entity, day + timedelta(days=min(days_ago, 4)), 14, 5)):
            if reference == LOST:
                lose_quotations(entity, [made.pk], user, reason=price, competitor="Horeca Groothandel West")
            if reference == ORDERED:
                confirm_quotations(ConfirmRequest(entity, [made.pk]), user).or_raise()


def _add_prospect(history: History) -> None:
    """Enter a prospect, and what it was offered a week ago, the first of it in three monthly deliveries."""
    entity, user, company = history.entity, history.company.person("OC"), history.company
    day = entity.today() - timedelta(days=7)
    group = CustomerGroup.of(entity).order_by("pk")[0]
    name = {
        "name": "Theehuis De Linde",
        "street": "Lindelaan",
        "house_number": "8",
        "postal_code": "3811 AB",
        "city": "Amersfoort",
        "country": "NL",
    }
    contact = {"contact_name": "Mrs. Van der Linde", "email": "inkoop@delinde.example", "group": group}
    items = [LineDraft(item_id=company.items[number].pk, quantity=Decimal(24)) for number in ("1201", "1304") if number in company.items]
    result = EnteredOrders()
    with clock_at(moment_of(entity, day, 9, 40)):
        known = save_prospect(entity, name | contact, user=user)
        order = OrderDraft(customer_id=known.key, lines=items, header={"order_date": day, "customer_reference": "Terrace"})
        made = create_quotations(entity, [QuotationDraft(order)], user, result)
    result.or_raise()
    line = QuotationLine.of(entity).of_quotation(made[0].quotation.pk)[0]
    monthly = spread_deliveries(line.ordered_quantity, 3, line.requested_ship_date, 1, "month", line.unit.step)
    with clock_at(moment_of(entity, day, 9, 55)):
        schedule_line(entity, made[0].quotation.pk, ScheduleRequest(line.pk, monthly), user)
        send_quotations(SendRequest(entity, [made[0].quotation.pk], send=False), user).or_raise()
        rate_quotation(entity, made[0].quotation.pk, user, probability_percent=Decimal(60))


def _add_template(history: History) -> None:
    """Keep an offer as a template, and make quotations of it for those who bought such things before."""
    entity, user, company = history.entity, history.company.person("OC"), history.company
    name, days_ago, reference, items, discount = TEMPLATE
    if name not in company.customers:
        return
    buyers = [company.customers[buyer].pk for buyer in HAMPER_BUYERS if buyer in company.customers]
    made = _offer(history, name, entity.today() - timedelta(days=days_ago), reference, items, discount)
    with clock_at(moment_of(entity, made.quotation_date, 10, 30)):
        template = set_template(entity, made.pk, user, group="Gifts", name=reference, active=True)
    with clock_at(moment_of(entity, entity.today() - timedelta(days=2), 15, 40)):
        create_from_template(entity, template.pk, buyers, user, search_prices=False)


def _offer(history: History, name: str, day: date, reference: str, items: dict[str, int], discount: Decimal) -> Quotation:
    company = history.company
    lines = [
        LineDraft(item_id=company.items[number].pk, quantity=Decimal(quantity), discount_percent=discount or None)
        for number, quantity in items.items()
    ]
    header = {"order_date": day, "customer_reference": reference, "requested_ship_date": day + timedelta(days=21)}
    result = EnteredOrders()
    with clock_at(moment_of(history.entity, day, 10, 15)):
        order = OrderDraft(customer_id=company.customers[name].pk, lines=lines, header=header)
        made = create_quotations(history.entity, [QuotationDraft(order)], company.person("OC"), result)
    result.or_raise()
    return made[0].quotation
