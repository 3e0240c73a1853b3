"""The parameters of prices do what they say: whose prices count, which agreements are searched, what an import may bring (sales.md §22)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from customers.models import Customer, CustomerDiscountGroup, CustomerParameters
from foundation.imports.running import ImportOptions, run_import
from foundation.imports.sheets import read_sheet
from sales.models import SalesOrder, SalesParameters, TradeAgreement
from sales.services.change_order import change_order
from sales.services.enter_orders import create_order
from sales.services.import_orders import OrderImporter
from tests.factories.company import Company
from tests.factories.quotations import quotation, quoted_lines
from tests.factories.sales import agreement, only_line, order_draft, sales_order, set_parameters
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.django_db
PAGE = "/NL01/sales/agreement-activation/"


def pays_for(company: Company, *, parameter: bool) -> None:
    """C-110 pays for C-100 and has a price of 19 for item A, C-100 one of 21; the parameter says whose counts."""
    Customer.of(company.entity).filter(account="C-100").update(invoice_account=company.customers["C-110"])
    agreement(company, item="A", account="C-100", amount=Decimal(21))
    agreement(company, item="A", account="C-110", amount=Decimal(19))
    CustomerParameters.objects.update_or_create(legal_entity=company.entity, defaults={"price_from_invoice_account": parameter})


@pytest.mark.parametrize(("parameter", "price"), [(False, 21), (True, 19)])
def test_the_prices_of_the_invoice_account_count_where_the_parameter_says_so(company: Company, parameter: bool, price: int) -> None:
    pays_for(company, parameter=parameter)

    assert only_line(sales_order(company, ("A", 1))).unit_price == price
    assert quoted_lines(quotation(company, ("A", 1)))[0].unit_price == price


def test_the_groups_of_the_invoice_account_come_with_its_prices(company: Company) -> None:
    pays_for(company, parameter=True)
    group = CustomerDiscountGroup.of(company.entity).create(legal_entity=company.entity, kind="line", code="HQ", name="HQ")
    Customer.of(company.entity).filter(account="C-110").update(line_discount_group=group)
    agreement(company, "line", account="HQ", account_relation="group", percent_1=Decimal(10))

    order = sales_order(company, ("A", 1))

    assert order.line_discount_group == group
    assert only_line(order).discount_percent == 10


def test_another_invoice_account_brings_its_prices(company: Company) -> None:
    pays_for(company, parameter=True)
    order = create_order(company.entity, order_draft(company, ("A", 1), customer="C-110"), company.clerk)
    assert only_line(order).unit_price == 19

    Customer.of(company.entity).filter(account="C-100").update(invoice_account=None)
    change_order(company.entity, order.pk, {}, company.clerk, invoice_account_id=company.customers["C-100"].pk)

    assert only_line(order).unit_price == 21


def test_prices_ask_for_the_parameter_only_where_somebody_else_pays(company: Company, django_assert_num_queries: Any) -> None:
    from sales.services.load_orders import load_orders
    from sales.services.price_accounts import price_accounts

    order = sales_order(company, ("A", 1))
    works = list(load_orders(company.entity, [order.pk]).works.values())

    with django_assert_num_queries(0):
        assert list(price_accounts(company.entity, works).values()) == ["C-100"]


def test_a_combination_that_is_switched_off_is_not_searched(signed_in_client: SignIn, company: Company) -> None:
    agreement(company, item="A", account="C-100", amount=Decimal(20))
    agreement(company, item="A", amount=Decimal(23))
    client = signed_in_client("AD")
    page = client.get(PAGE)
    ticked = {name: list(field.initial) for name, field in page.context["form"].fields.items()}
    assert ticked["search_price"] == ["table:table", "group:table", "all:table"]
    assert len(ticked["search_line"]) == 9
    assert only_line(sales_order(company, ("A", 1))).unit_price == 20

    answer = client.post(PAGE, ticked | {"search_price": ["group:table", "all:table"], "_shown_as": page.context["view"].shown_as})

    assert answer.status_code == 302
    assert SalesParameters.of(company.entity).agreement_activation == [["price", "table", "table"]]
    assert only_line(sales_order(company, ("A", 1))).unit_price == 23
    assert "table:table" not in client.get(PAGE).context["form"].fields["search_price"].initial


def test_only_who_may_change_parameters_switches_the_search(signed_in_client: SignIn, company: Company) -> None:
    assert signed_in_client("OC").get(PAGE).status_code == 403
    assert signed_in_client("AU").post(PAGE, {}).status_code == 403


def imported(company: Company, quantity: str, net: str, price: str = "") -> SalesOrder:
    """An order from a file whose line says its net amount."""
    rows = f"order,customer,item,quantity,price,net amount\nW-1,C-100,A,{quantity},{price},{net}"
    run_import(read_sheet(rows.encode(), "orders.csv"), OrderImporter(company.entity, company.clerk), ImportOptions())
    found: SalesOrder = SalesOrder.of(company.entity).get(external_id="W-1")
    return found


def test_the_net_amount_of_a_file_is_calculated_anew(company: Company) -> None:
    assert imported(company, "4", "90.00").order_amount == 100


@pytest.mark.parametrize(("net", "kept"), [("90.01", "90.01"), ("0", "100"), ("", "100"), ("113.33", "113.33")])
@pytest.mark.parametrize("combination", ["line", "multiline", "max", "min", "sum", "product"])
def test_the_net_amount_of_a_file_stays_where_the_parameter_says_so(company: Company, net: str, kept: str, combination: str) -> None:
    set_parameters(company, recalculate_on_import=False, discount=combination)
    TradeAgreement.of(company.entity).all().delete()

    order = imported(company, "4", net)

    assert order.order_amount == only_line(order).net_amount == Decimal(kept)
    assert only_line(order).unit_price >= 25


def test_parameters_of_prices_are_on_the_page(signed_in_client: SignIn, company: Company) -> None:
    fields = signed_in_client("AD").get("/NL01/sales/parameters/").context["form"].fields

    assert {"default_order_type", "recalculate_on_import"} <= set(fields)
