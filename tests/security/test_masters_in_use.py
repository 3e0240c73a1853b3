"""A master that a document uses cannot be deleted, and no deletion reaches into a document (REL-14)."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from psycopg2.sql import SQL, Identifier

from tests.security.test_posted_rows import posted_models
from tests.security.world import World, make_world

pytestmark = pytest.mark.scenario("reliability", "REL-14")

PARTS_OF_DRAFTS = {
    ("sales.SalesOrderLine", "order"),
    ("sales.SalesOrderCharge", "order"),
    ("sales.SalesOrderCharge", "line"),
    ("sales.OrderHold", "order"),
    ("sales.SalesSubscription", "order"),
    ("sales.SubscriptionLine", "line"),
    ("sales.SubscriptionStep", "order"),
    ("sales.SalesOrderLine", "commercial_line"),
    ("sales.CopiedLine", "line"),
    ("agreements.OrderAgreement", "order"),
    ("agreements.AgreementLink", "line"),
    ("suggestions.SuggestionLog", "order"),
    ("projects.ProjectOrder", "order"),
    ("backorders.BackorderMark", "sales_line"),
    ("invoicing.CreditLine", "order_line"),
    ("invoicing.CreditOrder", "order"),
    ("returns.ReturnOrder", "order"),
    ("returns.ReturnLine", "order_line"),
}
"""What goes with an order that nothing was posted of."""

FORGET_IT = {
    ("quotations.Quotation", "sales_order"),
    ("quotations.QuotationLine", "order_line"),
    ("suggestions.SuggestionLog", "line"),
    ("purchasing.PurchaseOrderLine", "sales_line"),
    ("backorders.CustomerNoticeLine", "sales_line"),
    ("returns.ReturnOrder", "replacement_order"),
    ("returns.ReturnLine", "replacement_line"),
}
"""What stays and names the order no longer."""

MASTERS = ("customers_customer", "inventory_item", "inventory_unit", "ledger_mainaccount", "ledger_salestaxcode", "organization_currency")
FOREIGN_KEYS = "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'f' AND confrelid = %s::regclass"


def references(model: Any) -> list[Any]:
    """Return the foreign keys out of a table."""
    return [found for found in model._meta.local_fields if isinstance(found, models.ForeignKey)]


def answer(table: str) -> str:
    """Delete every row of a table past its own triggers, take it back, and return how PostgreSQL refused it."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(SQL("DELETE FROM {}").format(Identifier(table)))
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
    except DatabaseError as error:
        return str(getattr(error.__cause__, "pgcode", ""))
    return ""


@pytest.fixture
def world(db: None) -> World:
    """Two entities with a day's business."""
    world = make_world()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return world


def test_no_deletion_reaches_into_a_posted_document() -> None:
    reaching = [(model._meta.label, found.name) for model in posted_models() for found in references(model) if not is_protected(found)]

    kept_by_triggers = {
        ("batch.BatchJobVersion", "job"),
        ("quotations.QuotationVersion", "quotation"),
        ("quotations.QuotationVersionLine", "document"),
    }
    assert set(reaching) == kept_by_triggers  # those of REL-12 keep the rows all the same


def is_protected(found: Any) -> bool:
    """Tell whether what a foreign key points at cannot be deleted."""
    return found.remote_field.on_delete is models.PROTECT


def test_only_the_parts_of_an_order_go_with_it() -> None:
    orders = {apps.get_model("sales", name) for name in ("SalesOrder", "SalesOrderLine")}
    every = [model for model in apps.get_models() if not any(found.name == "pgh_obj" for found in model._meta.local_fields)]
    following = {
        (model._meta.label, found.name)
        for model in every
        for found in references(model)
        if found.remote_field.model in orders and not is_protected(found)
    }

    assert following == PARTS_OF_DRAFTS | FORGET_IT


def test_a_master_in_use_stays_whatever_is_tried(world: World) -> None:
    assert {table: answer(table) for table in MASTERS} == dict.fromkeys(MASTERS, "23503")


def test_without_foreign_keys_masters_would_go(world: World) -> None:
    with connection.cursor() as cursor:
        for master in MASTERS:
            cursor.execute(FOREIGN_KEYS, [master])
            for table, name in cursor.fetchall():
                cursor.execute(SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(Identifier(table.strip('"')), Identifier(name)))

    assert {table: answer(table) for table in MASTERS} == dict.fromkeys(MASTERS, "")
