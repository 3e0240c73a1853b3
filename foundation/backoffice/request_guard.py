"""What is looked at before anything else: the caller's address, encryption, and characters that no text has."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponseBase, JsonResponse

from foundation.backoffice.api.problems import CONTENT_TYPE, problem_of
from foundation.backoffice.characters import NUL, is_text
from foundation.backoffice.views.errors import bad_request

GetResponse = Callable[[HttpRequest], HttpResponseBase]
API = "/api/"


class RequestGuardMiddleware:
    """Knows the caller's address behind a trusted proxy, keeps tokens off plain HTTP, and refuses NUL and half characters."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Refuse what cannot be meant, else pass the request on."""
        if settings.BEHIND_PROXY:
            request.META["REMOTE_ADDR"] = client_address(request)
        if settings.SECURE_SSL_REDIRECT and request.path.startswith(API) and not request.is_secure():
            return _problem(request, 403, "HTTPS_ONLY", "The API answers over HTTPS only. Replace the token that was just sent.")
        if request.path.startswith(API) and _length(request) > _most(request):
            return _problem(request, 413, "TOO_LARGE", "The request is too large. Send less at once.")
        if NUL in request.path or b"\0" in unquote_to_bytes(request.META.get("QUERY_STRING", "")):
            if request.path.startswith(API):
                return _problem(request, 400, "BAD_TEXT", "The address holds a character that no text has.")
            return bad_request(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> None:
        """Refuse forms with such characters; the API's parser does so for itself."""
        if request.method == "POST" and not hasattr(view, "cls") and not is_text(_typed(request)):
            raise SuspiciousOperation("A field holds a character that no text has")


def client_address(request: HttpRequest) -> str:
    """Return the address that the trusted proxy saw: the last one it added, never one that the caller wrote."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    return str(forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", ""))


def _length(request: HttpRequest) -> int:
    """Return how many bytes the body is said to have; more are never read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if str(length).isdecimal() else 0


def _typed(request: HttpRequest) -> Iterable[str]:
    for name, values in request.POST.lists():
        yield str(name)
        yield from (str(value) for value in values)


def _most(request: HttpRequest) -> int:
    """Return how many bytes a body may have: a form with files as many as in the browser."""
    with_files = (request.content_type or "") == "multipart/form-data"
    return int(settings.LARGEST_REQUEST if with_files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def _problem(request: HttpRequest, status: int, code: str, detail: str) -> JsonResponse:
    body = problem_of(status, code, detail) | {"instance": request.path.replace(NUL, "")}
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE)
