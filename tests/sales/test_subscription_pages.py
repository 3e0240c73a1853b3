"""Subscriptions on the screen and in a batch job: entered, listed, paused, moved on and stopped."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from foundation.batch.models import RunItem
from foundation.batch.services.define_jobs import JobDefinition, define_job
from invoicing.models import QuantityOption
from sales.models import PackingSlip, SalesOrder, SalesSubscription
from tests.factories.batch_invoicing import run
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import deliver, sales_order
from tests.sales.test_order_actions import actions_on, page_of
from tests.sales.test_order_form import NEW, the_order, typed
from tests.scenarios.test_sales_subscription import subscription
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.usefixtures("in_march")

CYCLES = {"start_date": "31-01-2026", "delivery_every": "1", "delivery_unit": "month", "deliver_automatically": "on"}


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager."""
    return signed_in_client("OM")


def test_a_subscription_is_entered_with_its_cycles(client: Client, company: Company) -> None:
    refused = client.post(NEW, typed({"item": "A", "quantity": "3"}, order_type="subscription"))
    assert "start_date" in refused.context["form"].errors

    client.post(NEW, typed({"item": "A", "quantity": "3"}, order_type="subscription", **CYCLES))

    found = SalesSubscription.of(company.entity).get()
    assert (found.order, found.next_delivery_date, found.cycle_no) == (the_order(company), date(2026, 1, 31), 1)


def test_the_page_and_the_list_show_the_cycles(client: Client, company: Company) -> None:
    order, other = subscription(company, ("A", 10, "30")), sales_order(company, ("A", 1))

    page, listed = client.get(page_of(order)).content.decode(), client.get("/NL01/sales/orders/subscriptions/").content.decode()

    assert "Deliver automatically" in page and "Deliver automatically" not in client.get(page_of(other)).content.decode()
    assert order.number in listed and other.number not in listed
    assert "stop_subscription" in actions_on(client, order) and "stop_subscription" not in actions_on(client, other)


def test_the_lines_tell_this_cycle_and_what_all_cycles_came_to(client: Client, company: Company) -> None:
    order = subscription(company, ("A", 10, "30"), ("B", 1, "5"))
    deliver(company, order)
    invoice(company, order, quantity=QuantityOption.PACKING_SLIP)
    next_delivery = deliver(company, order)

    [first, second] = client.get(page_of(order)).context["view"].order_lines

    assert next_delivery
    assert (first.delivered_quantity, first.totals.delivered, first.totals.invoiced, first.totals.amount) == (10, 20, 10, 300)
    assert (second.totals.delivered, second.totals.amount) == (2, 5)
    assert "Invoiced in all" in client.get(page_of(order)).content.decode()


def test_a_subscription_is_paused_moved_on_changed_and_stopped_from_its_page(client: Client, company: Company) -> None:
    order = subscription(company, ("A", 10))

    client.post(page_of(order, "pause/"), {"until": "01-03-2026"})
    assert client.get(page_of(order, "pause/")).context["form"]["until"].value() == "01-03-2026"
    client.post(page_of(order, "next-cycle/"))
    known = client.get(page_of(order, "change-cycles/")).context["form"]
    assert known["start_date"].value() == "31-01-2026"
    client.post(page_of(order, "change-cycles/"), CYCLES | {"start_date": "15-01-2026"})
    found = SalesSubscription.of(company.entity).get()
    assert (found.paused_until, found.cycle_no, found.next_delivery_date) == (date(2026, 3, 1), 4, date(2026, 4, 15))
    client.post(page_of(order, "stop/"), {"on_date": "31-03-2026", "reason": "Moved away"})

    order.refresh_from_db()
    found.refresh_from_db()
    assert (order.status, found.stop_reason) == ("cancelled", "Moved away")
    assert "stop_subscription" not in actions_on(client, order)


def test_stopping_waits_for_the_invoice(client: Client, company: Company) -> None:
    order = subscription(company, ("A", 10))
    deliver(company, order)

    refused = client.post(page_of(order, "stop/"), {"on_date": "31-03-2026"})
    assert "10 delivered but not invoiced" in str(refused.context["form"].errors)

    invoice(company, order)
    client.post(page_of(order, "stop/"), {"on_date": "31-03-2026"})
    order.refresh_from_db()
    assert order.status == "invoiced"


def test_an_order_becomes_a_subscription_in_the_dialog(client: Client, company: Company) -> None:
    order = sales_order(company, ("A", 1))

    client.post(page_of(order, "change-type/"), {"order_type": "subscription", **CYCLES})

    assert SalesOrder.of(company.entity).get(pk=order.pk).order_type == "subscription"
    assert SalesSubscription.of(company.entity).get().order_id == order.pk


def test_the_job_delivers_what_is_due_and_lists_what_is_short(company: Company) -> None:
    company.item("SCARCE", "5", negative_stock=False)
    good, short = subscription(company, ("A", 10)), subscription(company, ("SCARCE", 10))

    user = company.user("OM")
    found = run(company, define_job(company.entity, JobDefinition("subscription_orders", "Subscriptions", user), user=user))

    outcomes = dict(RunItem.of(company.entity).filter(run=found).values_list("object_id", "outcome"))
    assert (outcomes[good.pk], outcomes[short.pk]) == ("posted", "failed")
    assert PackingSlip.of(company.entity).count() == 3
