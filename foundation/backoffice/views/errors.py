"""The pages for what went wrong, each with a way out."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from foundation.errors import BusinessRuleError
from foundation.security.models import EventKind
from foundation.security.services.events import note


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Say that the role does not allow it, and which permission is asked for."""
    note(EventKind.REFUSED, getattr(request, "user", None), request=request, detail=str(exception or ""))
    return _page(request, 403, {"title": _("Your role does not allow this"), "permission": str(exception or "")})


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form was too old or came from elsewhere."""
    return _page(request, 403, {"title": _("This form is no longer valid"), "stale": True})


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Say that there is nothing here, or nothing for this user."""
    return _page(request, 404, {"title": _("There is nothing at this address")})


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Say that the request could not be read, or is too large to be read."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return _page(request, 413, {"title": _("This is too much at once")})
    return _page(request, 400, {"title": _("This request could not be read")})


def too_many_requests(request: HttpRequest, seconds: int) -> HttpResponse:
    """Say that it went too fast, and when it may go on."""
    note(EventKind.TOO_OFTEN, getattr(request, "user", None), request=request)
    answer = _page(request, 429, {"title": _("That was too fast"), "seconds": seconds})
    answer["Retry-After"] = str(seconds)
    return answer


def refused(request: HttpRequest, refusal: BusinessRuleError) -> HttpResponse:
    """Say which business rule stands in the way, where the page itself could not."""
    return _page(request, 409, {"title": _("This cannot be done"), "refusal": refusal})


def failed(request: HttpRequest) -> HttpResponse:
    """Say that we failed, with the number under which the log tells more; asks nothing of the database."""
    context = {"title": _("Something went wrong on our side"), "request_id": getattr(request, "request_id", ""), "code": 500}
    return HttpResponse(render_to_string("backoffice/errors/failed.html", context), status=500)


def _page(request: HttpRequest, status: int, context: dict[str, Any]) -> HttpResponse:
    context |= {"code": status, "request_id": getattr(request, "request_id", "")}
    return render(request, "backoffice/errors/error.html", context, status=status)
