"""Documents that share a credit limit are checked one after the other: in one request, and by many at once (invoicing.md §1.9)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest

from customers.credit_position import credit_position
from customers.models import CreditGroup, Customer, CustomerParameters
from invoicing.services import post_invoices as invoices
from sales.models import SalesOrder
from sales.services import post_packing_slips as slips
from tests.factories.company import Company
from tests.factories.invoicing import post
from tests.factories.sales import deliver, sales_order
from tests.faults.threads import at_once

MEMBERS = 6
Posting = Callable[..., Any]


def members(company: Company, **values: Any) -> list[Customer]:
    """Return six customers of one credit group whose limit has room for one document of 50 and not for two."""
    CustomerParameters.objects.update_or_create(
        legal_entity=company.entity,
        defaults={
            "credit_limit_type": "balance_packing_slip",
            "credit_limit_message": "error",
            "check_credit_on_packing_slip": True,
            "check_credit_on_invoice": True,
        },
    )
    group = CreditGroup.objects.create(code="SIX", name="Six", limit=Decimal(70), currency_id="EUR")
    return [company.customer(f"M-{number}", credit_group=group, **values) for number in range(MEMBERS)]


def orders_of(company: Company, customers: list[Customer]) -> list[SalesOrder]:
    """Enter an order of 40 before tax for each customer, each of an item of its own."""
    for number in range(len(customers)):
        company.item(f"X-{number}", "40.00")
    return [sales_order(company, (f"X-{number}", 1), customer=customer.account) for number, customer in enumerate(customers)]


@pytest.fixture(params=[deliver, post], ids=["packing slips", "invoices"])
def posting(request: pytest.FixtureRequest) -> Posting:
    """One of the postings that check credit."""
    posting: Posting = request.param
    return posting


def over(company: Company, customer: Customer) -> bool:
    """Tell whether the limit of a customer is exceeded now."""
    left = credit_position(company.entity, Customer.of(company.entity).get(pk=customer.pk)).left
    assert left is not None
    return left < 0


@contextmanager
def locks_removed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let documents be posted without locking what their credit is checked against."""
    with monkeypatch.context() as patch:
        patch.setattr(slips, "lock_accounts", lambda *_arguments, **_values: None)
        patch.setattr(invoices, "lock_credit", lambda *_arguments: None)
        yield


@pytest.mark.django_db
@pytest.mark.usefixtures("in_march")
def test_one_request_holds_the_limit_of_a_credit_group_over_all_its_members(company: Company, posting: Posting) -> None:
    customers = members(company)

    posting(company, *orders_of(company, customers))

    assert not over(company, customers[0])
    assert credit_position(company.entity, customers[0]).used > 0


@pytest.mark.django_db
@pytest.mark.usefixtures("in_march")
def test_what_a_member_without_a_limit_takes_counts_for_its_group(company: Company) -> None:
    customers = members(company)
    Customer.of(company.entity).filter(pk=customers[0].pk).update(unlimited_credit=True)

    result = post(company, *orders_of(company, customers[:3]))

    assert [invoice.invoice_account_id for invoice in result.invoices] == [customers[0].pk]
    assert {error.code for errors in result.plan.refused.values() for error in errors} == {"INV-140"}


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("in_march")
@pytest.mark.parametrize("shared", ["group", "customer"])
def test_many_at_once_do_not_exceed_a_limit_that_they_share(company: Company, posting: Posting, shared: str) -> None:
    customers, orders = sharing(company, shared)

    at_once(MEMBERS, lambda number: posting(company, orders[number]))

    assert not over(company, customers[0])
    assert credit_position(company.entity, customers[0]).used > 0


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("in_march")
def test_without_the_locks_the_limit_is_exceeded(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    with locks_removed(monkeypatch):
        for shared in ("group", "customer") * 4:
            customers, orders = sharing(company, shared)
            at_once(MEMBERS, lambda number, orders=orders: deliver(company, orders[number]))  # type: ignore[misc]
            if over(company, customers[0]):
                return
    pytest.fail("The limit held without its locks")


def sharing(company: Company, shared: str) -> tuple[list[Customer], list[SalesOrder]]:
    """Return who shares a limit that has room for one more order, and six orders against it."""
    customers = members(company) if "M-0" not in company.customers else [company.customers[f"M-{number}"] for number in range(MEMBERS)]
    if shared == "customer":
        customers = [company.customers.get("C-9") or company.customer("C-9", credit_limit=Decimal(70))] * MEMBERS
    room = credit_position(company.entity, customers[0]).used + Decimal(70)
    CreditGroup.objects.update(limit=room)
    Customer.of(company.entity).filter(account="C-9").update(credit_limit=room)
    return customers, orders_of(company, customers)
