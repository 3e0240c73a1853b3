"""Row-level security: with the role of the application not even raw SQL sees or writes another entity's rows (§10.4)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from customers.models import Customer
from foundation.database.row_scope import system_scope
from foundation.organization.row_security import POLICY, protect_rows, tables_without_policy
from foundation.organization.scope import entity_scope
from invoicing.models import CustomerInvoice
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import deliver, sales_order
from tests.security.database_role import acting_as, make_roles


@pytest.fixture
def companies(company: Company, other_company: Company) -> tuple[Company, Company]:
    """Two entities, and the roles of the database."""
    make_roles()
    return company, other_company


def entities_seen(table: str = "customers_customer") -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT legal_entity_id FROM {table}")  # noqa: S608
        return {key for (key,) in cursor.fetchall()}


@pytest.mark.scenario("reliability", "REL-22")
def test_every_table_of_entities_has_a_policy(db: None) -> None:
    assert tables_without_policy() == []


@pytest.mark.scenario("reliability", "REL-22")
def test_order_to_invoice_pages_and_api_work_with_the_role_of_the_application(companies: tuple[Company, Company]) -> None:
    own, _other = companies
    browser, api = Client(), ApiUser(own.user("AR"), "NL01")
    browser.force_login(own.user("AR"))

    with acting_as("app"):
        with entity_scope(own.entity):
            order = sales_order(own, ("A", 5, "25.00"), ("B", 2))
            deliver(own, order)
            posted = invoice(own, order)
        pages = [
            "sales/orders/",
            f"sales/orders/{order.pk}/",
            "invoices/",
            f"invoices/{posted.pk}/",
            "ledger/vouchers/",
            "customers/customers/",
        ]
        texts = {page: browser.get(f"/NL01/{page}") for page in pages}
        listed = api.read("customer-invoices")

    assert {page: answer.status_code for page, answer in texts.items()} == dict.fromkeys(pages, 200)
    assert posted.number in texts["invoices/"].content.decode()
    assert [row["number"] for row in listed["results"]] == [posted.number]


@pytest.mark.scenario("reliability", "REL-22")
def test_raw_sql_sees_the_rows_of_the_open_scope_only(companies: tuple[Company, Company]) -> None:
    own, other = companies
    with acting_as("app"):
        assert entities_seen() == set()
        with entity_scope(own.entity):
            assert entities_seen() == {own.entity.pk}
            with entity_scope(other.entity):
                assert entities_seen() == {other.entity.pk}
            assert entities_seen() == {own.entity.pk}
        with system_scope("the test looks at both"):
            assert entities_seen() == {own.entity.pk, other.entity.pk}
        assert entities_seen() == set()


def test_a_scope_holds_after_a_rollback(companies: tuple[Company, Company]) -> None:
    own, _other = companies
    with acting_as("app"):
        with entity_scope(own.entity):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")
            assert entities_seen() == {own.entity.pk}
        assert entities_seen() == set()


@pytest.mark.scenario("reliability", "REL-22")
@pytest.mark.parametrize("statement", ["INSERT", "UPDATE"])
def test_raw_sql_cannot_write_into_another_entity(companies: tuple[Company, Company], statement: str) -> None:
    own, other = companies
    sql = {
        "INSERT": "INSERT INTO inventory_site (legal_entity_id, code, name) VALUES (%s, 'X', 'X')",
        "UPDATE": "UPDATE inventory_site SET legal_entity_id = %s",
    }[statement]
    with (
        acting_as("app"),
        entity_scope(own.entity),
        pytest.raises(DatabaseError, match="violates row-level security policy"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, [other.entity.pk])


def test_without_the_policy_foreign_rows_are_seen(companies: tuple[Company, Company]) -> None:
    own, other = companies
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"DROP POLICY {POLICY} ON customers_customer")
        cursor.execute("ALTER TABLE customers_customer DISABLE ROW LEVEL SECURITY")

    with acting_as("app"), entity_scope(own.entity):
        assert entities_seen() == {own.entity.pk, other.entity.pk}
    assert tables_without_policy() == ["customers_customer"]


def test_a_policy_of_another_condition_is_made_anew_with_the_next_migration(companies: tuple[Company, Company]) -> None:
    own, _other = companies
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER POLICY {POLICY} ON customers_customer USING (true) WITH CHECK (true)")
        cursor.execute(f"COMMENT ON POLICY {POLICY} ON customers_customer IS 'what an earlier version wrote'")
    assert tables_without_policy() == ["customers_customer"]

    protect_rows()

    assert tables_without_policy() == []
    with acting_as("app"), entity_scope(own.entity):
        assert entities_seen() == {own.entity.pk}


@pytest.mark.parametrize(
    ("kind", "statement"),
    [
        ("app", "TRUNCATE sales_salesorder"),
        ("app", "CREATE TABLE somewhere (id int)"),
        ("app", "ALTER TABLE ledger_voucher DISABLE TRIGGER ALL"),
        ("app", "SET session_replication_role = replica"),
        ("app", "DROP TABLE ledger_voucher"),
        ("report", "UPDATE customers_customer SET account = 'X'"),
        ("report", "SELECT password FROM organization_user"),
        ("report", "SELECT secret_sealed FROM webhooks_webhooksubscription"),
        ("report", "SELECT body FROM webhooks_webhookdelivery"),
        ("report", "SELECT outcome FROM backoffice_onetimekey"),
    ],
)
def test_a_role_lacks_the_right(companies: tuple[Company, Company], kind: str, statement: str) -> None:
    refused = pytest.raises(DatabaseError, match="permission denied|must be owner")
    with acting_as(kind), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_reading_role_sees_the_rows_of_its_entities(companies: tuple[Company, Company]) -> None:
    own, _other = companies
    with acting_as("report"), entity_scope(own.entity):
        assert entities_seen() == {own.entity.pk}


def test_making_the_roles_again_changes_nothing(companies: tuple[Company, Company]) -> None:
    make_roles()

    with acting_as("app"), entity_scope(companies[0].entity):
        assert Customer.objects.exists()
        assert not CustomerInvoice.objects.exists()


def test_opening_a_scope_costs_one_statement_and_the_same_scope_again_none(companies: tuple[Company, Company]) -> None:
    told: list[Any] = []
    database: Any = connection
    for _time in range(2):
        with entity_scope(companies[0].entity):
            told.append(database.told)
            Customer.objects.exists()
            told.append(database.told)

    assert told[1:] == [f"{{{companies[0].entity.pk}}}"] * 3


@pytest.mark.scenario("reliability", "REL-1")
def test_a_voucher_is_checked_at_the_end_whatever_scope_is_open_by_then(companies: tuple[Company, Company]) -> None:
    own, other = companies

    with acting_as("app"):
        with entity_scope(own.entity):
            order = sales_order(own, ("A", 1, "25.00"))
            deliver(own, order)
            posted = invoice(own, order)
        with entity_scope(other.entity), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM ledger_ledgerentry WHERE voucher_id = %s", [posted.voucher_id])
            assert cursor.fetchone()[0] == 0
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.scenario("reliability", "REL-1")
def test_with_the_rights_of_the_application_the_check_would_not_see_the_voucher(companies: tuple[Company, Company]) -> None:
    own, other = companies
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgfoid::regprocedure::text FROM pg_trigger WHERE tgrelid = 'ledger_voucher'::regclass AND tgdeferrable")
        for (function,) in cursor.fetchall():
            cursor.execute(f"ALTER FUNCTION {function} SECURITY INVOKER")

    with acting_as("app"), pytest.raises(DatabaseError, match="does not balance"), transaction.atomic():
        with entity_scope(own.entity):
            order = sales_order(own, ("A", 1, "25.00"))
            deliver(own, order)
            invoice(own, order)
        with entity_scope(other.entity), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
