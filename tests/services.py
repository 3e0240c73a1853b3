"""Pytest plugin that provides the servers: those of the environment, else embedded ones; loaded before the settings.

pytest-django reads the settings before any conftest.py, so this module is named in ``addopts`` with ``-p``. Workers of
pytest-xdist inherit the environment and with it the server of their controller.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.embedded.errors import EmbeddedServerError
from config.embedded.postgresql import EmbeddedPostgresql
from config.embedded.valkey import EmbeddedValkey
from config.translations import compile_catalogs

FOLDER = Path(__file__).resolve().parent.parent / ".test"

os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("USE_REDIS_CACHE", "0")
os.environ.setdefault("RATE_LIMITS", "0")


def _start_postgresql() -> EmbeddedPostgresql | None:
    """Start the embedded PostgreSQL and publish its address, unless the environment names a server."""
    if os.environ.get("DATABASE_URL"):
        return None
    server = EmbeddedPostgresql(FOLDER, durable=False)
    try:
        server.start()
    except EmbeddedServerError as error:
        pytest.exit(str(error), returncode=4)
    os.environ["DATABASE_URL"] = server.url("order_to_invoice")
    return server


if "PYTEST_XDIST_WORKER" not in os.environ:
    compile_catalogs()
postgresql = _start_postgresql()


def pytest_unconfigure() -> None:
    """Stop the embedded PostgreSQL when no other test run uses it."""
    if postgresql is not None:
        postgresql.stop()


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """Address of a Redis-compatible server: the one of the environment, else an embedded one for this session."""
    if os.environ.get("REDIS_URL"):
        yield os.environ["REDIS_URL"]
        return
    server = EmbeddedValkey()
    yield server.start()
    server.stop()
