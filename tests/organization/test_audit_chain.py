"""The audit trail is sealed by the day; whoever tampers with it, the owner of the database included, is found (REL-16)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import override_settings

from foundation.backoffice.models import Notification
from foundation.database.row_scope import system_scope
from foundation.organization.audit_tables import audit_tables
from foundation.organization.models import AuditEntry, AuditSeal, FiscalPeriod, LegalEntity, Membership, Role, User
from foundation.organization.scope import entity_scope
from foundation.organization.services import seal_audit
from foundation.organization.services.seal_audit import last_full_day, parts_by_day, seal_days
from foundation.organization.services.verify_audit import findings
from foundation.organization.tasks import seal_audit_trail
from tests.factories.company import Company
from tests.security.database_role import acting_as, make_roles

pytestmark = [pytest.mark.django_db, pytest.mark.scenario("reliability", "REL-16")]

DAYS_AGO = (4, 2)
ENTRIES = "organization_auditentry"
HISTORY = "organization_fiscalperiodevent"


def run(statement: str, *values: Any) -> None:
    """Run a statement that nobody should run."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


def code_of(statement: str) -> str:
    """Return how PostgreSQL refuses a statement."""
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        run(statement)
    return str(refused.value.__cause__.pgcode)  # type: ignore[union-attr]


def day(days_ago: int) -> date:
    """Return a day before today, in UTC."""
    return last_full_day() + timedelta(days=1 - days_ago)


def as_owner(statement: str, table: str = ENTRIES, *values: Any) -> None:
    """Tamper as only the owner of a table can: with its triggers off."""
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    run(statement, *values)
    run(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def entity(company: Company) -> LegalEntity:
    """Return the legal entity whose trail it is."""
    return company.entity


@pytest.fixture
def trail(entity: LegalEntity) -> Iterator[list[AuditSeal]]:
    """Three entries on each of two days and a change of a period, all sealed."""
    FiscalPeriod.of(entity).update(held_modules=["sales"])
    as_owner("UPDATE organization_fiscalperiodevent SET pgh_created_at = now() - interval '4 days'", HISTORY)
    for ago in DAYS_AGO:
        for number in range(3):
            entry = AuditEntry(legal_entity=entity, action="posted", object_type="x.y", object_id=number, object_label=f"F-{number}")
            entry.save()
            as_owner("UPDATE organization_auditentry SET at = now() - %s * interval '1 day' WHERE id = %s", ENTRIES, ago, entry.pk)
    with system_scope("a test looks as the nightly job does"):
        seal_days()
        yield list(AuditSeal.objects.all())


def test_each_day_with_rows_is_sealed_and_yesterday_even_without(trail: list[AuditSeal]) -> None:
    assert [seal.day for seal in trail] == [day(4), day(2), day(1)]
    assert [seal.parts.get(ENTRIES, {}).get("rows") for seal in trail] == [3, 3, None]
    assert trail[0].parts[HISTORY]["rows"] > 0
    assert [seal.previous for seal in trail] == ["", trail[0].hash, trail[1].hash]
    assert findings() == []


def test_sealing_twice_changes_nothing(trail: list[AuditSeal]) -> None:
    assert seal_days() == []
    assert AuditSeal.objects.count() == len(trail)


def test_every_history_is_a_part_of_the_trail() -> None:
    assert {"sales_salesorderevent", "customers_partyevent", "organization_membershipevent", ENTRIES} <= {t.name for t in audit_tables()}


@pytest.mark.parametrize("table", [ENTRIES, HISTORY, "organization_auditseal"])
@pytest.mark.parametrize("way", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
def test_neither_owner_nor_application_can_change_the_trail(trail: list[AuditSeal], entity: LegalEntity, table: str, way: str) -> None:
    column = "pgh_label" if table == HISTORY else "object_label" if table == ENTRIES else "hash"
    statement = way.format(table, column, column)
    make_roles()
    with acting_as("app"), entity_scope(entity):
        assert code_of(statement) == ("42501" if "TRUNCATE" in way else "23514")
    run("SET CONSTRAINTS ALL IMMEDIATE")
    assert code_of(statement) == "23514"


@pytest.mark.parametrize(
    ("statement", "table", "what"),
    [
        ("UPDATE {} SET object_label = 'F-9' WHERE id = (SELECT min(id) FROM {})", ENTRIES, "has changed rows"),
        ("UPDATE {} SET user_id = (SELECT min(id) FROM organization_user) WHERE id = (SELECT max(id) FROM {})", ENTRIES, "changed"),
        ("DELETE FROM {} WHERE id = (SELECT min(id) FROM {})", ENTRIES, "holds 2 rows"),
        ("UPDATE {} SET at = at - interval '1 day' WHERE id = (SELECT max(id) FROM {})", ENTRIES, "holds 2 rows"),
        ("UPDATE {} SET held_modules = '{{}}'", HISTORY, "has changed rows"),
        ("DELETE FROM {}", HISTORY, "holds 0 rows"),
        ("UPDATE {} SET parts = '{{}}' WHERE id = (SELECT min(id) FROM {})", "organization_auditseal", "was changed"),
        ("DELETE FROM {} WHERE id = (SELECT min(id) FROM {})", "organization_auditseal", "does not follow"),
    ],
)
def test_what_the_owner_tampered_with_is_found(trail: list[AuditSeal], entity: LegalEntity, statement: str, table: str, what: str) -> None:
    User.objects.create(email="somebody@polderhout.example", name="Somebody")

    as_owner(statement.format(table, table), table)

    assert any(what in finding for finding in findings()), findings()


def test_an_entry_that_is_added_to_a_sealed_day_is_found(trail: list[AuditSeal], entity: LegalEntity) -> None:
    make_roles()
    with acting_as("app"), entity_scope(entity):
        run(
            "INSERT INTO organization_auditentry (legal_entity_id, at, origin, action, object_type, object_id, object_label, changes,"
            " reason)"
            " SELECT legal_entity_id, at - interval '1 day', '', 'forged', '', 1, '', '{}', '' FROM organization_auditentry LIMIT 1"
        )

    assert findings() == [f"{ENTRIES} has rows of {day(5)}, which was sealed without any"]


def test_an_owner_who_seals_anew_is_found_without_the_key_of_the_installation(trail: list[AuditSeal]) -> None:
    as_owner("UPDATE organization_auditentry SET reason = 'none'")
    as_owner("DELETE FROM organization_auditseal", "organization_auditseal")
    with override_settings(SECRET_KEY="what the owner of the database makes up"):
        seal_days()

    assert findings() == [f"the seal of {day(1)} was not made by this installation"]


def test_an_installation_that_seals_a_changed_trail_anew_no_longer_holds_the_noted_hash(trail: list[AuditSeal]) -> None:
    noted = trail[1].hash
    call_command("verify_audit_trail", anchor=noted, stdout=StringIO())
    as_owner("UPDATE organization_auditentry SET reason = 'none'")
    as_owner("DELETE FROM organization_auditseal", "organization_auditseal")
    seal_days()

    assert findings() == []
    with pytest.raises(CommandError, match="1 findings"):
        call_command("verify_audit_trail", anchor=noted, stdout=StringIO())


def test_a_key_that_was_replaced_still_proves_its_seals(trail: list[AuditSeal], settings: Any) -> None:
    old, settings.SECRET_KEY = settings.SECRET_KEY, "new " * 20
    settings.SECRET_KEY_FALLBACKS = [old]

    assert findings() == []


def test_without_the_chain_tampering_would_pass(trail: list[AuditSeal]) -> None:
    as_owner("UPDATE organization_auditentry SET object_label = 'F-9'")
    as_owner("TRUNCATE organization_auditseal", "organization_auditseal")

    assert findings() == []


def test_a_column_of_a_later_version_leaves_the_seals_as_they_are(trail: list[AuditSeal]) -> None:
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run(f"ALTER TABLE {ENTRIES} ADD COLUMN of_a_later_version text NOT NULL DEFAULT 'x'")
    assert findings() == []

    run(f"ALTER TABLE {ENTRIES} DROP COLUMN reason CASCADE")
    assert findings() == [f"{ENTRIES} has lost the columns reason"]


def test_the_time_zone_of_the_session_does_not_matter(trail: list[AuditSeal]) -> None:
    run("SET LOCAL TimeZone = 'Pacific/Auckland'")

    assert findings() == []


def test_the_night_tells_the_administrators_and_the_log(
    trail: list[AuditSeal], entity: LegalEntity, caplog: pytest.LogCaptureFixture
) -> None:
    administrator = User.objects.create(email="admin@polderhout.example", name="Ada Admin")
    Membership.objects.create(user=administrator, legal_entity=entity, role=Role.objects.get(code="AD"))
    as_owner("DELETE FROM organization_auditentry")

    assert seal_audit_trail() == 2

    assert "2 findings" in Notification.of(entity).get(user=administrator).text
    assert f"{ENTRIES} holds 0 rows of {day(2)}" in caplog.text


def test_a_trail_that_nobody_seals_any_more_is_found(trail: list[AuditSeal], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foundation.organization.services.verify_audit.last_full_day", lambda: last_full_day() + timedelta(days=3))

    assert findings() == [f"no day after {day(1)} is sealed"]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sealed_while_somebody_writes_and_nobody_who_writes_waits(entity: LegalEntity, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal_audit, "PATIENCE_SECONDS", 0.3)
    writer = connection.copy()
    with writer.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(
            "INSERT INTO organization_auditentry (legal_entity_id, at, origin, action, object_type, object_id, object_label, changes,"
            " reason) VALUES (%s, %s, '', 'late', '', 1, '', '{}', '')",
            [entity.pk, datetime.now(UTC) - timedelta(days=1)],
        )
        assert seal_days() == []
        cursor.execute("COMMIT")
    writer.close()

    with system_scope("a test looks as the nightly job does"):
        [seal] = seal_days()
        assert seal.parts[ENTRIES]["rows"] == 1
        assert parts_by_day(day(1), day(1))[day(1)] == seal.parts
