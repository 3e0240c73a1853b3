"""Copying and splitting a line of an order (sales.md §9.5), by the service, on the page and over REST."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from foundation.errors import BusinessRuleError
from foundation.inventory.models import InventoryTransaction
from foundation.organization.models import AuditEntry
from sales.agreements.models import AgreementLink
from sales.agreements.services.link_lines import create_link
from sales.errors import ItemStopped, NotSplittable
from sales.models import SalesOrder, SalesOrderCharge, SalesOrderLine
from sales.packing_slip_errors import PickedFirst
from sales.price_errors import DiscountAboveLimit
from sales.schedule import Delivery
from sales.schedule_errors import ScheduleFixed
from sales.services import stock
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.services.delivery_schedule import ScheduleRequest, make_schedule
from sales.services.enter_orders import ChargeDraft
from sales.services.split_lines import copy_line, split_line
from tests.api.client import ApiUser
from tests.factories.agreements import commitment, commitments_of, sales_agreement
from tests.factories.company import Company
from tests.factories.sales import agreement, auto_charge, charge_code, deliver, lines_of, only_line, sales_order, set_parameters
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.usefixtures("in_march")


def split(company: Company, order: SalesOrder, quantity: Any, number: int = 10, **answers: Any) -> Any:
    """Split a quantity off a line by its number."""
    line = next(line for line in lines_of(order) if line.line_number == number)
    return split_line(company.entity, order.pk, line.pk, Decimal(str(quantity)), company.user("OM"), Answers(**answers))


def copied(company: Company, order: SalesOrder, **options: Any) -> SalesOrderLine:
    """Copy the first line of an order and return the copy."""
    copy_line(company.entity, order.pk, lines_of(order)[0].pk, company.user("OM"), **options)
    return lines_of(order)[-1]


def quantities(order: SalesOrder) -> list[tuple[int, Decimal, Decimal, str]]:
    """Number, ordered, open and status of every line."""
    return [(line.line_number, line.ordered_quantity, line.deliver_remainder, line.status) for line in lines_of(order)]


def reserved(order: SalesOrder) -> list[Decimal]:
    """What is reserved of every line."""
    lines = lines_of(order)
    found = stock.reserved_parts(order.legal_entity, [line.pk for line in lines])
    return [sum(found[line.pk].values(), Decimal(0)) for line in lines]


def test_a_part_of_the_open_quantity_goes_to_a_new_line_with_the_same_price(company: Company) -> None:
    order = sales_order(company, ("A", 10, "7", {"discount_percent": Decimal(10), "text": "By hand"}))

    split(company, order, 4)

    assert quantities(order) == [(10, 6, 6, "open"), (20, 4, 4, "open")]
    first, new = lines_of(order)
    assert [(line.unit_price, line.discount_percent, line.text, line.price_manual) for line in (first, new)] == [
        (7, 10, "By hand", True),
        (7, 10, "By hand", True),
    ]
    assert (new.net_amount, new.deliver_now) == (Decimal("25.20"), 4)
    order.refresh_from_db()
    assert order.order_amount == 63


def test_a_found_price_is_kept_although_the_smaller_quantity_would_cost_more(company: Company) -> None:
    agreement(company, item="A", amount="4", from_quantity=10)
    agreement(company, "line", item="A", percent_1="20", from_quantity=10)
    order = sales_order(company, ("A", 10))

    split(company, order, 4)
    assert [(line.unit_price, line.discount_percent) for line in lines_of(order)] == [(4, 20), (4, 20)]

    split(company, order, 2, overwrite_prices=True)
    assert [(line.unit_price, line.discount_percent) for line in lines_of(order)] == [(4, 0), (4, 20), (4, 0)]


def test_what_was_delivered_stays_on_the_line_and_all_of_the_rest_can_leave_it(company: Company) -> None:
    company.stock("A", "20")
    order = sales_order(company, ("A", 10, "5"))
    deliver(company, order, updates={10: 4})

    split(company, order, 6)

    assert quantities(order) == [(10, 4, 0, "delivered"), (20, 6, 6, "open")]
    assert [line.delivered_quantity for line in lines_of(order)] == [4, 0]
    order.refresh_from_db()
    assert order.status == "open"


@pytest.mark.parametrize("quantity", ["10", "11"])
def test_something_must_stay_on_the_line(company: Company, quantity: str) -> None:
    order = sales_order(company, ("A", 10, "5"))

    with pytest.raises(NotSplittable, match="10 is open"):
        split(company, order, quantity)

    assert len(lines_of(order)) == 1


@pytest.mark.parametrize(("quantity", "code"), [("0", "ORD-04"), ("-1", "ORD-54"), ("1.5", "ORD-03")])
def test_the_part_is_a_quantity_of_the_line(company: Company, quantity: str, code: str) -> None:
    order = sales_order(company, ("A", 10, "5"))

    with pytest.raises(BusinessRuleError) as refused:
        split(company, order, quantity)

    assert refused.value.code == code


def test_a_credit_line_is_split_with_its_sign(company: Company) -> None:
    order = sales_order(company, ("A", -10, "5"))

    split(company, order, -4)

    assert quantities(order) == [(10, -6, -6, "open"), (20, -4, -4, "open")]


def test_the_reservation_goes_with_the_goods(company: Company) -> None:
    company.stock("A", "10")
    order = sales_order(company, ("A", 10, "5"))
    stock.reserve_open(company.entity, [only_line(order).pk])

    split(company, order, 4)

    assert reserved(order) == [6, 4]
    assert company.on_hand("A").available_physical == 0


def test_stock_follows_the_new_line(company: Company) -> None:
    order = sales_order(company, ("A", 10, "5"))

    split(company, order, 4)

    keys = [line.pk for line in lines_of(order)]
    rows = InventoryTransaction.of(company.entity).of_origin(stock.ORIGIN, keys).order_by("origin_id").values_list("status", "quantity")
    assert list(rows) == [("on_order", -6), ("on_order", -4)]


def test_picked_goods_stay_with_their_line(company: Company) -> None:
    company.stock("A", "10")
    order = sales_order(company, ("A", 10, "5"))
    line = only_line(order)
    InventoryTransaction.of(company.entity).of_origin(stock.ORIGIN, [line.pk]).update(status="picked")

    with pytest.raises(PickedFirst):
        split(company, order, 4)


def test_fixed_charges_stay_and_charges_by_the_piece_follow_the_quantity(company: Company) -> None:
    code = charge_code(company, "PACKING")
    charges = [ChargeDraft(code.pk, Decimal(50), "fixed", 0), ChargeDraft(code.pk, Decimal(2), "pieces", 0)]
    order = sales_order(company, ("A", 10, "5"), charges=charges)

    split(company, order, 4)

    found = SalesOrderCharge.of(company.entity).filter(order=order).order_by("line__line_number", "category")
    assert list(found.values_list("line__line_number", "category", "value")) == [(10, "fixed", 50), (10, "pieces", 2), (20, "pieces", 2)]


def test_both_parts_count_on_the_commitment_of_the_line(company: Company) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=10, unit_price="8", max_is_enforced=True))
    order = sales_order(company, ("A", 10))
    create_link(company.entity, order.pk, only_line(order).pk, commitments_of(known)[0].pk, company.user("OM"))

    split(company, order, 4)

    assert [line.unit_price for line in lines_of(order)] == [8, 8]
    linked = AgreementLink.of(company.entity).filter(line__order=order)
    assert sorted(linked.values_list("line__line_number", "commitment", "factor")) == [
        (10, commitments_of(known)[0].pk, 1),
        (20, commitments_of(known)[0].pk, 1),
    ]


def test_a_delivery_line_is_split_within_its_schedule_and_a_commercial_line_is_not(company: Company) -> None:
    order = sales_order(company, ("A", 30, "5"))
    deliveries = [Delivery(Decimal(20), date(2026, 4, 1)), Delivery(Decimal(10), date(2026, 5, 1))]
    make_schedule(company.entity, order.pk, ScheduleRequest(only_line(order).pk, deliveries), company.user("OM"))

    split(company, order, 5, number=20)

    assert [(line.kind, line.ordered_quantity) for line in lines_of(order)] == [
        ("commercial", 30),
        ("delivery", 15),
        ("delivery", 10),
        ("delivery", 5),
    ]
    with pytest.raises(ScheduleFixed):
        split(company, order, 5, number=10)


def test_a_copy_has_the_terms_of_its_line_and_none_of_its_past(company: Company) -> None:
    company.stock("A", "20")
    order = sales_order(company, ("A", 10, "7", {"text": "By hand"}))
    SalesOrderLine.of(company.entity).filter(order=order).update(
        overdelivery_percent=5, stopped=False, confirmed_ship_date=date(2026, 4, 1)
    )
    deliver(company, order, updates={10: 4})

    copy = copied(company, order)

    assert (copy.line_number, copy.ordered_quantity, copy.delivered_quantity, copy.unit_price) == (20, 10, 0, 7)
    assert (copy.text, copy.overdelivery_percent, copy.confirmed_ship_date, copy.origin) == ("By hand", 5, None, "copy")
    assert AuditEntry.of(company.entity).filter(changes__has_key="lines.20").exists()


def test_a_price_that_was_found_is_found_again_for_the_copy(company: Company) -> None:
    agreement(company, item="A", amount="4", from_quantity=10)
    order = sales_order(company, ("A", 10))

    copy = copied(company, order, quantity=Decimal(2))

    assert (copy.ordered_quantity, copy.unit_price, copy.price_manual) == (2, 25, False)


def test_charges_are_copied_when_asked(company: Company) -> None:
    order = sales_order(company, ("A", 10, "5"), charges=[ChargeDraft(charge_code(company).pk, Decimal(50), "fixed", 0)])

    copied(company, order)
    assert SalesOrderCharge.of(company.entity).filter(order=order).count() == 1
    copied(company, order, charges=True)

    assert list(SalesOrderCharge.of(company.entity).filter(order=order).values_list("line__line_number", flat=True)) == [10, 30]


def test_a_stopped_item_is_not_copied_but_its_line_is_split(company: Company) -> None:
    order = sales_order(company, ("A", 10, "5"))
    company.items["A"].stopped = True
    company.items["A"].save()

    with pytest.raises(ItemStopped):
        copied(company, order)
    split(company, order, 4)

    assert len(lines_of(order)) == 2


def test_what_somebody_else_gave_away_is_split_but_not_copied_by_those_who_may_not(company: Company) -> None:
    order = sales_order(company, ("A", 10, None, {"discount_percent": Decimal(30)}))
    limit = Answers(discount_limit=Decimal(5))
    line = only_line(order)

    with pytest.raises(DiscountAboveLimit):
        copy_line(company.entity, order.pk, line.pk, company.clerk, limit)
    split_line(company.entity, order.pk, line.pk, Decimal(4), company.clerk, limit)

    assert [known.discount_percent for known in lines_of(order)] == [30, 30]


def test_splitting_takes_as_many_statements_for_many_lines_as_for_few(company: Company, django_assert_max_num_queries: Any) -> None:
    set_parameters(company, reservation="automatic")
    company.stock("A", "1000")
    order = sales_order(company, *[("A", 10, "5") for _number in range(30)])

    with django_assert_max_num_queries(60):
        split(company, order, 4)


def test_lines_are_split_and_copied_from_the_page_of_the_order(signed_in_client: SignIn, company: Company) -> None:
    client: Client = signed_in_client("OM")
    company.stock("A", "10")
    order = sales_order(company, ("A", 10))
    deliver(company, order, updates={10: 4})
    base = f"/NL01/sales/orders/{order.pk}/"

    page = client.get(base).content.decode()
    assert f'href="{base}lines/10/split/"' in page and 'aria-label="Copy line 10"' in page

    form = client.get(f"{base}lines/10/split/")
    assert form.context["form"]["quantity"].value() == "6"
    refused = client.post(f"{base}lines/10/split/", {"quantity": "7"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["quantity"])

    answer = client.post(f"{base}lines/10/split/", {"quantity": "6"}, follow=True)
    assert "Line 10 is split: line 20 has the other part." in answer.content.decode()
    client.post(f"{base}lines/20/copy/", {"quantity": "2"})
    assert [line.ordered_quantity for line in lines_of(order)] == [4, 6, 2]
    assert client.get(f"{base}lines/99/split/").status_code == 404


def test_who_only_reads_orders_is_offered_nothing(signed_in_client: SignIn, company: Company) -> None:
    order = sales_order(company, ("A", 10))
    client = signed_in_client("AR")

    assert "lines/10/split/" not in client.get(f"/NL01/sales/orders/{order.pk}/").content.decode()
    assert client.get(f"/NL01/sales/orders/{order.pk}/lines/10/split/").status_code == 403


def test_lines_are_split_and_copied_over_rest(company: Company) -> None:
    api = ApiUser(company.user("OM"), company.entity.code)
    order = sales_order(company, ("A", 10))
    path = f"sales-orders/{order.number}"

    made = api.send(f"{path}/split-line", {"line_number": 10, "quantity": "4"}, expect=200).json()
    assert [(line["line_number"], line["ordered_quantity"], line["unit_price"]) for line in made["lines"]] == [
        (10, "6", "25.00"),
        (20, "4", "25.00"),
    ]
    made = api.send(f"{path}/copy-line", {"line_number": 20, "quantity": "1"}, expect=200).json()
    assert [line["ordered_quantity"] for line in made["lines"]] == ["6", "4", "1"]

    assert api.send(f"{path}/split-line", {"line_number": 20, "quantity": "4"}, expect=409).json()["code"] == "ORD-54"
    api.send(f"{path}/split-line", {"line_number": 70, "quantity": "4"}, expect=422)


@pytest.fixture
def cheaper_by_thousand(company: Company) -> SalesOrder:
    """An order of a thousand, of which one is split off; one costs 100, from a thousand 10."""
    unit = company.items["A"].sales_unit
    agreement(company, item="A", amount=Decimal(100), unit=unit)
    agreement(company, item="A", amount=Decimal(10), from_quantity=Decimal(1000), unit=unit)
    order = sales_order(company, ("A", 1000))
    split(company, order, 1)
    return order


def change_parts(company: Company, order: SalesOrder, *edits: LineEdit) -> list[tuple[Decimal, Decimal]]:
    """Change the parts as somebody who may give nothing away, and return quantity and price of each."""
    answers = Answers(overwrite_prices=False, discount_limit=Decimal(0))
    change_lines(company.entity, order.pk, edits, company.user("OC"), answers)
    return [(line.ordered_quantity, line.unit_price) for line in lines_of(order)]


def test_a_part_that_is_left_alone_costs_what_so_few_cost(company: Company, cheaper_by_thousand: SalesOrder) -> None:
    first, second = lines_of(cheaper_by_thousand)
    assert (first.unit_price, second.unit_price) == (10, 10)
    change_parts(company, cheaper_by_thousand, LineEdit(second.pk, {"text": "spare"}))

    assert change_parts(company, cheaper_by_thousand, LineEdit(first.pk, remove=True)) == [(1, 100)]


def test_parts_that_become_fewer_cost_what_each_costs(company: Company, cheaper_by_thousand: SalesOrder) -> None:
    first, _second = lines_of(cheaper_by_thousand)

    assert change_parts(company, cheaper_by_thousand, LineEdit(first.pk, {"quantity": Decimal(2)})) == [(2, 100), (1, 100)]


def test_a_part_that_is_split_again_keeps_the_price(company: Company, cheaper_by_thousand: SalesOrder) -> None:
    split(company, cheaper_by_thousand, 400)

    assert {line.unit_price for line in lines_of(cheaper_by_thousand)} == {10}


def test_an_automatic_fixed_charge_is_asked_once_for_the_parts_of_a_line(company: Company) -> None:
    auto_charge(company, level="line", value=25)
    order = sales_order(company, ("A", 10, "40"), ("A", 10, "40"))
    user = company.user("OM")

    def values() -> list[tuple[int, Decimal]]:
        charges = SalesOrderCharge.of(company.entity).filter(order=order).order_by("line__line_number")
        return list(charges.values_list("line__line_number", "value"))

    split(company, order, 4)
    assert values() == [(10, 25), (20, 25)]
    split(company, order, 2)
    split(company, order, 5, number=20)
    assert values() == [(10, 25), (20, 25)]

    other = lines_of(order)[2]
    change_lines(company.entity, order.pk, [LineEdit(other.pk, {"text": "as soon as possible"})], user, Answers(overwrite_prices=False))
    assert values() == [(10, 25), (20, 25)]
