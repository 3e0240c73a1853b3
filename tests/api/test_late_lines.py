"""Late lines and what promises are counted with, over REST (sales.md §12, §20: L7, L8)."""

from __future__ import annotations

from datetime import date, time

import pytest
import time_machine

from foundation.organization.models import AuditEntry
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


def test_a_closed_day_is_made_once_moved_and_taken_away(company: Company, api_as: ApiAs) -> None:
    keeper = api_as("AD")

    made = keeper.send("closed-days", {"day": "2026-04-27", "name": "King's Day"}, expect=201)
    assert made.json() == {"day": "2026-04-27", "name": "King's Day"} and made["Location"].endswith("/closed-days/2026-04-27")
    twice = keeper.send("closed-days", {"day": "2026-04-27", "name": "Again"}, expect=422)
    assert twice.json()["errors"][0]["field"] == "day"

    moved = keeper.change("closed-days/2026-04-27", {"day": "2026-04-26"}, expect=200)
    assert moved.json() == {"day": "2026-04-26", "name": "King's Day"}
    assert keeper.read("closed-days/2026-04-26")["name"] == "King's Day"

    assert keeper.delete(f"{keeper.base}/closed-days/2026-04-26").status_code == 204
    assert not ClosedDay.of(company.entity).exists()
    assert keeper.get(f"{keeper.base}/closed-days/no-day").status_code == 404


def test_a_deadline_is_made_for_a_site_changed_and_taken_away(company: Company, api_as: ApiAs) -> None:
    keeper, site = api_as("AD"), company.warehouse.site
    new = {"weekday": 4, "time": "15:00", "site": site.code}

    made = keeper.send("order-entry-deadlines", new, expect=201).json()
    assert (made["weekday"], made["time"], made["site"], made["customer_group"]) == (4, "15:00:00", site.code, None)
    assert keeper.send("order-entry-deadlines", new, expect=422).json()["code"] == "VALIDATION"
    unknown = keeper.send("order-entry-deadlines", new | {"weekday": 7, "site": "X"}, expect=422).json()
    assert {error["field"] for error in unknown["errors"]} == {"weekday", "site"}

    changed = keeper.change(f"order-entry-deadlines/{made['id']}", {"time": "16:30", "site": None}, expect=200).json()
    assert (changed["time"], changed["site"], changed["weekday"]) == ("16:30:00", None, 4)

    assert keeper.delete(f"{keeper.base}/order-entry-deadlines/{made['id']}").status_code == 204
    assert not OrderEntryDeadline.of(company.entity).exists()


def test_who_may_not_change_parameters_changes_no_calendar(company: Company, api_as: ApiAs) -> None:
    ClosedDay.of(company.entity).create(legal_entity=company.entity, day=date(2026, 4, 27), name="King's Day")
    reader = api_as("OM")

    reader.send("closed-days", {"day": "2026-12-25", "name": "Christmas Day"}, expect=403)
    reader.change("closed-days/2026-04-27", {"name": "Holiday"}, expect=403)
    assert reader.delete(f"{reader.base}/closed-days/2026-04-27").status_code == 403
    reader.send("order-entry-deadlines", {"weekday": 0, "time": "12:00"}, expect=403)


def test_changes_of_the_calendar_are_kept_in_the_audit_trail(company: Company, api_as: ApiAs) -> None:
    keeper = api_as("AD")
    keeper.send("closed-days", {"day": "2026-04-27", "name": "King's Day"}, expect=201)
    keeper.change("closed-days/2026-04-27", {"name": "Koningsdag"}, expect=200)

    kept = AuditEntry.of(company.entity).filter(object_type="sales.closedday").order_by("pk").values_list("action", flat=True)

    assert list(kept) == ["created", "changed"]
