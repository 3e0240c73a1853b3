"""Correcting and cancelling packing slips beyond the scenarios: refusals, stock, subscribers, pages (sales.md §11.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation import events
from foundation.documents.models import Output
from foundation.inventory.models import InventoryTransaction
from foundation.ledger.checks import violations
from foundation.organization.access import access_for
from foundation.organization.errors import RecordInUse
from sales.corrections import CorrectionRequest
from sales.events import PackingSlipsCorrecting
from sales.models import PackingSlip, PackingSlipCorrection, SalesOrder
from sales.packing_slip_errors import NothingCorrected, OnlyLower, SlipCancelled, SlipPrinted, SlipReturned
from sales.services.change_lines import LineEdit, change_lines
from sales.services.correct_packing_slips import CorrectedSlips, correct_packing_slips
from sales.services.delete_order import delete_orders
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import deliver, lines_of, only_line, sales_order
from tests.web_fixtures import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


def take_back(company: Company, *slips: PackingSlip, quantities: dict[int, Any] | None = None, **values: Any) -> CorrectedSlips:
    """Set slip lines, by their number on the first slip, to other quantities; cancel the slips without any."""
    lines = {line.line_number: line.pk for line in slips[0].lines.all()}
    wanted = None if quantities is None else {lines[number]: Decimal(quantity) for number, quantity in quantities.items()}
    return correct_packing_slips(CorrectionRequest(company.entity, [slip.pk for slip in slips], wanted, **values), company.user("WH"))


@pytest.fixture
def slip(company: Company) -> PackingSlip:
    """Ten pieces of an item in stock, delivered with one slip."""
    company.item("T", "5.00", negative_stock=False, overdelivery_percent=Decimal(10), base_cost=Decimal(2))
    company.stock("T", "30")
    return deliver(company, sales_order(company, ("T", 10))).or_raise().slips[0]


def test_a_quantity_only_goes_down(company: Company, slip: PackingSlip) -> None:
    for typed, refusal in ((11, OnlyLower), (-1, OnlyLower), (10, NothingCorrected)):
        with pytest.raises(refusal):
            take_back(company, slip, quantities={10: typed}).or_raise()

    assert not PackingSlipCorrection.of(company.entity).exists()


def test_a_slip_whose_lines_come_back_one_by_one_is_cancelled_in_the_end_and_stays_so(company: Company, slip: PackingSlip) -> None:
    for left in (6, 0):
        take_back(company, slip, quantities={10: left}).or_raise()

    slip.refresh_from_db()
    assert (slip.status, slip.version) == ("cancelled", 3)
    assert [found.version for found in PackingSlipCorrection.of(company.entity).of_slip(slip.pk)] == [2, 3]
    with pytest.raises(SlipCancelled):
        take_back(company, slip).or_raise()


def test_what_comes_back_is_reserved_again_where_the_order_reserves_by_itself(company: Company, slip: PackingSlip) -> None:
    SalesOrder.of(company.entity).filter(pk=slip.order_id).update(automatic_reservation=True)

    take_back(company, slip, quantities={10: 4}).or_raise()

    on_hand = company.on_hand("T")
    assert (on_hand.physical, on_hand.reserved_physical, on_hand.on_order) == (26, 6, 0)


def test_the_cost_comes_back_as_it_left(company: Company, slip: PackingSlip) -> None:
    before = company.on_hand("T").value

    take_back(company, slip, quantities={10: 7}).or_raise()

    cost = InventoryTransaction.of(company.entity).get(status="deducted").physical_cost
    assert company.on_hand("T").value - before == slip.lines.get().cost_amount - cost > 0


def test_a_share_of_the_cost_comes_back_in_whole_cents_so_that_the_rest_can_be_invoiced(company: Company) -> None:
    company.item("T", "5.00", base_cost=Decimal("3.605"))
    order = sales_order(company, ("T", 12))
    slip = deliver(company, order).or_raise().slips[0]

    take_back(company, slip, quantities={10: 11}).or_raise()
    invoice(company, order)

    costs = InventoryTransaction.of(company.entity).filter(physical_cost__isnull=False).values_list("physical_cost", "financial_cost")
    assert sorted(costs) == [(Decimal("3.61"), Decimal("3.61")), (Decimal("39.65"), Decimal("39.65"))]
    assert violations() == []


def test_an_over_delivery_comes_back_without_opening_the_order(company: Company, slip: PackingSlip) -> None:
    order = sales_order(company, ("T", 10))
    second = deliver(company, order, updates={10: 11}).or_raise().slips[0]

    take_back(company, second, quantities={10: 10}).or_raise()

    line = only_line(order)
    assert (line.delivered_quantity, line.deliver_remainder, line.status) == (10, 0, "delivered")
    assert company.on_hand("T").on_order == 0
    assert violations() == []


def test_a_slip_of_two_orders_opens_both(company: Company) -> None:
    orders = [sales_order(company, ("S", 3)), sales_order(company, ("S", 4))]
    [slip] = deliver(company, *orders, combine=True).or_raise().slips

    take_back(company, slip).or_raise()

    assert [SalesOrder.of(company.entity).get(pk=order.pk).status for order in orders] == ["open", "open"]
    assert {SalesOrder.of(company.entity).get(pk=order.pk).document_status for order in orders} == {"none"}


def test_the_document_status_stays_while_another_slip_stands(company: Company) -> None:
    order = sales_order(company, ("S", 10))
    first = deliver(company, order, updates={10: 4}).or_raise().slips[0]
    deliver(company, order, updates={10: 3}).or_raise()

    take_back(company, first).or_raise()

    stored = SalesOrder.of(company.entity).get(pk=order.pk)
    assert (only_line(order).delivered_quantity, stored.document_status) == (3, "packing_slip")


def test_an_order_and_a_line_that_a_cancelled_slip_names_are_not_deleted(company: Company, slip: PackingSlip) -> None:
    take_back(company, slip).or_raise()
    order, access = slip.order, access_for(company.user("OM"), company.entity.code)
    assert access is not None

    with pytest.raises(RecordInUse):
        delete_orders(access, [order.pk])
    with pytest.raises(RecordInUse):
        change_lines(company.entity, order.pk, [LineEdit(only_line(order).pk, {}, remove=True)], company.user("OM"))


@pytest.fixture
def objecting() -> Iterator[Callable[[str], None]]:
    """Let a subscriber refuse the slip of a number."""
    known = events._SUBSCRIPTIONS.get(PackingSlipsCorrecting, [])
    kept = list(known)

    def object_to(number: str) -> None:
        @events.subscribe(PackingSlipsCorrecting)
        def refuse(event: PackingSlipsCorrecting) -> None:
            for key, slip in event.plan.slips.items():
                if slip.number == number:
                    event.plan.refuse(key, SlipReturned(s=slip, r="RMA-1"))

    yield object_to
    events._SUBSCRIPTIONS[PackingSlipsCorrecting] = kept


def test_other_floors_may_refuse_one_slip_while_the_others_come_back(company: Company, objecting: Callable[[str], None]) -> None:
    used, free = (deliver(company, sales_order(company, ("S", 2))).or_raise().slips[0] for _ in range(2))
    objecting(used.number)

    done = take_back(company, used, free)

    assert [found.packing_slip_id for found in done.corrections] == [free.pk]
    assert {key: error.code for key, error in done.refusals.items()} == {used.pk: "PCK-10"}


def test_a_slip_that_is_out_is_for_a_manager(company: Company, slip: PackingSlip) -> None:
    values = {"legal_entity": company.entity, "document_type": "packing_slip", "object_id": slip.pk, "number": slip.number}
    Output.of(company.entity).create(**values, destination="email", state="done")

    with pytest.raises(SlipPrinted):
        take_back(company, slip, even_printed=False).or_raise()
    assert take_back(company, slip, even_printed=True).corrections


def test_ten_slips_take_as_many_statements_as_two(company: Company) -> None:
    def statements(count: int) -> int:
        slips = deliver(company, *(sales_order(company, ("A", 1), ("S", 2)) for _ in range(count))).or_raise().slips
        with CaptureQueriesContext(connection) as found:
            take_back(company, *slips).or_raise()
        return len(found)

    company.stock("A", "100")
    statements(1)

    assert abs(statements(10) - statements(2)) <= 1


def test_the_dialog_shows_what_comes_back_and_corrects(company: Company, slip: PackingSlip, signed_in_client: SignIn) -> None:
    client: Client = signed_in_client("WH")
    page, line = f"/NL01/sales/packing-slips/{slip.pk}/", slip.lines.get()
    assert "Cancel packing slip" in client.get(page).content.decode()

    shown = client.get(f"{page}correct/")
    assert "Type how much stays of each line" in shown.content.decode() and "PCK-14" not in shown.content.decode()
    key = shown.context["view"].key
    assert "PCK-14" in client.post(f"{page}correct/", {"reason": "None", "_key": key}).content.decode()
    answer = client.post(f"{page}correct/", {f"quantity_{line.pk}": "8", "reason": "Two were broken", "_key": key}, follow=True)

    assert answer.status_code == 200
    line.refresh_from_db()
    assert line.corrected_quantity == 2
    assert "Two were broken" in client.get(page).content.decode()


def test_the_page_of_a_cancelled_slip_says_so_and_offers_no_way_back(company: Company, slip: PackingSlip, signed_in_client: SignIn) -> None:
    take_back(company, slip).or_raise()
    client: Client = signed_in_client("OM")

    content = client.get(f"/NL01/sales/packing-slips/{slip.pk}/").content.decode()

    assert "everything on it is open to deliver again" in content
    assert lines_of(slip.order)[0].status == "open"
    assert f"/NL01/sales/packing-slips/{slip.pk}/correct/" not in content
    assert slip.number in client.get("/NL01/sales/packing-slips/?tab=taken_back").content.decode()
