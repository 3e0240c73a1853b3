"""A changing request runs in one transaction, and under an idempotency key it runs once (reliability.md §7)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

from django.core.files import File
from django.db import OperationalError, transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.problems import InvalidInput, KeyInUse, KeyMismatch
from foundation.database.retries import is_lost, retried
from foundation.organization.models import IdempotencyKey, User
from foundation.organization.services import idempotency

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
KEPT_HEADERS = ("Content-Type", "Content-Disposition", "ETag", "Location")
_VALID_KEY = re.compile(r"[!-~]{1,255}")


class AnswerWithSecret(Response):
    """An answer with a property ``secret`` that is given once: what is kept for a replay has null in its place."""

    def __init__(self, answer: Response, secret: str) -> None:
        kept = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
        super().__init__({**answer.data, "secret": secret}, status=answer.status_code, headers=kept)

    @property
    def kept_content(self) -> bytes:
        """Return the body without the secret."""
        return bytes(JSONRenderer().render({**self.data, "secret": None}))


Handler = Callable[..., HttpResponseBase]
Finish = Callable[[HttpResponseBase], HttpResponseBase]


def run_once(handler: Handler, finish: Finish, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """Run a changing handler in one transaction; a POST under a known key gets the first answer instead.

    ``finish`` turns what the handler returns into the final response. An answer of 400 or more undoes the transaction,
    key included, so the caller may repeat. Raises KeyMismatch, KeyInUse and InvalidInput.
    """
    key = request.headers.get(HEADER) if request.method == "POST" else None
    if key is None or not isinstance(request.user, User):  # keys are a client's; whoever signs in is none yet
        return retried(_run)(handler, request, *args, **kwargs)
    if not _VALID_KEY.fullmatch(key):
        raise InvalidInput({HEADER: [_("A key has 1 to 255 visible ASCII characters.")]})
    return retried(_run_under_key, repeatable=True)(handler, finish, request, key, *args, **kwargs)


def fingerprint(request: Request) -> str:
    """Return the hash of method, path, query and canonical body: what makes a request the same request."""
    body = json.dumps(request.data, sort_keys=True, separators=(",", ":"), default=_told)
    parts = [str(request.method), request.path, request.META.get("QUERY_STRING", ""), body]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _told(value: Any) -> str:
    """Return what makes a value that JSON has not the same value: of a file its name and its bytes."""
    if not isinstance(value, File):
        return str(value)
    content = hashlib.sha256()
    for chunk in value.chunks():
        content.update(chunk)
    value.seek(0)
    return f"{value.name} {content.hexdigest()}"


def posting_key(request: Request) -> str:
    """Return what a posting keeps for good of the request's key, client and content; empty without a key."""
    key = request.headers.get(HEADER, "")
    if not key:
        return ""
    return "api/" + hashlib.sha256(f"{_client(request).pk}\n{key}\n{fingerprint(request)}".encode()).hexdigest()


def _run(handler: Handler, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
    response = handler(request, *args, **kwargs)
    if response.status_code >= 400:
        transaction.set_rollback(True)
    return response


def _run_under_key(handler: Handler, finish: Finish, request: Request, key: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
    mark = fingerprint(request)
    earlier = _claim(request, key, mark)
    if earlier is not None:
        return _replay(earlier, mark)
    response = finish(handler(request, *args, **kwargs))
    if response.status_code >= 400:
        transaction.set_rollback(True)
    else:
        _store(request, key, response)
    return response


def _claim(request: Request, key: str, mark: str) -> IdempotencyKey | None:
    try:
        return idempotency.claim_key(_client(request), key, mark)
    except OperationalError as error:
        if is_lost(error):
            raise
        raise KeyInUse from error


def _client(request: Request) -> User:
    if not isinstance(request.user, User):
        raise NotAuthenticated
    return request.user


def _replay(earlier: IdempotencyKey, mark: str) -> HttpResponse:
    if earlier.fingerprint != mark:
        raise KeyMismatch
    return HttpResponse(bytes(earlier.body), status=earlier.status, headers={**earlier.headers, REPLAYED: "true"})


def _store(request: Request, key: str, response: HttpResponseBase) -> None:
    if isinstance(response, Response):
        response.render()
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    body = response.kept_content if isinstance(response, AnswerWithSecret) else getattr(response, "content", b"")
    idempotency.store_answer(_client(request), key, status=response.status_code, headers=headers, body=body)
