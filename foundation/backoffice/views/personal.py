"""What people keep for themselves or share: saved views, columns of a list, the view a list starts with."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.utils.translation import gettext as _

from foundation.backoffice.lists.kept import AS_BUILT
from foundation.backoffice.lists.layout import SIZES
from foundation.backoffice.models import SavedView
from foundation.backoffice.permissions import MEMBER
from foundation.backoffice.requests import safe_path
from foundation.backoffice.services.saved_views import change_view, forget_view, remember_columns, save_view, start_with
from foundation.backoffice.views.base import EntityView
from foundation.errors import BusinessRuleError


class PersonalView(EntityView):
    """Something small that is done at once and leads back to where it was asked for."""

    permission_required: ClassVar[str] = MEMBER
    http_method_names: list[str] = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Do it, and lead on; a refusal is said on the page that asked."""
        try:
            return self.go(self.perform())
        except BusinessRuleError as refusal:
            messages.error(request, str(refusal))
            return self.go(self.back)

    def perform(self) -> str:
        """Do what is asked and return where it leads."""
        raise NotImplementedError

    @property
    def back(self) -> str:
        """Return the page that asked."""
        return safe_path(self.request.POST.get("next", ""), f"/{self.entity.code}/")

    @property
    def list_path(self) -> str:
        """Return the page that asked, without its state."""
        return self.back.partition("?")[0]

    @property
    def list_name(self) -> str:
        """Return the route name of the list that is meant."""
        return self.request.POST.get("page", "")[:80]

    @property
    def query(self) -> str:
        """Return the state of the list."""
        return self.request.POST.get("query", "")[:2000]

    def find_view(self) -> SavedView:
        """Return the view that is meant, if the user sees it; raises Http404."""
        asked = self.request.POST.get("view", "")
        seen = SavedView.objects.visible(self.request.access, self.list_name).exclude(name="")
        found = next((view for view in seen if str(view.pk) == asked), None)
        if found is None:
            raise Http404
        return found


class SaveView(PersonalView):
    """Keep the state of a list under a name."""

    def perform(self) -> str:
        """Save the view and open it."""
        name = self.request.POST.get("name", "").strip()[:40]
        if not name:
            messages.error(self.request, _("To keep this view, give it a name."))
            return self.back
        view = save_view(self.request.user, self.list_name, name, self.query, self.request.POST.getlist("columns"))
        return f"{self.list_path}{view.address}"


class ChangeView(PersonalView):
    """Keep what is shown now in the open view."""

    def perform(self) -> str:
        """Overwrite the view and open it."""
        view = self.find_view()
        change_view(view, self.request.access, self.query, self.request.POST.getlist("columns"))
        messages.success(self.request, _("%(record)s is saved.") % {"record": view})
        return f"{self.list_path}{view.address}"


class ForgetView(PersonalView):
    """Remove a saved view."""

    def perform(self) -> str:
        """Remove the view and show the list as it was built."""
        forget_view(self.find_view(), self.request.access)
        return self.list_path


class StartWithView(PersonalView):
    """Choose the view that a list starts with."""

    def perform(self) -> str:
        """Remember the view, or start as the list was built when none is named."""
        view = self.find_view() if self.request.POST.get("view") else None
        start_with(self.request.user, self.list_name, view)
        return f"{self.list_path}{view.address}" if view else self.back


class ChooseColumns(PersonalView):
    """Choose the columns of a list, their order and width."""

    def perform(self) -> str:
        """Remember the columns, or in a saved view show them until they are kept there; none brings back those it was built with."""
        names = [] if "reset" in self.request.POST else self.request.POST.getlist("columns")
        columns = [self._sized(name) for name in names]
        path, _sign, query = self.back.partition("?")
        state = QueryDict(query, mutable=True)
        state.pop("columns", None)
        if state.get("view", AS_BUILT) == AS_BUILT:
            remember_columns(self.request.user, self.list_name, columns)
        elif columns:
            state["columns"] = ",".join(columns)
        return f"{path}?{state.urlencode()}" if state else path

    def _sized(self, name: str) -> str:
        size = self.request.POST.get(f"size.{name}", "")
        return f"{name}:{size}"[:60] if size in SIZES and size else name[:60]
