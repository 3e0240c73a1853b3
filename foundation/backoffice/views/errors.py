"""The pages for what went wrong, each with a way out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Say that the role does not allow it, and which permission is asked for."""
    return _page(request, 403, {"title": _("Your role does not allow this"), "permission": str(exception or "")})


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form was too old or came from elsewhere."""
    return _page(request, 403, {"title": _("This form is no longer valid"), "stale": True})


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Say that there is nothing here, or nothing for this user."""
    return _page(request, 404, {"title": _("There is nothing at this address")})


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Say that the request could not be read."""
    return _page(request, 400, {"title": _("This request could not be read")})


def failed(request: HttpRequest) -> HttpResponse:
    """Say that we failed, with the number under which the log tells more; asks nothing of the database."""
    context = {"title": _("Something went wrong on our side"), "request_id": getattr(request, "request_id", ""), "code": 500}
    return HttpResponse(render_to_string("backoffice/errors/failed.html", context), status=500)


def _page(request: HttpRequest, status: int, context: dict[str, Any]) -> HttpResponse:
    context |= {"code": status, "request_id": getattr(request, "request_id", "")}
    return render(request, "backoffice/errors/error.html", context, status=status)
