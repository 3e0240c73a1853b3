"""What is deleted of orders is kept, with who deleted it and when (sales.md §7.4, §20: L17, §22 Keep voided orders)."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sales.models import SalesOrder, VoidedOrder, VoidedOrderLine
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.services.delete_order import delete_orders
from tests.factories.company import Company
from tests.factories.sales import lines_of, sales_order, set_parameters
from tests.web_fixtures import SignIn

VOIDED = "/NL01/sales/voided-orders/"


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager."""
    return signed_in_client("OM")


def deleted(company: Company, count: int = 1) -> list[SalesOrder]:
    """Enter orders of two lines and delete them as the order manager."""
    orders = [sales_order(company, ("A", 2, "5"), ("B", 3, "7"), customer_reference="PO 1") for _number in range(count)]
    delete_orders(company.access("OM"), [order.pk for order in orders])
    return orders


def remove(company: Company, order: SalesOrder, line_number: int) -> None:
    """Take one line off an order."""
    [line] = [line for line in lines_of(order) if line.line_number == line_number]
    change_lines(company.entity, order.pk, [LineEdit(line.pk, remove=True)], company.user("OM"), Answers())


def test_a_deleted_order_is_kept_with_its_lines_and_who_deleted_it(company: Company) -> None:
    [order] = deleted(company)

    kept = VoidedOrder.of(company.entity).get()

    assert (kept.number, kept.whole_order, kept.voided_by, kept.customer_id) == (order.number, True, company.user("OM"), order.customer_id)
    assert (kept.order_amount, kept.customer_reference) == (31, "PO 1")
    lines = kept.lines.values_list("line_number", "item_number", "quantity", "unit_price", "net_amount")
    assert list(lines) == [(10, "A", 2, 5, 10), (20, "B", 3, 7, 21)]


def test_a_deleted_line_is_kept_although_its_order_stays(company: Company) -> None:
    order = sales_order(company, ("A", 2, "5"), ("B", 3, "7"))

    remove(company, order, 20)

    kept = VoidedOrder.of(company.entity).get()
    assert (kept.number, kept.whole_order) == (order.number, False)
    assert [line.item_number for line in kept.lines.all()] == ["B"]


def test_nothing_is_kept_when_the_parameter_says_no(company: Company) -> None:
    set_parameters(company, keep_voided_orders=False)

    deleted(company)

    assert not VoidedOrder.of(company.entity).exists()


def test_deleting_many_orders_takes_no_more_statements_than_deleting_one(company: Company) -> None:
    def statements(count: int) -> int:
        orders = [sales_order(company, ("A", 2, "5")) for _number in range(count)]
        with CaptureQueriesContext(connection) as queries:
            delete_orders(company.access("OM"), [order.pk for order in orders])
        return len(queries)

    assert statements(4) == statements(1)


def test_what_is_kept_never_changes(company: Company) -> None:
    deleted(company)

    for statement in ("UPDATE sales_voidedorderline SET quantity = 1", "DELETE FROM sales_voidedorder"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_list_shows_every_deleted_line_and_leads_to_the_deletion(client: Client, company: Company) -> None:
    [order] = deleted(company)
    remove(company, sales_order(company, ("A", 1, "5"), ("B", 1, "7")), 10)

    page = client.get(VOIDED)

    assert [line.item_number for line in page.context["listing"].rows.rows] == ["A", "B", "A"]
    assert len(client.get(f"{VOIDED}?tab=orders").context["listing"].rows.rows) == 2
    assert len(client.get(f"{VOIDED}?item=b").context["listing"].rows.rows) == 1
    kept = VoidedOrder.of(company.entity).get(whole_order=True)
    text = client.get(f"{VOIDED}{kept.pk}/").content.decode()
    assert order.number in text and "Order deleted" in text and company.user("OM").name in text


def test_the_list_takes_no_statement_more_for_more_rows(client: Client, company: Company) -> None:
    def statements() -> int:
        client.get(VOIDED)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(VOIDED).status_code == 200
        return len(queries)

    deleted(company)
    few = statements()
    deleted(company, 3)

    assert statements() <= few <= 14
    assert VoidedOrderLine.of(company.entity).count() == 8
