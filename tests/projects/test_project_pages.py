"""The pages of projects: enter, sell, deliver, see what was used, finish, delete."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from foundation.backoffice.addresses import entity_url
from foundation.organization.models import Currency
from projects.models import Project, ProjectParameters, ProjectTransaction
from projects.services.enter_projects import change_project
from tests.factories.company import Company
from tests.factories.projects import orders_of, project, sell
from tests.factories.sales import deliver, lines_of, with_sequence

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(company: Company, client: Any) -> Any:
    """The browser of an order manager."""
    client.force_login(company.user("OM"))
    return client


def address(company: Company, path: str = "") -> str:
    """Return an address of projects."""
    return f"/{company.entity.code}/projects/{path}"


def content(manager: Any, url: str) -> str:
    """Return a page as text."""
    answer = manager.get(url)
    assert answer.status_code == 200, url
    return str(answer.content.decode())


def test_a_project_is_entered_with_the_currency_of_its_customer(company: Company, manager: Any) -> None:
    with_sequence(company, "project", "P-#####")
    data = {"name": "Refit", "project_type": "time_and_material", "customer": "C-100"}
    answer = manager.post(address(company, "new/"), data)

    made = Project.of(company.entity).get()
    assert answer.status_code == 302 and answer.url.endswith(f"/projects/{made.pk}/")
    assert (made.number, made.currency_id, made.status) == ("P-00001", "EUR", "created")
    refused = manager.post(address(company, "new/"), {"name": "Refit", "project_type": "fixed_price"})
    assert refused.status_code == 422 and "has no customer" in refused.content.decode()


def test_an_item_is_sold_on_the_page_of_the_project_and_used_by_packing_slip(company: Company, manager: Any) -> None:
    refit = project(company)
    page = address(company, f"{refit.pk}/")
    assert "Nothing waits to be delivered" in content(manager, page)
    assert manager.post(f"{page}sell/", {"item": "A", "quantity": "5"}).status_code == 302

    [order] = orders_of(company, refit)
    assert f"/sales/orders/{order.pk}/post-packing-slip/" in content(manager, page)
    slip = deliver(company, order, updates={10: 3}).or_raise().slips[0]
    shown = content(manager, page)
    assert order.number in shown and slip.number in shown
    for other in (f"/NL01/sales/orders/{order.pk}/", f"/NL01/sales/packing-slips/{slip.pk}/"):
        assert page in content(manager, other), "the project is one click away"
    assert "Adding" not in shown


def test_the_lists_show_requirements_and_use(company: Company, manager: Any) -> None:
    refit, fixed = project(company), project(company, "fixed_price", name="Showroom")
    deliver(company, sell(company, refit, ("A", 5)), updates={10: 3}).or_raise()
    deliver(company, sell(company, fixed, ("B", 2))).or_raise()

    assert refit.number in content(manager, address(company))
    every = content(manager, address(company, "requirements/"))
    assert refit.number in every and fixed.number in every and "Cost" in every
    waiting = content(manager, address(company, "requirements/?tab=to_invoice"))
    assert refit.number in waiting and fixed.number not in waiting
    assert fixed.number not in content(manager, address(company, "requirements/?tab=open"))
    assert refit.number in content(manager, address(company, f"transactions/?project={refit.number}"))


def test_cost_is_for_those_who_may_see_it(company: Company, client: Any) -> None:
    deliver(company, sell(company, project(company), ("A", 5))).or_raise()
    client.force_login(company.user("WH"))

    assert "Cost" not in content(client, address(company, "requirements/"))
    assert client.get(address(company, "transactions/")).status_code == 403


def test_finishing_asks_what_becomes_of_what_waits(company: Company, manager: Any) -> None:
    refit = project(company)
    order = sell(company, refit, ("A", 5))
    page = address(company, f"{refit.pk}/")

    asked = manager.post(f"{page}finish/", {})
    assert asked.status_code == 422 and f"Cancel 5 open requirements of project {refit}?" in asked.content.decode()
    assert manager.post(f"{page}finish/", {"cancel_open": "on"}).status_code == 302
    assert lines_of(order)[0].status == "cancelled"
    assert f"Project {refit} is finished." in content(manager, page)


def test_a_project_that_nothing_was_sold_on_is_deleted(company: Company, manager: Any) -> None:
    empty, refit = project(company), project(company)
    sell(company, refit, ("A", 5))

    assert manager.post(address(company, f"{empty.pk}/delete/"), {}).url == address(company)
    manager.post(address(company, f"{refit.pk}/delete/"), {})
    assert [known.pk for known in Project.of(company.entity)] == [refit.pk]


def test_the_dialog_of_invoices_starts_with_packing_slips_for_the_order_of_a_project(company: Company, client: Any) -> None:
    order = sell(company, project(company), ("A", 5))
    deliver(company, order).or_raise()
    client.force_login(company.user("BC"))
    shown = client.get(entity_url(company.entity, "invoicing:order-invoice", pk=order.pk))
    assert shown.context["form"].initial["quantity"] == "packing_slip"


def test_the_internal_customer_is_a_parameter(company: Company, client: Any) -> None:
    client.force_login(company.user("AD"))
    answer = client.post(address(company, "parameters/"), {"internal_customer": "C-100"})
    assert answer.status_code == 302
    assert ProjectParameters.of(company.entity).internal_customer == company.customers["C-100"]


def test_what_was_used_is_added_up_by_currency(company: Company, manager: Any) -> None:
    refit = project(company)
    deliver(company, sell(company, refit, ("A", 4))).or_raise()
    change_project(company.entity, refit.pk, {"currency": Currency.objects.get(code="USD")}, company.user("OM"))
    deliver(company, sell(company, refit, ("A", 1))).or_raise()

    [listed] = Project.of(company.entity).for_list()
    assert listed.used_sales is None
    assert ProjectTransaction.of(company.entity).sales_by_currency(refit.pk) == {"EUR": 100, "USD": Decimal("27.17")}
    assert "USD" in content(manager, address(company, f"{refit.pk}/"))


def test_finishing_cancels_only_for_those_who_may_cancel(company: Company, client: Any) -> None:
    refit = project(company)
    order = sell(company, refit, ("A", 5))
    reader = company.user("OC")
    client.force_login(reader)

    refused = client.post(address(company, f"{refit.pk}/finish/"), {"cancel_open": "on"})

    assert refused.status_code == 422 and "sales.cancel_salesorder" in refused.content.decode()
    assert lines_of(order)[0].status == "open"
