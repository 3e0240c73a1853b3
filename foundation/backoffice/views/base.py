"""The base of every page below a legal entity."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views import View

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.permissions import MEMBER
from foundation.backoffice.records import rows_of
from foundation.backoffice.requests import EntityRequest
from foundation.errors import Text
from foundation.organization.models import LegalEntity


class EntityView(View):
    """A page in the legal entity of its path, for those who hold ``permission_required`` there."""

    request: EntityRequest
    permission_required: ClassVar[str] = ""
    permission_to_change: ClassVar[str] = ""
    model: ClassVar[Any] = None
    rows: ClassVar[str] = ""
    title: ClassVar[Text] = ""
    template_name: ClassVar[str] = ""

    @property
    def entity(self) -> LegalEntity:
        """Return the legal entity of the path."""
        return self.request.entity

    @property
    def page_name(self) -> str:
        """Return the route name of the page."""
        found = self.request.resolver_match
        return found.view_name if found else ""

    def get_rows(self) -> QuerySet[Any]:
        """Return the rows that the page may show."""
        return rows_of(self.model, self.entity, self.rows)

    def may(self, permission: str) -> bool:
        """Tell whether the user holds a permission; a blank one nobody holds."""
        return bool(permission) and (permission == MEMBER or self.request.access.may(permission))

    def url(self, page: str, query: str = "", **kwargs: Any) -> str:
        """Return the address of a page in this legal entity."""
        return entity_url(self.entity, page, query, **kwargs)

    def page(self, context: dict[str, Any], template: str = "", status: int = 200) -> HttpResponse:
        """Answer with a template."""
        return render(self.request, template or self.template_name, {"view": self, "title": self.title, **context}, status=status)

    def go(self, address: str) -> HttpResponseBase:
        """Lead on to another page, for htmx and plain requests alike."""
        if getattr(self.request, "htmx", None):
            return HttpResponse(status=204, headers={"HX-Redirect": address})
        return redirect(address)
