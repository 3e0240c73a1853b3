"""The servers that tests run on."""

import pytest
import redis
from django.db import IntegrityError, connection, transaction

from foundation.organization.models import Role


def test_valkey_answers(valkey_url: str) -> None:
    assert redis.Redis.from_url(valkey_url).ping()


def kept_tables() -> list[str]:
    """Return the tables that refuse to be emptied, as posted tables and histories do."""
    with connection.cursor() as cursor:
        # the catalogue and not information_schema, which knows no triggers of TRUNCATE
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE %s ORDER BY 1", ["pgtrigger_no_truncate%"]
        )
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.parametrize("round_", [1, 2])
def test_tables_are_empty_again_after_a_test_that_commits(transactional_db: None, round_: int) -> None:
    assert not Role.objects.filter(code="left-over").exists()
    Role.objects.create(code="left-over", name="Left over")


def test_inside_a_test_posted_tables_refuse_to_be_emptied(transactional_db: None) -> None:
    tables = kept_tables()
    assert {"invoicing_customerinvoice", "ledger_voucher", "organization_auditentry"} <= set(tables)
    for table in tables:
        with pytest.raises(IntegrityError, match=r": \w+") as refusal, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'TRUNCATE "{table}" CASCADE')
        assert refusal.value.__cause__.pgcode == "23514"
