"""The servers that tests run on."""

import pytest
import redis
from django.db import DatabaseError, connection, transaction

from foundation.organization.models import Role


def test_valkey_answers(valkey_url: str) -> None:
    assert redis.Redis.from_url(valkey_url).ping()


@pytest.fixture
def posted_rows(transactional_db: None) -> str:
    """A table that refuses to be emptied, as posted tables do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT event_object_table FROM information_schema.triggers WHERE trigger_name LIKE %s", ["pgtrigger_no_delete%"])
        return cursor.fetchone()[0]


@pytest.mark.parametrize("round_", [1, 2])
def test_tables_are_empty_again_after_a_test_that_commits(posted_rows: str, round_: int) -> None:
    assert not Role.objects.filter(code="left-over").exists()
    Role.objects.create(code="left-over", name="Left over")


def test_inside_a_test_posted_tables_refuse_to_be_emptied(posted_rows: str) -> None:
    with pytest.raises(DatabaseError, match="never change|only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'TRUNCATE "{posted_rows}" CASCADE')
