"""Automatic charges for groups of modes of delivery (sales.md §8.2: Table, Group, All)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from customers.models import DeliveryMode
from sales.charge_errors import ChargeKeyUnknown
from sales.models import AutoCharge, SalesOrderCharge
from sales.services.change_order import change_order
from sales.services.save_auto_charge import save_auto_charge
from tests.factories.company import Company
from tests.factories.sales import auto_charge, sales_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


@pytest.fixture
def modes(company: Company) -> dict[str, DeliveryMode]:
    """Two modes by road, one by sea."""
    groups = {"LORRY": "ROAD", "VAN": "ROAD", "SHIP": ""}
    return {
        code: DeliveryMode.of(company.entity).create(legal_entity=company.entity, code=code, names={"en": code}, charge_group=group)
        for code, group in groups.items()
    }


def test_the_mode_comes_before_its_group_and_the_group_before_all(company: Company, modes: dict[str, DeliveryMode]) -> None:
    auto_charge(company, value="1")
    auto_charge(company, value="2", delivery_group="ROAD")
    auto_charge(company, value="3", delivery_mode=modes["LORRY"])

    amounts = {code: sales_order(company, ("A", 1, "10"), delivery_mode_id=mode.pk).order_amount for code, mode in modes.items()}

    assert amounts == {"LORRY": 13, "VAN": 12, "SHIP": 11}


def test_another_mode_of_delivery_finds_the_charges_of_its_group(company: Company, modes: dict[str, DeliveryMode]) -> None:
    auto_charge(company, value="2", delivery_group="ROAD")
    order = sales_order(company, ("A", 1, "10"), delivery_mode_id=modes["SHIP"].pk)
    assert not SalesOrderCharge.of(company.entity).exists()

    change_order(company.entity, order.pk, {"delivery_mode_id": modes["VAN"].pk}, company.clerk)

    assert SalesOrderCharge.of(company.entity).get().value == 2


def test_a_line_that_travels_otherwise_has_the_charges_of_its_own_mode(company: Company, modes: dict[str, DeliveryMode]) -> None:
    auto_charge(company, level="line", value="2", delivery_group="ROAD")

    order = sales_order(company, ("A", 1, "10", {"delivery_mode_id": modes["VAN"].pk}), delivery_mode_id=modes["SHIP"].pk)

    assert order.order_amount == 12


def test_a_group_that_no_mode_has_is_refused_and_goes_where_one_mode_is_named(company: Company, modes: dict[str, DeliveryMode]) -> None:
    known = auto_charge(company, value="2")
    known.delivery_group = "AIR"
    with pytest.raises(ChargeKeyUnknown) as refused:
        save_auto_charge(company.entity, known, user=company.clerk)
    known.delivery_mode = modes["SHIP"]
    save_auto_charge(company.entity, known, user=company.clerk)

    assert refused.value.field == "delivery_group"
    assert AutoCharge.of(company.entity).get().delivery_group == ""


def test_no_row_names_a_mode_and_a_group(company: Company, modes: dict[str, DeliveryMode]) -> None:
    known = auto_charge(company, value="2", delivery_mode=modes["SHIP"])

    with pytest.raises(IntegrityError), transaction.atomic():
        AutoCharge.of(company.entity).filter(pk=known.pk).update(delivery_group="ROAD")
