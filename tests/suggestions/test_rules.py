"""When rules fire: each condition by itself, triggers, quantities, and where nothing is suggested at all."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.inventory.models import SalesCategory, Unit, UnitConversion, Warehouse
from sales.suggestions.models import ProductList, ProductListItem, SuggestionLog
from sales.suggestions.services.answer_suggestions import accept_suggestion
from sales.suggestions.services.generate_list import ListRequest, generate_list
from sales.suggestions.services.offer_suggestions import offer_suggestions
from sales.suggestions.services.try_rule import LineToTry, try_rule
from tests.factories.company import Company
from tests.factories.sales import order_draft, sales_order, set_parameters
from tests.factories.suggestions import offers, rule, typed_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


def offered(company: Company, *lines: Any, **values: Any) -> list[tuple[str, Decimal]]:
    """Return items and quantities that are offered on a new order."""
    order = typed_order(company, *lines, **values)
    return [(offer.item.number, offer.quantity) for offer in offers(company, order)]


@pytest.mark.parametrize(
    ("condition", "fires"),
    [
        ({}, True),
        ({"minimum_amount": Decimal(1000)}, False),
        ({"order_type": "journal"}, False),
        ({"order_type": "sales_order"}, True),
        ({"valid_to": date(2026, 1, 1)}, False),
        ({"only_in_stock": True}, False),
        ({"is_active": False}, False),
    ],
)
def test_all_conditions_must_hold(company: Company, condition: dict[str, Any], fires: bool) -> None:
    company.item("NEW", "3")
    rule(company, "A", "NEW", **condition)

    assert bool(offered(company, ("A", 2))) is fires


def test_customers_and_their_groups_are_conditions(company: Company) -> None:
    customer, other = company.customers["C-100"], company.customer("C-900")
    rule(company, "A", "B", customer=other)
    rule(company, "A", "S", customer_group=customer.group)

    assert offered(company, ("A", 2)) == [("S", 2)]


def test_what_was_bought_lately_is_not_suggested(company: Company) -> None:
    rule(company, "A", "B", not_bought_days=30)
    assert offered(company, ("A", 1)) == [("B", 1)]
    sales_order(company, ("B", 1), order_date=company.entity.today() - timedelta(days=5))

    assert offered(company, ("A", 1)) == []


def test_categories_and_lists_trigger_too(company: Company) -> None:
    category = SalesCategory.of(company.entity).create(legal_entity=company.entity, code="POTS", name="Pots")
    company.item("POT", "10", category=category)
    listed = ProductList.of(company.entity).create(legal_entity=company.entity, code="L", name="List")
    ProductListItem.of(company.entity).create(legal_entity=company.entity, product_list=listed, item=company.items["A"])
    rule(company, "", "B", code="1", trigger_category=category)
    rule(company, "", "S", code="2", trigger_list=listed)

    assert offered(company, ("POT", 1)) == [("B", 1)]
    assert offered(company, ("A", 1)) == [("S", 1)]


@pytest.mark.parametrize(
    ("values", "quantity"),
    [({"quantity_rule": "fixed", "quantity": 2}, 2), ({"quantity_rule": "per_units", "quantity": 1, "per_units": 4}, 3)],
)
def test_the_quantity_follows_its_rule(company: Company, values: dict[str, Any], quantity: int) -> None:
    rule(company, "A", "B", **values)

    assert offered(company, ("A", 9)) == [("B", quantity)]


def test_what_is_on_the_order_or_stopped_is_not_suggested(company: Company) -> None:
    rule(company, "A", "B")
    rule(company, "A", "S")
    company.items["S"].stopped = True
    company.items["S"].save()

    assert offered(company, ("A", 1), ("B", 1)) == []


def test_first_priority_comes_first(company: Company) -> None:
    rule(company, "A", "B", priority=2)
    rule(company, "A", "S", priority=1)

    assert [number for number, _quantity in offered(company, ("A", 1))] == ["S", "B"]


def test_orders_from_files_and_requests_get_no_suggestions(company: Company) -> None:
    rule(company, "A", "B")

    order = sales_order(company, ("A", 1))

    assert offers(company, order) == [] and not SuggestionLog.of(company.entity).exists()


def test_switched_off_nothing_is_suggested(company: Company) -> None:
    rule(company, "A", "B")
    set_parameters(company, suggestions=False)

    assert offered(company, ("A", 1)) == []


def statements(company: Company, *lines: Any) -> int:
    """Count the statements of looking for suggestions on an order."""
    order = sales_order(company, *lines)
    with CaptureQueriesContext(connection) as captured:
        offer_suggestions(company.entity, order.pk, company.clerk)
    return len(captured)


def test_without_a_rule_for_it_an_order_costs_one_statement(company: Company) -> None:
    rule(company, "S", "B")
    assert statements(company, ("A", 1)) == 1
    set_parameters(company, suggestions=False)
    assert statements(company, ("S", 1)) == 1


def test_many_lines_cost_the_statements_of_one(company: Company) -> None:
    for number in range(6):
        company.item(f"X{number}", "1")
        company.item(f"Y{number}", "1")
        rule(company, f"X{number}", f"Y{number}", not_bought_days=3)
    statements(company, ("X0", 1))

    assert statements(company, *((f"X{number}", 1) for number in range(6))) <= statements(company, ("X0", 1))


def test_trying_a_rule_names_the_conditions_that_fail(company: Company) -> None:
    made = rule(company, "A", "B", minimum_quantity=Decimal(5))
    line = LineToTry(company.customers["C-100"], company.items["A"], Decimal(4), "sales_order")

    tried = try_rule(company.entity, made, line, company.clerk)

    assert not tried.fires
    assert [str(verdict.condition) for verdict in tried.verdicts if not verdict.holds] == ["Least quantity of the line"]
    assert not SuggestionLog.of(company.entity).exists()


def test_an_item_list_is_made_of_what_a_customer_ordered(company: Company) -> None:
    sales_order(company, ("A", 10), ("B", 1))
    sales_order(company, ("A", 20))
    sales_order(company, ("S", 30), order_date=company.entity.today() - timedelta(days=400))

    made = generate_list(company.entity, ListRequest("JAN", "Jansen", company.customers["C-100"], 90, None, Decimal(2)), company.clerk)

    assert [(row.item.number, row.quantity) for row in made.items.all()] == [("A", 15)]
    assert order_draft(company).customer_id == made.customer_id


def test_three_pieces_are_not_enough_for_three_boxes_nor_is_what_is_inspected(company: Company) -> None:
    box = Unit.objects.get(code="box")
    company.item("NEW", "3", sales_unit=box, default_warehouse=company.warehouse)
    UnitConversion.objects.create(item=company.items["NEW"], from_unit=box, to_unit=company.piece, factor=Decimal(12))
    rule(company, "A", "NEW", only_in_stock=True)

    company.stock("NEW", "3")
    assert offered(company, ("A", 3)) == []

    company.stock("NEW", "33")
    assert offered(company, ("A", 3)) == [("NEW", Decimal(3))]
    assert SuggestionLog.of(company.entity).latest("pk").available == 3

    Warehouse.of(company.entity).filter(pk=company.warehouse.pk).update(is_quarantine=True)
    assert offered(company, ("A", 3)) == []


def test_the_order_is_locked_before_its_suggestion(company: Company) -> None:
    rule(company, "A", "B")
    order = typed_order(company, ("A", 2, "10.00"))
    [offer] = offers(company, order)

    with CaptureQueriesContext(connection) as caught:
        accept_suggestion(company.entity, offer.pk, company.user("OC"))

    locks = [query["sql"] for query in caught if "FOR " in query["sql"] and "UPDATE" in query["sql"]]
    assert 'FROM "sales_salesorder"' in locks[0] and 'FROM "suggestions_suggestionlog"' in locks[1]
