"""A customer is closed, opened again, and deleted while nothing refers to it."""

from __future__ import annotations

import pytest

from customers.models import Customer, CustomerStatus, Party
from tests.customers.balances import owe
from tests.factories.company import Company
from tests.factories.sales import sales_order
from tests.web_fixtures import SignIn


def url(customer: Customer, action: str = "") -> str:
    """The page of a customer or of an action on it."""
    return f"/NL01/customers/customers/{customer.pk}/{action}"


def test_an_inactive_customer_is_open_again_when_somebody_says_so(signed_in_client: SignIn, company: Company) -> None:
    clerk, customer = signed_in_client("OC"), company.customers["C-100"]

    clerk.post(url(customer, "deactivate/"))
    customer.refresh_from_db()
    assert customer.status == CustomerStatus.INACTIVE
    assert "closed for new orders" in clerk.get(url(customer)).content.decode()
    clerk.post(url(customer, "activate/"))

    customer.refresh_from_db()
    assert customer.status == CustomerStatus.ACTIVE
    history = [change for entry in clerk.get(url(customer)).context["timeline"] for change in entry.changes]
    assert history == [("Status", "Inactive", "Active"), ("Status", "Active", "Inactive")]


def test_what_a_closed_customer_still_owes_is_told(signed_in_client: SignIn, company: Company) -> None:
    owe(company, company.customers["C-100"], "12.50")

    answer = signed_in_client("OC").post(url(company.customers["C-100"], "deactivate/"), follow=True)

    assert "balance 12.50" in answer.content.decode()


def test_a_closed_customer_cannot_be_closed_twice(signed_in_client: SignIn, company: Company) -> None:
    clerk, customer = signed_in_client("OC"), company.customers["C-100"]
    clerk.post(url(customer, "deactivate/"))

    again = clerk.post(url(customer, "deactivate/"), follow=True)

    assert "status must be Active" in again.content.decode()


def test_an_unused_customer_is_deleted_and_its_party_stays(signed_in_client: SignIn, company: Company) -> None:
    customer = company.customers["C-110"]

    answer = signed_in_client("OM").post(url(customer, "delete/"), follow=True)

    assert "C-110 is deleted" in answer.content.decode()
    assert not Customer.of(company.entity).filter(pk=customer.pk).exists()
    assert Party.objects.filter(pk=customer.party_id).exists()


def test_a_used_customer_is_not_deleted(signed_in_client: SignIn, company: Company) -> None:
    company.customer("B-1", invoice_account=company.customers["C-100"])
    sales_order(company, ("A", 1))

    answer = signed_in_client("OM").post(url(company.customers["C-100"], "delete/"), follow=True)

    assert "C-100 is used in 3 documents" in answer.content.decode()
    assert Customer.of(company.entity).filter(account="C-100").exists()


@pytest.mark.parametrize(
    ("role", "close", "delete"), [("OC", 200, 403), ("OM", 200, 200), ("WH", 403, 403), ("BC", 403, 403), ("AU", 403, 403)]
)
def test_closing_and_deleting_are_for_the_roles_of_the_matrix(
    signed_in_client: SignIn, company: Company, role: str, close: int, delete: int
) -> None:
    client, customer = signed_in_client(role), company.customers["C-100"]

    assert client.get(url(customer, "deactivate/")).status_code == close
    assert client.get(url(customer, "delete/")).status_code == delete
