"""What a line says beyond the grid of its order is changed on a page of its own (sales.md §7.2, §9.4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from sales.models import SalesOrder
from tests.factories.company import Company
from tests.factories.sales import deliver, only_line, sales_order
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.usefixtures("in_march")


def address(order: SalesOrder, number: int = 10) -> str:
    """The details of a line."""
    return f"/NL01/sales/orders/{order.pk}/lines/{number}/details/"


def typed(client: Client, order: SalesOrder, **changes: Any) -> Any:
    """Send the form as it is shown, with some fields changed; None empties one."""
    form = client.get(address(order)).context["form"]
    values = {name: form[name].value() for name in form.fields if not form.fields[name].disabled}
    values |= changes
    return client.post(address(order), {name: value for name, value in values.items() if value not in (None, False)})


def test_every_field_of_a_line_is_changed_on_its_page(signed_in_client: SignIn, company: Company) -> None:
    client = signed_in_client("OM")
    order = sales_order(company, ("A", 10))
    assert address(order) in client.get(f"/NL01/sales/orders/{order.pk}/").content.decode()

    answer = typed(
        client,
        order,
        price_unit="1",
        discount_amount="0.50",
        overdelivery_percent="10",
        underdelivery_percent="5",
        prevent_partial_delivery="on",
        stopped="on",
        text="Ring twice",
        confirmed_ship_date="2026-04-01",
        deliver_now="4",
        item_sales_tax_group=company.item_tax_groups["H21"].pk,
    )

    assert (answer.status_code, answer["Location"]) == (302, f"/NL01/sales/orders/{order.pk}/")
    line = only_line(order)
    assert (line.discount_amount, line.discount_manual, line.price_manual, line.net_amount) == (Decimal("0.5"), True, False, 245)
    assert (line.overdelivery_percent, line.underdelivery_percent, line.deliver_now) == (10, 5, 4)
    assert (line.prevent_partial_delivery, line.stopped, line.text) == (True, True, "Ring twice")
    assert line.confirmed_ship_date == date(2026, 4, 1)

    typed(client, order, stopped=None, confirmed_ship_date=None)
    line = only_line(order)
    assert (line.stopped, line.confirmed_ship_date, line.text) == (False, None, "Ring twice")


def test_a_refusal_stands_on_its_field(signed_in_client: SignIn, company: Company) -> None:
    client = signed_in_client("OM")
    company.stock("A", "10")
    order = sales_order(company, ("A", 10))
    deliver(company, order, updates={10: 4})

    for field, value in (("price_unit", "10"), ("deliver_now", "7"), ("discount_amount", "99")):
        refused = typed(client, order, **{field: value})
        assert (refused.status_code, list(refused.context["form"].errors)) == (422, [field])


def test_prices_and_tax_groups_are_for_those_who_may_change_them(signed_in_client: SignIn, company: Company) -> None:
    order = sales_order(company, ("A", 10))
    client = signed_in_client("OC")
    form = client.get(address(order)).context["form"]
    may = form.access.may

    for right, names in (("sales.change_price", ("unit_price", "discount_amount")), ("sales.change_invoice_account", ("sales_tax_group",))):
        assert all(form.fields[name].disabled is not may(right) for name in names)
    assert not may("sales.change_invoice_account")
    assert signed_in_client("AR").get(address(order)).status_code == 403
    assert client.get(address(order, 99)).status_code == 404
