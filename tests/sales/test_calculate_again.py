"""Multiline discount, total discount and header charges are calculated on request, whatever parameters do (sales.md §21)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from foundation.inventory.models import Item, ItemDiscountGroup
from sales.models import SalesOrder, SalesOrderCharge
from sales.services.calculate_again import Calculation, calculate_again
from tests.factories.company import Company
from tests.factories.sales import agreement, auto_charge, only_line, sales_order, set_parameters
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(company: Company) -> SalesOrder:
    """An order of four pieces of A at 25 in a company that calculates nothing by itself; 10 % is agreed on lines and in total."""
    group = ItemDiscountGroup.of(company.entity).create(legal_entity=company.entity, kind="multiline", code="M", name="M")
    Item.of(company.entity).filter(number="A").update(multiline_discount_group=group)
    agreement(company, "multiline", item_relation="group", item_key="M", percent_1=Decimal(10))
    agreement(company, "total", percent_1=Decimal(10))
    set_parameters(company, auto_multiline=False, auto_total_discount=False, auto_charges_header=False, discount="sum")
    return sales_order(company, ("A", 4))


def again(company: Company, order: SalesOrder, *parts: str, overwrite: bool = False) -> SalesOrder:
    calculate_again(company.entity, order.pk, company.clerk, parts, overwrite=overwrite)
    order.refresh_from_db()
    return order


def charges(order: SalesOrder) -> dict[str, Decimal]:
    found = SalesOrderCharge.of(order.legal_entity_id).filter(order=order).select_related("code")
    return {charge.code.code: charge.value for charge in found}


def test_nothing_is_found_by_itself_and_each_part_on_request(company: Company, order: SalesOrder) -> None:
    assert (only_line(order).multiline_percent, order.total_discount_percent, order.order_amount) == (0, 0, 100)
    again(company, order, Calculation.PRICES)
    assert order.order_amount == 100

    assert again(company, order, Calculation.MULTILINE).order_amount == 90
    assert only_line(order).multiline_percent == 10
    assert order.total_discount_percent == 0

    assert again(company, order, Calculation.TOTAL).order_amount == 81
    assert order.total_discount_percent == 10


def test_a_typed_total_discount_goes_only_when_it_may_be_overwritten(company: Company, order: SalesOrder) -> None:
    SalesOrder.of(company.entity).filter(pk=order.pk).update(total_discount_percent=3, total_discount_manual=True)

    assert again(company, order, Calculation.TOTAL).total_discount_percent == 3
    assert again(company, order, Calculation.TOTAL, overwrite=True).total_discount_percent == 10
    assert not order.total_discount_manual


def test_header_charges_come_back_and_those_of_lines_stay(company: Company, order: SalesOrder) -> None:
    auto_charge(company, value=Decimal(5))

    again(company, order, Calculation.HEADER_CHARGES)
    assert charges(order) == {"FREIGHT": 5}
    SalesOrderCharge.of(company.entity).filter(order=order).delete()
    again(company, order, Calculation.HEADER_CHARGES)

    assert charges(order) == {"FREIGHT": 5}


def test_tiers_follow_the_order_amount_and_other_charges_stay(company: Company, order: SalesOrder) -> None:
    auto_charge(company, value=Decimal(5))
    again(company, order, Calculation.HEADER_CHARGES)
    auto_charge(company, code="SMALL", value=Decimal(9), to_amount=Decimal(150))
    SalesOrderCharge.of(company.entity).filter(order=order).update(value=7)

    again(company, order, Calculation.TIERED_CHARGES)

    assert charges(order) == {"FREIGHT": 7, "SMALL": 9}


def test_the_action_calculates_what_is_ticked(signed_in_client: SignIn, company: Company, order: SalesOrder) -> None:
    client = signed_in_client("OM")

    client.post(f"/NL01/sales/orders/{order.pk}/search-prices/", {"parts": ["multiline", "total"]})

    order.refresh_from_db()
    assert order.order_amount == 81
