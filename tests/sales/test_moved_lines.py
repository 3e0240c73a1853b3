"""What was delivered, invoiced or cancelled keeps its unit, warehouse and currency when the order is changed (sales.md §9.4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from foundation.inventory.models import Unit, UnitConversion, Warehouse
from foundation.ledger.models import ItemSalesTaxGroup
from foundation.organization.models import Currency
from sales.errors import ItemFixed, LineFixed, PriceTermsFixed
from sales.models import SalesOrder
from sales.services.cancel_remainder import cancel_remainder
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.services.change_order import change_order
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import deliver, lines_of, only_line, sales_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


@pytest.fixture
def other_values(company: Company) -> dict[str, Any]:
    """Return another value for each field that decides what a quantity of A is."""
    box = Unit.objects.get(code="box")
    UnitConversion.objects.get_or_create(item=company.items["A"], from_unit=box, to_unit=company.piece, defaults={"factor": Decimal(12)})
    shop = Warehouse.of(company.entity).create(legal_entity=company.entity, code="W2", name="Shop", site=company.warehouse.site)
    return {"unit_id": box.pk, "warehouse_id": shop.pk, "price_unit": Decimal(100), "item_id": company.items["B"].pk}


def change(company: Company, order: SalesOrder, **values: Any) -> None:
    edits = [LineEdit(lines_of(order)[0].pk, values)]
    change_lines(company.entity, order.pk, edits, company.user("OM"), Answers(overwrite_prices=False))


def _deliver_some(company: Company, order: SalesOrder) -> None:
    deliver(company, order, updates={10: 5})


def _invoice_some(company: Company, order: SalesOrder) -> None:
    invoice(company, order, quantities={only_line(order).pk: Decimal(5)})


def _cancel_some(company: Company, order: SalesOrder) -> None:
    cancel_remainder(company.entity, [order.pk], company.user("OM"), wanted={lines_of(order)[0].pk: Decimal(5)})


@pytest.mark.parametrize("name", ["unit_id", "price_unit", "warehouse_id"])
@pytest.mark.parametrize("moved", [_deliver_some, _invoice_some, _cancel_some])
def test_a_line_that_moved_keeps_its_unit_price_unit_and_warehouse(
    company: Company, other_values: dict[str, Any], moved: Any, name: str
) -> None:
    order = sales_order(company, ("A", 10, "10"))
    line = only_line(order)
    moved(company, order)

    with pytest.raises(LineFixed, match="Line 10: .* cannot be changed") as refusal:
        change(company, order, **{name: other_values[name]})

    assert refusal.value.field == name.removesuffix("_id")
    assert getattr(only_line(order), name) == getattr(line, name)


@pytest.mark.parametrize("name", ["unit_id", "price_unit", "warehouse_id", "item_id"])
def test_a_line_of_which_nothing_moved_is_changed_freely(company: Company, other_values: dict[str, Any], name: str) -> None:
    order = sales_order(company, ("A", 10, "10"))

    change(company, order, **{name: other_values[name]})

    assert getattr(only_line(order), name) == other_values[name]


def test_the_rest_of_a_delivered_line_still_changes_in_quantity_and_price(company: Company) -> None:
    order = sales_order(company, ("A", 10, "10"))
    deliver(company, order, updates={10: 5})

    change(company, order, quantity=Decimal(8), unit_price=Decimal(9), unit_id=company.piece.pk, warehouse_id=company.warehouse.pk)

    assert (only_line(order).ordered_quantity, only_line(order).unit_price) == (8, 9)


def test_a_partly_cancelled_line_keeps_its_item(company: Company, other_values: dict[str, Any]) -> None:
    order = sales_order(company, ("A", 10, "10"))
    _cancel_some(company, order)

    with pytest.raises(LineFixed):
        change(company, order, item_id=other_values["item_id"])


def test_a_delivered_line_keeps_its_item(company: Company, other_values: dict[str, Any]) -> None:
    order = sales_order(company, ("A", 10, "10"))
    deliver(company, order, updates={10: 5})

    with pytest.raises(ItemFixed):
        change(company, order, item_id=other_values["item_id"])


def test_a_header_warehouse_leaves_a_partly_cancelled_line_where_it_is(company: Company, other_values: dict[str, Any]) -> None:
    order = sales_order(company, ("A", 10, "10"), ("A", 3, "10"))
    _cancel_some(company, order)

    header = {"warehouse_id": other_values["warehouse_id"]}
    change_order(company.entity, order.pk, header, company.user("OM"), answers=Answers(overwrite_prices=False))

    assert [line.warehouse_id for line in lines_of(order)] == [company.warehouse.pk, other_values["warehouse_id"]]


@pytest.mark.parametrize("moved", [_deliver_some, _invoice_some])
@pytest.mark.parametrize(("header", "field"), [({"currency_id": "USD"}, "currency"), ({"prices_include_tax": True}, "prices_include_tax")])
def test_currency_and_tax_in_prices_stay_once_a_line_is_delivered_or_invoiced(
    company: Company, moved: Any, header: dict[str, Any], field: str
) -> None:
    Currency.objects.get_or_create(code="USD")
    order = sales_order(company, ("A", 10, "10"))
    moved(company, order)

    with pytest.raises(PriceTermsFixed) as refusal:
        change_order(company.entity, order.pk, header, company.user("OM"), answers=Answers(overwrite_prices=False))

    assert refusal.value.field == field
    order.refresh_from_db()
    assert (order.currency_id, order.prices_include_tax) == ("EUR", False)


def test_tax_in_prices_may_change_while_nothing_is_delivered(company: Company) -> None:
    order = sales_order(company, ("A", 10, "10"))

    change_order(company.entity, order.pk, {"prices_include_tax": True}, company.user("OM"))

    order.refresh_from_db()
    assert order.prices_include_tax


@pytest.mark.parametrize("includes_tax", [True, False])
def test_tax_groups_stay_after_a_delivery_only_where_prices_include_tax(company: Company, includes_tax: bool) -> None:
    order = sales_order(company, ("A", 10, "12.10"), prices_include_tax=includes_tax)
    deliver(company, order, updates={10: 5})
    other = ItemSalesTaxGroup.of(company.entity).exclude(pk=only_line(order).item_sales_tax_group_id).order_by("pk").first()

    if includes_tax:
        with pytest.raises(PriceTermsFixed):
            change(company, order, item_sales_tax_group_id=other.pk)
        with pytest.raises(PriceTermsFixed):
            change_order(company.entity, order.pk, {"sales_tax_group_id": None}, company.user("OM"))
    else:
        change(company, order, item_sales_tax_group_id=other.pk)
        change_order(company.entity, order.pk, {"sales_tax_group_id": None}, company.user("OM"))
        assert only_line(order).item_sales_tax_group_id == other.pk
