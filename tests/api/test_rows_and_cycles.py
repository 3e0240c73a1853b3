"""What integrators send wrong is refused where they sent it, and what they leave out stays (sales.md §16.1, §18)."""

from __future__ import annotations

from typing import Any

import pytest

from customers.models import DeliveryMode
from foundation.organization.models import Membership, Role
from sales.models import SalesOrder
from sales.services.cancel_remainder import cancel_remainder
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.sales import deliver, sales_order

pytestmark = pytest.mark.usefixtures("in_march")


@pytest.fixture
def api(company: Company) -> ApiUser:
    """The client of somebody who sells, delivers and invoices."""
    for role in ("WH", "AR"):
        Membership.objects.create(user=company.user("OM"), legal_entity=company.entity, role=Role.objects.get(code=role))
    return ApiUser(company.user("OM"), company.entity.code)


def cycles(**values: Any) -> dict[str, Any]:
    """Return the cycles of a subscription from April on."""
    return {"start_date": "2026-04-01", **values}


def subscription(api: ApiUser, **values: Any) -> dict[str, Any]:
    """Enter a subscription and return it."""
    body = {"customer": "C-100", "order_type": "subscription", "lines": [{"item": "A", "quantity": "2"}], "subscription": cycles(**values)}
    found: dict[str, Any] = api.send("sales-orders", body, expect=201).json()
    return found


def test_cycles_that_are_not_given_stay(api: ApiUser) -> None:
    order = subscription(api, invoice_every=3)

    changed = api.send(f"sales-orders/{order['number']}/change-cycles", {"delivery_every": 2}, expect=200).json()["subscription"]

    assert (changed["start_date"], changed["delivery_every"], changed["invoice_every"]) == ("2026-04-01", 2, 3)


@pytest.mark.parametrize("values", [{"start_date": "2150-12-31"}, {"end_date": "2150-12-31"}])
def test_cycles_of_another_age_are_refused(api: ApiUser, values: dict[str, Any]) -> None:
    body = {"customer": "C-100", "order_type": "subscription", "lines": [{"item": "A", "quantity": "2"}], "subscription": cycles(**values)}
    assert api.send("sales-orders", body, expect=409).json()["code"] == "ORD-48"


def test_a_subscription_of_very_many_years_is_one(api: ApiUser) -> None:
    order = subscription(api, delivery_every=999, delivery_unit="year", number_of_cycles=99999)
    assert order["subscription"]["number_of_cycles"] == 99999


def test_an_order_of_another_type_takes_no_cycles(company: Company, api: ApiUser) -> None:
    body = {"customer": "C-100", "order_type": "sales_order", "lines": [], "subscription": cycles()}
    assert "subscription" in str(api.send("sales-orders", body, expect=422).json())
    assert not SalesOrder.of(company.entity).exists()


def test_a_returned_order_is_entered_as_a_return_order(api: ApiUser) -> None:
    refused = api.send("sales-orders", {"customer": "C-100", "order_type": "returned_order", "lines": []}, expect=409).json()
    assert refused["code"] == "ORD-57"


def test_what_cannot_be_done_is_not_offered(company: Company, api: ApiUser) -> None:
    order = sales_order(company, ("A", 3, "10"))
    journal = sales_order(company, ("A", 3, "10"), order_type="journal")

    assert "reopen" not in api.read(f"sales-orders/{order.number}")["allowed_actions"]
    assert {"confirm", "post_packing_slip", "post_invoice"}.isdisjoint(api.read(f"sales-orders/{journal.number}")["allowed_actions"])
    cancel_remainder(company.entity, [order.pk], company.user("OM"))
    assert "reopen" in api.read(f"sales-orders/{order.number}")["allowed_actions"]


def test_a_quantity_that_is_refused_is_named_by_its_row(company: Company, api: ApiUser) -> None:
    order = sales_order(company, ("A", 3, "10"), ("B", 2, "5"))
    asked = {"orders": [order.number], "quantity": "all", "lines": [{"order": order.number, "line_number": 20, "quantity": "3"}]}
    assert "PIK-08" in str(api.send("picking-lists", asked, expect=409).json())

    [slip] = deliver(company, sales_order(company, ("A", 3, "10"))).or_raise().slips
    more = api.send(
        f"packing-slips/{slip.number}/correct-packing-slip", {"lines": [{"line_number": 10, "quantity": "4"}]}, expect=409
    ).json()
    assert (more["code"], more["field"]) == ("PCK-08", "lines.0.quantity")


def test_orders_beside_packing_slips_of_others_are_refused(company: Company, api: ApiUser) -> None:
    other = sales_order(company, ("A", 3, "10"))
    [slip] = deliver(company, sales_order(company, ("A", 3, "10"))).or_raise().slips

    refused = api.send("customer-invoices", {"orders": [other.number], "packing_slips": [slip.number]}, expect=422).json()
    alone = {"orders": [other.number], "summary_update": "order", "leading_order": slip.order.number}
    leader = api.send("customer-invoices", alone, expect=409).json()

    assert "orders" in str(refused)
    assert (leader["code"], leader["detail"]) == ("INV-202", f"Order {slip.order.number} cannot lead: it is not in the selection.")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_that_nobody_means_is_named_where_it_stands(company: Company, api: ApiUser, day: str) -> None:
    order = sales_order(company, ("A", 3, "10"))
    for address, body in (
        (f"sales-orders/{order.number}/confirm", {"date": day}),
        (f"sales-orders/{order.number}/set-dates", {"kind": "confirmed", "ship_date": day}),
        ("customer-invoices/preview", {"orders": [order.number], "document_date": day}),
    ):
        refused = api.send(address, body, expect=422).json()
        assert [error["field"].rsplit(".", 1)[-1] for error in refused["errors"]][0] in body, refused


def test_a_receipt_date_alone_moves_the_ship_date_and_the_other_way_round(company: Company, api: ApiUser) -> None:
    mode = DeliveryMode.of(company.entity).create(legal_entity=company.entity, code="SEA", names={"en": "Sea"}, transport_days=3)
    body = {"customer": "C-100", "delivery_mode": mode.code, "requested_receipt_date": "2026-04-13"}
    order = api.send("sales-orders", body | {"lines": [{"item": "A", "quantity": "2"}]}, expect=201).json()
    assert (order["requested_ship_date"], order["lines"][0]["requested_ship_date"]) == ("2026-04-10", "2026-04-10")
    path = f"sales-orders/{order['number']}"

    later = api.patch(f"{api.base}/{path}", {"requested_ship_date": "2026-05-04"}, format="json").json()
    assert later["requested_receipt_date"] == "2026-05-07"
    own = {"lines": [{"line_number": 10, "requested_receipt_date": "2026-06-09"}]}
    assert api.send(f"{path}/lines", own, expect=200).json()["lines"][0]["requested_ship_date"] == "2026-06-05"


def test_the_external_number_of_another_order_is_refused_in_a_change_too(company: Company, api: ApiUser) -> None:
    sales_order(company, ("A", 3, "10"), external_id="WEB-1")
    order = sales_order(company, ("A", 3, "10"))

    refused = api.patch(f"{api.base}/sales-orders/{order.number}", {"external_id": "WEB-1"}, format="json")

    assert (refused.status_code, refused.json()["code"]) == (409, "ORD-40")
