"""A line that credits an invoice gives back what was paid: nothing of it is searched again, typed above it or moved (invoicing.md 6.1)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from foundation.inventory.models import Item, OnHand, Warehouse
from foundation.ledger.models import SalesTaxGroup
from invoicing.models import CustomerInvoice, CustomerInvoiceLine
from invoicing.services.credit_invoice import Crediting, credit_invoice
from sales.errors import CreditFixed, CreditTermsFixed, OverDelivery
from sales.models import SalesOrder, SalesOrderLine
from sales.services.calculate_again import Calculation, calculate_again
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.services.change_order import change_order
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.returns import announce, arrive, sold_line
from tests.factories.sales import deliver, only_line, sales_order

pytestmark = pytest.mark.usefixtures("in_march")
KEPT, OVERWRITE = Answers(overwrite_prices=False), Answers(overwrite_prices=True)


def credit(company: Company, sold: CustomerInvoice, quantity: int = 6, **chosen: Any) -> SalesOrder:
    """Credit a quantity of the only line of an invoice."""
    line = CustomerInvoiceLine.of(company.entity).get(invoice=sold)
    return credit_invoice(company.entity, sold.pk, Crediting({line.pk: Decimal(quantity)}, reason="wrong", **chosen), company.user("OM"))


def change(company: Company, order: SalesOrder, values: Mapping[str, Any], answers: Answers = KEPT) -> None:
    """Change the only line of an order."""
    change_lines(company.entity, order.pk, [LineEdit(only_line(order).pk, values)], company.user("OM"), answers)


def fresh(order: SalesOrder) -> SalesOrder:
    """Return the order as it is stored."""
    return SalesOrder.of(order.legal_entity).get(pk=order.pk)


@pytest.fixture
def sold(company: Company) -> CustomerInvoice:
    """An invoice of six at a tenth of their price."""
    return invoice(company, sales_order(company, ("A", 6, "2.50")))


def test_prices_of_what_is_credited_are_never_searched_again(company: Company, sold: CustomerInvoice) -> None:
    order, user = credit(company, sold), company.user("OM")

    calculate_again(company.entity, order.pk, user, list(Calculation), overwrite=True)
    change_order(company.entity, order.pk, {"order_date": order.order_date.replace(day=1)}, user, answers=OVERWRITE)
    change(company, order, {"quantity": Decimal(-5)}, OVERWRITE)
    change(company, order, {"quantity": Decimal(-3)}, Answers())

    line = only_line(order)
    assert (line.unit_price, line.net_amount) == (Decimal("2.50"), Decimal("-7.50"))
    assert invoice(company, fresh(order)).invoice_amount == Decimal("-9.08")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"unit_price": Decimal("2.51")}, "unit_price"),
        ({"price_unit": Decimal("0.1")}, "price_unit"),
        ({"item_sales_tax_group_id": None}, "item_sales_tax_group"),
        ({"overdelivery_percent": Decimal(100)}, "overdelivery_percent"),
    ],
)
def test_what_is_credited_is_not_raised_by_hand(company: Company, sold: CustomerInvoice, values: dict[str, Any], field: str) -> None:
    order = credit(company, sold)
    with pytest.raises(CreditFixed) as refused:
        change(company, order, values)
    assert refused.value.field == field

    change(company, order, {"unit_price": Decimal(2)})
    assert invoice(company, fresh(order)).sum_lines == -12


def test_discounts_of_what_is_credited_do_not_become_less(company: Company) -> None:
    order = credit(company, invoice(company, sales_order(company, ("A", 6, "40", {"discount_percent": Decimal(10)}))))
    with pytest.raises(CreditFixed) as refused:
        change(company, order, {"discount_percent": Decimal(0)})
    assert refused.value.field == "discount_percent"


@pytest.mark.parametrize(("delivered", "returned"), [(6, 6), (9, 9)], ids=["as ordered", "after an over-delivery"])
def test_no_more_comes_back_than_was_invoiced(company: Company, delivered: int, returned: int) -> None:
    Item.of(company.entity).filter(number="A").update(overdelivery_percent=Decimal(50))
    order = sales_order(company, ("A", 6, "40"))
    deliver(company, order, updates={10: delivered}).or_raise()
    sold = invoice(company, order)

    back = credit(company, sold, returned, goods_return=True)
    with pytest.raises(OverDelivery):
        deliver(company, back, updates={10: -returned - 1}).or_raise()
    deliver(company, back, updates={10: -returned}).or_raise()
    assert invoice(company, back).invoice_amount == -sold.invoice_amount


def test_a_return_of_an_invoice_line_tolerates_nothing_above_it(company: Company) -> None:
    origin = sold_line(company)
    Item.of(company.entity).filter(number="T").update(overdelivery_percent=Decimal(50))
    back = announce(company, (origin, 12))
    arrive(company, back)
    with pytest.raises(OverDelivery):
        deliver(company, back.order, updates={10: -18}).or_raise()


def test_the_database_refuses_over_delivery_of_what_is_credited(company: Company, sold: CustomerInvoice) -> None:
    order = credit(company, sold)
    with pytest.raises(IntegrityError, match="sales_line_credit_within_claim"), transaction.atomic():
        SalesOrderLine.of(company.entity).filter(order=order).update(overdelivery_percent=100)


@pytest.mark.parametrize("field", ["customer", "invoice_account", "currency", "prices_include_tax", "sales_tax_group"])
def test_an_order_that_credits_keeps_customer_currency_and_tax(company: Company, sold: CustomerInvoice, field: str) -> None:
    other = company.customers["C-110"].pk
    parties = {"customer": {"customer_id": other}, "invoice_account": {"invoice_account_id": other}}.get(field, {})
    header = {
        "currency": {"currency_id": "USD"},
        "prices_include_tax": {"prices_include_tax": True},
        "sales_tax_group": {"sales_tax_group_id": company.tax_groups["EXPORT"].pk},
    }.get(field, {})
    order = credit(company, sold)

    with pytest.raises(CreditTermsFixed) as refused:
        change_order(company.entity, order.pk, header, company.user("OM"), answers=KEPT, **parties)
    assert refused.value.field == field


def test_taxes_of_what_is_credited_stay_when_the_line_goes_abroad(company: Company) -> None:
    sold = invoice(company, sales_order(company, ("A", 6, "40"), customer="C-200"))
    order = credit(company, sold)
    with pytest.raises(CreditFixed) as refused:
        change(company, order, {"sales_tax_group_id": SalesTaxGroup.of(company.entity).get(code="NL").pk})
    assert refused.value.field == "sales_tax_group"
    assert invoice(company, fresh(order)).invoice_amount == -sold.invoice_amount


def test_goods_that_do_not_come_back_never_come_into_stock(company: Company, sold: CustomerInvoice) -> None:
    other = Warehouse.of(company.entity).create(legal_entity=company.entity, code="W2", name="Second", site=company.warehouse.site)
    order = credit(company, sold)
    with pytest.raises(CreditFixed) as refused:
        change(company, order, {"warehouse_id": other.pk})
    assert refused.value.field == "warehouse"

    change_order(company.entity, order.pk, {"warehouse_id": other.pk}, company.user("OM"), update_lines=True, answers=KEPT)
    invoice(company, fresh(order))
    assert not OnHand.of(company.entity).filter(posted__gt=0).exists()


def test_goods_that_come_back_may_come_to_another_warehouse(company: Company, sold: CustomerInvoice) -> None:
    other = Warehouse.of(company.entity).create(legal_entity=company.entity, code="W2", name="Second", site=company.warehouse.site)
    order = credit(company, sold, goods_return=True)

    with pytest.raises(CreditFixed):
        change(company, order, {"warehouse_id": None})
    change(company, order, {"warehouse_id": other.pk})
    deliver(company, order).or_raise()
    invoice(company, fresh(order))
    assert OnHand.of(company.entity).get(warehouse=other).posted == 6
