"""Takes single mechanisms away, so that a test can show what it would look like without them."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from invoicing.services import post_invoices as postings

INVOICED_WITHIN = {
    "sales_salesorderline": ["sales_line_invoiced_within_delivered", "sales_line_delivered_within_tolerance"],
    "sales_packingslipline": ["packing_slip_line_invoiced_within"],
}


@contextmanager
def constraints_dropped(constraints: dict[str, Sequence[str]] | None = None) -> Iterator[None]:
    """Drop CHECK constraints for the length of the block; afterwards orders are gone and the constraints are back."""
    stored: list[tuple[str, str, str]] = []
    with connection.cursor() as cursor:
        for table, names in (constraints or INVOICED_WITHIN).items():
            for name in names:
                cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [name])
                stored.append((table, name, cursor.fetchone()[0]))
                cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN; SET LOCAL session_replication_role = replica; TRUNCATE sales_salesorder CASCADE; COMMIT")
            for table, name, definition in stored:
                cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')


@contextmanager
def order_locks_removed() -> Iterator[None]:
    """Let invoices be posted without locking their orders and customers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings, "_lock", lambda *_arguments: None)
        yield


@contextmanager
def check_after_lock_removed() -> Iterator[None]:
    """Let invoices be posted from what was planned before the locks were granted."""
    early = threading.local()
    plan_invoices, lock = postings.plan_invoices, postings._lock

    def plan_then_lock(legal_entity: Any, order_ids: Any) -> None:
        early.plan = plan_invoices(legal_entity, order_ids, early.request)
        lock(legal_entity, order_ids)

    def posted_before(legal_entity: Any, request: Any) -> list[Any]:
        early.request = request
        return []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings, "_posted_before", posted_before)
        patch.setattr(postings, "_lock", plan_then_lock)
        patch.setattr(postings, "plan_invoices", lambda *_arguments, **_values: early.plan)
        yield
