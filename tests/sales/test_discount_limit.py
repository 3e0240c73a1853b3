"""What a clerk gives away by hand stays within the manual discount limit, whichever way it is given (PRC-06, sales.md §3.5)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import Customer
from foundation.backoffice.imports.kinds import import_kind
from foundation.imports.running import run_import
from foundation.imports.sheets import read_sheet
from foundation.inventory.models import Item
from sales.models import SalesOrder, SalesOrderCharge
from sales.price_errors import DiscountAboveLimit
from sales.services.change_charges import ChargeEntry, change_charges
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.services.change_order import change_order
from sales.services.enter_orders import ChargeDraft, create_order, create_orders
from sales.services.revise_order import enter_order
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import charge_code, only_line, order_draft, sales_order
from tests.web_fixtures import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]

LIMIT = Decimal(10)


def enter(company: Company, *charges: ChargeDraft, limit: Decimal | None = LIMIT, **header: Any) -> SalesOrder:
    """Enter an order of 990 as a clerk."""
    draft = order_draft(company, ("S", 10), charges=list(charges), **header)
    return create_order(company.entity, draft, company.clerk, discount_limit=limit)


def charge(company: Company, value: Any, category: str = "percent", **values: Any) -> ChargeDraft:
    return ChargeDraft(charge_code(company).pk, Decimal(value), category, **values)


def test_a_typed_total_discount_beyond_the_limit_is_refused(company: Company) -> None:
    with pytest.raises(DiscountAboveLimit, match="100 % exceeds your limit of 10 %") as refusal:
        enter(company, total_discount_percent=Decimal(100))

    assert refusal.value.field == "total_discount_percent"
    assert enter(company, total_discount_percent=LIMIT).total_discount_percent == 10
    assert enter(company, total_discount_percent=Decimal(100), limit=None).order_amount == 0


def test_a_total_discount_typed_later_beyond_the_limit_is_refused(company: Company) -> None:
    order = enter(company)

    with pytest.raises(DiscountAboveLimit):
        change_order(
            company.entity, order.pk, {"total_discount_percent": Decimal(11)}, company.clerk, answers=Answers(discount_limit=LIMIT)
        )


def test_what_a_manager_gave_does_not_stop_a_clerk_who_changes_something_else(company: Company) -> None:
    order = enter(company, charge(company, -20), limit=None, total_discount_percent=Decimal(50))

    change_order(company.entity, order.pk, {"text": "Ring twice"}, company.clerk, answers=Answers(discount_limit=LIMIT))
    change_lines(company.entity, order.pk, [LineEdit(only_line(order).pk, {"text": "Blue"})], company.clerk, Answers(discount_limit=LIMIT))
    pallet = ChargeEntry(charge_code(company, "PALLET"), Decimal(5))
    change_charges(company.entity, order.pk, [pallet], company.clerk, discount_limit=LIMIT)

    assert SalesOrderCharge.of(company.entity).filter(order=order).count() == 2


@pytest.mark.parametrize("line", [None, 0])
@pytest.mark.parametrize(("value", "category"), [("-100", "percent"), ("-99.01", "fixed")])
def test_a_typed_charge_that_gives_away_more_than_the_limit_is_refused(
    company: Company, value: str, category: str, line: int | None
) -> None:
    with pytest.raises(DiscountAboveLimit) as refusal:
        enter(company, charge(company, value, category, line=line))

    assert refusal.value.field == "charges"


def test_a_charge_within_the_limit_and_one_that_the_customer_pays_are_taken(company: Company) -> None:
    assert enter(company, charge(company, -10)).order_amount == Decimal("891.00")
    assert enter(company, charge(company, 500, "fixed")).order_amount == Decimal("1490.00")


def test_total_discount_and_charges_count_together(company: Company) -> None:
    with pytest.raises(DiscountAboveLimit, match="16 % exceeds"):
        enter(company, charge(company, -8), total_discount_percent=Decimal(8))


def test_a_charge_of_one_line_is_held_against_that_line(company: Company) -> None:
    draft = order_draft(company, ("S", 10), ("S", 1), charges=[charge(company, -50, line=1)])

    with pytest.raises(DiscountAboveLimit, match="50 % exceeds"):
        create_order(company.entity, draft, company.clerk, discount_limit=LIMIT)


def test_charges_typed_on_the_page_keep_to_the_limit(signed_in_client: SignIn, company: Company) -> None:
    client = signed_in_client("OC", manual_discount_limit=LIMIT)
    order = enter(company)
    address = f"/NL01/sales/orders/{order.pk}/charges/"
    sent = {"lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0, "lines-0-code": charge_code(company).pk, "lines-0-category": "percent"}

    refused = client.post(address, sent | {"lines-0-value": "-100"})
    taken = client.post(address, sent | {"lines-0-value": "-10"})

    assert "Discount 100 % exceeds your limit of 10 %." in refused.content.decode()
    assert taken.status_code == 302


@pytest.mark.parametrize("values", [{"discount_percent": Decimal(50)}, {"unit_price": Decimal(40)}])
@pytest.mark.parametrize("listed", [99, 0])
def test_the_limit_holds_for_the_rest_of_a_partly_invoiced_line(company: Company, listed: int, values: dict[str, Any]) -> None:
    Item.of(company.entity).filter(number="S").update(base_price=listed)
    order = sales_order(company, ("S", 10, "99"))
    invoice(company, order, quantities={only_line(order).pk: Decimal(4)})
    edits = [LineEdit(only_line(order).pk, values)]

    with pytest.raises(DiscountAboveLimit):
        change_lines(company.entity, order.pk, edits, company.clerk, Answers(discount_limit=LIMIT))

    change_lines(company.entity, order.pk, edits, company.user("OM"))


@pytest.mark.parametrize(
    "typed",
    [
        {"prices_include_tax": True},
        {"charges": [{"code": "FREIGHT", "value": "5"}]},
        {"total_discount_percent": "5"},
        {"lines": [{"item": "S", "unit_price": "90"}]},
    ],
)
def test_prices_and_charges_over_rest_need_the_right_to_change_prices(company: Company, typed: dict[str, Any]) -> None:
    charge_code(company)
    new = {"customer": "C-100", "warehouse": "W1", "lines": [{"item": "S"}]}
    narrow = ApiUser(company.user("OC"), "NL01", scopes=["sales.change_salesorder", "sales.view_salesorder"])

    narrow.send("sales-orders", new, expect=201)
    for address in ("sales-orders", "sales-orders/preview"):
        assert narrow.send(address, new | typed, expect=403).json()["code"] == "SEC-01"


def test_tax_in_prices_of_an_order_over_rest_needs_the_right_to_change_prices(company: Company) -> None:
    order = enter(company)
    narrow = ApiUser(company.user("OC"), "NL01", scopes=["sales.change_salesorder", "sales.view_salesorder"])

    narrow.change(f"sales-orders/{order.number}", {"prices_include_tax": True}, expect=403)


def test_the_line_whose_discount_is_beyond_the_limit_is_named(company: Company) -> None:
    draft = order_draft(company, ("S", 1), ("S", 1, None, {"discount_percent": Decimal(25)}))

    with pytest.raises(DiscountAboveLimit) as refusal:
        enter_order(company.entity, draft, company.clerk, discount_limit=LIMIT)

    assert (refusal.value.row, refusal.value.field) == (1, "discount_percent")


def test_fewer_pieces_after_a_charge_do_not_make_it_worth_more_than_the_limit(company: Company) -> None:
    order, answers = enter(company, charge(company, "-99", "fixed")), Answers(overwrite_prices=False, discount_limit=LIMIT)

    with pytest.raises(DiscountAboveLimit, match="100 % exceeds"):
        change_lines(company.entity, order.pk, [LineEdit(only_line(order).pk, {"quantity": Decimal(1)})], company.clerk, answers)

    more = [LineEdit(only_line(order).pk, {"quantity": Decimal(20)})]
    assert change_lines(company.entity, order.pk, more, company.clerk, answers).order.order_amount == Decimal(1881)


def test_what_a_manager_gave_may_become_less_by_the_hand_of_a_clerk(company: Company) -> None:
    order = enter(company, limit=None, total_discount_percent=Decimal(50))
    answers = Answers(discount_limit=LIMIT)

    change_order(company.entity, order.pk, {"total_discount_percent": Decimal(40)}, company.clerk, answers=answers)
    with pytest.raises(DiscountAboveLimit, match="45 % exceeds"):
        change_order(company.entity, order.pk, {"total_discount_percent": Decimal(45)}, company.clerk, answers=answers)


def test_discounts_of_lines_and_of_the_order_count_together(company: Company) -> None:
    draft = order_draft(company, ("S", 10, None, {"discount_percent": LIMIT}), total_discount_percent=LIMIT)

    with pytest.raises(DiscountAboveLimit, match="19 % exceeds"):
        create_order(company.entity, draft, company.clerk, discount_limit=LIMIT)


@pytest.mark.parametrize(("price", "refused"), [("99", False), ("50", False), ("108", False), ("120", True), ("1000", True)])
def test_goods_that_come_back_are_given_too_much_for(company: Company, price: str, *, refused: bool) -> None:
    draft = order_draft(company, ("S", 10), ("S", -1, price))

    entered = create_orders(company.entity, [draft], company.clerk, discount_limit=LIMIT)

    assert [found.error.code for found in entered.refused] == (["PRC-06"] if refused else [])


def test_prices_that_are_made_to_include_tax_give_the_tax_away(company: Company) -> None:
    with pytest.raises(DiscountAboveLimit, match="17.36 % exceeds"):
        enter(company, prices_include_tax=True)
    order = enter(company)
    with pytest.raises(DiscountAboveLimit, match="17.36 % exceeds"):
        change_order(company.entity, order.pk, {"prices_include_tax": True}, company.clerk, answers=Answers(discount_limit=LIMIT))

    Customer.of(company.entity).filter(account="C-100").update(prices_include_tax=True)
    assert enter(company).prices_include_tax


def test_prices_in_a_file_keep_to_the_limit_of_who_brings_it_in(company: Company) -> None:
    company.user("IN", manual_discount_limit=LIMIT)
    rows = b"order,customer,item,quantity,price\nW-1,C-100,S,1,1\nW-2,C-100,S,1,95\n"

    report = run_import(read_sheet(rows, "orders.csv"), import_kind("sales.salesorder").make_importer(company.access("IN")))

    assert [(row.number, error.code) for row in report.rows_with_errors() for error in row.errors] == [(2, "PRC-06")]


def test_the_tax_set_up_is_read_once_for_many_orders_whose_prices_are_made_to_include_tax(company: Company) -> None:
    def statements(count: int) -> int:
        drafts = [order_draft(company, ("S", 1), prices_include_tax=True) for _order in range(count)]
        with CaptureQueriesContext(connection) as captured:
            assert len(create_orders(company.entity, drafts, company.clerk, discount_limit=Decimal(50)).orders) == count
        return len(captured)

    statements(1)
    assert statements(6) <= statements(2)
