"""What people keep for themselves: saved views, columns of a list."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from foundation.backoffice.permissions import MEMBER
from foundation.backoffice.requests import safe_path
from foundation.backoffice.services.saved_views import forget_view, remember_columns, save_view
from foundation.backoffice.views.base import EntityView


class PersonalView(EntityView):
    """Something small that is done at once and leads back to where it was asked for."""

    permission_required: ClassVar[str] = MEMBER
    http_method_names: list[str] = ["post"]

    def back(self) -> HttpResponseBase:
        """Lead back to the page that asked."""
        return self.go(safe_path(self.request.POST.get("next", ""), f"/{self.entity.code}/"))

    @property
    def list_name(self) -> str:
        """Return the route name of the list that is meant."""
        return self.request.POST.get("page", "")[:80]


class SaveView(PersonalView):
    """Keep the state of a list under a name."""

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Save the view and open it."""
        name = request.POST.get("name", "").strip()[:40]
        if not name:
            messages.error(request, _("To keep this view, give it a name."))
            return self.back()
        query = request.POST.get("query", "")[:2000]
        view = save_view(self.request.user, self.list_name, name, query, request.POST.getlist("columns"))
        address = safe_path(request.POST.get("next", ""), f"/{self.entity.code}/").partition("?")[0]
        return self.go(f"{address}?{query}&view={view.pk}" if query else f"{address}?view={view.pk}")


class ForgetView(PersonalView):
    """Remove a saved view."""

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Remove the view of that name."""
        forget_view(self.request.user, self.list_name, request.POST.get("name", ""))
        return self.back()


class ChooseColumns(PersonalView):
    """Choose the columns of a list."""

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Remember the columns; none brings back those the list was built with."""
        chosen = [] if "reset" in request.POST else request.POST.getlist("columns")
        remember_columns(self.request.user, self.list_name, chosen)
        return self.back()
