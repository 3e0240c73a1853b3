"""Whatever a caller sends, the API answers as its description says and never with an internal error (REL-24)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from config.wsgi import application
from foundation.organization.models import Membership, Role
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.sales import sales_order

CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
HOSTILE = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
SCHEMA = schemathesis.openapi.from_path(Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml")
SCHEMA.app = application
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]


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


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_an_operation_answers_whatever_comes(operation: Any, headers: dict[str, str], company: Company) -> None:
    known = {"entity": "NL01", "account": "C-100"}
    if "/sales-orders/" in operation.path:
        known["number"] = sales_order(company, ("A", 2), ("S", 1)).number

    @HOSTILE
    @given(case=operation.as_strategy())
    def attempt(case: Any) -> None:
        case.path_parameters.update({name: value for name, value in known.items() if name in case.path_parameters})
        case.call_and_validate(headers=headers, checks=CHECKS)

    attempt()
