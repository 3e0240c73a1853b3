"""Prices and discounts as the specification tells them (sales.md §24, S-01 … S-16)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from customers.models import Customer, CustomerDiscountGroup
from foundation.inventory.models import ItemDiscountGroup, Unit
from foundation.organization.models import Currency, ExchangeRate
from sales.errors import OverwritePrices
from sales.models import SalesOrder
from sales.price_errors import DiscountAboveLimit
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.services.enter_orders import create_order
from tests.factories.company import Company
from tests.factories.sales import agreement, lines_of, only_line, order_draft, sales_order, set_parameters

pytestmark = pytest.mark.django_db


def net(order: SalesOrder) -> Decimal:
    return only_line(order).net_amount


def price(order: SalesOrder) -> Decimal:
    return only_line(order).unit_price


def price_group(company: Company, kind: str = "price", code: str = "G") -> CustomerDiscountGroup:
    found = CustomerDiscountGroup.of(company.entity).get_or_create(legal_entity=company.entity, kind=kind, code=code, name=code)[0]
    Customer.of(company.entity).filter(account="C-100").update(price_group=found)
    return found


@pytest.mark.scenario("sales", "S-01")
def test_without_an_agreement_the_base_price_counts(company: Company) -> None:
    company.item("P", "24.00")

    order = sales_order(company, ("P", 3))

    assert (price(order), net(order)) == (24, 72)


@pytest.mark.scenario("sales", "S-02")
def test_a_price_for_a_dozen_is_divided_by_the_dozen(company: Company) -> None:
    company.item("P", "36.00", price_unit=Decimal(12))

    assert net(sales_order(company, ("P", 5))) == 15


@pytest.mark.scenario("sales", "S-03")
def test_an_agreement_beats_the_base_price_even_when_it_is_higher(company: Company) -> None:
    company.item("P", "20.00")
    agreement(company, item="P", amount=Decimal("21.50"))

    assert price(sales_order(company, ("P", 1))) == Decimal("21.50")


@pytest.mark.scenario("sales", "S-04")
@pytest.mark.parametrize(("table", "group", "expected"), [(False, False, "19.00"), (True, False, "18.00"), (True, True, "17.00")])
def test_find_next_looks_on_and_keeps_the_lowest(company: Company, table: bool, group: bool, expected: str) -> None:
    company.item("P", "20.00")
    price_group(company)
    agreement(company, item="P", account="C-100", amount=Decimal(19), find_next=table)
    agreement(company, item="P", account="G", account_relation="group", amount=Decimal(18), find_next=group)
    agreement(company, item="P", amount=Decimal(17))

    assert price(sales_order(company, ("P", 1))) == Decimal(expected)


@pytest.mark.scenario("sales", "S-05")
def test_of_two_agreements_on_one_level_the_lowest_counts(company: Company) -> None:
    company.item("P", "20.00")
    price_group(company)
    for amount in ("18.40", "18.10"):
        agreement(company, item="P", account="G", account_relation="group", amount=Decimal(amount))

    assert price(sales_order(company, ("P", 1))) == Decimal("18.10")


@pytest.mark.scenario("sales", "S-06")
def test_a_quantity_on_a_shared_bound_belongs_to_the_lower_bracket(company: Company) -> None:
    kilo = Unit.objects.get(code="kg")
    company.item("P", "10.00", sales_unit=kilo, inventory_unit=kilo)
    low = agreement(company, item="P", amount=Decimal(9), from_quantity=1, to_quantity=24, unit=kilo)
    agreement(company, item="P", amount=Decimal("8.20"), from_quantity=25, unit=kilo)
    assert net(sales_order(company, ("P", 24))) == 216
    assert net(sales_order(company, ("P", 25))) == 205

    type(low).of(company.entity).filter(pk=low.pk).update(to_quantity=25)

    assert net(sales_order(company, ("P", 25))) == 225
    assert net(sales_order(company, ("P", "25.5"))) == Decimal("209.10")


@pytest.mark.scenario("sales", "S-07")
def test_the_date_of_the_prices_is_a_parameter(company: Company) -> None:
    company.item("P", "7.80")
    agreement(company, item="P", amount=Decimal(7), from_date=date(2026, 3, 1), to_date=date(2026, 3, 31))
    assert price(sales_order(company, ("P", 1), order_date=date(2026, 3, 31))) == 7
    assert price(sales_order(company, ("P", 1), order_date=date(2026, 4, 1))) == Decimal("7.80")

    set_parameters(company, price_date="requested_ship")

    late = sales_order(company, ("P", 1), order_date=date(2026, 3, 31), requested_ship_date=date(2026, 4, 2))
    assert price(late) == Decimal("7.80")


@pytest.mark.scenario("sales", "S-08")
@pytest.mark.parametrize(("generic", "expected"), [(True, "43.40"), (False, "32.55")])
def test_an_agreement_in_the_generic_currency_is_converted(company: Company, generic: bool, expected: str) -> None:
    Currency.objects.get_or_create(code="USD")
    ExchangeRate.objects.filter(from_currency="USD").delete()
    ExchangeRate.objects.create(
        rate_type="default", from_currency_id="USD", to_currency_id="EUR", valid_from=date(2026, 1, 1), rate=1 / Decimal("1.0850")
    )
    set_parameters(company, generic_currency_id="EUR")
    company.item("P", "30.00")
    agreement(company, item="P", amount=Decimal(40), include_generic_currency=generic)

    assert price(sales_order(company, ("P", 1), currency_id="USD")) == Decimal(expected)


@pytest.mark.parametrize(
    ("base", "currency", "rate", "expected"),
    [("34.85", "USD", "0.921970", "37.80"), ("0.0125", "USD", "0.921970", "0.0136"), ("12.50", "JPY", "0.0062", "2016")],
)
def test_a_converted_price_has_the_decimals_of_a_price_in_the_orders_currency(
    company: Company, base: str, currency: str, rate: str, expected: str
) -> None:
    Currency.objects.get_or_create(code=currency, defaults={"decimals": 0 if currency == "JPY" else 2})
    ExchangeRate.objects.filter(from_currency=currency).delete()
    ExchangeRate.objects.create(
        rate_type="default", from_currency_id=currency, to_currency_id="EUR", valid_from=date(2026, 1, 1), rate=Decimal(rate)
    )
    company.item("P", base)

    assert price(sales_order(company, ("P", 1), currency_id=currency)) == Decimal(expected)


@pytest.mark.scenario("sales", "S-09")
def test_a_discount_per_unit_comes_before_the_percentage(company: Company) -> None:
    company.item("P", "12.50")
    discounts = {"discount_amount": Decimal("0.50"), "discount_percent": Decimal(4)}

    assert net(sales_order(company, ("P", 8, None, discounts))) == Decimal("92.16")


@pytest.mark.scenario("sales", "S-10")
def test_two_percentages_come_one_after_the_other(company: Company) -> None:
    company.item("P", "30.00")
    agreement(company, "line", item="P", account="C-100", percent_1=Decimal(10), percent_2=Decimal(5))

    order = sales_order(company, ("P", 10))

    assert (only_line(order).discount_percent, net(order)) == (Decimal("14.5"), Decimal("256.50"))


@pytest.mark.scenario("sales", "S-11")
@pytest.mark.parametrize(
    ("combination", "expected"),
    [("line", "470.00"), ("multiline", "480.00"), ("max", "470.00"), ("min", "480.00"), ("sum", "450.00"), ("product", "451.20")],
)
def test_line_and_multiline_discount_meet_as_the_parameter_says(company: Company, combination: str, expected: str) -> None:
    set_parameters(company, discount=combination)
    company.item("P", "50.00", multiline_discount_group=_multiline_group(company))
    agreement(company, "line", item="P", account="C-100", percent_1=Decimal(6))
    agreement(company, "multiline", account="C-100", percent_1=Decimal(4))

    assert net(sales_order(company, ("P", 10))) == Decimal(expected)


def _multiline_group(company: Company) -> ItemDiscountGroup:
    return ItemDiscountGroup.of(company.entity).get_or_create(legal_entity=company.entity, kind="multiline", code="M", name="M")[0]


@pytest.mark.scenario("sales", "S-12")
def test_the_bracket_of_the_multiline_discount_counts_all_lines_of_the_group(company: Company) -> None:
    set_parameters(company, discount="multiline")
    for number, base in (("X", "20.00"), ("Y", "15.00")):
        company.item(number, base, multiline_discount_group=_multiline_group(company))
    agreement(company, "multiline", item_relation="group", item_key="M", from_quantity=10, percent_1=Decimal(5))
    order = sales_order(company, ("X", 6), ("Y", 7))
    assert [line.net_amount for line in lines_of(order)] == [114, Decimal("99.75")]

    change_lines(company.entity, order.pk, [LineEdit(lines_of(order)[1].pk, remove=True)], company.clerk)

    assert net(order) == 120


@pytest.mark.scenario("sales", "S-13")
def test_the_total_discount_counts_eligible_lines_only(company: Company) -> None:
    company.item("E", "150.00")
    company.item("N", "80.00", total_discount=False)
    agreement(company, "total", account="C-100", from_quantity=100, percent_1=Decimal(3))

    order = sales_order(company, ("E", 1), ("N", 1))

    assert (order.total_discount_percent, order.order_amount) == (3, Decimal("225.50"))


@pytest.mark.scenario("sales", "S-14")
def test_half_a_cent_is_rounded_away_from_zero(company: Company) -> None:
    company.item("P", "0.335")

    assert net(sales_order(company, ("P", 3))) == Decimal("1.01")
    assert net(sales_order(company, ("P", -3))) == Decimal("-1.01")


@pytest.mark.scenario("sales", "S-15")
@pytest.mark.parametrize(("answer", "expected"), [(False, "66.00"), (True, "75.00")])
def test_a_typed_price_is_overwritten_only_when_the_user_says_so(company: Company, answer: bool, expected: str) -> None:
    company.item("P", "12.50")
    order = sales_order(company, ("P", 4, "11.00"))
    edits = [LineEdit(only_line(order).pk, {"quantity": Decimal(6)})]
    with pytest.raises(OverwritePrices):
        change_lines(company.entity, order.pk, edits, company.clerk)

    change_lines(company.entity, order.pk, edits, company.clerk, Answers(overwrite_prices=answer))

    assert net(order) == Decimal(expected)


@pytest.mark.scenario("sales", "S-16")
def test_a_discount_beyond_the_limit_of_the_role_is_refused(company: Company) -> None:
    draft = order_draft(company, ("A", 1, None, {"discount_percent": Decimal(25)}))

    with pytest.raises(DiscountAboveLimit, match="25 % exceeds your limit of 20 %"):
        create_order(company.entity, draft, company.clerk, discount_limit=Decimal(20))

    assert create_order(company.entity, draft, company.user("OM")).order_amount == Decimal("18.75")
