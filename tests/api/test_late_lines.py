"""Late lines and what promises are counted with, over REST (sales.md §12, §20: L7, L8)."""

from __future__ import annotations

from datetime import date, time

import pytest
import time_machine

from sales.models import ClosedDay, OrderEntryDeadline
from sales.services.delivery_dates import DateKind, set_dates
from tests.api.conftest import ApiAs
from tests.factories.company import Company
from tests.factories.sales import only_line, sales_order

pytestmark = pytest.mark.django_db


def test_lines_that_should_have_left_are_listed_with_the_days_they_are_late(company: Company, api_as: ApiAs) -> None:
    with time_machine.travel("2026-03-10 09:00Z", tick=False):
        late = sales_order(company, ("A", 5, "10.00"), requested_ship_date=date(2026, 3, 4))
        sales_order(company, ("A", 5, "10.00"), requested_ship_date=date(2026, 3, 20))

        [line] = api_as("OM").read("past-due-lines")["results"]
        assert api_as("OM").read("past-due-lines", days="7")["results"] == []

    assert (line["order"], line["days_late"], line["deliver_remainder"], line["promised_ship_date"]) == (late.number, 6, "5", "2026-03-04")


def test_lines_promised_later_than_wished_are_listed(company: Company, api_as: ApiAs) -> None:
    order = sales_order(company, ("A", 5, "10.00"), requested_ship_date=date(2026, 3, 4))
    set_dates(company.entity, order.pk, {only_line(order).pk: date(2026, 3, 9)}, DateKind.CONFIRMED, company.user("OM"))

    [line] = api_as("OM").read("delayed-lines")["results"]

    assert (line["order"], line["days_later"], line["confirmed_ship_date"]) == (order.number, 5, "2026-03-09")


def test_closed_days_and_deadlines_are_listed_for_those_who_see_parameters(company: Company, api_as: ApiAs) -> None:
    ClosedDay.of(company.entity).create(legal_entity=company.entity, day=date(2026, 4, 27), name="King's Day")
    OrderEntryDeadline.of(company.entity).create(legal_entity=company.entity, weekday=4, time=time(15, 0))

    assert api_as("OM").read("closed-days")["results"] == [{"day": "2026-04-27", "name": "King's Day"}]
    [deadline] = api_as("OM").read("order-entry-deadlines")["results"]
    assert (deadline["weekday"], deadline["time"], deadline["site"]) == (4, "15:00:00", None)
