"""The first page: the workspace of a legal entity."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import NoReverseMatch
from django.utils.translation import gettext_lazy as _
from django.views import View

from foundation.backoffice import registry
from foundation.backoffice.addresses import entity_url
from foundation.backoffice.charts import Bar, Chart, charts_for
from foundation.backoffice.checklist import checklist_of, put_away
from foundation.backoffice.lists.kept_counts import kept_counts
from foundation.backoffice.lists.paging import FEW, capped_counts
from foundation.backoffice.lists.shown import count_text
from foundation.backoffice.models import Activity, RecentRecord
from foundation.backoffice.permissions import MEMBER, SIGNED_IN
from foundation.backoffice.places import HOME
from foundation.backoffice.shell import Shell
from foundation.backoffice.views.base import EntityView
from foundation.errors import Text

MOST_ACTIVITIES = 8


@dataclass(frozen=True)
class ShownTile:
    """A tile with its count, as a number and as shown, and the address of what it counts."""

    label: Text
    count: int
    count_text: str
    url: str
    icon: str
    tone: str


@dataclass(frozen=True)
class ShownBar:
    """A bar with its height in percent of the highest and the address of what it counts."""

    bar: Bar
    height: int
    url: str

    @property
    def top(self) -> int:
        """Return where the bar begins, in percent from above."""
        return 100 - self.height


@dataclass(frozen=True)
class ShownChart:
    """A chart with its bars."""

    key: str
    label: Text
    unit: Text
    bars: list[ShownBar]


class Start(View):
    """Leads to the workspace in the user's own legal entity, or to the choice of one."""

    permission_required: ClassVar[str] = SIGNED_IN

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Redirect to the user's own legal entity, else to the only one, else to the choice."""
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
    place: ClassVar[str] = HOME

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show the page."""
        recent = self.recent()
        activities = list(Activity.of(self.entity).given_to(self.request.user).open().for_list().by_due_date()[:MOST_ACTIVITIES])
        return self.page({"tiles": self.tiles(), "charts": self.charts(), "recent": recent, "activities": activities, **self.checklist()})

    def recent(self) -> list[RecentRecord]:
        """Return what the user looked at last."""
        return list(RecentRecord.of(self.entity).latest_of(self.request.user))

    def checklist(self) -> dict[str, Any]:
        """Return the first steps with how many are done."""
        steps = checklist_of(self.request.access)
        return {"checklist": steps, "steps_done": sum(shown.done for shown in steps)}

    def tiles(self) -> list[ShownTile]:
        """Return the counts that the role may see, in one statement; a tile whose page is not there is left out."""
        placed = []
        for tile in registry.tiles_for(self.request.access, self.place):
            try:
                placed.append((tile, entity_url(self.entity, tile.page, tile.query_for(self.request.access))))
            except NoReverseMatch:
                continue
        access = self.request.access
        name = f"tiles {self.place} {self.entity.pk} {self.request.user.pk}"
        counts = kept_counts(name, lambda: capped_counts([tile.rows(access).order_by() for tile, _url in placed], FEW))
        return [
            ShownTile(tile.label, count, count_text(count, FEW), url, tile.icon, tile.tone)
            for (tile, url), count in zip(placed, counts, strict=True)
        ]

    def charts(self) -> list[ShownChart]:
        """Return the charts that the role may see."""
        return [self.shown_chart(chart) for chart in charts_for(self.request.access, self.place)]

    def shown_chart(self, chart: Chart) -> ShownChart:
        """Return a chart drawn to the height of its highest bar."""
        bars = chart.bars(self.request.access)
        highest = max((bar.value for bar in bars), default=Decimal(0)) or Decimal(1)
        shown = [ShownBar(bar, max(0, round(100 * bar.value / highest)), entity_url(self.entity, chart.page, bar.query)) for bar in bars]
        return ShownChart(chart.key, chart.label, chart.unit(self.request.access), shown)


class PutAway(EntityView):
    """Puts the checklist of the first days away."""

    permission_required: ClassVar[str] = MEMBER
    http_method_names: ClassVar[list[str]] = ["post"]  # type: ignore[misc]

    def post(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Do it and lead back."""
        put_away(self.request.access)
        return self.go(self.url("backoffice:home"))
