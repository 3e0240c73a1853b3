"""The first page: the workspace of a legal entity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import NoReverseMatch
from django.utils.translation import gettext_lazy as _
from django.views import View

from foundation.backoffice import registry
from foundation.backoffice.addresses import entity_url
from foundation.backoffice.models import RecentRecord
from foundation.backoffice.permissions import MEMBER, SIGNED_IN
from foundation.backoffice.shell import Shell
from foundation.backoffice.views.base import EntityView
from foundation.errors import Text


@dataclass(frozen=True)
class ShownTile:
    """A tile with its count and the address of what it counts."""

    label: Text
    count: int
    url: str
    icon: str
    tone: str


class Start(View):
    """Leads to the workspace in the user's own legal entity, or to the choice of one."""

    permission_required: ClassVar[str] = SIGNED_IN

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Lead on."""
        choices = Shell(request).entities
        own = request.user.default_entity_id  # type: ignore[union-attr]
        code = request.user.default_entity.code if own else ""  # type: ignore[union-attr]
        known = {choice.code: choice.url for choice in choices}
        if code in known:
            return redirect(known[code])
        return redirect(choices[0].url) if len(choices) == 1 else redirect("entities")


class Home(EntityView):
    """The workspace: what waits for the role, what the user looked at last, and the pages that the role may use."""

    permission_required: ClassVar[str] = MEMBER
    title = _("Workspace")
    template_name = "backoffice/home/home.html"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show the page."""
        recent = list(RecentRecord.of(self.entity).latest_of(self.request.user))
        return self.page({"tiles": self.tiles(), "recent": recent})

    def tiles(self) -> list[ShownTile]:
        """Return the counts that the role may see; a tile whose page is not there is left out."""
        shown = []
        for tile in registry.tiles_for(self.request.access):
            try:
                url = entity_url(self.entity, tile.page, tile.query)
            except NoReverseMatch:
                continue
            shown.append(ShownTile(tile.label, tile.count(self.request.access), url, tile.icon, tile.tone))
        return shown
