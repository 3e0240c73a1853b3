"""Automatic reservation says what it could not reserve (STK-03)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sales.services.change_lines import LineEdit, change_lines
from sales.services.enter_orders import create_orders
from tests.factories.company import Company
from tests.factories.sales import only_line, order_draft, set_parameters

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reserves(company: Company) -> None:
    """Orders reserve by themselves; seven of A lie in the warehouse."""
    set_parameters(company, reservation="automatic")
    company.stock("A", "7")


def test_the_second_order_hears_what_the_first_left_it(company: Company) -> None:
    drafts = [order_draft(company, ("A", 5)), order_draft(company, ("B", 1), ("A", 3))]

    notices = create_orders(company.entity, drafts, company.clerk).or_raise().notices

    assert [str(notice) for notice in notices[1] if notice.code == "STK-03"][-1] == "Line 20: 2 of 3 reserved, 1 short."
    assert not any(notice.code == "STK-03" for notice in notices.get(0, ()))


def test_a_change_that_finds_no_stock_says_so(company: Company) -> None:
    order = create_orders(company.entity, [order_draft(company, ("A", 5))], company.clerk).or_raise().orders[0]

    work = change_lines(company.entity, order.pk, [LineEdit(only_line(order).pk, {"quantity": Decimal(9)})], company.user("OM"))

    assert [str(notice) for notice in work.notices if notice.code == "STK-03"] == ["Line 10: 7 of 9 reserved, 2 short."]
