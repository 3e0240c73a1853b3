"""New orders wait for invoices that are long overdue (CU-055), and a limit whose date has passed says so (CU-051)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from customers.errors import InvoiceOverdue
from customers.models import Customer, CustomerParameters
from sales.services.enter_orders import create_orders
from tests.customers.balances import owe
from tests.factories.company import Company
from tests.factories.invoicing import plan
from tests.factories.sales import confirm, deliver, order_draft, sales_order

pytestmark = pytest.mark.django_db


def set_customer_parameters(company: Company, **values: Any) -> None:
    """Set parameters of the customers of a company."""
    CustomerParameters.objects.update_or_create(legal_entity=company.entity, defaults=values)


def owes_since(company: Company, days: int, account: str = "C-100") -> str:
    """Let a customer owe an invoice that has been due for some days; return its number."""
    return owe(company, company.customers[account], "100", due=company.entity.today() - timedelta(days=days)).document_number


def test_an_invoice_that_is_overdue_for_too_long_blocks_new_orders(company: Company) -> None:
    set_customer_parameters(company, overdue_block_days=30)
    number = owes_since(company, 40)
    owes_since(company, 31)

    with pytest.raises(InvoiceOverdue, match=f"Invoice {number} is overdue by 40 days; new orders are blocked."):
        sales_order(company, ("A", 1))


@pytest.mark.parametrize(("days", "blocked"), [(30, False), (31, True)])
def test_it_blocks_beyond_the_days_of_the_parameter_only(company: Company, days: int, blocked: bool) -> None:
    set_customer_parameters(company, overdue_block_days=30)
    owes_since(company, days)

    entered = create_orders(company.entity, [order_draft(company, ("A", 1))], company.clerk)

    assert bool(entered.refused) is blocked


def test_without_the_parameter_nothing_is_blocked_and_others_are_not_either(company: Company) -> None:
    owes_since(company, 400)
    assert sales_order(company, ("A", 1)).pk

    set_customer_parameters(company, overdue_block_days=0)
    assert sales_order(company, ("A", 1), customer="C-110").pk


def test_the_invoice_account_is_the_one_that_owes(company: Company) -> None:
    Customer.of(company.entity).filter(account="C-110").update(invoice_account=company.customers["C-100"])
    set_customer_parameters(company, overdue_block_days=30)
    owes_since(company, 40)

    with pytest.raises(InvoiceOverdue):
        sales_order(company, ("A", 1), customer="C-110")


def test_credits_that_are_overdue_block_nothing(company: Company) -> None:
    set_customer_parameters(company, overdue_block_days=30)
    owe(company, company.customers["C-100"], "-100", due=company.entity.today() - timedelta(days=400))

    assert sales_order(company, ("A", 1)).pk


def expired_limit(company: Company, **values: Any) -> None:
    """Give a customer a limit whose date has passed."""
    Customer.of(company.entity).filter(account="C-100").update(credit_limit=100_000, credit_limit_valid_to=date(2026, 1, 31), **values)


def test_a_limit_that_expired_keeps_counting_with_a_warning_on_every_document(company: Company) -> None:
    company.stock("A", "10")
    order = sales_order(company, ("A", 2, "10.00"))
    expired_limit(company)

    [confirmed] = confirm(company, order).warnings.values()
    [delivered] = deliver(company, order).warnings.values()
    [draft] = plan(company, order).drafts

    assert {warning.code for warning in (*confirmed, *delivered, *draft.warnings)} == {"CU-051"}
    assert str(confirmed[0]) == "The credit limit of C-100 expired on 31 Jan 2026."


@pytest.mark.parametrize("values", [{"unlimited_credit": True}, {"exclude_from_credit_control": True}])
def test_where_no_limit_counts_nobody_is_warned(company: Company, values: dict[str, Any]) -> None:
    order = sales_order(company, ("A", 2, "10.00"))
    expired_limit(company, **values)

    assert confirm(company, order).warnings == {}
    assert plan(company, order).drafts[0].warnings == []
