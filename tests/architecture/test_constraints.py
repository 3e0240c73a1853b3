"""What must never be false of a row is a constraint of its table, and docs/guarantees.md lists them all (REL-4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import DatabaseError, connection, models, transaction
from psycopg2.sql import SQL, Identifier

from foundation.organization.history_triggers import histories
from foundation.organization.known_values import known_values, require_known_values
from tests.architecture.source_lint import ROOT
from tests.security.world import World, make_world

LISTED = ROOT / "docs" / "guarantees.md"
_ROW = re.compile(r"^\| `(\w+)` \| (.*) \| (.*) \| (.*) \|$", re.MULTILINE)

FALSE = {
    "currency_decimals_known": ("organization_currency", "decimals = 3"),
    "exchange_rate_factor_positive": ("organization_exchangerate", "factor = 0"),
    "membership_discount_limit": ("organization_membership", "manual_discount_limit = 101"),
    "number_sequence_range_ordered": ("organization_numbersequence", "largest = smallest - 1"),
    "ledger_entry_same_side": ("ledger_ledgerentry", "accounting_amount = -accounting_amount"),
    "ledger_entry_rounded": ("ledger_ledgerentry", "amount = amount + 0.001"),
    "tax_transaction_rounded": ("ledger_taxtransaction", "base = base + 0.001"),
    "tax_transaction_exempt_without_tax": ("ledger_taxtransaction", "exempt = true, tax = 1, accounting_tax = 1"),
    "item_prices_not_negative": ("inventory_item", "base_cost = -1"),
    "on_hand_sums_not_negative": ("inventory_onhand", "on_order = -1"),
    "customer_transaction_rate": ("customers_customertransaction", "exchange_rate = 0"),
    "customer_transaction_instalments": ("customers_customertransaction", "instalment = instalments + 1"),
    "customer_transaction_rounded": ("customers_customertransaction", "amount = amount + 0.005"),
    "open_balance_side": ("customers_opentransaction", "accounting_balance = -accounting_balance"),
    "open_balance_within_amount": ("customers_opentransaction", "balance = amount * 2"),
    "sales_order_rounded": ("sales_salesorder", "order_amount = 0.005"),
    "sales_line_deliver_now": ("sales_salesorderline", "deliver_now = -1"),
    "sales_line_price_not_negative": ("sales_salesorderline", "unit_price = -1"),
    "sales_line_invoiced_within_delivered": ("sales_salesorderline", "invoiced_quantity = delivered_quantity + 1"),
    "order_confirmation_total": ("sales_orderconfirmation", "total_amount = total_amount + 1"),
    "packing_slip_line_inventory": ("sales_packingslipline", "inventory_quantity = -inventory_quantity"),
    "order_hold_times_ordered": ("sales_orderhold", "cleared_at = placed_at - interval '1 day'"),
    "customer_invoice_total_identity": ("invoicing_customerinvoice", "sum_tax = sum_tax + 1"),
    "customer_invoice_type_by_sign": ("invoicing_customerinvoice", "document_type = 'credit_note'"),
    "customer_invoice_rounded": ("invoicing_customerinvoice", "sum_tax = sum_tax + 0.001, sum_lines = sum_lines - 0.001"),
    "customer_invoice_supply_ordered": ("invoicing_customerinvoice", "supply_from = '2026-03-02', supply_to = '2026-03-01'"),
    "invoice_line_quantity": ("invoicing_customerinvoiceline", "quantity = 0"),
    "invoice_tax_side": ("invoicing_customerinvoicetax", "accounting_tax = -1, tax = 1"),
    "batch_run_times_ordered": ("batch_batchrun", "started_at = ended_at + interval '1 day'"),
    "known_status_of_sales_salesorder": ("sales_salesorder", "status = 'lost'"),
    "known_posting_type_of_ledger_ledgerentry": ("ledger_ledgerentry", "posting_type = 'elsewhere'"),
}
"""By constraint: a table that it is on, and a change that makes it false."""


def checked_models() -> Iterator[Any]:
    """Yield the models whose tables are ours; histories repeat what their tables hold."""
    following = histories()
    for model in apps.get_models():
        ours = (ROOT / model.__module__.split(".")[0] / "__init__.py").exists()
        if ours and model not in following and model._meta.managed and not model._meta.proxy:
            yield model


def _names(constraints: list[Any]) -> str:
    return ", ".join(f"`{found.name}`" for found in sorted(constraints, key=lambda found: found.name)) or "–"


def rows() -> list[tuple[str, str, str, str]]:
    """Return, by table: checks, what is unique or does not overlap, and columns with known values."""
    known: dict[str, list[str]] = {}
    for column in known_values():
        known.setdefault(column.table, []).append(f"`{column.column}`")
    found = []
    for model in checked_models():
        table, constraints = model._meta.db_table, list(model._meta.constraints)
        checks = [one for one in constraints if isinstance(one, models.CheckConstraint)]
        keys = [one for one in constraints if isinstance(one, models.UniqueConstraint | ExclusionConstraint)]
        if constraints or table in known:
            found.append((table, _names(checks), _names(keys), ", ".join(sorted(known.get(table, []))) or "–"))
    return sorted(found)


def test_the_list_of_constraints_is_that_of_the_models() -> None:
    listed = [row for row in _ROW.findall(LISTED.read_text()) if not row[0].startswith("REL")]

    wanted = "\n".join(f"| `{table}` | {checks} | {keys} | {known} |" for table, checks, keys, known in rows())
    assert listed == rows(), f"The table of docs/guarantees.md should be:\n{wanted}"


@pytest.mark.django_db
def test_every_constraint_of_the_models_is_in_the_database_and_holds_for_every_row() -> None:
    wanted = {one.name for model in checked_models() for one in model._meta.constraints if isinstance(one, models.CheckConstraint)}
    wanted |= {column.name for column in known_values()}

    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'c' AND convalidated")
        present = {name for (name,) in cursor.fetchall()}

    assert len(wanted) > 150
    assert wanted - present == set()


def broken_by(table: str, change: str) -> str:
    """Make a row false past every trigger, and return the name of the constraint that refuses it; nothing is kept."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
                cursor.execute(f"UPDATE {table} SET {change}")  # noqa: S608
                assert cursor.rowcount, f"There is no row in {table}"
            transaction.set_rollback(True)
    except DatabaseError as error:
        return str(error.__cause__.diag.constraint_name)  # type: ignore[union-attr]
    return ""


@pytest.fixture
def world(db: None) -> World:
    """Two entities with a row in every table that is tried."""
    tables = {table for table, _change in FALSE.values()}
    world = make_world([model for model in checked_models() if model._meta.db_table in tables])
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return world


@pytest.mark.scenario("reliability", "REL-4")
def test_a_row_that_would_be_false_is_refused(world: World) -> None:
    assert {name: broken_by(*false) for name, false in FALSE.items()} == {name: name for name in FALSE}


def test_without_its_constraint_the_row_would_be_stored(world: World) -> None:
    for name, (table, _change) in FALSE.items():
        with connection.cursor() as cursor:
            cursor.execute(SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(Identifier(table), Identifier(name)))

    assert {name for name, false in FALSE.items() if broken_by(*false) == name} == set()


def test_choices_that_change_change_their_constraint(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    field = apps.get_model("sales", "SalesOrder")._meta.get_field("document_status")
    monkeypatch.setattr(field, "choices", [*field.flatchoices, ("sung", "Sung")])

    require_known_values()

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'known_document_status_of_sales_salesorder'")
        assert "'sung'" in cursor.fetchone()[0]


BLOCKING = re.compile(r"migrations\.(Add|Remove)Index\(")


def test_indexes_of_filled_tables_are_made_and_dropped_while_everybody_works() -> None:
    written = [file for file in ROOT.glob("**/migrations/0*.py") if not file.name.startswith("0001") and "venv" not in file.parts]

    blocking = [file.relative_to(ROOT).as_posix() for file in written if BLOCKING.search(file.read_text())]

    assert BLOCKING.search("migrations.AddIndex(") and not BLOCKING.search("AddIndexConcurrently(")
    assert blocking == [], "Use AddIndexConcurrently and RemoveIndexConcurrently of foundation/database/indexes.py, with atomic = False"
