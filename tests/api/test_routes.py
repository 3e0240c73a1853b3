"""Every address of the API: permitted by name, closed to strangers, described in a document that is current."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

from foundation.backoffice.permissions import WITHOUT_MATRIX
from foundation.organization.models import Membership, User
from foundation.organization.roles import MATRIX
from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.factories.company import Company

OPENAPI = Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml"
ENTITY_PART = "<entity:entity>"


class Operation(NamedTuple):
    """One method of one route."""

    address: str
    method: str
    permission: str

    def path(self, entity: str) -> str:
        """Return an address to call, with made-up keys."""
        address = self.address.replace(ENTITY_PART, entity)
        while "(?P<" in address:
            before, _start, rest = address.partition("(?P<")
            name, _mark, rest = rest.partition(">")
            depth, position = 1, 0
            while depth:
                depth += {"(": 1, ")": -1}.get(rest[position], 0)
                position += 1
            key = "1" if rest[: position - 1] == "[0-9]+" or name == "pk" else "X-1"
            address = f"{before}{key}{rest[position:]}"
        return "/" + address.replace("^", "").replace("$", "").replace("\\Z", "")


def operations() -> list[Operation]:
    """Return every method of every route below /api/."""
    return [operation for address, pattern in routes(get_resolver().url_patterns, "") for operation in _operations(address, pattern)]


def routes(patterns: list[Any], prefix: str) -> Iterator[tuple[str, URLPattern]]:
    """Yield every address below /api/ with its pattern."""
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, address)
        elif address.startswith("api/"):
            yield address, pattern


def _operations(address: str, pattern: URLPattern) -> Iterator[Operation]:
    view_class = pattern.callback.cls  # type: ignore[attr-defined]
    plain = {method: "perform" for method in ("get", "post", "patch", "delete") if hasattr(view_class, method)}
    actions = getattr(pattern.callback, "actions", None) or plain
    declared = getattr(view_class, "action_permissions", {})
    for method, action in actions.items():
        yield Operation(address, method, declared.get(action, ""))


OPERATIONS = operations()
WITHIN_ENTITY = [operation for operation in OPERATIONS if ENTITY_PART in operation.address]


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_every_operation_names_a_permission_that_the_matrix_knows(operation: Operation) -> None:
    assert operation.permission in MATRIX or operation.permission in WITHOUT_MATRIX
    if operation.permission not in {"public", "signed_in"}:
        assert ENTITY_PART in operation.address


def call(user: ApiUser, operation: Operation, entity: str) -> int:
    """Call an operation with an empty body and return the status."""
    answer = getattr(user, operation.method)(operation.path(entity), {} if operation.method in {"post", "patch"} else None, format="json")
    return int(answer.status_code)


def test_an_outsider_of_the_legal_entity_finds_nothing_anywhere(company: Company, other_company: Company) -> None:
    outsider = ApiUser(other_company.user("OM"), "NL01")

    assert {operation: status for operation in WITHIN_ENTITY if (status := call(outsider, operation, "NL01")) != 404} == {}


def test_a_caller_without_a_token_gets_401_everywhere(company: Company) -> None:
    nobody = ApiUser(company.user("OM"), "NL01")
    nobody.credentials()
    closed = [operation for operation in OPERATIONS if operation.permission != "public"]

    assert {operation: status for operation in closed if (status := call(nobody, operation, "NL01")) != 401} == {}


@pytest.mark.parametrize("role", ["OC", "OM", "WH", "BC", "AR", "MK", "AU", "IN", "AD"])
def test_a_role_may_what_the_matrix_says_and_nothing_else(company: Company, api_as: ApiAs, role: str) -> None:
    user = api_as(role)
    refused = {operation for operation in WITHIN_ENTITY if call(user, operation, "NL01") == 403}

    held = {permission for permission, roles in MATRIX.items() if role in roles.split()}
    assert refused == {operation for operation in WITHIN_ENTITY if operation.permission not in held | WITHOUT_MATRIX}


def test_an_inactive_user_gets_401(company: Company, clerk: ApiUser) -> None:
    User.objects.filter(pk=clerk.user.pk).update(is_active=False)

    assert clerk.get("/api/v1/NL01/customers").status_code == 401
    assert Membership.objects.filter(user=clerk.user).exists()


def test_the_document_is_valid_and_the_one_that_is_checked_in() -> None:
    written = StringIO()
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=written)

    assert OPENAPI.read_text() == written.getvalue(), "Run: python manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml"
