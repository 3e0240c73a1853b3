"""Every route as every role, with a record of the own entity, of a foreign one and an unknown one (reliability.md §18).

Who is let in is asked at the door of each view, which costs little; what is answered is read once per route. All requests
run with the database role of the application, so that every page also works behind row-level security.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils.translation import override
from rest_framework.test import APIClient

from foundation.organization.entity_keys import has_entity
from foundation.organization.roles import ShippedRole
from foundation.organization.services.api_tokens import create_token
from tests.security.database_role import acting_as, make_roles
from tests.security.routes import Route, operations, page_routes
from tests.security.world import MARK, World, make_world

pytestmark = pytest.mark.django_db
ROUTES = page_routes() + operations()
ROLES = [role.value for role in ShippedRole]
LET_IN, REFUSED, NOT_FOUND, SERVER_ERROR = 299, 403, 404, 500
NOTHING_DONE = {403, 404, 405, 422}
"""What a record that is not there may be answered with: some read the body or a permission of their own first."""


class Visitor:
    """A user with a role in the own entity, who asks pages with a session and the API with a token."""

    def __init__(self, world: World, role: str) -> None:
        person = world.own.user(role)
        self.browser = Client()
        self.browser.force_login(person)
        self.program = APIClient()
        self.program.credentials(HTTP_AUTHORIZATION=f"Bearer {create_token(person, 'walk')[1]}")
        self.leaks: list[str] = []

    def ask(self, route: Route, address: str) -> tuple[int, bytes]:
        """Make a request, take back what it wrote, and note when the answer tells of the foreign entity."""
        before = transaction.savepoint()
        client: Any = self.program if route.api else self.browser
        body: dict[str, Any] = {"data": {}, "format": "json"} if route.api and route.method in {"post", "patch"} else {}
        with acting_as("app"):
            answer = getattr(client, route.method)(address, **body)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.savepoint_rollback(before)
        told = content + str(answer.headers).encode()
        for asked in address.split("/"):
            told = told.replace(asked.encode(), b"") if MARK in asked else told
        if MARK.encode() in told:
            self.leaks.append(f"{route} at {address}")
        return answer.status_code, content


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Two entities with every record that a route can name, for all tests; the log of refused requests is not written."""
    around = transaction.atomic()
    around._from_testcase = True  # postings may call themselves the outermost transaction
    logging.disable(logging.WARNING)
    with django_db_blocker.unblock(), around, override("en"):
        make_roles()
        yield make_world({model for route in ROUTES for model in route.models()})
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


def named(answers: dict[Route, Any]) -> dict[str, Any]:
    """Return answers by method and path, to be read in a failing test."""
    return {str(route): answer for route, answer in answers.items()}


def test_every_key_of_a_route_names_a_record_in_both_entities(world: World) -> None:
    assert len(ROUTES) > 300
    for route in ROUTES:
        for model in route.models():
            own, foreign = world.pair(model)
            assert not has_entity(model) or own.legal_entity_id != foreign.legal_entity_id


def at_the_door(view: Any) -> Any:
    """Answer in a view's place, so that only the way to it is tried."""
    if hasattr(view, "initial"):
        return mock.patch.object(view, "initialize_request", _judged_by(view))
    return mock.patch.object(view, "dispatch", lambda *_arguments, **_keys: HttpResponse(status=LET_IN))


def _judged_by(view: Any) -> Callable[..., Any]:
    read = view.initialize_request

    def judged(self: Any, request: Any, *arguments: Any, **keys: Any) -> Any:
        for method in ("get", "post", "patch", "delete"):
            if hasattr(self, method):
                setattr(self, method, lambda *_arguments, **_keys: HttpResponse(status=LET_IN))
        return read(self, request, *arguments, **keys)

    return judged


@pytest.mark.scenario("reliability", "REL-23")
@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_let_in_where_the_matrix_says_so_and_nowhere_else(world: World, role: str) -> None:
    visitor, wrong = Visitor(world, role), {}
    for route in ROUTES:
        with at_the_door(route.view):
            status, _body = visitor.ask(route, route.address(world))
        if status != (LET_IN if route.allows(role) else REFUSED):
            wrong[route] = status

    assert named(wrong) == {}


@pytest.mark.scenario("reliability", "REL-22")
@pytest.mark.parametrize("role", ROLES)
def test_a_foreign_record_is_answered_like_one_that_does_not_exist(world: World, role: str) -> None:
    visitor, wrong = Visitor(world, role), {}
    for route in ROUTES:
        if not route.keys or not route.allows(role) or not has_entity(route.models()[-1]):
            continue
        foreign_at, unknown_at = route.address(world, foreign=True), route.address(world, unknown=True)
        foreign = _comparable(visitor.ask(route, foreign_at), foreign_at)
        unknown = _comparable(visitor.ask(route, unknown_at), unknown_at)
        if foreign != unknown or foreign[0] not in NOTHING_DONE:
            wrong[route] = foreign[0], unknown[0]

    assert named(wrong) == {}
    assert visitor.leaks == []


@pytest.mark.scenario("reliability", "REL-22")
@pytest.mark.parametrize("role", ROLES)
def test_an_entity_of_others_is_answered_like_one_that_does_not_exist(world: World, role: str) -> None:
    visitor, wrong = Visitor(world, role), {}
    for route in ROUTES:
        foreign_at, unknown_at = route.address(world, "BE01"), route.address(world, "XX99")
        foreign = _comparable(visitor.ask(route, foreign_at), foreign_at)
        if foreign[0] != NOT_FOUND or (role == "OM" and foreign != _comparable(visitor.ask(route, unknown_at), unknown_at)):
            wrong[route] = foreign[0]

    assert named(wrong) == {}
    assert visitor.leaks == []


@pytest.mark.scenario("reliability", "REL-22")
def test_no_answer_tells_of_the_foreign_entity_and_none_fails(world: World) -> None:
    visitors = {role: Visitor(world, role) for role in ROLES}
    wrong = {}
    for route in ROUTES:
        role = next(role for role in ("AR", "OM", *ROLES) if route.allows(role))
        status, _body = visitors[role].ask(route, route.address(world))
        if status >= SERVER_ERROR or status == REFUSED:
            wrong[route] = status

    assert named(wrong) == {}
    assert [leak for visitor in visitors.values() for leak in visitor.leaks] == []


def _comparable(answer: tuple[int, bytes], address: str) -> tuple[int, bytes]:
    """Return status and body without what differs from request to request: tokens, and the key that was asked for."""
    status, body = answer
    body = re.sub(rb"[0-9A-Za-z_-]{16,}", b"", body)
    for text in (*address.split("/"), "BE01", "XX99"):
        body = body.replace(text.encode(), b"") if len(text) > 1 else body
    return status, re.sub(rb"[0-9]+", b"", body)
