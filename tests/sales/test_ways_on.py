"""From one page to the next: what menus offer and how they are ordered, and what pages ask only where it matters."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from foundation.organization.models import User
from sales import menu_groups
from sales.models import SalesOrder
from tests.factories.company import Company
from tests.factories.returns import announce, sold_line
from tests.factories.sales import deliver, lines_of, sales_order
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.usefixtures("in_march")
ORDERS = "/NL01/sales/orders/"


def menu_of(client: Client, address: str) -> dict[str, list[str]]:
    """Return the names of the actions in the menu of a page, by heading."""
    groups = client.get(address).context["view"].menu_groups
    return {str(group): [shown.action.name for shown in actions] for group, actions in groups}


def actions_of(client: Client, address: str) -> dict[str, Any]:
    """Return what a page offers, by name."""
    return {shown.action.name: shown for shown in client.get(address).context["view"].shown_actions}


def test_the_menu_of_an_order_stands_under_headings(company: Company, signed_in_client: SignIn) -> None:
    order = sales_order(company, ("A", 1, "5"))

    menu = menu_of(signed_in_client("OM"), f"{ORDERS}{order.pk}/")

    assert {"maintain_charges", "copy_from", "search_prices"} <= set(menu[str(menu_groups.LINES.title)])
    assert {"reserve", "delivery_dates", "purchase", "direct_delivery"} <= set(menu[str(menu_groups.DELIVERY.title)])
    assert menu[str(menu_groups.PRO_FORMA.title)][:2] == ["pro_forma_confirmation", "pro_forma_slip"]
    assert {"place_hold", "cancel_remainder", "delete"} <= set(menu[str(menu_groups.HOLD_AND_END.title)])


def test_an_order_that_brings_goods_back_offers_nothing_of_what_sends_goods_away(company: Company, signed_in_client: SignIn) -> None:
    returned = announce(company, (sold_line(company), 2))

    offered = set(actions_of(signed_in_client("OM"), f"{ORDERS}{returned.order_id}/"))

    assert offered & {"reserve", "delivery_dates", "schedule", "purchase", "direct_delivery", "post_picking_list"} == set()
    assert {"post_packing_slip", "totals"} <= offered


def test_goods_of_an_invoice_are_returned_from_its_page(company: Company, signed_in_client: SignIn) -> None:
    sold, other = sold_line(company), sold_line(company)
    client = signed_in_client("OM")

    action = actions_of(client, f"/NL01/invoices/{sold.invoice_id}/")["return_goods"]

    assert [row.invoice_id for row in client.get(action.url).context["listing"].rows.rows] == [sold.invoice_id]
    assert other.invoice_id != sold.invoice_id
    assert "return_goods" not in actions_of(signed_in_client("AU"), f"/NL01/invoices/{sold.invoice_id}/")


def test_what_a_packing_slip_delivered_is_invoiced_from_its_page_by_those_who_may(company: Company, signed_in_client: SignIn) -> None:
    order = sales_order(company, ("A", 2, "5"))
    [slip] = deliver(company, order).or_raise().slips

    action = actions_of(signed_in_client("AR"), f"/NL01/sales/packing-slips/{slip.pk}/")["invoice"]

    assert action.reason == "" and action.url.endswith(f"/orders/{order.pk}/invoice/?quantity=packing_slip")
    assert "invoice" not in actions_of(signed_in_client("WH"), f"/NL01/sales/packing-slips/{slip.pk}/")


def test_the_cycles_of_a_subscription_are_asked_for_with_that_type_only(company: Company, signed_in_client: SignIn) -> None:
    order = sales_order(company, ("A", 2, "5"), order_type="journal")

    page = signed_in_client("OM").get(f"{ORDERS}{order.pk}/change-type/").content.decode()

    assert 'data-bo-when="order_type" data-bo-values="subscription"' in page
    assert page.count("data-bo-when") == 1


def test_what_becomes_of_agreed_terms_is_asked_once_a_line_leaves_them(company: Company, signed_in_client: SignIn) -> None:
    order = sales_order(company, ("A", 2, "5"))
    [line] = lines_of(order)

    page = signed_in_client("OM").get(f"{ORDERS}{order.pk}/lines/{line.line_number}/details/").content.decode()

    assert 'name="end_terms"' not in page and 'name="overwrite_prices"' in page


def test_what_was_looked_at_is_named_in_the_language_that_is_read_now(company: Company, signed_in_client: SignIn) -> None:
    order: SalesOrder = sales_order(company, ("A", 2, "5"))
    client = signed_in_client("OM")
    client.get(f"{ORDERS}{order.pk}/")
    User.objects.filter(pk=company.user("OM").pk).update(language="nl")

    page = client.get("/NL01/").content.decode()

    assert "Verkooporder" in page[page.index("Laatst bekeken") :]
