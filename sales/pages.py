"""What sales adds to the shell: menu, counts on the start page, and finding orders and packing slips."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.charts import Bar, Chart, bars_per_week, monday_of, register_chart
from foundation.backoffice.documents import Action
from foundation.backoffice.imports.kinds import ImportKind, register_import
from foundation.backoffice.places import HOME
from foundation.backoffice.registry import PaletteItem, register_action, register_menu, register_palette, register_tile
from foundation.errors import Text
from foundation.organization.access import Access
from sales import customer_parts, first_steps, price_links, story, workspace
from sales.models import OrderHold, PackingSlip, SalesOrder, SalesOrderLine
from sales.services.import_orders import OrderImporter

ORDER = "sales.view_salesorder"
SLIP = "sales.view_packingslip"
PARAMETERS = "sales.view_parameters"

register_import(
    ImportKind(
        "sales.salesorder",
        _("Sales orders"),
        "sales.import_salesorder",
        "sales:orders",
        lambda access: OrderImporter(access.legal_entity, access.user, discount_limit=access.manual_discount_limit),
    )
)


class OrderPalette:
    """Finds orders by number, reference or customer."""

    label: Text = _("Sales orders")
    permission = ORDER
    numbers = "sales_order"

    def search(self, access: Access, term: str) -> Iterable[PaletteItem]:
        """Return a handful of hits."""
        for order in SalesOrder.of(access.legal_entity).matching(term).for_display()[:6]:
            url = entity_url(access.legal_entity, "sales:order", pk=order.pk)
            detail = " · ".join(part for part in (order.customer.name, order.customer_reference, order.get_status_display()) if part)
            yield PaletteItem(order.number, url, str(detail), "shopping-cart")


class PackingSlipPalette:
    """Finds packing slips by number, order or customer."""

    label: Text = _("Packing slips")
    permission = SLIP
    numbers = "packing_slip"

    def search(self, access: Access, term: str) -> Iterable[PaletteItem]:
        """Return a handful of hits."""
        for slip in PackingSlip.of(access.legal_entity).matching(term).for_display()[:4]:
            url = entity_url(access.legal_entity, "sales:packing-slip", pk=slip.pk)
            yield PaletteItem(slip.number, url, slip.customer.name, "truck-delivery")


register_menu("sell", _("All sales orders"), "sales:orders", ORDER, icon="shopping-cart", order=10)
register_menu("sell", _("Sales orders on hold"), "sales:holds", ORDER, icon="player-pause", order=12)
register_menu("sell", _("Journal orders"), "sales:journals", ORDER, icon="note", order=15)
register_menu("sell", _("Subscriptions"), "sales:subscriptions", ORDER, icon="refresh", order=16)
register_menu("sell", _("Voided sales orders"), "sales:voided-orders", ORDER, icon="trash", order=18)
register_menu("prices", _("Price changes"), "sales:price-changes", ORDER, icon="history", order=40)
register_menu("prices", _("Find prices"), "sales:find-prices", "sales.view_tradeagreement", icon="search", order=15)
register_menu("prices", _("Price list"), "sales:price-list", "sales.view_tradeagreement", icon="printer", order=16)
register_menu("prices", _("Trade agreements"), "sales:agreements", "sales.view_tradeagreement", icon="tag", order=20)
register_menu("prices", _("Trade agreement journals"), "sales:agreement-journals", "sales.view_tradeagreement", icon="writing", order=30)
register_menu("deliver", _("Open sales order lines"), "sales:open-lines", ORDER, icon="list-details", order=10)
register_menu("sell", _("Confirmations"), "sales:confirmations", ORDER, icon="checklist", order=40)
register_menu("deliver", _("Reservations"), "sales:reservations", ORDER, icon="lock", order=11)
register_menu("deliver", _("Ready to ship"), "sales:ready-to-ship", ORDER, icon="package", order=5)
register_menu("deliver", _("Partly shipped orders"), "sales:partly-shipped", ORDER, icon="truck", order=12)
register_menu("deliver", _("Past-due deliveries"), "sales:past-due", ORDER, icon="clock", order=12)
register_menu("deliver", _("Delayed order lines"), "sales:delayed", ORDER, icon="calendar-event", order=14)
register_menu("deliver", _("Packing slips"), "sales:packing-slips", SLIP, icon="truck-delivery", order=20)
register_menu("invoice", _("Shipped but not invoiced"), "sales:shipped-not-invoiced", ORDER, icon="truck", order=10)
register_menu("set_up_sales", _("Automatic charges"), "sales:auto-charges", PARAMETERS, icon="coin", order=510)
register_menu("set_up_sales", _("Charge codes"), "sales:charge-codes", PARAMETERS, icon="receipt", order=511)
register_menu("set_up_sales", _("Hold codes"), "sales:hold-codes", PARAMETERS, icon="player-pause", order=512)
register_menu("set_up_sales", _("Reasons for cancelling"), "sales:reason-codes", PARAMETERS, icon="ban", order=513)
register_menu("set_up_sales", _("Reasons for credit notes"), "sales:credit-reasons", PARAMETERS, icon="ban", order=513)
register_menu("set_up_sales", _("Reasons for deliveries"), "sales:delivery-reasons", PARAMETERS, icon="truck", order=513)
register_menu("set_up_sales", _("Closed days"), "sales:closed-days", PARAMETERS, icon="calendar", order=514)
register_menu("set_up_sales", _("Order entry deadlines"), "sales:deadlines", PARAMETERS, icon="clock", order=515)
register_menu("set_up_sales", _("Search of trade agreements"), "sales:agreement-activation", PARAMETERS, icon="tag", order=518)
register_menu("set_up_sales", _("Sales parameters"), "sales:parameters", PARAMETERS, icon="adjustments", order=519)

register_tile(
    "sales_late",
    _("Late to ship"),
    rows=lambda access: SalesOrderLine.of(access.legal_entity).to_ship().late(),
    page="sales:open-lines",
    query="tab=late",
    permission=ORDER,
    tone="danger",
    icon="clock",
    order=10,
    places=(HOME,),
)
register_tile(
    "sales_unconfirmed",
    _("To confirm"),
    rows=lambda access: SalesOrder.of(access.legal_entity).unconfirmed(),
    page="sales:orders",
    query="tab=unconfirmed",
    permission=ORDER,
    icon="checklist",
    order=15,
    places=(HOME, workspace.PLACE),
)
register_tile(
    "sales_on_hold",
    _("Orders on hold"),
    rows=lambda access: OrderHold.of(access.legal_entity).for_list().active(),
    page="sales:holds",
    query="tab=active",
    permission=ORDER,
    tone="warning",
    icon="player-pause",
    order=20,
    places=(HOME, workspace.PLACE),
)
register_tile(
    "sales_shipped_not_invoiced",
    _("Shipped but not invoiced"),
    rows=lambda access: SalesOrder.of(access.legal_entity).shipped_not_invoiced(),
    page="sales:shipped-not-invoiced",
    permission=ORDER,
    icon="truck",
    order=30,
    places=(HOME, workspace.PLACE),
)
register_action(
    "inventory.item",
    Action(
        "available_to_promise",
        _("Available to promise"),
        "sales:available-to-promise",
        "inventory.view_stock",
        icon="calendar-event",
        order=20,
        settled=lambda _item, _access: True,
    ),
)
register_palette(OrderPalette())
register_palette(PackingSlipPalette())


def lines_to_ship(access: Access) -> list[Bar]:
    """Return the open lines per week in which customers want them, from three weeks ago on."""
    today = access.legal_entity.today()
    first = monday_of(today) - timedelta(weeks=3)
    counts = SalesOrderLine.of(access.legal_entity).to_ship().counts_per_week(first, first + timedelta(weeks=8, days=-1))
    return bars_per_week(counts, first, 8, today=today, date_filter="requested_ship_date")


register_chart(
    Chart(
        "sales_to_ship",
        _("To ship"),
        lines_to_ship,
        page="sales:open-lines",
        permission=ORDER,
        unit=lambda _access: _("open lines per week of the requested ship date"),
        order=20,
    )
)
customer_parts.register()
price_links.register()
story.register()
first_steps.register()
workspace.register()
