"""What the database breaks off is posted from the start again, at most three times, whichever door it came through (§2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from uuid import uuid4

import psycopg2
import pytest
from django.db import InterfaceError, OperationalError, connection
from django.db.backends.postgresql.base import DatabaseWrapper

from foundation.backoffice.services.one_time_keys import once
from foundation.batch.models import BatchChunk
from foundation.batch.services.claim_chunks import Claim, claim_chunk
from foundation.batch.services.select_items import claim_selection, select_items
from foundation.batch.services.start_runs import start_due_jobs
from foundation.batch.services.work import process
from foundation.database import retries
from foundation.ledger.checks import violations
from invoicing.models import CustomerInvoice
from sales.models import SalesOrder
from tests.api.client import ApiUser
from tests.factories.batch_invoicing import job
from tests.factories.company import Company
from tests.factories.invoicing import post
from tests.factories.sales import sales_order

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

Door = Callable[[Company, SalesOrder], Any]
DRAW = "INSERT INTO organization_numbercounter"
INVOICES = 'INSERT INTO "invoicing_customerinvoice"'


class Broken(psycopg2.OperationalError):
    """An error of the server with a code of the test's choice."""

    pgcode: str | None = None


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again at once."""
    monkeypatch.setattr(retries, "LONGEST_WAIT_SECONDS", retries.SHORTEST_WAIT_SECONDS)


def through_the_api(company: Company, order: SalesOrder, key: str = "one") -> Any:
    """Post over REST under an idempotency key, or without one."""
    return ApiUser(company.user("IN"), company.entity.code).send("customer-invoices", {"orders": [order.number]}, key=key)


def through_the_browser(company: Company, order: SalesOrder) -> Any:
    """Post as a posting dialog does."""
    return once(uuid4(), company.clerk, lambda: {"invoices": len(post(company, order).invoices)})


def claimed(company: Company, order: SalesOrder) -> Claim:
    """Return the claim of a worker on the only chunk of a run over the order."""
    job(company, keys=[order.pk], late_selection=False)
    [run] = start_due_jobs()
    claim_selection(run)
    select_items(run)
    claim = claim_chunk(run.pk)
    assert claim is not None
    return claim


def through_a_batch(company: Company, order: SalesOrder) -> Any:
    """Post as a worker does."""
    process(claimed(company, order))


DOORS: list[Door] = [through_the_api, through_the_browser, through_a_batch]
every_door = pytest.mark.parametrize("door", DOORS)


@pytest.fixture
def breaking() -> Iterator[Callable[[str | None, int], list[str]]]:
    """Return what makes the drawing of numbers fail some times with a code; a blank code is a lost connection."""
    wrappers = []

    def begin(code: str | None, times: int) -> list[str]:
        broken: list[str] = []

        def wrapper(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
            if DRAW in sql and len(broken) < times:
                broken.append(sql)
                error = Broken("the test broke it off")
                error.pgcode = code
                raise OperationalError("the test broke it off") from error
            return execute(sql, params, many, context)

        connection.execute_wrappers.append(wrapper)
        wrappers.append(wrapper)
        return broken

    yield begin
    for wrapper in wrappers:
        connection.execute_wrappers.remove(wrapper)


def assert_invoiced_once(company: Company) -> None:
    """Check that there is one invoice, with the first number, and that the books are right."""
    assert [invoice.number for invoice in CustomerInvoice.of(company.entity)] == ["F2026-000001"]
    assert violations() == []


@every_door
@pytest.mark.parametrize("code", ["40001", "40P01", "55P03", None], ids=["serialization", "deadlock", "lock timeout", "lost connection"])
def test_what_was_broken_off_twice_is_posted_the_third_time(company: Company, breaking: Any, door: Door, code: str | None) -> None:
    order = sales_order(company, ("S", 1))
    broken = breaking(code, 2)

    door(company, order)

    assert len(broken) == 2
    assert_invoiced_once(company)


@every_door
def test_without_the_retries_it_would_not_be_posted(company: Company, breaking: Any, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "MOST_ATTEMPTS", 1)
    order = sales_order(company, ("S", 1))
    breaking("40P01", 1)
    with suppress(retries.RecordBusy):
        door(company, order)

    assert not CustomerInvoice.of(company.entity).exists()


def test_what_stays_locked_is_said_to_be_busy(company: Company, breaking: Any) -> None:
    order = sales_order(company, ("S", 1))
    broken = breaking("55P03", 100)

    answer = through_the_api(company, order)
    with pytest.raises(retries.RecordBusy):
        through_the_browser(company, order)
    through_a_batch(company, order)

    assert len(broken) == 9
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (409, "RECORD_BUSY", "1")
    chunk = BatchChunk.of(company.entity).get()
    assert (chunk.status, chunk.not_before is not None) == ("waiting", True)
    assert not CustomerInvoice.of(company.entity).exists()


def test_another_error_is_not_tried_again(company: Company, breaking: Any) -> None:
    order = sales_order(company, ("S", 1))
    broken = breaking("57014", 100)

    with pytest.raises(OperationalError):
        through_the_browser(company, order)

    assert len(broken) == 1


@every_door
def test_a_connection_that_the_server_ends_is_replaced(company: Company, door: Door) -> None:
    order = sales_order(company, ("S", 1))
    ended: list[int] = []

    def end(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if DRAW in sql and not ended:
            process_id = connection.connection.info.backend_pid
            ended.append(process_id)
            with psycopg2.connect(connection.connection.dsn) as other, other.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", [process_id])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(end):
        door(company, order)

    assert ended
    assert connection.connection.info.backend_pid != ended[0]
    assert_invoiced_once(company)


@pytest.fixture
def commit_loses_its_answer(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the commit of the first posting happen and then lose the connection."""
    commit = DatabaseWrapper._commit
    written: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        written.extend([sql] if INVOICES in sql else [])
        return execute(sql, params, many, context)

    def lose(self: DatabaseWrapper) -> None:
        commit(self)
        if written and "lost" not in written:
            written.append("lost")
            self.connection.close()
            raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(DatabaseWrapper, "_commit", lose)
    connection.execute_wrappers.append(watch)
    yield
    connection.execute_wrappers.remove(watch)
    assert "lost" in written


@every_door
@pytest.mark.usefixtures("company", "commit_loses_its_answer")
def test_a_commit_whose_answer_is_lost_is_looked_up_by_its_key(company: Company, door: Door) -> None:
    order = sales_order(company, ("S", 1))

    answer = door(company, order)

    assert_invoiced_once(company)
    if door is through_the_api:
        assert (answer.status_code, answer["Idempotent-Replayed"]) == (201, "true")
    if door is through_the_browser:
        assert answer == {"invoices": 1}
    if door is through_a_batch:
        assert BatchChunk.of(company.entity).get().status == "done"


@pytest.mark.usefixtures("company", "commit_loses_its_answer")
def test_a_commit_whose_answer_is_lost_is_not_repeated_without_a_key(company: Company) -> None:
    order = sales_order(company, ("S", 1))

    answer = through_the_api(company, order, key="")

    assert (answer.status_code, answer.json()["code"]) == (503, "OUTCOME_UNKNOWN")
    assert_invoiced_once(company)


def test_an_inner_transaction_leaves_the_retry_to_the_outermost(transactional_db: None) -> None:
    calls: list[str] = []

    def inner() -> None:
        calls.append("inner")
        if len(calls) < 4:
            raise InterfaceError("connection already closed")

    def outer() -> None:
        calls.append("outer")
        retries.retried(inner)()

    retries.retried(outer)()

    assert calls == ["outer", "inner", "outer", "inner"]


def test_a_posting_reads_small_tables_by_index_because_its_plans_outlive_their_size(company: Company) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE IF NOT EXISTS small (id bigint PRIMARY KEY)")
        cursor.execute("INSERT INTO small VALUES (1) ON CONFLICT DO NOTHING")
        cursor.execute("ANALYZE small")

    def plan() -> str:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN SELECT 1 FROM small WHERE id = 1 FOR KEY SHARE")
            return str(cursor.fetchall())

    assert "Index" in retries.retried(plan)()
    assert "Seq Scan" in plan(), "only a posting is planned this way"
