"""Every route below a legal entity as a request can be made to it, with the kind of record that its keys name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import URLPattern, get_resolver

from foundation.backoffice.checks import routes
from foundation.backoffice.permissions import WITHOUT_MATRIX, required_permission
from foundation.organization.roles import MATRIX
from tests.api.test_routes import routes as api_routes
from tests.security.world import UNKNOWN_KEY, World

ENTITY = "<entity:entity>"
_KEY = re.compile(r"<(?:\w+:)?(\w+)>")
_API_KEY = re.compile(r"\(\?P<(\w+)>(?:\[[^\]]*\]\+)\)")

WORDS = {"name": "customers.customer", "kind": "customer_invoice"}
"""Keys that name no record."""
NUMBERS = {"line": "10"}
"""Keys that number something within the record before them."""

BY_FOLDER = {
    "batch/runs": "batch.BatchRun",
    "<int:customer>/addresses": "customers.PartyAddress",
    "<int:customer>/numbers": "customers.ElectronicAddress",
    "<int:customer>/contacts": "customers.ContactPerson",
    "customers/customers": "customers.Customer",
    "<account>/addresses": "customers.PartyAddress",
    "batch-runs": "batch.BatchRun",
    "attachments": "backoffice.Attachment",
    "holds": "sales.OrderHold",
    "returns/orders": "returns.ReturnOrder",
    "sales/orders": "sales.SalesOrder",
    "<entity:entity>/quotations": "quotations.Quotation",
    "look-up/<str:name>/made": "customers.Customer",
    "<entity:entity>/activities": "backoffice.Activity",
    "<entity:entity>/exports": "backoffice.ExportFile",
    "<entity:entity>/imports": "backoffice.ImportFile",
}
"""The model of a key whose view does not say, by how the path before the key ends."""


@dataclass(frozen=True)
class Route:
    """One method of one route below a legal entity."""

    method: str
    path: str
    permission: str
    view: Any
    api: bool = False

    def __str__(self) -> str:
        """Return method and path, as a failing test shows them."""
        return f"{self.method.upper()} {self.path}"

    @property
    def keys(self) -> list[str]:
        """Return the names of the records' keys in the path."""
        return [name for name in _KEY.findall(self.path) if name not in {"entity", *WORDS, *NUMBERS}]

    def allows(self, role: str) -> bool:
        """Tell whether the matrix lets a role in."""
        return self.permission in WITHOUT_MATRIX or role in MATRIX[self.permission].split()

    def models(self) -> list[type[models.Model]]:
        """Return the model of each key in the path; raises LookupError for a key that nothing explains."""
        return [self._model(name) for name in self.keys]

    def address(self, world: World, entity: str = "NL01", *, foreign: bool = False, unknown: bool = False) -> str:
        """Return the address for records of the own entity; the last key, or the only one, is foreign or unknown instead."""
        path = self.path.replace(ENTITY, entity)
        for position, (name, model) in enumerate(zip(self.keys, self.models(), strict=True)):
            last = position == len(self.keys) - 1
            found = world.pair(model)[1 if foreign and last else 0]
            value = str(UNKNOWN_KEY) if unknown and last else str(_written_key(found, name))
            path = re.sub(rf"<(?:\w+:)?{name}>", value, path, count=1)
        for name, word in (WORDS | NUMBERS).items():
            path = re.sub(rf"<(?:\w+:)?{name}>", word, path)
        return "/" + path

    def _model(self, name: str) -> type[models.Model]:
        before = re.split(rf"/<(?:\w+:)?{name}>", self.path)[0]
        named = next(
            (model for ending, model in BY_FOLDER.items() if f"/{before}".endswith(ending if ending.startswith(">") else f"/{ending}")),
            None,
        )
        declared = _declared_model(self.view)
        if named is None and declared is None:
            raise LookupError(f"{self}: say in tests/security/routes.py what record {name} names")
        return apps.get_model(named) if named else declared


def page_routes() -> list[Route]:
    """Return every page and form below a legal entity."""
    return [
        Route(method, path, required_permission(view, method.upper()), view.view_class)
        for path, view in routes()
        if path.startswith(ENTITY)
        for method in ("get", "post")
        if hasattr(view.view_class, method)
    ]


def operations() -> list[Route]:
    """Return every operation of the API below a legal entity."""
    found: list[Route] = []
    for path, pattern in api_routes(get_resolver().url_patterns, ""):
        if ENTITY in path:
            found += _operations(path, pattern)
    return found


def _operations(path: str, pattern: URLPattern) -> Iterator[Route]:
    view: Any = pattern.callback.cls  # type: ignore[attr-defined]
    plain = {method: "perform" for method in ("get", "post", "patch", "delete") if hasattr(view, method)}
    clean = _API_KEY.sub(r"<\1>", path).replace("^", "").replace("$", "").replace("\\Z", "")
    for method, action in (getattr(pattern.callback, "actions", None) or plain).items():
        yield Route(method, clean, view.action_permissions[action], view, api=True)


def _declared_model(view: Any) -> Any:
    serializer = getattr(view, "serializer_class", None)
    return getattr(view, "model", None) or getattr(getattr(serializer, "Meta", None), "model", None)


def _written_key(found: Any, name: str) -> Any:
    return found.pk if name in {"customer", "address", "hold", "run", "attachment"} else getattr(found, name)
