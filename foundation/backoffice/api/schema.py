"""How operations are described in the OpenAPI document: headers, the legal entity, and every error they may answer."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction, OpenApiParameter, OpenApiResponse

from foundation.backoffice.api.once import HEADER
from foundation.backoffice.api.permissions import declared_permission
from foundation.backoffice.api.serializers import ProblemSerializer
from foundation.backoffice.permissions import PUBLIC, WITHOUT_MATRIX
from foundation.organization.access import Access
from foundation.organization.models import LegalEntity, User
from foundation.organization.scope import close_scope, open_scope

ENTITY = OpenApiParameter("entity", str, OpenApiParameter.PATH, description="The code of the legal entity, such as `NL01`.")
KEY = OpenApiParameter(
    HEADER,
    str,
    OpenApiParameter.HEADER,
    description="A text of your own, 1 to 255 visible characters: the same request under the same key has one effect and one answer.",
)
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description="The ETag that you read: the change is refused when the record is another by now."
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", str, OpenApiParameter.HEADER, description="The ETag that you have: answers 304 without a body when it still holds."
)
NO_ENTITY = 0
NOBODY = Access(User(pk=0), LegalEntity(pk=NO_ENTITY))
"""Whose access a described view has: that of nobody, so that nothing is read."""
WITHIN_ENTITY = "/{entity}/"

ALWAYS = {
    "400": "The address or the body cannot be read: no JSON, nested too deeply, or a character that no text has.",
    "401": "No token, or one that is not known or whose time is over.",
    "429": "Too many requests; see Retry-After.",
}
IN_ENTITY = {"403": "Your roles do not include the permission.", "404": "There is no such record, or no such legal entity for you."}
READING = {"422": "A filter has a value that cannot be taken."}
CHANGING = {
    "409": "A business rule refuses: see code and detail. Nothing was changed.",
    "413": "The body is too large.",
    "415": "The body has another media type than the one described.",
    "422": "The body has values that cannot be taken: see errors. Nothing was changed.",
}
CHANGED = {"412": "The record is not the one of If-Match any more."}
REPLAYED_TEXT = "`true` when this is the answer of an earlier request under the same key."
MEDIA_TYPE = "application/problem+json"


class ApiSchema(AutoSchema):
    """Describes what all operations share, so that no viewset repeats it."""

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        """Describe an operation inside the scope of no legal entity, so that models can be asked but give no rows."""
        token = open_scope(NO_ENTITY)
        if WITHIN_ENTITY in str(args[0]):
            self.view.access = NOBODY  # type: ignore[attr-defined]
        try:
            return super().get_operation(*args, **kwargs)
        finally:
            close_scope(token)

    def get_override_parameters(self) -> list[Any]:
        """Return the parameters that no serializer or filter knows of."""
        found: list[Any] = [ENTITY] if WITHIN_ENTITY in self.path else []
        if self.method == "POST" and declared_permission(self.view) != PUBLIC:
            found.append(KEY)
        if self._honours_if_match():
            found.append(IF_MATCH)
        if self._is_detail_reading():
            found.append(IF_NONE_MATCH)
        return found

    def get_description(self) -> str:  # type: ignore[override]
        """Return the description with the permission that the operation asks for."""
        description = super().get_description() or ""
        required = declared_permission(self.view)
        return f"{description}\n\nPermission: `{required}`.".strip() if required not in WITHOUT_MATRIX else description

    def get_tags(self) -> list[str]:
        """Group operations by the kind of record."""
        return list(getattr(self.view, "tags", ())) or super().get_tags()

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        for status, text in self._errors().items():
            response = OpenApiResponse(ProblemSerializer, description=text)
            bodies.setdefault(status, self._get_response_for_code(response, status, media_types=[MEDIA_TYPE]))
        if self._is_detail_reading():
            bodies.setdefault("304", {"description": "Nothing changed since the ETag of If-None-Match."})
        return bodies

    def _errors(self) -> dict[str, str]:
        if declared_permission(self.view) == PUBLIC:
            return {} if self.method == "GET" else ALWAYS | CHANGING
        errors = dict(ALWAYS)
        if WITHIN_ENTITY in self.path:
            errors |= IN_ENTITY
        errors |= CHANGING if self.method != "GET" else {} if self._is_detail_reading() else READING
        if self._honours_if_match():
            errors |= CHANGED
        return dict(sorted(errors.items()))

    def _is_detail_reading(self) -> bool:
        return self.method == "GET" and getattr(self.view, "action", "") == "retrieve"

    def _honours_if_match(self) -> bool:
        """PATCH and DELETE change the record of the path; so do the POST actions that the viewset names."""
        named = getattr(self.view, "locking_actions", ())
        return self.method in {"PATCH", "DELETE"} or (self.method == "POST" and getattr(self.view, "action", "") in named)

    def _resolve_path_parameters(self, variables: list[str]) -> list[Any]:
        return super()._resolve_path_parameters([name for name in variables if name != "entity"])

    def map_parsers(self) -> list[str]:
        """Return the media types of bodies: JSON, or a form where files come."""
        return [str(parser.media_type) for parser in self.view.parser_classes]


def describe_headers(result: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
    """Describe the headers of answers: ETag of single records, the mark of a replay."""
    for operations in result["paths"].values():
        for method, operation in operations.items():
            _describe_headers(method, operation)
    return result


def _describe_headers(method: str, operation: dict[str, Any]) -> None:
    for status, response in operation.get("responses", {}).items():
        if status == "429":
            response["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}}
        elif method == "post" and status.startswith("2"):
            response["headers"] = {"Idempotent-Replayed": {"schema": {"type": "string"}, "description": REPLAYED_TEXT}}
