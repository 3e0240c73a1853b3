"""A filled database is migrated while a batch posts: nobody waits long, nothing fails, all is invoiced once (reliability.md §16, §18)."""

from __future__ import annotations

import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, migrations, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from foundation.batch.models import RunItem
from foundation.database.indexes import AddIndexConcurrently, RemoveIndexConcurrently
from foundation.organization.management.commands import migrate
from sales.models import SalesOrder
from tests.factories.batch_invoicing import many_orders
from tests.factories.company import Company, make_company
from tests.faults.own_postgresql import OwnPostgresql
from tests.faults.processes import Broker, Celery, wait_until
from tests.faults.size import weekly_only
from tests.faults.test_kills import LONGEST_RUN_SECONDS, ORDERS, assert_invoiced_once, is_over, start_job

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

SECONDS_PER_ORDER = "0.05"  # a chunk of fifty stays under the three seconds for which a migration waits
UNSEEN = (
    migrations.AddIndex,
    migrations.RemoveIndex,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
    migrations.AddConstraint,
    migrations.RemoveConstraint,
)
"""What a migration may do without the programs noticing: they run on the schema before and after it alike."""


def unseen_migrations() -> dict[str, str]:
    """Return, by app, the migration to go back to so that only migrations that programs do not notice are missing."""
    graph = MigrationLoader(connection).graph
    found = {}
    for app, name in graph.leaf_nodes():
        earlier = name
        while all(isinstance(operation, UNSEEN) for operation in graph.nodes[app, earlier].operations):
            [earlier] = [parent.key[1] for parent in graph.node_map[app, earlier].parents if parent.key[0] == app]
        if earlier != name:
            found[app] = earlier
    return found


def migrate_but_the_unseen() -> None:
    """Bring a new database to the schema before the last migrations that programs do not notice."""
    earlier = unseen_migrations()
    leaves = MigrationLoader(connection).graph.leaf_nodes()
    MigrationExecutor(connection).migrate([(app, earlier.get(app, name)) for app, name in leaves])
    emit_post_migrate_signal(verbosity=0, interactive=False, db=DEFAULT_DB_ALIAS)


def applied() -> int:
    """Return how many migrations the database has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations")
        return int(cursor.fetchone()[0])


def posted(company: Company) -> int:
    """Return how many orders the run has posted so far."""
    return int(RunItem.of(company.entity).filter(outcome="posted").count())


def expand(statement: str) -> None:
    """Change the schema as a later version may, on the terms of a migration."""
    for _attempt in range(20):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '3s'")
                cursor.execute(statement)
            return
        except OperationalError:
            time.sleep(0.5)
    pytest.fail(f"There was never a moment for {statement}")


@weekly_only
def test_a_filled_database_is_migrated_while_a_batch_posts(transactional_db: None, broker: Broker, tmp_path: Path) -> None:
    with OwnPostgresql(tmp_path / "server", migrate=migrate_but_the_unseen) as server:
        company = make_company()
        orders = many_orders(company, ORDERS)
        celery = Celery(broker.url, tmp_path, DATABASE_URL=server.address, FAULT_SECONDS_PER_ORDER=SECONDS_PER_ORDER)
        try:
            celery.beat()
            celery.worker()
            start_job(company, orders)
            wait_until(lambda: posted(company) > 0, "the first chunk", celery, seconds=LONGEST_RUN_SECONDS)
            before = posted(company)
            call_command("migrate", verbosity=0, interactive=False)
            expand("ALTER TABLE invoicing_customerinvoice ADD COLUMN of_a_later_version text")
            expand("CREATE INDEX CONCURRENTLY of_a_later_version ON invoicing_customerinvoice (of_a_later_version)")
            meanwhile = posted(company) - before
            wait_until(lambda: is_over(company), "the end of the run", celery, seconds=LONGEST_RUN_SECONDS)
        finally:
            celery.stop()

        assert applied() == len(MigrationLoader(connection).graph.nodes)
        assert meanwhile > 0, "The batch stood still while the database was migrated"
        assert_invoiced_once(company, orders)
        assert not RunItem.of(company.entity).filter(attempts__gt=1).exists(), "A chunk was broken off by a migration"


HELD_SECONDS = 3.0


def hold(order: SalesOrder) -> None:
    """Hold a lock on an order for some time, as a long posting does."""
    with transaction.atomic():
        SalesOrder.of(order.legal_entity_id).locked().get(pk=order.pk)
        time.sleep(HELD_SECONDS)
    connection.close()


def longest_read(company: Company, until: Callable[[], bool]) -> float:
    """Read orders again and again and return how many seconds the slowest read took."""
    longest = 0.0
    while not until():
        begun = time.monotonic()
        SalesOrder.of(company.entity).count()
        longest = max(longest, time.monotonic() - begun)
        time.sleep(0.02)
    return longest


def migrate_beside_a_posting(company: Company, monkeypatch: pytest.MonkeyPatch, lock_seconds: float) -> tuple[float, str]:
    """Run a migration that wants a table for itself beside a posting; return the slowest read meanwhile and what was said."""
    [order] = many_orders(company, 1)
    said = StringIO()

    def apply(_command: Any, *_arguments: Any, **_options: Any) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE sales_salesorder IN ACCESS EXCLUSIVE MODE")
        said.write("Applied")

    def run_migrate() -> None:
        call_command("migrate", verbosity=0, interactive=False, stdout=said)
        connection.close()

    monkeypatch.setattr(migrate.migrate.Command, "handle", apply)
    monkeypatch.setattr(migrate, "LOCK_SECONDS", lock_seconds)
    monkeypatch.setattr(migrate, "PAUSE_SECONDS", 0.3)
    posting, migration = Thread(target=hold, args=(order,)), Thread(target=run_migrate)
    posting.start()
    time.sleep(0.3)
    migration.start()
    longest = longest_read(company, lambda: not migration.is_alive())
    posting.join()
    return longest, said.getvalue()


def test_a_migration_makes_way_and_comes_again(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    longest, said = migrate_beside_a_posting(company, monkeypatch, 0.5)

    assert said.count("Coming again") > 1
    assert said.endswith("Applied")
    assert longest < HELD_SECONDS / 2


def test_without_a_limit_everybody_queues_behind_the_migration(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    longest, _said = migrate_beside_a_posting(company, monkeypatch, 0)

    assert longest > HELD_SECONDS / 2
