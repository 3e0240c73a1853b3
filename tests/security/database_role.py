"""The role that the application signs in with, taken on by a test's connection."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

from django.core.management import call_command
from django.db import connection
from psycopg2.sql import SQL, Identifier


def role_names() -> dict[str, str]:
    """Return names of roles that no other test run uses."""
    database = connection.settings_dict["NAME"]
    return {"app": f"{database}_app", "report": f"{database}_report"}


def make_roles() -> None:
    """Make the roles as an installation does; the transaction of the test takes them back."""
    call_command("database_roles", stdout=StringIO(), **role_names())


@contextmanager
def acting_as(kind: str) -> Iterator[None]:
    """Act as one of the roles, so that its rights and row-level security hold."""
    with connection.cursor() as cursor:
        cursor.execute(SQL("SET ROLE {}").format(Identifier(role_names()[kind])))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
