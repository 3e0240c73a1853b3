"""What the workspace of sales shows: counts and charts of orders that lead to what they count (sales.md §20)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.backoffice.charts import Bar, Chart, bars_per_week, monday_of, register_chart
from foundation.backoffice.registry import register_menu, register_tile
from foundation.money import round_to_step
from foundation.organization.access import Access
from foundation.organization.models import LegalEntity
from sales.models import SalesOrder, SalesOrderLine
from sales.services.exchange import Rates
from sales.statuses import SalesStatus

PLACE = "sales"
ORDER = "sales.view_salesorder"
DAYS = 90
LATE_BY = (1, 8, 31, 91)
WEEKS = 8
MOST_CUSTOMERS = 8


def rates_today(entity: LegalEntity, currencies: list[str]) -> dict[str, Decimal]:
    """Return accounting currency per unit of currencies, at today's rates."""
    rates = Rates.load(entity, currencies)
    return {currency: rates.worth(currency, entity.today()) for currency in currencies}


def orders_by_status(access: Access) -> list[Bar]:
    """Return the orders of the last ninety days by status."""
    since = access.legal_entity.today() - timedelta(days=DAYS)
    counts = SalesOrder.of(access.legal_entity).counts_by_status(since)
    return [
        Bar(str(status.label), Decimal(counts.get(status.value, 0)), f"tab=all&status={status.value}&order_date_after={since}")
        for status in SalesStatus
    ]


def late_deliveries(access: Access) -> list[Bar]:
    """Return the lines that are late by at least so many days."""
    counts = SalesOrderLine.of(access.legal_entity).to_ship().late().counts_overdue_for(LATE_BY)
    return [Bar(_("%(days)s days") % {"days": f"{days}+"}, Decimal(counts[days]), f"days={days}") for days in LATE_BY]


def shipped_value(access: Access) -> list[Bar]:
    """Return what was shipped and not invoiced by the week of the first packing slip, in accounting currency; older ones together."""
    entity = access.legal_entity
    today = entity.today()
    first = monday_of(today) - timedelta(weeks=WEEKS - 1)
    orders = SalesOrder.of(entity)
    worth = orders.shipped_by_week(rates_today(entity, orders.shipped_not_invoiced().currencies()))
    older = sum((value for week, value in worth.items() if week < first), Decimal(0))
    before = Bar(_("before"), older, f"first_slip_date_before={first - timedelta(days=1)}")
    return [before, *bars_per_week(worth, first, WEEKS, today=today, date_filter="first_slip_date")]


def top_customers(access: Access) -> list[Bar]:
    """Return the customers who ordered most in the last ninety days, in accounting currency."""
    entity = access.legal_entity
    since = entity.today() - timedelta(days=DAYS)
    orders = SalesOrder.of(entity)
    rates = rates_today(entity, orders.ordered_since(since).currencies())
    return [
        Bar(name, worth, f"tab=all&customer={account}&order_date_after={since}")
        for account, name, worth in orders.top_customers(since, rates, MOST_CUSTOMERS)
    ]


def intake_this_month(access: Access) -> Decimal:
    """Return what was ordered this month, before tax, in accounting currency."""
    entity = access.legal_entity
    first = entity.today().replace(day=1)
    orders = SalesOrder.of(entity)
    return round_to_step(orders.intake(first, rates_today(entity, orders.ordered_since(first).currencies())), entity.currency.precision)


def register() -> None:
    """Put the workspace into the menu, and its tiles and charts on it."""
    register_menu("sell", gettext_lazy("Sales workspace"), "sales:workspace", ORDER, icon="chart-bar", order=5)
    _register_tiles()
    _register_charts()


def _register_tiles() -> None:
    register_tile(
        "sales_created_today",
        gettext_lazy("Orders of today"),
        rows=lambda access: SalesOrder.of(access.legal_entity).created_on(access.legal_entity.today()),
        page="sales:orders",
        query=lambda access: f"tab=all&order_date_after={access.legal_entity.today()}&order_date_before={access.legal_entity.today()}",
        icon="shopping-cart",
        order=5,
        permission=ORDER,
        places=(PLACE,),
    )
    register_tile(
        "sales_past_due",
        gettext_lazy("Past-due deliveries"),
        rows=lambda access: SalesOrderLine.of(access.legal_entity).for_past_due_list(),
        page="sales:past-due",
        tone="danger",
        icon="clock",
        order=9,
        permission=ORDER,
        places=(PLACE,),
    )
    register_tile(
        "sales_delayed",
        gettext_lazy("Delayed order lines"),
        rows=lambda access: SalesOrderLine.of(access.legal_entity).for_delayed_list(),
        page="sales:delayed",
        tone="warning",
        icon="calendar-event",
        order=11,
        permission=ORDER,
        places=(PLACE,),
    )
    register_tile(
        "sales_partly_shipped",
        gettext_lazy("Partly shipped orders"),
        rows=lambda access: SalesOrder.of(access.legal_entity).partly_shipped(),
        page="sales:partly-shipped",
        icon="truck",
        order=25,
        permission=ORDER,
        places=(PLACE,),
    )


def _register_charts() -> None:
    def per_days(_access: Access) -> str:
        return _("orders of the last %(days)s days") % {"days": DAYS}

    def amount_per_days(access: Access) -> str:
        return _("%(currency)s ordered in the last %(days)s days") % {"currency": access.legal_entity.currency_id, "days": DAYS}

    def per_week(access: Access) -> str:
        return _("%(currency)s by week of the first packing slip") % {"currency": access.legal_entity.currency_id}

    def late_by(_access: Access) -> str:
        return _("lines late by at least so many days")

    charts = (
        ("orders_by_status", gettext_lazy("Orders by status"), orders_by_status, "sales:orders", per_days),
        ("late_deliveries", gettext_lazy("Late deliveries"), late_deliveries, "sales:past-due", late_by),
        ("shipped_value", gettext_lazy("Shipped but not invoiced"), shipped_value, "sales:shipped-not-invoiced", per_week),
        ("top_customers", gettext_lazy("Top customers"), top_customers, "sales:orders", amount_per_days),
    )
    for order, (key, label, bars, page, unit) in enumerate(charts):
        register_chart(Chart(key, label, bars, page=page, permission=ORDER, unit=unit, order=order, places=(PLACE,)))
