"""Deliveries of a schedule and direct deliveries go to the address of their line, or to one of their own (sales.md §12.5, §12.6)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from purchasing.models import PurchaseOrder
from purchasing.services.deliver_direct import deliver_direct
from returns.models import ReturnParameters
from returns.services.replace_goods import replace_up_front
from sales.direct_errors import DirectLineFixed
from sales.models import SalesOrder
from sales.quotations.services.enter_quotations import copy_quotation
from sales.quotations.services.quotation_schedules import schedule_line
from sales.schedule import Delivery
from sales.schedule_errors import ScheduleFixed
from sales.services.change_lines import LineEdit, change_lines
from sales.services.change_order import change_order
from sales.services.delivery_schedule import ScheduleRequest, make_schedule
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.places import KEULEN, UTRECHT, delivery_mode, place_of
from tests.factories.purchasing import vendor
from tests.factories.quotations import confirm, quotation, quoted_lines
from tests.factories.returns import return_of
from tests.factories.sales import deliver, lines_of, only_line, sales_order
from tests.web_fixtures import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]

APRIL = date(2026, 4, 15)
NOWHERE = dict.fromkeys(UTRECHT, "")
HALVES = {"quantity": "5.0000", "ship_date": "2026-04-15"}


def halves(*places: dict[str, Any]) -> list[Delivery]:
    """Return two deliveries of five to two places."""
    return [Delivery(Decimal(5), APRIL, None, place) for place in places]


def test_every_delivery_of_a_line_has_a_place_of_its_own_or_that_of_the_line(company: Company) -> None:
    post = delivery_mode(company, "POST", 3)
    order = sales_order(company, ("A", 10, None, UTRECHT))
    line = only_line(order)

    make_schedule(
        company.entity, order.pk, ScheduleRequest(line.pk, halves({}, {**KEULEN, "delivery_mode_id": post.pk})), company.user("OM")
    )

    _commercial, first, second = lines_of(order)
    assert (place_of(first), first.delivery_mode) == (UTRECHT, None)
    assert (place_of(second), second.delivery_mode) == (KEULEN, post)
    assert second.requested_receipt_date == APRIL + timedelta(3)
    assert [slip.header["delivery_city"] for slip in deliver(company, order).slips] == ["Utrecht", "Köln"]


def test_a_delivery_to_the_address_of_the_order_follows_the_order(company: Company) -> None:
    order = sales_order(company, ("A", 10, None, UTRECHT))

    make_schedule(company.entity, order.pk, ScheduleRequest(only_line(order).pk, halves({}, place_of(order))), company.user("OM"))

    assert [place_of(line) for line in lines_of(order)[1:]] == [UTRECHT, NOWHERE]


def test_the_address_of_a_line_in_deliveries_is_changed_on_its_deliveries(company: Company) -> None:
    order = sales_order(company, ("A", 10))
    make_schedule(company.entity, order.pk, ScheduleRequest(only_line(order).pk, halves({}, {})), company.user("OM"))
    commercial, first, _second = lines_of(order)

    with pytest.raises(ScheduleFixed):
        change_lines(company.entity, order.pk, [LineEdit(commercial.pk, UTRECHT)], company.clerk)
    change_lines(company.entity, order.pk, [LineEdit(first.pk, UTRECHT)], company.clerk)

    assert [place_of(line) for line in lines_of(order)] == [NOWHERE, UTRECHT, NOWHERE]


def test_deliveries_of_a_quotation_keep_their_places_through_copy_and_order(company: Company) -> None:
    post, user = delivery_mode(company, "POST", 3), company.user("OM")
    known = quotation(company, ("A", 10, None, UTRECHT))
    places = halves({}, {**KEULEN, "delivery_mode_id": post.pk})
    schedule_line(company.entity, known.pk, ScheduleRequest(quoted_lines(known)[0].pk, places), user)

    copied = copy_quotation(company.entity, known.pk, user, search_prices=False).quotation
    confirm(company, copied)

    copied.refresh_from_db()
    _commercial, first, second = lines_of(copied.sales_order)
    assert (place_of(first), place_of(second), second.delivery_mode) == (UTRECHT, KEULEN, post)


def test_the_page_takes_the_place_of_a_delivery(signed_in_client: SignIn, company: Company) -> None:
    post, client = delivery_mode(company, "POST", 3), signed_in_client("OM")
    order = sales_order(company, ("A", 10))
    rows = [{"quantity": "5", "ship_date": "2026-04-15"}, {"quantity": "5", "ship_date": "2026-04-15", "delivery_mode": post.pk, **UTRECHT}]
    sent = {f"lines-{index}-{name}": value for index, row in enumerate(rows) for name, value in row.items()}
    sent |= {"lines-TOTAL_FORMS": "2", "lines-INITIAL_FORMS": "0", "lines-MIN_NUM_FORMS": "0", "lines-MAX_NUM_FORMS": "1000"}

    answer = client.post(f"/NL01/sales/orders/{order.pk}/schedule/?line={only_line(order).pk}", sent | {"charges": "copy"})

    assert answer.status_code == 302, answer.content.decode()
    second = lines_of(order)[2]
    assert (place_of(second), second.delivery_mode) == (UTRECHT, post)


def test_rest_gives_deliveries_of_orders_and_quotations_their_places(company: Company) -> None:
    delivery_mode(company, "POST", 3)
    clerk = ApiUser(company.user("OC"), company.entity.code)
    rows = [HALVES, {**HALVES, **UTRECHT, "delivery_mode": "POST"}]
    order, offer = sales_order(company, ("A", 10)), quotation(company, ("A", 10))

    made = clerk.send(f"sales-orders/{order.number}/delivery-schedule", {"line_number": 10, "deliveries": rows}, expect=200).json()
    assert made["lines"][2].items() >= (UTRECHT | {"delivery_mode": "POST", "own_delivery_address": True}).items()

    clerk.send(f"quotations/{offer.number}/delivery-schedule", {"line_number": 10, "deliveries": rows}, expect=200)
    first, second = clerk.read(f"quotations/{offer.number}")["lines"][0]["deliveries"]
    assert (first["delivery_city"], first["delivery_mode"]) == ("", None)
    assert second.items() >= (UTRECHT | {"delivery_mode": "POST"}).items()

    wrong = [HALVES, {**HALVES, "delivery_mode": "BALLOON"}]
    clerk.send(f"quotations/{offer.number}/delivery-schedule", {"line_number": 10, "deliveries": wrong}, expect=422)


@pytest.fixture
def direct(company: Company) -> SalesOrder:
    """An order that a vendor delivers to two addresses."""
    vendor(company, supplies="A")
    order = sales_order(company, ("A", 4), ("A", 2, None, UTRECHT), ("A", 1, None, UTRECHT))
    deliver_direct(company.entity, order.pk, company.user("OM"))
    return order


def test_a_vendor_gets_a_purchase_order_per_address(company: Company, direct: SalesOrder) -> None:
    home, away = PurchaseOrder.of(company.entity).order_by("number")

    assert (place_of(home), home.lines.count()) == (place_of(direct), 1)
    assert (place_of(away), away.lines.count()) == (UTRECHT, 2)


def test_the_purchase_order_follows_the_address_of_its_lines(company: Company, direct: SalesOrder) -> None:
    _first, second, third = lines_of(direct)
    change_lines(company.entity, direct.pk, [LineEdit(second.pk, KEULEN), LineEdit(third.pk, KEULEN)], company.clerk)
    assert [known.delivery_city for known in PurchaseOrder.of(company.entity).order_by("number")] == [direct.delivery_city, "Köln"]

    with pytest.raises(DirectLineFixed, match="(?i)delivery address"):
        change_lines(company.entity, direct.pk, [LineEdit(second.pk, UTRECHT)], company.clerk)

    change_order(company.entity, direct.pk, UTRECHT, company.clerk, update_lines=True)
    assert {known.delivery_city for known in PurchaseOrder.of(company.entity)} == {"Utrecht"}


@pytest.mark.parametrize("free", [False, True])
def test_what_replaces_returned_goods_goes_where_they_went(company: Company, free: bool) -> None:
    ReturnParameters.objects.update_or_create(legal_entity=company.entity, defaults={"replacement_free": free})
    order = sales_order(company, ("A", 4, None, UTRECHT))
    deliver(company, order).or_raise()
    returned = return_of(company, invoice(company, order))

    replacement = replace_up_front(company.entity, returned.pk, company.user("OC"))

    assert [place_of(line) for line in (only_line(returned.order), only_line(replacement))] == [UTRECHT, UTRECHT]
