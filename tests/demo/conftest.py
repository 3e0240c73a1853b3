"""The demo's companies with a short history: loaded once for all tests of a file, and taken back afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TestCase, override_settings


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Load the demo inside a transaction and return what the command said."""
    with django_db_blocker.unblock(), override_settings(DEMO=True):
        atomics = TestCase._enter_atomics()
        try:
            said = StringIO()
            call_command("load_demo", small=True, stdout=said)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # nobody else sees these rows, so nobody else would tell the planner of them
            yield said.getvalue()
        finally:
            TestCase._rollback_atomics(atomics)


@pytest.fixture
def _django_db_helper(demo: str) -> Iterator[None]:
    """Give tests marked ``django_db`` the loaded demo instead of an empty database, and take back what each of them writes."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
