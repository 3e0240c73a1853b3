"""Base classes of everything the API serves: they sign in, enter the legal entity, judge, and answer once."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, cast
from zoneinfo import ZoneInfo

import pghistory
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.encoding import iri_to_uri
from django.utils.functional import cached_property
from rest_framework import generics, mixins, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from foundation.backoffice.api.etags import check_unchanged, etag_of
from foundation.backoffice.api.once import run_once
from foundation.backoffice.api.serializers import NoticeSerializer
from foundation.backoffice.permissions import PUBLIC
from foundation.organization.access import Access, access_for
from foundation.organization.models import ApiToken, LegalEntity, User
from foundation.organization.scope import entity_scope
from foundation.organization.services import audit

CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class ApiView(APIView):
    """A view of the API. ``action_permissions`` names the permission of every action; what is not named is refused.

    A plain view's single action is called ``perform``. Changing requests run in one transaction (``run_once``).
    """

    http_method_names = ["get", "head", "post", "patch", "delete"]
    action_permissions: ClassVar[Mapping[str, str]] = {}
    access: Access | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """Serve the request, and leave behind no scope, language, time zone or audit origin."""
        with contextlib.ExitStack() as stack:
            self.stack = stack
            stack.callback(timezone.deactivate)
            stack.callback(audit.origin.reset, audit.origin.set("api"))
            stack.enter_context(translation.override(translation.get_language_from_request(request)))
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Do what the framework does before a handler; then put the handler of a changing request into a transaction."""
        method = str(request.method).lower()
        if method not in self.http_method_names or not hasattr(self, method):
            self.http_method_not_allowed(request)
        super().initial(request, *args, **kwargs)
        if request.method in CHANGING:
            handler = getattr(self, method)
            setattr(self, method, functools.partial(run_once, handler, self._finish))
            pghistory.context(user=getattr(request.user, "pk", None))

    def perform_authentication(self, request: Request) -> None:
        """Find out who calls, and answer in the caller's language unless the request names one."""
        super().perform_authentication(request)
        if isinstance(request.user, User) and "Accept-Language" not in request.headers:
            translation.activate(request.user.language)

    def _finish(self, response: HttpResponseBase) -> HttpResponseBase:
        return self.finalize_response(self.request, cast(Response, response), *self.args, **self.kwargs)

    def command(self, serializer_class: type[BaseSerializer[Any]], **kwargs: Any) -> dict[str, Any]:
        """Return the parsed body of the request; raises a validation error by field."""
        serializer = serializer_class(data=self.request.data, context={"view": self, "request": self.request}, **kwargs)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)


class EntityApiView(ApiView):
    """A view below ``/api/v1/<entity>/``: it runs in the scope of that legal entity, with the caller's access there."""

    access: Access

    @property
    def entity(self) -> LegalEntity:
        """Return the legal entity of the path."""
        return self.access.legal_entity

    @property
    def user(self) -> User:
        """Return the caller."""
        return self.access.user

    def check_permissions(self, request: Request) -> None:
        """Enter the legal entity, unless the caller is unknown; then judge. A stranger to the entity gets 404."""
        if isinstance(request.user, User):
            self._enter(request, request.user)
        super().check_permissions(request)

    def _enter(self, request: Request, user: User) -> None:
        code = self.kwargs["entity"]
        token = request.auth
        if isinstance(token, ApiToken) and not token.reaches(code):
            raise Http404
        access = access_for(user, code, token.scopes if isinstance(token, ApiToken) else None)
        if access is None:
            raise Http404
        self.access = access
        request._request.entity = access.legal_entity  # type: ignore[attr-defined]
        self.stack.enter_context(entity_scope(access.legal_entity))
        timezone.activate(ZoneInfo(access.legal_entity.time_zone))


class EntityViewSet(viewsets.ViewSetMixin, EntityApiView, generics.GenericAPIView[Any]):
    """A viewset below ``/api/v1/<entity>/``. Subclasses say which queryset method to start from.

    ``lookup_field`` is the number or code that people know. ``serializer_classes`` maps actions to serializers that differ
    from ``serializer_class``.
    """

    lookup_value_regex = "[^/]+"
    serializer_classes: ClassVar[Mapping[str, type[BaseSerializer[Any]]]] = {}

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """Return the serializer of the action at hand."""
        return self.serializer_classes.get(self.action or "") or super().get_serializer_class()

    @cached_property
    def lookup(self) -> dict[str, str]:
        """Return what identifies the record of the path."""
        return {self.lookup_field: self.kwargs[self.lookup_url_kwarg or self.lookup_field]}

    def locked_object(self) -> Any:
        """Return the record of the path, locked until the request ends, if it is still what ``If-Match`` names.

        Raises 404 and PreconditionFailed (412).
        """
        rows: Any = self.get_queryset()
        found = generics.get_object_or_404(rows.locked(), **self.lookup)
        if "If-Match" in self.request.headers:
            check_unchanged(self.request, self.represent(found))
        return found

    def represent(self, record: Any) -> Any:
        """Return what a reader of the record gets: the data that its ETag stands for."""
        return self.serializer_class(record, context=self.get_serializer_context()).data  # type: ignore[misc]

    def answer(self, *, status_code: int = status.HTTP_200_OK, notices: Iterable[Any] = (), **lookup: Any) -> Response:
        """Return a record as a reader gets it, read afresh, with its ETag; ``lookup`` when it is not that of the path.

        ``notices`` are what the change has to tell besides; only serializers with that property show them.
        """
        record = generics.get_object_or_404(self.get_queryset(), **(lookup or self.lookup))
        data = self.represent(record)
        headers = {"ETag": etag_of(data)}
        if self.action == "create":
            headers["Location"] = f"{self.request.path}/{iri_to_uri(str(getattr(record, self.lookup_field)))}"
        if "notices" in data:
            data = {**data, "notices": NoticeSerializer(notices, many=True).data}
        return Response(data, status=status_code, headers=headers)


class ListMixin(mixins.ListModelMixin):
    """Adds the list: filters, search, ordering and cursor pages."""


class DetailMixin:
    """Adds the single record, with an ETag; ``If-None-Match`` saves the body when nothing changed."""

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one record."""
        response = self.answer()  # type: ignore[attr-defined]
        if response.headers["ETag"] == request.headers.get("If-None-Match"):
            return Response(status=status.HTTP_304_NOT_MODIFIED, headers={"ETag": response.headers["ETag"]})
        return response


class EntityReadViewSet(ListMixin, DetailMixin, EntityViewSet):
    """A list and its records, to read."""


class NotFoundView(ApiView):
    """Every address below /api/ that does not exist."""

    action_permissions = {"perform": PUBLIC}
    authentication_classes = ()
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Answer 404 to any method."""
        raise Http404
