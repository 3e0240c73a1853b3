"""The pages of picking: posting from an order, registration, unpick, cancel, parameters, and the ways between them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from sales.models import SalesOrder
from sales.picking.models import PickingList, PickingListLine, PickingParameters
from tests.factories.company import Company
from tests.factories.picking import only_list, picking_parameters
from tests.factories.sales import deliver, sales_order, with_sequence
from tests.web_fixtures import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]
DAY = "03-03-2026"
LISTS, ORDERS = "/NL01/picking/", "/NL01/picking/orders/"


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager."""
    return signed_in_client("OM")


@pytest.fixture
def order(company: Company) -> SalesOrder:
    """An order of eight pieces that are there; picking is registered."""
    company.stock("A", "10")
    picking_parameters(company, route="activated")
    with_sequence(company, "picking_list", "PL-######")
    return sales_order(company, ("A", 8, "5"))


def send(client: Client, address: str, **values: Any) -> Any:
    """Open the dialog at an address and send it with the values typed in; cells that nobody touched are sent as they stand."""
    shown = client.get(address).context
    form = shown["form"]
    cells = {name: form[name].value() for name in form.placed if form[name].value() is not None}
    return client.post(address, {"_key": str(shown["view"].key)} | cells | values, follow=True)


def line_of(posted: PickingList) -> PickingListLine:
    return PickingListLine.of(posted.legal_entity_id).get(picking_list=posted)


def test_an_order_is_picked_as_typed_and_knows_its_list(client: Client, company: Company, order: SalesOrder) -> None:
    line = order.lines.get()

    answer = send(client, f"{ORDERS}{order.pk}/", option="all", picking_date=DAY, reduce="on", **{f"quantity_{line.pk}": "5"})

    posted = PickingList.of(company.entity).get()
    assert posted.number in answer.content.decode()
    assert line_of(posted).quantity == 5
    page = client.get(f"/NL01/sales/orders/{order.pk}/").content.decode()
    assert f"{LISTS}{posted.pk}/" in page
    assert "Post picking list" in page


def test_a_selection_of_orders_goes_on_one_list(client: Client, company: Company, order: SalesOrder) -> None:
    other = sales_order(company, ("A", 1, "5"))
    address = f"{ORDERS}?selected={order.pk},{other.pk}"

    send(client, address, option="all", picking_date=DAY, reduce="on", combine="on", selected=f"{order.pk},{other.pk}")

    assert PickingList.of(company.entity).get().lines.count() == 2


def test_what_was_picked_is_registered_and_the_rest_goes_back(client: Client, company: Company, order: SalesOrder) -> None:
    posted = only_list(company, order)

    send(client, f"{LISTS}{posted.pk}/register/", end_remainder="on", **{f"quantity_{line_of(posted).pk}": "6"})

    posted.refresh_from_db()
    assert (posted.status, line_of(posted).picked_quantity, line_of(posted).ended_quantity) == ("completed", 6, 2)


def test_an_emptied_cell_registers_nothing_of_its_line(client: Client, company: Company, order: SalesOrder) -> None:
    posted = only_list(company, sales_order(company, ("A", 4), ("A", 2)))
    first, second = PickingListLine.of(company.entity).filter(picking_list=posted).order_by("line_number")

    send(client, f"{LISTS}{posted.pk}/register/", **{f"quantity_{second.pk}": ""})

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.picked_quantity, second.picked_quantity, second.open_quantity) == (4, 0, 2)


def shown(line: PickingListLine, proposed: str, typed: str) -> dict[str, str]:
    """Return a cell as the page sends it: what was proposed and what stands in it now."""
    return {f"_proposed_quantity_{line.pk}": proposed, f"quantity_{line.pk}": typed}


def test_an_emptied_cell_registers_nothing_and_the_result_tells_of_each_line(client: Client, company: Company) -> None:
    company.stock("A", "10")
    picking_parameters(company, route="activated")
    with_sequence(company, "picking_list", "PL-######")
    posted = only_list(company, sales_order(company, ("A", 3, "5"), ("A", 4, "5"), ("A", 2, "5")))
    first, second, third = PickingListLine.of(company.entity).of_list(posted.pk)
    values = shown(first, "typed", "3") | shown(second, "typed", "") | shown(third, "typed", "1")

    page = client.get(f"{LISTS}{posted.pk}/register/").content.decode()
    answer = send(client, f"{LISTS}{posted.pk}/register/", **values).content.decode()

    assert [row.picked_quantity for row in PickingListLine.of(company.entity).of_list(posted.pk)] == [3, 0, 1]
    assert f'name="_proposed_quantity_{first.pk}" value="typed"' in page
    assert "Emptied or 0: nothing of that line." in page
    assert "picked 3, back to the order 0, open 0 pcs" in answer
    assert "picked 0, back to the order 0, open 4 pcs" in answer


def test_lists_are_registered_as_listed_together(client: Client, company: Company, order: SalesOrder) -> None:
    lists = [only_list(company, order), only_list(company, sales_order(company, ("A", 2)))]
    chosen = ",".join(str(known.pk) for known in lists)

    send(client, f"{LISTS}register/?selected={chosen}", end_remainder="on", selected=chosen)

    assert {known.status for known in PickingList.of(company.entity)} == {"completed"}
    assert company.on_hand("A").picked == 10


def test_goods_are_unpicked_and_the_list_cancelled(client: Client, company: Company, order: SalesOrder) -> None:
    posted = only_list(company, order)
    send(client, f"{LISTS}{posted.pk}/register/", end_remainder="on")

    send(client, f"{LISTS}{posted.pk}/unpick/", **{f"quantity_{line_of(posted).pk}": "3"})
    assert line_of(posted).open_quantity == 3
    send(client, f"{LISTS}{posted.pk}/cancel/", reason="Wrong aisle")

    posted.refresh_from_db()
    assert posted.status == "cancelled"
    page = client.get(f"{LISTS}{posted.pk}/").content.decode()
    assert "Wrong aisle" in page
    assert client.get(f"{LISTS}{posted.pk}/register/").status_code in (200, 302)


def test_more_than_listed_is_refused_on_its_line(client: Client, company: Company, order: SalesOrder) -> None:
    posted = only_list(company, order)
    key = f"quantity_{line_of(posted).pk}"
    address = f"{LISTS}{posted.pk}/register/"

    answer = client.post(address, {"_key": str(client.get(address).context["view"].key), key: "9"})

    assert answer.status_code == 422
    assert "at most 8 can be picked" in answer.content.decode()


def test_list_and_page_lead_to_order_and_packing_slip(client: Client, company: Company, order: SalesOrder) -> None:
    posted = only_list(company, order)
    slip = deliver(company, order).or_raise().slips[0]

    page = client.get(f"{LISTS}{posted.pk}/").content.decode()

    assert f"/NL01/sales/orders/{order.pk}/" in page
    assert f"/NL01/sales/packing-slips/{slip.pk}/" in page
    assert f"{LISTS}{posted.pk}/" in client.get(f"/NL01/sales/packing-slips/{slip.pk}/").content.decode()
    assert posted.number in client.get(f"{LISTS}?tab=completed").content.decode()


def test_the_parameters_decide_how_picking_works(signed_in_client: SignIn, company: Company) -> None:
    administrator = signed_in_client("AD")

    answer = administrator.post(f"{LISTS}parameters/", {"route": "activated", "reduce_quantity": "on"}, follow=True)

    assert answer.status_code == 200
    found = PickingParameters.of(company.entity)
    assert (found.route, found.end_remainder, found.reduce_quantity) == ("activated", False, True)


def test_those_who_only_read_do_not_pick(signed_in_client: SignIn, company: Company, order: SalesOrder) -> None:
    clerk = signed_in_client("BC")
    posted = only_list(company, order)

    assert clerk.get(f"{LISTS}{posted.pk}/").status_code == 200
    assert clerk.get(f"{LISTS}{posted.pk}/register/").status_code == 403
