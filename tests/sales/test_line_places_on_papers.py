"""Lines that go to several addresses: packing slips, picking lists, confirmations and invoices (sales.md §11.2–§11.5, §22)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from invoicing.models import CustomerInvoice
from sales.delivery_places import DeliveryAddress
from sales.models import OrderConfirmation, PackingSlip, SalesOrder
from sales.paper import confirmation_context, packing_slip_context
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.picking import list_picking
from tests.factories.places import UTRECHT, delivery_mode
from tests.factories.sales import confirm, deliver, sales_order, set_parameters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


def to_two_places(company: Company, **values: Any) -> SalesOrder:
    """Return an order of which the second line goes to Utrecht, by post."""
    post = delivery_mode(company, "POST", 3)
    return sales_order(company, ("A", 4), ("B", 2, None, {**UTRECHT, "delivery_mode_id": post.pk}), ("A", 1), **values)


def cities(slips: Any) -> list[tuple[str, list[str]]]:
    """Return where slips go and what is on them."""
    return [(slip.header["delivery_city"], [line.item.number for line in slip.lines.order_by("line_number")]) for slip in slips]


def test_what_goes_to_different_addresses_leaves_on_different_slips(company: Company) -> None:
    order = to_two_places(company, delivery_mode_id=delivery_mode(company, "VAN").pk)

    first, second = deliver(company, order).slips

    assert cities([first, second]) == [(order.delivery_city, ["A", "A"]), ("Utrecht", ["B"])]
    assert (first.header["delivery_mode"], second.header["delivery_mode"]) == ("Van", "Post")
    assert packing_slip_context(second, list(second.lines.all()), {})["recipient"][:2] == ["Branch Utrecht", "Oudegracht 1"]


def test_one_slip_goes_to_the_address_of_the_order_where_the_parameter_says_so(company: Company) -> None:
    set_parameters(company, split_by_delivery_address=False)
    order = to_two_places(company, delivery_mode_id=delivery_mode(company, "VAN").pk)

    slips = deliver(company, order).slips

    assert cities(slips) == [(order.delivery_city, ["A", "B", "A"])]
    assert slips[0].header["delivery_mode"] == "Van, Post"


def test_lines_of_several_orders_to_one_address_leave_together(company: Company) -> None:
    first, second = to_two_places(company), sales_order(company, ("S", 1), **UTRECHT)

    slips = deliver(company, first, second, combine=True).slips

    assert [(place, items) for place, items in cities(slips) if place == "Utrecht"] == [("Utrecht", ["B", "S"])]
    assert len(slips) == 2


def test_a_service_travels_with_the_goods_to_its_address(company: Company) -> None:
    order = sales_order(company, ("A", 1), ("B", 1, None, UTRECHT), ("S", 1, None, UTRECHT))

    assert [len(items) for _city, items in cities(deliver(company, order).slips)] == [1, 2]


def test_posting_slips_asks_no_more_where_lines_go_to_many_addresses(company: Company) -> None:
    def asked(count: int) -> int:
        places = [UTRECHT | {"delivery_street": f"Oudegracht {number}"} for number in range(count)]
        order = sales_order(company, *(("A", 1, None, place) for place in places))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(deliver(company, order).slips) == count
        return len(queries)

    asked(2)
    assert asked(2) == asked(7)


def test_a_picking_list_is_for_one_address_unless_orders_are_put_together(company: Company) -> None:
    assert [known.header["delivery_city"] for known in list_picking(company, to_two_places(company)).lists][1:] == ["Utrecht"]
    assert len(list_picking(company, to_two_places(company), combine=True).lists) == 1


def test_a_confirmation_names_the_address_of_lines_that_go_elsewhere(company: Company) -> None:
    order = to_two_places(company, delivery_mode_id=delivery_mode(company, "VAN").pk)
    confirm(company, order)
    confirmation = OrderConfirmation.of(company.entity).get()

    lines = confirmation_context(confirmation, list(confirmation.lines.all()), {})["lines"]

    assert ["Utrecht" in line.detail for line in lines] == [False, True, False]
    assert confirmation.header["delivery_mode"] == "Van, Post"


def test_an_order_all_of_which_goes_elsewhere_is_confirmed_and_invoiced_to_there(company: Company) -> None:
    order = sales_order(company, ("A", 4, None, UTRECHT), ("B", 2, None, UTRECHT))
    confirm(company, order)
    deliver(company, order)
    invoice(company, order)

    assert OrderConfirmation.of(company.entity).get().header["delivery_city"] == "Utrecht"
    assert "places" not in OrderConfirmation.of(company.entity).get().header
    assert PackingSlip.of(company.entity).get().header["delivery_city"] == "Utrecht"
    assert CustomerInvoice.of(company.entity).get().delivery["city"] == "Utrecht"


def test_an_invoice_for_several_addresses_names_that_of_the_order_and_may_be_split(company: Company) -> None:
    order = to_two_places(company)
    deliver(company, order)
    invoice(company, order)

    assert CustomerInvoice.of(company.entity).get().delivery["city"] == order.delivery_city


@pytest.mark.parametrize(("language", "country"), [("nl", "Duitsland"), ("en", "Germany"), ("", "Germany")])
def test_an_address_on_one_line_names_the_country_as_its_reader_does(language: str, country: str) -> None:
    address = DeliveryAddress("Lager", "Domkloster 4", "50667", "Köln", "DE")

    assert address.on_one_line(language) == f"Lager, Domkloster 4, 50667 Köln, {country}"
