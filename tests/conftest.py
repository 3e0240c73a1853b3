"""What every test shares: a database that is current, and emptying tables that refuse to be emptied."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import override_settings
from django.utils import translation
from hypothesis import settings

from tests.company_fixtures import company, in_march, other_company  # noqa: F401 -- fixtures for every test
from tests.database import is_current, mark_database, migrated_template, migrations_mark
from tests.web_fixtures import signed_in_client  # noqa: F401 -- the same

settings.register_profile("patient", settings(), deadline=None)  # a slow machine is no fault of the code
settings.load_profile("patient")


gc.set_threshold(100_000, 20, 50)  # the default looks through all of Django's classes again and again


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Keep tests that share a company, a demo or a walk through all pages on one worker, so that it is made once."""
    for item in items:
        shared = [found[-1] for found in item._fixtureinfo.name2fixturedefs.values() if found[-1].scope in ("module", "package")]
        for fixture in shared[:1]:
            item.add_marker(pytest.mark.xdist_group(fixture.baseid if fixture.scope == "package" else item.nodeid.partition("::")[0]))


@pytest.fixture(scope="session")
def django_db_createdb(request: pytest.FixtureRequest, django_db_modify_db_settings: None, django_db_blocker: Any) -> bool:
    """Make the test database anew when that was asked for, or when migrations have changed since it was made."""
    with django_db_blocker.unblock():
        if not request.config.getvalue("create_db") and is_current(connection.creation._get_test_db_name()):
            return False
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated_template(f"template_{connection.settings_dict['NAME']}")
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Mark the database as current when the run ends; a run that was killed leaves no mark and so a new start."""
    with django_db_blocker.unblock():
        mark_database(connection.settings_dict["NAME"], "")
    yield
    with django_db_blocker.unblock():
        mark_database(connection.settings_dict["NAME"], migrations_mark())


@pytest.fixture(autouse=True)
def texts_are_english() -> Iterator[None]:
    """Speak English in every test, whatever language the one before it asked for."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session", autouse=True)
def passwords_are_hashed_quickly() -> Iterator[None]:
    """Spare the tests the deliberately slow hashing of passwords: every company comes with seven people."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def emptying_tables_passes_the_immutability_triggers() -> Iterator[None]:
    """Let the tables be emptied after a test with ``transaction=True``, although posted rows refuse to go.

    The role of the session is changed for that one transaction only, so that the triggers hold inside every test. Only tables
    that hold something are emptied, those that no model of ours knows along with them: to truncate all takes longer than most tests.
    """

    def flush_as_replica(_self: DatabaseOperations, *_arguments: Any, **_options: Any) -> list[str]:
        emptied = (f'DELETE FROM "{table}"' for table in filled_tables())  # noqa: S608 -- names of our own tables
        return ["SET LOCAL session_replication_role = replica", *emptied]

    with mock.patch.object(DatabaseOperations, "sql_flush", flush_as_replica):
        yield


def filled_tables() -> list[str]:
    """Return the tables that hold at least one row, but for the list of migrations."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name != "django_migrations"]
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in tables))  # noqa: S608
        return [name for (name,) in cursor.fetchall()]
