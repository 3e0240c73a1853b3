"""Every reference between rows of a legal entity is held inside it by the database (reliability.md §10.3)."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import DatabaseError, connection

from customers.models import Customer
from foundation.organization.entity_keys import (
    composite_key,
    keep_references_in_entity,
    keys_of_database,
    references_within_entity,
)
from tests.database import files_of_guards
from tests.factories.company import Company


def run_sql(statement: str, *values: object) -> None:
    """Run a statement between two runs of every check that waits for the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def point_at_other_entity(company: Company, other: Company) -> None:
    run_sql(
        "UPDATE customers_customer SET payment_terms_id = %s WHERE legal_entity_id = %s AND account = 'C-100'",
        other.terms["N30"].pk,
        company.entity.pk,
    )


@pytest.mark.scenario("reliability", "REL-22")
def test_every_reference_between_rows_of_an_entity_has_a_composite_key(db: None) -> None:
    held = keys_of_database().foreign
    references = list(references_within_entity(apps.get_models()))

    assert len(references) > 100
    assert [str(reference) for reference in references if composite_key(reference) not in held] == []


def test_the_plain_key_is_replaced_so_that_an_insert_checks_no_more_keys_than_before(db: None) -> None:
    held = keys_of_database().foreign
    plain = [(reference.model._meta.db_table, (reference.column,)) for reference in references_within_entity(apps.get_models())]

    assert {(table, columns) for table, columns, _parent in held} & set(plain) == set()


@pytest.mark.scenario("reliability", "REL-22")
def test_a_reference_to_a_row_of_another_entity_cannot_be_stored_with_raw_sql(company: Company, other_company: Company) -> None:
    with pytest.raises(DatabaseError, match="violates foreign key constraint .customers_customer_payment_terms_id_in_entity"):
        point_at_other_entity(company, other_company)


def test_without_the_composite_key_it_can_be_stored(company: Company, other_company: Company) -> None:
    run_sql("ALTER TABLE customers_customer DROP CONSTRAINT customers_customer_payment_terms_id_in_entity")

    point_at_other_entity(company, other_company)

    assert Customer.of(company.entity).get(account="C-100").payment_terms == other_company.terms["N30"]


def test_a_key_that_is_missing_comes_back_with_the_next_migrate(db: None) -> None:
    run_sql("ALTER TABLE customers_customer DROP CONSTRAINT customers_customer_payment_terms_id_in_entity")

    keep_references_in_entity()

    assert ("customers_customer", ("legal_entity_id", "payment_terms_id"), "ledger_termsofpayment") in keys_of_database().foreign


def test_every_guard_that_follows_a_migration_counts_for_the_test_database() -> None:
    assert {file.name for file in files_of_guards()} == {
        "entity_keys.py",
        "history_triggers.py",
        "known_values.py",
        "roles.py",
        "row_security.py",
    }


def test_the_key_that_references_are_checked_by_is_younger_than_every_other_index(db: None) -> None:
    """Over a table without rows PostgreSQL takes the youngest index that fits, and a session keeps that choice while it grows."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT key.indexrelid::regclass::text, other.indexrelid::regclass::text
            FROM pg_constraint reference
            JOIN pg_index key ON key.indexrelid = reference.conindid AND key.indnkeyatts = 2
            JOIN pg_index other ON other.indrelid = key.indrelid AND other.indexrelid > key.indexrelid AND other.indkey[0] = key.indkey[0]
            WHERE reference.contype = 'f'
            """
        )
        assert sorted(set(cursor.fetchall())) == []
