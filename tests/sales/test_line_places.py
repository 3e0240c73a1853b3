"""A line goes where its order goes and travels as it does, unless it says otherwise itself (sales.md §7.1, §7.2, §8.2, §12.1)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from customers.errors import CountryNotKnown
from foundation.ledger.models import SalesTaxGroupRule
from sales.copying import CopyOptions
from sales.errors import LineFixed, PartOfOrder, UpdateOrderLines
from sales.models import SalesOrder, SalesOrderCharge, SalesOrderLine
from sales.services.change_lines import LineEdit, change_lines
from sales.services.change_order import change_order
from sales.services.copy_lines import OrderCopy, copy_order
from sales.services.split_lines import copy_line, split_line
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.places import KEULEN, UTRECHT, delivery_mode, place_of
from tests.factories.sales import auto_charge, confirm, deliver, lines_of, only_line, sales_order, set_parameters
from tests.sales.test_line_details import typed
from tests.web_fixtures import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]

NOWHERE = dict.fromkeys(UTRECHT, "")


def change_line(company: Company, line: SalesOrderLine, **values: Any) -> SalesOrderLine:
    """Change a line and return it as it is now."""
    change_lines(company.entity, line.order_id, [LineEdit(line.pk, values)], company.clerk)
    return SalesOrderLine.of(company.entity).get(pk=line.pk)


def change_header(company: Company, order: SalesOrder, answer: bool | None = None, **header: Any) -> SalesOrder:
    """Change the header of an order and return it as it is now."""
    change_order(company.entity, order.pk, header, company.clerk, update_lines=answer)
    return SalesOrder.of(company.entity).get(pk=order.pk)


@pytest.fixture(autouse=True)
def tax_by_destination(company: Company) -> None:
    """What goes to another member state has a tax group of its own."""
    SalesTaxGroupRule.of(company.entity).filter(destination="eu").update(group=company.tax_groups["EU"])


def test_a_line_says_nothing_where_it_goes_where_its_order_goes(company: Company) -> None:
    order = sales_order(company, ("A", 4), ("B", 2, None, UTRECHT), ("A", 1, None, place_of(sales_order(company, ("A", 1)))))

    plain, elsewhere, same = lines_of(order)

    assert (place_of(plain), place_of(elsewhere), place_of(same)) == (NOWHERE, UTRECHT, NOWHERE)
    assert (plain.address.street, elsewhere.address.city) == (order.delivery_street, "Utrecht")


def test_an_address_is_filled_in_from_the_order_where_it_lacks_name_or_country(company: Company) -> None:
    order = sales_order(company, ("A", 4))

    attention = change_line(company, only_line(order), delivery_name="Reception")
    assert place_of(attention) == place_of(order) | {"delivery_name": "Reception"}

    street = change_line(company, attention, **(NOWHERE | {"delivery_street": "Oudegracht 1", "delivery_city": "Utrecht"}))
    assert street.address == (order.delivery_name, "Oudegracht 1", "", "Utrecht", order.delivery_country)

    assert place_of(change_line(company, street, **NOWHERE)) == NOWHERE


def test_a_country_is_a_country_and_an_address_has_one(company: Company) -> None:
    line = only_line(sales_order(company, ("A", 4)))

    with pytest.raises(CountryNotKnown):
        change_line(company, line, **(UTRECHT | {"delivery_country": "XX"}))
    with pytest.raises(IntegrityError, match="sales_line_whole_address"), transaction.atomic():
        SalesOrderLine.of(company.entity).filter(pk=line.pk).update(delivery_city="Utrecht")


def test_goods_that_stay_at_home_are_taxed_at_home_whoever_buys_them(company: Company) -> None:
    order = sales_order(company, ("A", 4), ("A", 2, None, UTRECHT), customer="C-200")

    abroad, at_home = lines_of(order)

    assert (abroad.sales_tax_group, at_home.sales_tax_group) == (company.tax_groups["EU"], company.tax_groups["NL"])


def test_an_order_that_is_delivered_complete_only_goes_to_all_its_addresses_in_one_posting(company: Company) -> None:
    order = sales_order(company, ("A", 4), ("B", 2, None, UTRECHT), prevent_partial_delivery=True)
    at_home, elsewhere = lines_of(order)

    with pytest.raises(PartOfOrder):
        deliver(company, order, updates={20: 0}).or_raise()
    slips = deliver(company, order).or_raise().slips

    assert [[line.order_line for line in slip.lines.all()] for slip in slips] == [[at_home], [elsewhere]]


def test_the_tax_group_of_a_line_follows_its_country(company: Company) -> None:
    order = sales_order(company, ("A", 4))
    line = only_line(order)
    abroad = change_header(company, sales_order(company, ("A", 4)), True, **KEULEN).sales_tax_group
    assert abroad != order.sales_tax_group

    line = change_line(company, line, **KEULEN)
    assert line.sales_tax_group == abroad
    assert lines_of(sales_order(company, ("A", 4, None, KEULEN)))[0].sales_tax_group == abroad

    assert change_line(company, line, **UTRECHT).sales_tax_group == order.sales_tax_group


def test_what_was_delivered_has_been_where_it_went(company: Company) -> None:
    order = sales_order(company, ("A", 4))
    deliver(company, order, updates={10: 1})

    with pytest.raises(LineFixed, match="(?i)delivery address"):
        change_line(company, only_line(order), **UTRECHT)


@pytest.mark.parametrize(
    ("rule", "answer", "follows"),
    [("always", None, True), ("never", True, False), ("prompt", True, True), ("prompt", False, False)],
)
def test_lines_follow_a_new_address_as_the_parameter_says(company: Company, rule: str, answer: bool | None, follows: bool) -> None:
    set_parameters(company, update_line_address=rule)
    order = sales_order(company, ("A", 4), ("B", 2, None, KEULEN))
    before = place_of(order)

    order = change_header(company, order, answer, **UTRECHT)

    first, second = lines_of(order)
    assert (place_of(first), place_of(second)) == ((NOWHERE, NOWHERE) if follows else (before, KEULEN))
    assert (second.sales_tax_group == order.sales_tax_group) is follows


def test_who_changes_an_address_is_asked_where_lines_would_go_elsewhere(company: Company) -> None:
    order = sales_order(company, ("A", 4))
    with pytest.raises(UpdateOrderLines, match="delivery address"):
        change_header(company, order, **UTRECHT)

    change_line(company, only_line(order), **UTRECHT)
    change_header(company, order, **UTRECHT)

    assert place_of(only_line(order)) == NOWHERE


def test_delivered_lines_keep_the_address_that_they_went_to(company: Company) -> None:
    order = sales_order(company, ("A", 4), ("B", 2))
    deliver(company, order, updates={10: 1, 20: 0})
    before = place_of(order)

    change_header(company, order, True, **KEULEN)

    delivered, waiting = lines_of(order)
    assert (place_of(delivered), place_of(waiting)) == (before, NOWHERE)
    assert delivered.sales_tax_group != waiting.sales_tax_group


def test_lines_take_the_mode_of_delivery_over_always_unless_the_parameter_says_otherwise(company: Company) -> None:
    van, post = delivery_mode(company, "VAN", 1), delivery_mode(company, "POST", 3)
    order = sales_order(company, ("A", 4), ("B", 2, None, {"delivery_mode_id": post.pk}), delivery_mode_id=van.pk)
    plain, posted = lines_of(order)
    assert (plain.delivery_mode, plain.mode, posted.mode) == (None, van, post)

    set_parameters(company, update_line_mode="never")
    change_header(company, order, delivery_mode_id=None)
    assert [line.delivery_mode for line in lines_of(order)] == [van, post]

    set_parameters(company, update_line_mode="always")
    change_header(company, order, delivery_mode_id=van.pk)
    assert [line.delivery_mode for line in lines_of(order)] == [None, None]


def test_goods_arrive_as_long_after_they_leave_as_the_mode_of_the_line_takes(company: Company) -> None:
    van, post = delivery_mode(company, "VAN", 1), delivery_mode(company, "POST", 3)
    order = sales_order(company, ("A", 4), ("B", 2, None, {"delivery_mode_id": post.pk}), delivery_mode_id=van.pk)

    plain, posted = lines_of(order)
    assert [line.requested_receipt_date - line.requested_ship_date for line in (plain, posted)] == [timedelta(1), timedelta(3)]

    assert change_line(company, plain, delivery_mode_id=post.pk).requested_receipt_date == plain.requested_ship_date + timedelta(3)
    moved = change_line(company, posted, requested_ship_date=date(2026, 3, 16))
    assert moved.requested_receipt_date == date(2026, 3, 19)


def test_automatic_charges_of_a_line_go_by_its_mode_of_delivery(company: Company) -> None:
    post = delivery_mode(company, "POST", 3)
    auto_charge(company, "POSTAGE", level="line", value=7, delivery_mode=post)
    order = sales_order(company, ("A", 4), ("B", 2, None, {"delivery_mode_id": post.pk}))
    charges = SalesOrderCharge.of(company.entity).filter(order=order)
    assert [charge.line.line_number for charge in charges if charge.line] == [20]

    change_line(company, lines_of(order)[0], delivery_mode_id=post.pk)

    assert charges.all().count() == 2


def test_a_copy_and_a_part_of_a_line_go_where_the_line_goes(company: Company) -> None:
    post = delivery_mode(company, "POST", 3)
    order = sales_order(company, ("A", 4, None, {**UTRECHT, "delivery_mode_id": post.pk}))

    copy_line(company.entity, order.pk, only_line(order).pk, company.clerk)
    split_line(company.entity, order.pk, lines_of(order)[0].pk, 1, company.clerk)

    assert [(place_of(line), line.delivery_mode) for line in lines_of(order)] == [(UTRECHT, post)] * 3


def test_another_address_is_not_what_the_customer_has_on_paper(company: Company) -> None:
    order = sales_order(company, ("A", 4))
    confirm(company, order)

    change_line(company, only_line(order), **UTRECHT)

    order.refresh_from_db()
    assert order.changed_since_confirmation


def test_the_line_has_its_address_on_its_page_and_the_order_shows_it(signed_in_client: SignIn, company: Company) -> None:
    post, client = delivery_mode(company, "POST", 3), signed_in_client("OM")
    order = sales_order(company, ("A", 4))

    typed(client, order, **UTRECHT, delivery_mode=post.pk)

    assert (place_of(only_line(order)), only_line(order).delivery_mode) == (UTRECHT, post)
    assert "to Utrecht · POST" in client.get(f"/NL01/sales/orders/{order.pk}/").content.decode()


def test_an_address_of_a_line_is_read_and_written_over_rest(company: Company) -> None:
    delivery_mode(company, "POST", 3)
    clerk = ApiUser(company.user("OC"), company.entity.code)
    made = clerk.send(
        "sales-orders",
        {
            "customer": "C-100",
            "lines": [{"item": "A", "quantity": "1"}, {"item": "B", "quantity": "1", **UTRECHT, "delivery_mode": "POST"}],
        },
        expect=201,
    ).json()
    plain, elsewhere = made["lines"]
    assert (plain["own_delivery_address"], plain["delivery_city"], plain["delivery_mode"]) == (False, made["delivery_city"], None)
    assert elsewhere["own_delivery_address"] and elsewhere.items() >= (UTRECHT | {"delivery_mode": "POST"}).items()

    back = {"line_number": 20, **NOWHERE, "delivery_mode": None}
    again = clerk.send(f"sales-orders/{made['number']}/lines", {"lines": [back]}, expect=200).json()["lines"][1]

    assert (again["own_delivery_address"], again["delivery_mode"]) == (False, None)
    unknown = {"line_number": 20, "delivery_mode": "BALLOON"}
    assert clerk.send(f"sales-orders/{made['number']}/lines", {"lines": [unknown]}, expect=422)


@pytest.mark.parametrize(
    ("customer", "options", "kept"),
    [
        ("C-100", {}, True),
        ("C-110", {}, False),
        ("C-110", {"copy_header": True}, True),
        ("C-110", {"precisely": True}, True),
    ],
)
def test_a_copied_line_keeps_its_place_for_the_same_customer(company: Company, customer: str, options: dict[str, bool], kept: bool) -> None:
    post = delivery_mode(company, "POST", 3)
    source = sales_order(company, ("A", 4, None, {**UTRECHT, "delivery_mode_id": post.pk}))
    wanted = OrderCopy(source.pk, company.customers[customer].pk, "sales_order", CopyOptions(**options))

    copied = only_line(copy_order(company.entity, wanted, company.clerk).order)

    assert (place_of(copied), copied.delivery_mode) == ((UTRECHT, post) if kept else (NOWHERE, None))


def test_open_lines_show_and_are_found_by_how_they_travel(signed_in_client: SignIn, company: Company) -> None:
    van, post = delivery_mode(company, "VAN", 1), delivery_mode(company, "POST", 3)
    sales_order(company, ("A", 4), ("B", 2, None, {**UTRECHT, "delivery_mode_id": post.pk}), delivery_mode_id=van.pk)
    clerk = ApiUser(company.user("OC"), company.entity.code)

    [line] = clerk.read("open-lines", delivery_mode="POST")["results"]
    assert (line["item"], line["delivery_city"], line["own_delivery_address"]) == ("B", "Utrecht", True)
    assert [line["item"] for line in clerk.read("open-lines", delivery_mode="VAN")["results"]] == ["A"]

    page = signed_in_client("OM").get("/NL01/sales/orders/open-lines/?delivery_mode=POST").content.decode()
    assert ">POST<" in page and ">VAN<" not in page


def test_a_typed_tax_group_stays_until_the_line_goes_to_another_country(company: Company) -> None:
    export = company.tax_groups["EXPORT"]
    order = sales_order(company, ("A", 4, None, {"sales_tax_group_id": export.pk}))

    assert change_line(company, only_line(order), **UTRECHT).sales_tax_group == export
    assert change_line(company, only_line(order), delivery_street="Oudegracht 2").sales_tax_group == export
    assert change_line(company, only_line(order), **KEULEN).sales_tax_group.code == "EU"


def test_what_was_delivered_keeps_address_and_tax_group_when_the_order_goes_there_too(company: Company) -> None:
    order = sales_order(company, ("A", 6, "40", KEULEN), ("A", 1))
    deliver(company, order, updates={10: 6, 20: 0}).or_raise()

    change_header(company, order, True, sales_tax_group_id=company.tax_groups["EXPORT"].pk, **KEULEN)

    delivered, other = lines_of(order)
    assert (delivered.address.street, delivered.sales_tax_group.code) == (KEULEN["delivery_street"], "EU")
    assert other.sales_tax_group.code == "EXPORT"


def test_a_typed_tax_group_of_a_delivered_line_stays_when_the_order_goes_there_too(company: Company) -> None:
    typed_group = {**KEULEN, "sales_tax_group_id": company.tax_groups["NL"].pk}
    order = sales_order(company, ("A", 6, "40", typed_group), ("A", 1), customer="C-200", delivery_country="NL")
    deliver(company, order, updates={10: 6, 20: 0}).or_raise()

    change_header(company, order, False, **KEULEN)

    assert lines_of(order)[0].sales_tax_group.code == "NL"


def test_lines_in_another_country_keep_their_tax_group_when_the_order_moves_within_its_own(company: Company) -> None:
    order = sales_order(company, ("A", 6, "40", KEULEN), ("A", 1))
    change_header(company, order, False, **UTRECHT)
    set_parameters(company, update_line_address="never")
    change_header(company, order, **{**KEULEN, "delivery_city": "Bonn"})

    assert [(line.address.country, line.sales_tax_group.code) for line in lines_of(order)] == [("DE", "EU"), ("NL", "NL")]
