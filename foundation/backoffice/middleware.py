"""What stands between a request and every page: request id, content policy, session age, language, entity scope, permission."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation

from foundation.backoffice import rates
from foundation.backoffice.accounts.sign_in import MUST_ENROL
from foundation.backoffice.permissions import MEMBER, PUBLIC, SIGNED_IN, required_permission
from foundation.backoffice.views.errors import refused, too_many_requests
from foundation.errors import BusinessRuleError
from foundation.organization.access import access_for
from foundation.organization.models import User
from foundation.organization.scope import close_scope, open_scope
from foundation.security.models import EventKind
from foundation.security.request_ids import request_id
from foundation.security.services.events import note
from foundation.security.sessions import SEEN_AT, SIGNED_IN_AT

GetResponse = Callable[[HttpRequest], HttpResponseBase]
SEEN_EVERY_SECONDS = 60

request_log = logging.getLogger("requests")


class RequestIdMiddleware:
    """Gives every request an id that the answer, the log and error pages carry."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Set the id before and name it after."""
        request.request_id = secrets.token_hex(8)  # type: ignore[attr-defined]
        token = request_id.set(request.request_id)  # type: ignore[attr-defined]
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        return response


class RequestLogMiddleware:
    """Writes one line per request: what was asked for by name, by whom, with what outcome, how long it took."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Time the request and write its line; addresses, queries and bodies stay out of it."""
        began = time.monotonic()
        response = self.get_response(request)
        match, user = request.resolver_match, getattr(request, "_cached_user", None) or vars(request).get("user")
        known = {
            "route": match.view_name or match.route if match else "",
            "method": request.method,
            "status": response.status_code,
            "duration_ms": round((time.monotonic() - began) * 1000),
            "user_id": user.pk if type(user) is User else None,
            "entity": str(getattr(request, "entity", "")),
        }
        request_log.info("request", extra=known)
        return response


class ContentPolicyMiddleware:
    """Allows scripts, styles and connections of the product itself only (reliability.md §12)."""

    POLICY = (
        "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors {ancestors}; object-src 'none'"
    )

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add the policy, and forbid caches to keep what a signed-in user saw."""
        request.csp_nonce = secrets.token_urlsafe(16)  # type: ignore[attr-defined]
        response = self.get_response(request)
        ancestors = "'self'" if response.get("X-Frame-Options") == "SAMEORIGIN" else "'none'"
        policy = self.POLICY.format(nonce=request.csp_nonce, ancestors=ancestors)  # type: ignore[attr-defined]
        response.headers.setdefault("Content-Security-Policy", policy)
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class SessionAgeMiddleware:
    """Ends a session after half an hour without a request of its user, and half a day after it began, used or not."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Sign out whose time is over."""
        if request.user.is_authenticated:
            now, session = time.time(), request.session
            idle = now - session.get(SEEN_AT, now) > settings.SESSION_IDLE_SECONDS
            if idle or now - session.get(SIGNED_IN_AT, now) > settings.SESSION_COOKIE_AGE:
                logout(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any) -> None:
        """Note the time, at most once a minute, unless the page asked by itself (``is_background``)."""
        if not request.user.is_authenticated or getattr(getattr(view, "view_class", None), "is_background", False):
            return
        if time.time() - request.session.get(SEEN_AT, 0) > SEEN_EVERY_SECONDS:
            request.session[SEEN_AT] = int(time.time())


class PreferencesMiddleware:
    """Speaks the language that the signed-in user chose."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Activate the user's language for the length of the request."""
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
        response = self.get_response(request)
        timezone.deactivate()
        return response


class AccessMiddleware:
    """Opens the scope of the path's legal entity and refuses every view whose permission is missing or not declared.

    The API judges its own requests; its views are recognised by the ``cls`` that REST framework sets.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Close the scope that ``process_view`` opened, whatever happened."""
        try:
            return self.get_response(request)
        finally:
            token = getattr(request, "scope_token", None)
            if token is not None:
                close_scope(token)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Show a refusal that the page itself had no place for; everything else is not ours to explain."""
        return refused(request, error) if isinstance(error, BusinessRuleError) else None

    def process_view(self, request: HttpRequest, view: Callable[..., Any], _args: Any, kwargs: dict[str, Any]) -> HttpResponseBase | None:
        """Judge the request before its view runs; None lets it pass."""
        if hasattr(view, "cls"):
            return None
        required = required_permission(view, request.method or "GET")
        known = isinstance(request.user, User)
        if required != PUBLIC and not known:
            return _to_sign_in(request)
        limited = too_often(request, required, getattr(view, "view_class", None))
        if limited is not None or required == PUBLIC or not isinstance(request.user, User):
            return limited
        if MUST_ENROL in request.session and not getattr(getattr(view, "view_class", None), "while_enrolling", False):
            return redirect("second-factor")
        if "entity" in kwargs:
            self._enter_entity(request, request.user, kwargs["entity"])
        if required in {SIGNED_IN, MEMBER}:
            return None
        if not request.access.may(required):  # type: ignore[attr-defined]
            raise PermissionDenied(required)
        if "export" in request.GET:
            page = request.resolver_match.view_name if request.resolver_match else ""
            note(EventKind.EXPORTED, request.user, request=request, detail=page)
        return None

    def _enter_entity(self, request: HttpRequest, user: User, code: str) -> None:
        access = access_for(user, code)
        if access is None:
            raise Http404
        request.access = access  # type: ignore[attr-defined]
        request.entity = access.legal_entity  # type: ignore[attr-defined]
        request.scope_token = open_scope(access.legal_entity.pk)  # type: ignore[attr-defined]
        timezone.activate(ZoneInfo(access.legal_entity.time_zone))


def too_often(request: HttpRequest, permission: str, view_class: Any) -> HttpResponseBase | None:
    """Count the request and return what tells its sender to wait, None within the limits."""
    if isinstance(request.user, User):
        who, kind = str(request.user.pk), rates.kind_of(permission, request.method or "GET", view_class, request.GET)
        kinds = {rates.CLIENT, kind}
    else:
        who, kinds = str(request.META.get("REMOTE_ADDR", "")), {rates.ANONYMOUS}
    seconds = max(rates.seconds_to_wait(kind, who) for kind in sorted(kinds))
    return too_many_requests(request, seconds) if seconds else None


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    if getattr(request, "htmx", None):
        return HttpResponse(status=401, headers={"HX-Redirect": reverse(settings.LOGIN_URL)})
    return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
