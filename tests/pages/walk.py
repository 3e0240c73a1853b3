"""Opens every page as every role and keeps what was shown, so that each test reads it without asking again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

from foundation.backoffice.permissions import WITHOUT_MATRIX, required_permission
from foundation.organization.roles import MATRIX
from tests.pages.furnished import EVERYBODY, addresses
from tests.pages.markup import Shown, read
from tests.security.routes import Route, page_routes
from tests.security.world import World

OF_NO_ENTITY = ("/", "/account/", "/account/password/", "/account/confirm/", "/account/second-factor/", "/entities/")
SHOWN, MOVED = 200, 302
ENOUGH = 3
ANSWERED = {SHOWN, 204, MOVED}
_FETCHED_ELSEWHERE = ("http:", "https:", "mailto:", "tel:")


@dataclass
class Visitor:
    """Somebody with a role, and every answer that they were given so far."""

    world: World
    role: str
    answers: dict[str, int] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    opened: dict[str, set[str]] = field(default_factory=dict)
    pages: dict[str, Shown] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Sign in."""
        self.client = Client(raise_request_exception=False)
        self.client.force_login(self.world.own.users[self.role])

    def open(self, address: str) -> int:
        """Ask for an address once, keep the page if the answer is one, and take back what was written."""
        if address not in self.answers:
            before = transaction.savepoint()
            answer: Any = self.client.get(address)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            self.answers[address] = answer.status_code
            if answer.status_code == MOVED:
                self.moved[address] = answer["Location"]
            elif answer.status_code == SHOWN and answer["Content-Type"].startswith("text/html"):
                self.pages[address] = read(content.decode())
            transaction.savepoint_rollback(before)
        return self.answers[address]

    def is_known(self, address: str) -> bool:
        """Tell whether some records of the same page were opened already, so that one more would teach nothing."""
        opened = self.opened.setdefault(resolve(address).route, set())
        if len(opened) >= ENOUGH and address not in self.answers:
            return True
        opened.add(address)
        return False

    def may(self, permission: str) -> bool:
        """Tell whether the role's rights hold a permission."""
        return permission in WITHOUT_MATRIX or self.role in EVERYBODY or self.role in MATRIX[permission].split()

    def judge(self, page: str, address: str, method: str) -> str:
        """Say what is wrong with sending a request from a page to an address, empty when nothing is."""
        if address.startswith(_FETCHED_ELSEWHERE):
            return ""
        path = urlsplit(urljoin(page, address)).path
        try:
            view = resolve(path).func
        except Resolver404:
            return "leads nowhere"
        if path.startswith("/sign-in/"):
            return "is not for who is signed in"
        if not takes(view, method):
            return f"takes no {method.upper()}"
        if hasattr(view, "view_class") and not self.may(required_permission(view, method.upper())):
            return "is not for this role"
        return ""


def takes(view: Any, method: str) -> bool:
    """Tell whether a view answers a method."""
    known = getattr(view, "view_class", None) or getattr(view, "cls", view)
    return hasattr(known, method) and method in getattr(known, "http_method_names", [method])


def pages_of_an_entity() -> list[Route]:
    """Return every route that is opened with GET."""
    return [route for route in page_routes() if route.method == "get" and "get" in route.view.http_method_names]


def walk(visitor: Visitor, routes: list[Route] | None = None) -> None:
    """Open every page that a visitor may open, or those of some routes."""
    for address in OF_NO_ENTITY:
        visitor.open(address)
    for route in pages_of_an_entity() if routes is None else routes:
        if visitor.may(route.permission):
            for address in addresses(route, visitor.world, visitor.role):
                visitor.open(address)
