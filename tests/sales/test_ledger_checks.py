"""The checks of the books find orders, packing slips and stock that no longer agree (REL-7, REL-8, REL-10)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection

from foundation.ledger.checks import violations
from foundation.organization.models import NumberSequence
from invoicing.models import QuantityOption
from sales.services.cancel_remainder import cancel_remainder
from sales.services.enter_orders import ChargeDraft
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import charge_code, confirm, deliver, sales_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


@pytest.fixture
def stories(company: Company) -> Company:
    """Orders in every state, one with a credit line, one in a unit of its own."""
    company.stock("A", "100")
    company.item("S", "40.00", stocked=False)
    company.item("T", "5.00", overdelivery_percent=Decimal(10), underdelivery_percent=Decimal(10))
    sales_order(company, ("A", 3))
    half = sales_order(company, ("A", 12), ("B", -2, "12.50"), ("S", 1))
    confirm(company, half)
    deliver(company, half, updates={10: 5})
    invoice(company, half, quantity=QuantityOption.PACKING_SLIP)
    deliver(company, half, updates={10: 2})
    whole = sales_order(company, ("A", 9))
    invoice(company, whole, quantity=QuantityOption.ALL)
    over = sales_order(company, ("T", 40))
    deliver(company, over, updates={10: 44})
    under = sales_order(company, ("T", 50))
    deliver(company, under, updates={10: (47, True)})
    cancel_remainder(company.entity, [sales_order(company, ("A", 8)).pk], company.clerk)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return company


def tamper(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


@pytest.mark.usefixtures("stories")
def test_orders_in_every_state_pass_every_check() -> None:
    assert violations() == []


@pytest.mark.usefixtures("stories")
@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "UPDATE sales_packingslipline SET invoiced_quantity = 1 WHERE invoiced_quantity = 0 AND quantity > 2",
            "REL-7 what order lines wait to invoice is what their packing slips wait to invoice",
        ),
        (
            "DELETE FROM sales_packingslip WHERE number = 'PS-000002'",
            "REL-10 no gap in the series packing_slip",
        ),
        (
            "DELETE FROM sales_orderconfirmation",
            "REL-10 no gap in the series order_confirmation",
        ),
        (
            "UPDATE sales_salesorder SET status = 'invoiced' WHERE status = 'open'",
            "Statuses of orders follow from their lines",
        ),
        (
            "UPDATE inventory_inventorytransaction SET quantity = quantity - 1 WHERE status = 'deducted'",
            "Stock transactions of order lines follow from their quantities",
        ),
        (
            "DELETE FROM inventory_inventorytransaction WHERE status = 'purchased'",
            "Stock transactions of order lines follow from their quantities",
        ),
    ],
)
def test_what_was_tampered_with_is_found(statement: str, expected: str) -> None:
    tamper(statement)

    assert expected in {found.check for found in violations()}


@pytest.mark.usefixtures("stories")
def test_a_line_status_that_does_not_follow_is_found_with_its_order() -> None:
    tamper("UPDATE sales_salesorderline SET status = 'open' WHERE status = 'invoiced'")

    assert "Statuses of order lines follow from their quantities" in {found.check for found in violations()}


def test_a_charge_that_was_invoiced_twice_is_found(company: Company) -> None:
    once, always = (ChargeDraft(charge_code(company).pk, Decimal(25), keep=keep) for keep in (False, True))
    invoice(company, sales_order(company, ("A", 9), charges=[once, always]))
    assert violations() == []

    tamper("UPDATE sales_salesordercharge SET invoiced_amount = 50")

    assert [found.check for found in violations()] == ["No fixed charge is invoiced for more than it is, unless it stands on every invoice"]


def test_a_series_that_may_have_gaps_is_left_alone(stories: Company) -> None:
    tamper("DELETE FROM sales_packingslip WHERE number = 'PS-000002'")
    NumberSequence.of(stories.entity).filter(reference="packing_slip").update(continuous=False)

    assert violations() == []
