"""Charges and totals as the specification tells them (sales.md §24, S-63 … S-70)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from foundation.inventory.models import Unit, UnitConversion
from invoicing.models import QuantityOption
from sales.models import AutoCharge, SalesOrder, SalesOrderCharge
from sales.services.calculate_orders import calculated_charges, totals_of
from sales.services.enter_orders import ChargeDraft
from sales.services.load_orders import load_orders
from tests.factories.company import Company
from tests.factories.invoicing import invoice, voucher_of
from tests.factories.sales import auto_charge, charge_code, deliver, sales_order, set_parameters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


def charge(company: Company, value: str, category: str = "fixed", **values: Any) -> ChargeDraft:
    code = values.pop("code", f"{category}-{value}".upper()[:20])
    return ChargeDraft(code_id=charge_code(company, code).pk, value=Decimal(value), category=category, **values)


def totals(order: SalesOrder) -> tuple[Decimal, ...]:
    loaded = load_orders(order.legal_entity, [order.pk])
    found = totals_of(loaded.context, loaded.only(), loaded.units)
    return found.subtotal, found.total_discount, found.line_charges, found.header_charges, found.net


def charges_of(order: SalesOrder) -> list[Decimal]:
    loaded = load_orders(order.legal_entity, [order.pk])
    return [charge.amount for charge in calculated_charges(loaded.context, loaded.only(), loaded.units)]


def order_with_charges(company: Company) -> SalesOrder:
    """S-63: two lines, a charge per piece, a fixed and a percentage charge on the header."""
    company.item("P", "18.00")
    company.item("Q", "45.00")
    return sales_order(
        company,
        ("P", 10),
        ("Q", 4, None, {"discount_percent": Decimal(10)}),
        charges=[
            charge(company, "0.30", "pieces", line=0),
            charge(company, "25.00", position=1),
            charge(company, "1.5", "percent", position=2),
        ],
        total_discount_percent=Decimal(2),
    )


@pytest.mark.scenario("sales", "S-63")
def test_a_header_percentage_is_of_the_net_of_the_lines(company: Company) -> None:
    order = order_with_charges(company)

    assert totals(order) == (342, Decimal("6.84"), 3, Decimal("30.13"), Decimal("368.29"))
    assert order.order_amount == Decimal("368.29")


@pytest.mark.scenario("sales", "S-64")
def test_the_value_base_may_include_the_charges_of_the_lines(company: Company) -> None:
    set_parameters(company, charge_value_base="with_charges")

    assert charges_of(order_with_charges(company))[-1] == Decimal("5.18")


@pytest.mark.scenario("sales", "S-65")
def test_a_compound_percentage_counts_the_charges_before_it(company: Company) -> None:
    order = order_with_charges(company)

    SalesOrderCharge.of(company.entity).filter(order=order, category="percent").update(compound=True, origin="auto")

    assert charges_of(order)[-1] == Decimal("5.51")


@pytest.mark.scenario("sales", "S-66")
@pytest.mark.parametrize(("keep", "expected"), [(False, [25, 0]), (True, [25, 25])])
def test_a_fixed_charge_goes_on_the_first_invoice_unless_it_is_kept(company: Company, keep: bool, expected: list[int]) -> None:
    order = sales_order(company, ("A", 10), charges=[charge(company, "25.00", keep=keep)])

    found = []
    for quantity in (4, 6):
        [slip] = deliver(company, order, updates={10: quantity}).slips
        found.append(invoice(company, order, quantity=QuantityOption.PACKING_SLIP).sum_charges)

    assert found == expected


@pytest.mark.scenario("sales", "S-67")
def test_a_tier_applies_between_its_bounds(company: Company) -> None:
    auto_charge(company, "SMALL", value="15.00", from_amount=Decimal(500), to_amount=Decimal(1000))

    found = [charges_of(sales_order(company, ("A", 1, price))) for price in ("500.00", "500.01", "1000.00")]

    assert found == [[], [15], []]


@pytest.mark.scenario("sales", "S-68")
@pytest.mark.parametrize(("unit", "quantity", "expected"), [("box", 3, ["14.40", "3.30"]), ("kg", 36, ["14.40", "0"])])
def test_charges_by_unit_convert_or_match(company: Company, unit: str, quantity: int, expected: list[str]) -> None:
    box, kilo = Unit.objects.get(code="box"), Unit.objects.get(code="kg")
    UnitConversion.objects.create(from_unit=box, to_unit=kilo, factor=Decimal(12))
    company.item("P", "5.00", sales_unit=Unit.objects.get(code=unit), inventory_unit=kilo)

    order = sales_order(
        company,
        ("P", quantity),
        charges=[
            charge(company, "0.40", "specific_unit", line=0, unit_id=kilo.pk),
            charge(company, "1.10", "specific_unit_match", line=0, unit_id=box.pk),
        ],
    )

    assert charges_of(order) == [Decimal(value) for value in expected]


@pytest.mark.scenario("sales", "S-69")
@pytest.mark.parametrize(("percent", "expected"), [("5", "-6.00"), ("-5", "6.00")])
def test_a_charge_on_a_return_follows_its_sign(company: Company, percent: str, expected: str) -> None:
    order = sales_order(company, ("A", -6, "20.00"), charges=[charge(company, percent, "percent", line=0)])

    assert charges_of(order) == [Decimal(expected)]


@pytest.mark.scenario("sales", "S-70")
def test_the_last_invoice_of_a_line_takes_what_is_left_of_its_net_amount(company: Company) -> None:
    company.item("P", "27.77")
    order = sales_order(company, ("P", 3, None, {"discount_percent": Decimal(10)}))

    found = []
    for _piece in range(3):
        deliver(company, order, updates={10: 1})
        found.append(invoice(company, order, quantity=QuantityOption.PACKING_SLIP, invoice_date=date(2026, 3, 10)).sum_lines)

    assert found == [Decimal("24.99"), Decimal("24.99"), Decimal("25.00")]


def test_the_most_specific_automatic_charge_of_a_code_wins(company: Company) -> None:
    auto_charge(company, "FREIGHT", value="10")
    auto_charge(company, "FREIGHT", value="7.50", customer_relation="table", customer_key="C-100")
    auto_charge(company, "ADMIN", value="2")

    assert sorted(charges_of(sales_order(company, ("A", 1)))) == [2, Decimal("7.50")]
    assert AutoCharge.of(company.entity).count() == 3


def test_a_charge_on_the_credit_side_of_the_customer_lowers_order_and_invoice(company: Company) -> None:
    rebate = charge_code(company, "REBATE", debit="ledger", debit_account=company.accounts["8060"], credit="customer")
    order = sales_order(company, ("A", 10, "25.00"), charges=[ChargeDraft(code_id=rebate.pk, value=Decimal(20))])

    posted = invoice(company, order)

    assert order.order_amount == 230
    assert posted.sum_charges == -20
    assert voucher_of(posted)["8060"] == 20
    assert SalesOrderCharge.of(company.entity).get(order=order).invoiced_amount == -20


def test_a_charge_between_ledger_accounts_is_booked_without_the_customer(company: Company) -> None:
    packing = charge_code(company, "PACKING", debit="ledger", debit_account=company.accounts["8050"])
    order = sales_order(company, ("A", 10, "25.00"), charges=[ChargeDraft(code_id=packing.pk, value=Decimal(3))])

    posted = invoice(company, order)
    voucher = voucher_of(posted)

    assert (order.order_amount, posted.sum_charges, posted.charges.count()) == (250, 0, 0)
    assert (voucher["8050"], voucher["8060"]) == (3, -3)


def test_the_item_side_of_a_line_charge_is_the_revenue_of_its_item(company: Company) -> None:
    code = charge_code(company, "SURCHARGE", credit="item", credit_account=None)
    order = sales_order(company, ("A", 10, "25.00"), charges=[ChargeDraft(code_id=code.pk, value=Decimal(5), line=0)])

    posted = invoice(company, order)

    assert posted.sum_charges == 5
    assert -255 in voucher_of(posted).values()
