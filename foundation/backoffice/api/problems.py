"""Every error as a problem document (RFC 9457): one place translates refusals, bad input and missing rights."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.signals import got_request_exception
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from foundation.backoffice.api.rows import path_of
from foundation.backoffice.api.serializers import RefusedSerializer
from foundation.database.retries import OutcomeUnknown, RecordBusy, is_busy
from foundation.errors import BusinessRuleError, RecordChanged
from foundation.organization.errors import PermissionMissing

logger = logging.getLogger("django.request")

CONTENT_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:order-to-invoice:problem:"

Problem = dict[str, Any]


class PreconditionFailed(exceptions.APIException):
    """The record is no longer the one whose ETag the caller read."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = gettext_lazy("The record was changed since you read it. Read it again, then repeat the change.")
    default_code = RecordChanged.code


class KeyMismatch(exceptions.APIException):
    """An idempotency key was used for another request before."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_detail = gettext_lazy("This idempotency key belongs to another request. Use a new key for a new request.")
    default_code = "IDEMPOTENCY_MISMATCH"


class KeyInUse(exceptions.APIException):
    """The first request with the idempotency key is still running."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = gettext_lazy("The first request with this idempotency key is still running. Try again in a moment.")
    default_code = "IDEMPOTENCY_IN_USE"
    wait = 2


class Busy(exceptions.APIException):
    """Another posting holds the record."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = RecordBusy.message
    default_code = RecordBusy.code
    wait = 1


class Unknown(exceptions.APIException):
    """The database went away while the transaction committed; under an idempotency key the request would have been run again."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = OutcomeUnknown.message
    default_code = OutcomeUnknown.code
    wait = 1


class RequestTooLarge(exceptions.APIException):
    """The body has more bytes than any request may have."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = gettext_lazy("The request is too large. Send less at once.")
    default_code = "TOO_LARGE"


class InvalidInput(exceptions.ValidationError):
    """Input that does not fit the schema, by field."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY


class EveryDocumentRefused(Exception):
    """Nothing of a set was posted: pairs of document number and refusal, of which the first gives the problem its code."""

    def __init__(self, refused: Sequence[tuple[str, BusinessRuleError]]) -> None:
        super().__init__()
        self.refused = refused


def problem_response(error: Exception, context: dict[str, Any]) -> Response:
    """Answer any error of a view; what nobody foresaw is logged, reported and answered with 500."""
    set_rollback()
    if isinstance(error, BusinessRuleError) and not isinstance(error, (RecordBusy, OutcomeUnknown)):
        problem = _refusal(error)
    elif isinstance(error, EveryDocumentRefused):
        problem = _refusal(error.refused[0][1]) | {"refused": RefusedSerializer(error.refused, many=True).data}
    else:
        problem = _api_problem(_as_api_exception(error, context))
    problem["instance"] = context["request"].path
    headers = problem.pop("headers", {})
    response = Response(problem, status=problem["status"], headers=headers, content_type=CONTENT_TYPE)
    response.exception = True
    return response


def _refusal(error: BusinessRuleError) -> Problem:
    """Return a refusal as a problem; what elsewhere is only worth knowing is an error where it stops everything."""
    code = status.HTTP_403_FORBIDDEN if isinstance(error, PermissionMissing) else status.HTTP_409_CONFLICT
    severity = "error" if error.severity == "info" else error.severity
    problem = problem_of(code, error.code, str(error)) | {"params": error.params, "severity": severity}
    if path := path_of(error):
        problem["field"] = path
    if error.cause:
        problem["cause"] = error.cause
    return problem


def _as_api_exception(error: Exception, context: dict[str, Any]) -> exceptions.APIException:
    if isinstance(error, exceptions.APIException):
        return error
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(error, ValidationError):
        return InvalidInput(error.message_dict if hasattr(error, "error_dict") else {"non_field_errors": error.messages})
    if isinstance(error, RecordBusy) or is_busy(error):
        return Busy()
    if isinstance(error, OutcomeUnknown):
        return Unknown()
    request = context["request"]
    logger.error("Internal error: %s", request.path, exc_info=error, extra={"status_code": 500, "request": request})
    got_request_exception.send(sender=type(context.get("view")), request=request)
    return exceptions.APIException(_("Something went wrong on our side; nothing was changed."))


def _api_problem(error: exceptions.APIException) -> Problem:
    if isinstance(error, exceptions.ValidationError):
        found = list(_flatten(error.detail, ""))
        problem = problem_of(status.HTTP_422_UNPROCESSABLE_ENTITY, "VALIDATION", _("The request has values that cannot be taken."))
        return problem | {"errors": found}
    problem = problem_of(error.status_code, _code_of(error), str(error.detail))
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = str(error.auth_header)  # type: ignore[attr-defined]
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(int(error.wait) or 1)  # type: ignore[attr-defined]
    return problem | {"headers": headers}


def _code_of(error: exceptions.APIException) -> str:
    codes = error.get_codes()
    return codes if codes == RecordChanged.code else str(codes).upper()


def problem_of(status_code: int, code: str, detail: str) -> Problem:
    """Return the members that every problem has, but for the address it concerns."""
    return {"type": f"{TYPE_PREFIX}{code}", "title": _TITLES.get(status_code, ""), "status": status_code, "code": code, "detail": detail}


_TITLES = {
    400: "Bad request",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    409: "Refused",
    412: "Changed meanwhile",
    413: "Too large",
    415: "Unsupported media type",
    422: "Invalid input",
    429: "Too many requests",
    500: "Internal error",
    503: "Not available",
}


def _flatten(detail: Any, path: str) -> Iterator[dict[str, str]]:
    """Yield one entry per message with the path of its field, such as ``lines.0.quantity``."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            below = path if name == "non_field_errors" else f"{path}.{name}".lstrip(".")
            yield from _flatten(inner, below)
    elif isinstance(detail, list):
        for position, inner in enumerate(detail):
            yield from _flatten(inner, f"{path}.{position}".lstrip(".") if isinstance(inner, dict | list) else path)
    else:
        yield {"field": path, "code": str(getattr(detail, "code", "invalid")), "detail": str(detail)}
