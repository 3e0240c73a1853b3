"""The palette: one box that finds records, pages and legal entities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from foundation.backoffice import registry
from foundation.backoffice.commands import commands_of
from foundation.backoffice.models import RecentRecord
from foundation.backoffice.numbers import numbers_meant
from foundation.backoffice.permissions import MEMBER
from foundation.backoffice.registry import PaletteItem
from foundation.backoffice.requests import wants_part
from foundation.backoffice.shell import Shell
from foundation.backoffice.views.base import EntityView
from foundation.errors import Text

SHORTEST_TERM = 2
LONGEST_TERM = 100
HITS_PER_KIND = 6


@dataclass(frozen=True)
class PaletteGroup:
    """Hits of one kind."""

    label: Text
    items: list[PaletteItem]


class Palette(EntityView):
    """Answers what was typed: as a part for the open palette, as a page without a script."""

    permission_required: ClassVar[str] = MEMBER
    rate: ClassVar[str] = "look_up"
    title = _("Search")
    template_name = "backoffice/home/search.html"

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show the hits."""
        term = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_TERM]
        groups = [group for group in self.groups(term) if group.items]
        part = wants_part(request, "palette-results")
        return self.page({"groups": groups, "term": term}, "backoffice/home/_hits.html" if part else "")

    def groups(self, term: str) -> Iterator[PaletteGroup]:
        """Yield records, pages and entities that answer to the term; without one, recent records and all pages."""
        if len(term) >= SHORTEST_TERM:
            yield from sorted(self._records(term), key=lambda group: not _begins(group, term))
        elif not term:
            yield PaletteGroup(_("Looked at last"), list(self._recent()))
        shell = Shell(self.request)
        yield PaletteGroup(_("Pages"), [item for item in self._pages(shell) if _answers(item, term)])
        commands = [item for item in commands_of(self.request.access, shell) if term and _answers(item, term)]
        yield PaletteGroup(_("Commands"), sorted(commands, key=lambda item: not _starts(item, term)))
        yield PaletteGroup(_("Legal entities"), [item for item in self._entities(shell) if _answers(item, term)])

    def _records(self, term: str) -> Iterator[PaletteGroup]:
        meant = numbers_meant(self.entity, term)
        for provider in registry.palette_for(self.request.access):
            terms = [*meant.get(getattr(provider, "numbers", ""), ()), term]
            hits = {item.url: item for each in terms for item in islice(provider.search(self.request.access, each), HITS_PER_KIND)}
            yield PaletteGroup(provider.label, list(hits.values())[:HITS_PER_KIND])

    def _recent(self) -> Iterator[PaletteItem]:
        for record in RecentRecord.of(self.entity).latest_of(self.request.user):
            yield PaletteItem(record.label, record.address, record.kind, "history")

    def _pages(self, shell: Shell) -> Iterator[PaletteItem]:
        for area in shell.areas:
            for link in area.links:
                yield PaletteItem(str(link.label), link.url, str(area.label), link.icon)

    def _entities(self, shell: Shell) -> Iterator[PaletteItem]:
        for entity in shell.entities:
            if not entity.active:
                yield PaletteItem(entity.name, entity.url, entity.code, "building")


def _begins(group: PaletteGroup, term: str) -> bool:
    """Tell whether the number or name of a hit begins with the term: those kinds stand first."""
    return any(_starts(item, term) for item in group.items)


def _starts(item: PaletteItem, term: str) -> bool:
    return item.label.casefold().startswith(term.casefold())


def _answers(item: PaletteItem, term: str) -> bool:
    words = f"{item.label} {item.detail}".casefold()
    return all(word in words for word in term.casefold().split())
