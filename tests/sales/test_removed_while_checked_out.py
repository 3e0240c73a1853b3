"""Nobody takes lines away from an order while somebody else works on its hold, whichever way (sales.md §7.4, §10.1)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sales.copying import ChosenLine, CopyOptions, CopyRequest
from sales.hold_errors import HoldCheckedOut
from sales.models import SalesOrder, VoidedOrder
from sales.schedule import Delivery
from sales.services.copy_lines import copy_lines
from sales.services.delivery_schedule import ScheduleRequest, make_schedule, remove_schedule
from sales.services.order_holds import check_out_hold, place_hold
from tests.factories.company import Company
from tests.factories.sales import hold_code, lines_of, only_line, sales_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


def work_on_hold(company: Company, order: SalesOrder) -> None:
    """Let the order manager work on a hold of the order."""
    [hold] = place_hold(company.entity, [order.pk], hold_code(company), company.user("OM"))
    check_out_hold(company.entity, hold.pk, company.user("OM"))


def replace_lines(company: Company, order: SalesOrder, role: str) -> None:
    """Copy a line of another order in the place of the lines of an order."""
    other = sales_order(company, ("B", 1))
    request = CopyRequest([ChosenLine("order", other.pk, only_line(other).pk, None)], CopyOptions(delete_lines=True))
    copy_lines(company.entity, order.pk, request, company.user(role))


def test_copying_does_not_replace_them(company: Company) -> None:
    order = sales_order(company, ("A", 6, "40"))
    work_on_hold(company, order)

    with pytest.raises(HoldCheckedOut):
        replace_lines(company, order, "OC")

    replace_lines(company, order, "OM")
    assert only_line(order).item.number == "B"
    assert VoidedOrder.of(company.entity).get().number == order.number


def test_nor_does_removing_a_schedule(company: Company) -> None:
    order = sales_order(company, ("A", 6, "40"))
    halves = [Delivery(Decimal(3), date(2026, 4, 15)), Delivery(Decimal(3), date(2026, 5, 15))]
    line = only_line(order)
    make_schedule(company.entity, order.pk, ScheduleRequest(line.pk, halves), company.user("OM"))
    work_on_hold(company, order)

    with pytest.raises(HoldCheckedOut):
        remove_schedule(company.entity, order.pk, line.pk, company.user("OC"))

    assert len(lines_of(order)) == 3
