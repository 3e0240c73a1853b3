"""What can be done from the page of an order, by whom, and what it says when it cannot be done."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from sales.models import OrderHold, ReasonCode, SalesOrder
from sales.services.enter_orders import create_orders
from sales.services.order_holds import check_out_hold, place_hold
from tests.factories.company import Company
from tests.factories.sales import agreement, confirm, deliver, hold_code, only_line, order_draft, sales_order, set_parameters
from tests.web_fixtures import SignIn


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager."""
    return signed_in_client("OM")


@pytest.fixture
def order(company: Company) -> SalesOrder:
    """An order of ten pieces."""
    return sales_order(company, ("A", 10, "5"))


def page_of(order: SalesOrder, action: str = "") -> str:
    """The address of an order's page, or of an action on it."""
    return f"/NL01/sales/orders/{order.pk}/{action}"


def actions_on(client: Client, order: SalesOrder) -> dict[str, str]:
    """The actions that the page of an order offers, each with why it is disabled."""
    return {shown.action.name: shown.reason for shown in client.get(page_of(order)).context["view"].shown_actions}


def hold_of(order: SalesOrder) -> OrderHold:
    """The only hold of an order as it is now."""
    found: OrderHold = OrderHold.of(order.legal_entity_id).get(order=order)
    return found


def test_an_order_goes_on_hold_with_the_default_code_and_comes_off_again(client: Client, company: Company, order: SalesOrder) -> None:
    hold_code(company, "OTHER")
    code = hold_code(company, is_default=True)
    form = client.get(page_of(order, "hold/")).context["form"]
    assert form["code"].value() == code.pk

    client.post(page_of(order, "hold/"), {"code": code.pk, "reason": "Wrong street"})
    page = client.get(page_of(order))
    assert "On hold (ADDRESS): Wrong street" in page.content.decode()
    client.post(f"/NL01/sales/holds/{hold_of(order).pk}/clear/")

    order.refresh_from_db()
    assert not order.do_not_process


def test_a_hold_that_somebody_works_on_is_left_to_them(client: Client, company: Company, order: SalesOrder) -> None:
    place_hold(company.entity, [order.pk], hold_code(company), company.user("OM"))
    check_out_hold(company.entity, hold_of(order).pk, company.user("WH"))

    answer = client.post(f"/NL01/sales/holds/{hold_of(order).pk}/clear/", follow=True)

    assert "checked out to" in answer.content.decode()
    assert hold_of(order).cleared_at is None
    client.post(f"/NL01/sales/holds/{hold_of(order).pk}/override-checkout/")
    client.post(f"/NL01/sales/holds/{hold_of(order).pk}/clear/")
    assert hold_of(order).cleared_at is not None


def test_the_remainder_is_cancelled_line_by_line_with_a_reason(client: Client, company: Company, order: SalesOrder) -> None:
    reason = ReasonCode.of(company.entity).create(legal_entity=company.entity, kind="cancellation", code="LATE", names={"en": "Too late"})
    line = only_line(order)
    form = client.get(page_of(order, "cancel-remainder/")).context["form"]
    assert form[f"quantity_{line.pk}"].value() == "10"

    client.post(page_of(order, "cancel-remainder/"), {f"quantity_{line.pk}": "4", "reason": reason.pk})

    assert only_line(order).cancelled_quantity == 4
    client.post(page_of(order, "reopen/"))
    assert only_line(order).cancelled_quantity == 0


def test_cancelling_too_much_is_refused_on_the_quantity_of_its_line(client: Client, order: SalesOrder) -> None:
    line = only_line(order)

    answer = client.post(page_of(order, "cancel-remainder/"), {f"quantity_{line.pk}": "11"})

    assert answer.status_code == 422
    assert "only 10 can be cancelled" in str(answer.context["form"].errors[f"quantity_{line.pk}"])


def test_a_mandatory_reason_is_asked_for_on_its_field(client: Client, company: Company, order: SalesOrder) -> None:
    set_parameters(company, cancel_reason_mandatory=True)

    answer = client.post(page_of(order, "cancel-remainder/"), {f"quantity_{only_line(order).pk}": "1"})

    assert "Choose a reason" in str(answer.context["form"].errors["reason"])


def test_an_order_is_deleted_as_long_as_nothing_came_of_it(client: Client, company: Company, order: SalesOrder) -> None:
    told = sales_order(company, ("A", 1, "5"))
    confirm(company, told)
    assert actions_on(client, told)["delete"].startswith("The customer has a confirmation")

    answer = client.post(page_of(order, "delete/"), follow=True)

    assert f"Order {order.number} is deleted." in answer.content.decode()
    assert not SalesOrder.of(company.entity).filter(pk=order.pk).exists()
    client.post(page_of(told, "delete/"))
    assert SalesOrder.of(company.entity).filter(pk=told.pk).exists()


def test_a_clerk_deletes_own_orders_only(signed_in_client: SignIn, company: Company, order: SalesOrder) -> None:
    clerk = signed_in_client("OC")
    own = create_orders(company.entity, [order_draft(company, ("A", 1, "5"))], company.user("OC")).or_raise().orders[0]
    assert actions_on(clerk, order)["delete"] == "Somebody else entered this order."
    assert not actions_on(clerk, own)["delete"]

    for known in (order, own):
        clerk.post(page_of(known, "delete/"))

    assert list(SalesOrder.of(company.entity)) == [order]


def test_prices_are_searched_again_and_typed_ones_only_when_asked(client: Client, company: Company, order: SalesOrder) -> None:
    agreement(company, item="A", amount="4")

    client.post(page_of(order, "search-prices/"), {})
    assert only_line(order).unit_price == 5
    client.post(page_of(order, "search-prices/"), {"overwrite": "on"})

    assert only_line(order).unit_price == 4


def test_a_delivered_order_says_why_actions_are_not_possible(client: Client, company: Company, order: SalesOrder) -> None:
    company.stock("A", "10")
    deliver(company, order)

    reasons = actions_on(client, order)

    assert "Delivered" in reasons["cancel_remainder"]
    assert "Delivered" in reasons["delete"]
    assert not reasons["place_hold"]


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("OC", {"place_hold", "search_prices", "delete"}),
        ("OM", {"place_hold", "search_prices", "delete", "cancel_remainder", "reopen_remainder"}),
        ("WH", {"place_hold"}),
        ("AU", set()),
    ],
)
def test_each_role_sees_the_actions_it_may_use(role: str, allowed: set[str], signed_in_client: SignIn, order: SalesOrder) -> None:
    mine = {"place_hold", "search_prices", "delete", "cancel_remainder", "reopen_remainder"}

    assert mine & set(actions_on(signed_in_client(role), order)) == allowed


@pytest.mark.parametrize("action", ["hold/", "cancel-remainder/", "reopen/", "delete/", "search-prices/"])
def test_an_auditor_changes_nothing(action: str, signed_in_client: SignIn, order: SalesOrder) -> None:
    assert signed_in_client("AU").post(page_of(order, action)).status_code == 403


def test_the_actions_of_another_entity_are_as_if_they_were_not_there(
    signed_in_client: SignIn, other_company: Company, order: SalesOrder, company: Company
) -> None:
    place_hold(company.entity, [order.pk], hold_code(company), company.user("OM"))
    stranger: Any = signed_in_client("OM", in_company=other_company)

    assert stranger.post(f"/BE01/sales/orders/{order.pk}/delete/").status_code == 404
    assert stranger.post(f"/BE01/sales/holds/{hold_of(order).pk}/clear/").status_code == 404
