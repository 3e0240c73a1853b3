"""Whatever a caller sends, the API answers as its description says and never with an internal error (REL-24)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from config.wsgi import application
from foundation.organization.models import Membership, Role
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.sales import sales_order
from tests.faults.size import size

CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
REQUESTS = size(5_000, 100_000)
SCHEMA = schemathesis.openapi.from_path(Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml")
SCHEMA.app = application
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]
HOSTILE = effort(
    max_examples=math.ceil(REQUESTS / 2 / len(OPERATIONS)),  # half of them as described, half with hostile values
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
VALUES: list[Any] = [
    "\x00",
    "before\x00after",
    "\ud800",
    "\u202eevil",
    "\ufeff",
    "' OR 1=1 --",
    "%00",
    "../../etc/passwd",
    "{{7*7}}",
    "${7*7}",
    "<script>alert(1)</script>",
    "=1+1",
    "a\r\nSet-Cookie: b=c",
    "x" * 70_000,
    "NaN",
    "Infinity",
    "-Infinity",
    "1e400",
    "1e-400",
    "٣",
    "0x10",
    "9" * 400,
    "-0",
    2**31,
    2**63,
    -(2**63) - 1,
    10**400,
    1.5,
    "0000-00-00",
    "9999-12-31T23:59:60Z",
    "2026-02-30",
    "+275760-09-13",
    True,
    None,
    [],
    {},
    [[[[[[[[[[[]]]]]]]]]]],
    {"a": {"b": {"c": {}}}},
]


@pytest.fixture(autouse=True)
def _requests_share_the_connection_of_the_test() -> Iterator[None]:
    """Keep requests from closing the connection that holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def headers(company: Company) -> dict[str, str]:
    """Return what somebody with every role sends."""
    user = company.user("AR")
    others = Role.objects.exclude(code="AR")
    Membership.objects.bulk_create(Membership(user=user, legal_entity=company.entity, role=role) for role in others)
    return {"Authorization": ApiUser(user, company.entity.code)._credentials["HTTP_AUTHORIZATION"]}


@pytest.fixture(autouse=True)
def _callers_may_call_often(settings: Any) -> None:
    """Keep the limits on requests per minute out of the way of thousands of them."""
    settings.RATES = {}


def known_parts(operation: Any, company: Company) -> dict[str, str]:
    """Return parts of the path that lead to records that exist."""
    known = {"entity": "NL01", "account": "C-100"}
    if "/sales-orders/" in operation.path:
        known["number"] = sales_order(company, ("A", 2), ("S", 1)).number
    return known


def with_a_hostile_part(case: Any, value: Any, dice: Random) -> None:
    """Put a hostile value into one place of a request: a query parameter, a part of the path, or somewhere in the body."""
    places: list[tuple[Any, Any]] = [(case.query, name) for name in case.query or {}]
    places += [(case.path_parameters, name) for name in case.path_parameters or {} if name != "entity"]
    places += leaves(case.body) if isinstance(case.body, dict | list) else []
    if not places:
        return
    container, name = dice.choice(places)
    in_address = container is case.query or container is case.path_parameters
    container[name] = str(value)[:4_000].encode(errors="ignore").decode() or "-" if in_address else value


def leaves(body: Any) -> list[tuple[Any, Any]]:
    """Return every place of a body, as container and key."""
    names = list(body) if isinstance(body, dict) else range(len(body))
    inner = [place for name in names if isinstance(body[name], dict | list) for place in leaves(body[name])]
    return [(body, name) for name in names] + inner


every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)


@every_operation
def test_an_operation_answers_whatever_comes(operation: Any, headers: dict[str, str], company: Company) -> None:
    known = known_parts(operation, company)

    @HOSTILE
    @given(case=operation.as_strategy())
    def attempt(case: Any) -> None:
        case.path_parameters.update({name: value for name, value in known.items() if name in case.path_parameters})
        case.call_and_validate(headers=headers, checks=CHECKS)

    attempt()


@every_operation
def test_no_value_anywhere_in_a_request_is_an_internal_error(operation: Any, headers: dict[str, str], company: Company) -> None:
    known = known_parts(operation, company)

    @HOSTILE
    @given(case=operation.as_strategy(), value=st.sampled_from(VALUES), dice=st.randoms(use_true_random=False))
    def attempt(case: Any, value: Any, dice: Random) -> None:
        case.path_parameters.update({name: part for name, part in known.items() if name in case.path_parameters})
        with_a_hostile_part(case, value, dice)
        case.call_and_validate(headers=headers, checks=(not_a_server_error,))

    attempt()
