"""Posted rows never change, whoever asks: UPDATE, DELETE and TRUNCATE on every posted table (reliability.md §5, REL-12)."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from psycopg2.sql import SQL, Identifier

from foundation.organization.scope import entity_scope
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import deliver, sales_order
from tests.security.database_role import acting_as, make_roles
from tests.security.world import World, make_world

KINDS = ("update", "delete", "truncate")
MUST_BE_POSTED = {
    "batch.BatchJobVersion",
    "customers.CustomerTransaction",
    "documents.ArchivedDocument",
    "invoicing.CustomerInvoice",
    "invoicing.CustomerInvoiceCharge",
    "invoicing.CustomerInvoiceLine",
    "invoicing.CustomerInvoiceSource",
    "invoicing.CustomerInvoiceTax",
    "ledger.LedgerEntry",
    "ledger.TaxTransaction",
    "ledger.Voucher",
    "organization.AuditEntry",
    "quotations.QuotationVersion",
    "quotations.QuotationVersionLine",
    "sales.OrderConfirmation",
    "sales.OrderConfirmationLine",
    "sales.PackingSlip",
    "sales.PackingSlipLine",
}
"""Tables that the specification calls posted; one that loses its triggers is missed here."""

TRIGGERS = "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgname LIKE 'pgtrigger_%%'"


def posted_models() -> list[Any]:
    """Return the models whose rows belong to an entity and are kept by triggers."""
    return [model for model in apps.get_models() if _is_kept(model) and any(found.name == "legal_entity" for found in model._meta.fields)]


def _is_kept(model: Any) -> bool:
    truncated = [trigger for trigger in getattr(model._meta, "triggers", ()) if "TRUNCATE" in str(trigger.operation)]
    return bool(truncated)


def statement(model: Any, kind: str) -> Any:
    """Return a statement that would change a posted table."""
    words = {"update": "UPDATE {} SET legal_entity_id = legal_entity_id + 1", "delete": "DELETE FROM {}", "truncate": "TRUNCATE {} CASCADE"}
    return SQL(words[kind]).format(Identifier(model._meta.db_table))


def answer(model: Any, kind: str) -> str:
    """Run a statement that changes a posted table, take it back, and return how it was refused."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement(model, kind))
            transaction.set_rollback(True)
    except DatabaseError as error:
        return str(getattr(error.__cause__, "pgcode", ""))
    return ""


@pytest.fixture
def world(db: None) -> World:
    """Two entities with a row in every posted table."""
    world = make_world(posted_models())
    make_roles()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return world


def test_every_posted_table_of_the_specification_is_kept() -> None:
    assert {model._meta.label for model in posted_models()} >= MUST_BE_POSTED


@pytest.mark.scenario("reliability", "REL-12")
def test_the_owner_cannot_change_a_posted_row(world: World) -> None:
    answers = {(model._meta.label, kind): answer(model, kind) for model in posted_models() for kind in KINDS}

    assert {key: code for key, code in answers.items() if code != "23514"} == {}


@pytest.mark.scenario("reliability", "REL-12")
def test_the_application_cannot_change_a_posted_row(world: World) -> None:
    with acting_as("app"), entity_scope(world.own.entity):
        answers = {(model._meta.label, kind): answer(model, kind) for model in posted_models() for kind in KINDS}

    assert {key: code for key, code in answers.items() if code != ("42501" if key[1] == "truncate" else "23514")} == {}


def test_without_their_triggers_posted_rows_would_change(world: World) -> None:
    for model in posted_models():
        with connection.cursor() as cursor:
            cursor.execute(TRIGGERS, [model._meta.db_table])
            for (name,) in cursor.fetchall():
                cursor.execute(SQL("DROP TRIGGER {} ON {}").format(Identifier(name), Identifier(model._meta.db_table)))

    assert {model._meta.label: code for model in posted_models() if (code := answer(model, "update"))} == {}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE inventory_inventorytransaction SET quantity = quantity * 2 WHERE financial_date IS NOT NULL",
        "UPDATE inventory_inventorytransaction SET financial_cost = 0 WHERE financial_date IS NOT NULL",
        "UPDATE inventory_inventorytransaction SET financial_date = NULL WHERE financial_date IS NOT NULL",
        "DELETE FROM inventory_inventorytransaction WHERE financial_date IS NOT NULL",
        "DELETE FROM organization_numbercounter",
    ],
)
@pytest.mark.parametrize("owner", [True, False], ids=["owner", "app"])
def test_invoiced_stock_and_counters_stay(company: Company, change: str, owner: bool) -> None:
    order = sales_order(company, ("A", 2, "25"))
    company.stock("A", "10")
    deliver(company, order)
    invoice(company, order)
    make_roles()

    acting = nullcontext() if owner else acting_as("app")
    refused = pytest.raises(IntegrityError, match="change|grows")
    with acting, entity_scope(company.entity), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_stock_that_is_not_invoiced_still_moves(company: Company) -> None:
    order = sales_order(company, ("A", 2, "25"))

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM inventory_inventorytransaction WHERE origin_number = %s", [order.number])
        assert cursor.rowcount == 1
