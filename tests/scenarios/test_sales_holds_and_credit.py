"""Holds and credit limits as the specification tells them (sales.md §24, S-71 … S-76; customers.md scenario 8)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from customers.errors import CreditLimitExceeded
from customers.models import Customer, CustomerParameters
from sales.errors import OrderOnHold
from sales.hold_errors import HoldCheckedOut
from sales.models import SalesOrder
from sales.services.change_lines import LineEdit, change_lines
from sales.services.delete_order import delete_orders
from sales.services.exposure import order_exposure
from sales.services.order_holds import check_out_hold, clear_hold, override_checkout, place_hold
from tests.factories.company import Company
from tests.factories.sales import confirm, deliver, hold_code, lines_of, sales_order

pytestmark = pytest.mark.django_db


def limit(company: Company, amount: str, **values: object) -> None:
    Customer.of(company.entity).filter(account="C-100").update(credit_limit=Decimal(amount), **values)


def credit_parameters(company: Company, **values: object) -> None:
    CustomerParameters.objects.update_or_create(legal_entity=company.entity, defaults=values)


@pytest.fixture
def untaxed(company: Company) -> Company:
    """Goods that bear no tax, so that the amounts of the specification stand as they are."""
    company.item("E", "100.00")
    company.tax_groups["NL"].codes.update(exempt=True)
    type(company.tax_groups["NL"].codes.first().tax_code).of(company.entity).update(exemption_text={"en": "Exempt"})
    return company


@pytest.mark.scenario("sales", "S-71")
def test_a_hold_lets_the_confirmation_through_and_stops_the_packing_slip(company: Company) -> None:
    order = sales_order(company, ("A", 1))
    [hold] = place_hold(company.entity, [order.pk], hold_code(company), company.clerk)
    confirm(company, order).or_raise()

    with pytest.raises(OrderOnHold, match="SO-000001 is on hold"):
        deliver(company, order).or_raise()
    clear_hold(company.entity, hold.pk, company.access("OM"))

    assert deliver(company, order).or_raise().slips
    assert not SalesOrder.of(company.entity).get(pk=order.pk).do_not_process


@pytest.mark.scenario("sales", "S-72")
def test_a_checked_out_hold_is_cleared_by_who_took_it_over_only(company: Company) -> None:
    order = sales_order(company, ("A", 1))
    [hold] = place_hold(company.entity, [order.pk], hold_code(company), company.clerk)
    check_out_hold(company.entity, hold.pk, company.user("OC"))

    with pytest.raises(HoldCheckedOut, match="checked out to OC"):
        clear_hold(company.entity, hold.pk, company.access("OM"))
    override_checkout(company.entity, hold.pk, company.user("OM"))

    assert clear_hold(company.entity, hold.pk, company.access("OM")).cleared_by == company.user("OM")


@pytest.mark.scenario("sales", "S-73")
def test_a_code_may_take_the_reservations_away(company: Company) -> None:
    company.stock("A", "5")
    order = sales_order(company, ("A", 5), automatic_reservation=True)
    assert company.on_hand("A").reserved_physical == 5

    [hold] = place_hold(company.entity, [order.pk], hold_code(company, "STOP", remove_reservations=True), company.clerk)
    assert company.on_hand("A").reserved_physical == 0
    clear_hold(company.entity, hold.pk, company.access("OM"))

    assert company.on_hand("A").reserved_physical == 5


@pytest.mark.scenario("sales", "S-74")
@pytest.mark.parametrize(("kind", "exceeded"), [("balance", False), ("balance_packing_slip", False), ("balance_all", True)])
def test_the_type_of_the_limit_says_what_counts(untaxed: Company, kind: str, exceeded: bool) -> None:
    limit(untaxed, "2000")
    credit_parameters(untaxed, credit_limit_type=kind)
    shipped = sales_order(untaxed, ("E", 9))
    deliver(untaxed, shipped)
    sales_order(untaxed, ("E", 8))

    warnings = confirm(untaxed, sales_order(untaxed, ("E", 4))).warnings

    assert bool(warnings) == exceeded
    credit_parameters(untaxed, credit_limit_message="error")
    assert bool(confirm(untaxed, sales_order(untaxed, ("E", 4)), credit_limit_type=kind).refusals) == exceeded


@pytest.mark.scenario("sales", "S-75")
def test_a_mandatory_limit_is_checked_even_when_nobody_asked_for_it(untaxed: Company) -> None:
    limit(untaxed, "100", mandatory_credit_limit=True)
    credit_parameters(untaxed, credit_limit_type="none", credit_limit_message="error")

    with pytest.raises(CreditLimitExceeded):
        deliver(untaxed, sales_order(untaxed, ("E", 2)), credit_limit_type="none").or_raise()


@pytest.mark.scenario("sales", "S-76")
def test_journals_do_not_count(untaxed: Company) -> None:
    order = sales_order(untaxed, ("E", 90))
    account = order.invoice_account_id
    assert order_exposure(untaxed.entity, [account])[account] == (0, 9000)

    SalesOrder.of(untaxed.entity).filter(pk=order.pk).update(order_type="journal")

    assert order_exposure(untaxed.entity, [account]) == {}


@pytest.mark.scenario("customers", "8")
@pytest.mark.parametrize(("quantity", "exceeded"), [(4, False), (5, False), (6, True)])
def test_a_limit_that_is_reached_exactly_is_not_exceeded(untaxed: Company, quantity: int, exceeded: bool) -> None:
    limit(untaxed, "1000")
    credit_parameters(untaxed, credit_limit_type="balance_all", credit_limit_message="error")
    deliver(untaxed, sales_order(untaxed, ("E", 3)))
    sales_order(untaxed, ("E", 2))

    refusals = confirm(untaxed, sales_order(untaxed, ("E", quantity))).refusals

    assert [type(error) for error in refusals.values()] == [CreditLimitExceeded] * exceeded


def test_the_value_of_an_order_counts_with_its_discounts_charges_and_tax(company: Company) -> None:
    order = sales_order(company, ("A", 10, "25.00"), ("B", 4, "12.50"), total_discount_percent=Decimal(2))
    deliver(company, order, updates={10: 4, 20: 0})

    delivered, ordered = order_exposure(company.entity, [order.invoice_account_id])[order.invoice_account_id]

    assert delivered == Decimal("118.58")  # 100.00 less 2 % with 21 %
    assert ordered == Decimal("231.28")  # 150.00 with 21 % and 50.00 with 9 %, less 2 %
    assert order_exposure(company.entity, [order.invoice_account_id], [order.pk]) == {}


def test_an_order_in_another_currency_counts_at_the_rate_of_the_day(untaxed: Company) -> None:
    order = sales_order(untaxed, ("E", 1, "100.00"), currency_id="USD")

    assert order_exposure(untaxed.entity, [order.invoice_account_id]) == {order.invoice_account_id: (0, 92)}


def test_lines_stay_while_somebody_else_works_on_a_hold(company: Company) -> None:
    order = sales_order(company, ("A", 2, "10"), ("B", 1, "5"))
    hold = place_hold(company.entity, [order.pk], hold_code(company), company.user("OM"))[0]
    check_out_hold(company.entity, hold.pk, company.user("OC"))
    last = lines_of(order)[1]

    with pytest.raises(HoldCheckedOut):
        change_lines(company.entity, order.pk, [LineEdit(last.pk, remove=True)], company.user("OM"))
    with pytest.raises(HoldCheckedOut):
        delete_orders(company.access("OM"), [order.pk])

    change_lines(company.entity, order.pk, [LineEdit(last.pk, remove=True)], company.user("OC"))
    assert [line.item.number for line in lines_of(order)] == ["A"]
