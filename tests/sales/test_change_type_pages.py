"""Journals on the screen: entered, listed by age, and made into orders with the reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from customers.models import CustomerParameters
from foundation.inventory.models import InventoryTransaction
from foundation.organization.models import AuditEntry
from sales.models import SalesOrder
from tests.factories.company import Company
from tests.factories.projects import project, sell
from tests.factories.sales import agreement, confirm, deliver, sales_order, set_parameters
from tests.sales.test_order_actions import actions_on, page_of
from tests.sales.test_order_form import NEW, the_order, typed
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.usefixtures("in_march")
JOURNALS = "/NL01/sales/orders/journals/"


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager."""
    return signed_in_client("OM")


def choices(form: Any) -> list[str]:
    """The types that a form offers."""
    return [value for value, _label in form.fields["order_type"].choices]


def test_a_new_order_may_be_a_journal_and_starts_as_the_parameters_say(client: Client, company: Company) -> None:
    form = client.get(NEW).context["form"]
    assert "journal" in choices(form) and "item_requirements" not in choices(form)
    assert form["order_type"].value() == "sales_order"
    set_parameters(company, default_order_type="journal")
    assert client.get(NEW).context["form"]["order_type"].value() == "journal"

    client.post(NEW, typed({"item": "A", "quantity": "3"}, order_type="journal"))

    assert the_order(company).order_type == "journal"
    assert not InventoryTransaction.of(company.entity).exists()


def test_the_type_of_a_known_order_is_changed_by_its_action_only(client: Client, company: Company) -> None:
    order = sales_order(company, ("A", 1))

    assert "order_type" not in client.get(page_of(order, "edit/")).context["form"].fields


def test_a_journal_leads_to_its_type_and_says_why_nothing_can_be_posted(client: Client, company: Company) -> None:
    draft, firm = sales_order(company, ("A", 1), order_type="journal"), sales_order(company, ("A", 1))

    offered = actions_on(client, draft)

    assert offered["change_type"] == ""
    for name in ("confirm", "post_packing_slip"):
        assert "journal" in offered[name]
    assert actions_on(client, firm)["confirm"] == ""


def test_an_order_whose_goods_were_used_on_a_project_says_that_its_type_is_final(client: Client, company: Company) -> None:
    company.stock("A", "5")
    order = sell(company, project(company), ("A", 5))
    assert actions_on(client, order)["change_type"] == ""

    deliver(company, order).or_raise()

    assert "item requirements order that is Delivered" in actions_on(client, order)["change_type"]


def test_a_journal_becomes_an_order_in_the_dialog_with_prices_of_today(client: Client, company: Company) -> None:
    order = sales_order(company, ("S", 2), order_type="journal")
    agreement(company, item="S", amount=Decimal(80), from_date=date(2026, 3, 5))
    form = client.get(page_of(order, "change-type/")).context["form"]
    assert choices(form)[0] != "journal" and "search_prices" in form.fields

    answer = client.post(page_of(order, "change-type/"), {"order_type": "sales_order", "search_prices": "on"}, follow=True)

    assert "type of" in answer.content.decode()
    order.refresh_from_db()
    assert (order.order_type, order.order_amount) == ("sales_order", 160)


def test_the_reason_is_asked_for_once_the_customer_has_a_confirmation(client: Client, company: Company) -> None:
    order = sales_order(company, ("A", 1))
    confirm(company, order)
    refused = client.post(page_of(order, "change-type/"), {"order_type": "journal"})
    assert refused.status_code == 422 and "reason" in refused.context["form"].errors

    client.post(page_of(order, "change-type/"), {"order_type": "journal", "reason": "On second thoughts"})

    order.refresh_from_db()
    assert order.order_type == "journal"
    assert AuditEntry.of(company.entity).get(action="type changed").reason == "On second thoughts"


def test_a_refusal_stands_on_the_type(client: Client, company: Company) -> None:
    order = sales_order(company, ("A", 2))
    deliver(company, order, updates={10: 1})

    refused = client.post(page_of(order, "change-type/"), {"order_type": "journal"})

    assert "already picked, delivered or invoiced" in str(refused.context["form"].errors["order_type"])


def test_the_list_of_journals_says_how_old_they_are(client: Client, company: Company) -> None:
    order = sales_order(company, ("A", 1), order_type="journal", order_date=date(2026, 3, 2))
    other = sales_order(company, ("A", 1))

    page = client.get(JOURNALS)

    shown = page.content.decode()
    assert order.number in shown and ">29<" in shown and other.number not in shown


def test_a_journal_above_the_credit_limit_becomes_firm_only_when_somebody_overrules(client: Client, company: Company) -> None:
    CustomerParameters.objects.update_or_create(
        legal_entity=company.entity,
        defaults={"check_credit_on_sales_order": True, "credit_limit_message": "error", "credit_limit_type": "balance_all"},
    )
    buyer = company.customers["C-100"]
    buyer.credit_limit, buyer.mandatory_credit_limit = Decimal(10), True
    buyer.save()
    order = sales_order(company, ("A", 1, "100"), order_type="journal")

    refused = client.post(page_of(order, "change-type/"), {"order_type": "sales_order"})
    assert refused.status_code == 422 and "redit limit" in str(refused.context["form"].errors)

    found: SalesOrder = SalesOrder.of(company.entity).get()
    assert found.order_type == "journal"
