"""What the frame of every page shows: the menu, the legal entities, and the reader's preferences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from foundation.backoffice import registry
from foundation.backoffice.addresses import entity_url
from foundation.backoffice.formats import format_count
from foundation.backoffice.notifications.everywhere import unread_count
from foundation.errors import Text
from foundation.organization.access import Access
from foundation.organization.models import LegalEntity, User

HOME = "backoffice:home"
PALETTE = "backoffice:palette"
MOST_COUNTED = 99

STANDING_KEYS: list[tuple[str, tuple[str, ...], Text]] = [
    ("list", ("J", "↓"), _("Next row")),
    ("list", ("K", "↑"), _("Previous row")),
    ("list", ("X",), _("Select the row")),
    ("list", ("Shift X",), _("Select up to the row")),
    ("list", ("Enter",), _("Open the row")),
    ("lines", ("Enter",), _("Next cell")),
    ("lines", ("Ctrl Enter",), _("New line")),
    ("lines", ("↓",), _("Cell below; adds a line after the last")),
    ("lines", ("Ctrl D",), _("Copy the cell above")),
    ("lines", ("Alt ⌫",), _("Remove the line")),
    ("lines", ("Ctrl V",), _("Paste rows of a spreadsheet")),
    ("form", ("=15*4",), _("Calculate in a number")),
    ("form", ("t", "+7", "w12"), _("Today, in seven days, week 12 in a date")),
]


@dataclass(frozen=True)
class MenuLink:
    """One page in the sidebar."""

    label: Text
    url: str
    icon: str
    active: bool


@dataclass(frozen=True)
class MenuArea:
    """The pages of one area of work."""

    label: Text
    links: list[MenuLink]
    sets_up: bool

    @property
    def is_active(self) -> bool:
        """Tell whether the page stands in this area."""
        return any(link.active for link in self.links)


@dataclass(frozen=True)
class EntityChoice:
    """A legal entity that the user may work in."""

    code: str
    name: str
    colour: str
    url: str
    active: bool


@dataclass(frozen=True)
class StandingKey:
    """A key that works wherever its kind of content is on the page."""

    context: str
    shown: tuple[str, ...]


@dataclass(frozen=True)
class Preference:
    """One thing that the reader may choose, with its choices as (value, label, whether chosen)."""

    name: str
    label: Text
    choices: list[dict[str, Any]]


class Shell:
    """The frame of one request; everything is read when a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def access(self) -> Access | None:
        """Return the access to the legal entity of the path, None outside of one."""
        return getattr(self.request, "access", None)

    @property
    def user(self) -> User | None:
        """Return the signed-in user."""
        user = getattr(self.request, "user", None)
        return user if isinstance(user, User) else None

    @property
    def theme(self) -> str:
        """Return light, dark or auto."""
        return str(self.user.theme) if self.user else User.Theme.AUTO

    @property
    def density(self) -> str:
        """Return how close the rows stand."""
        return "dense" if self.user and self.user.dense else "comfortable"

    @property
    def initials(self) -> str:
        """Return the first letters of the user's first and last name."""
        words = self.user.name.split() if self.user else []
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def home_url(self) -> str:
        """Return the workspace in the legal entity of the path, else the start page."""
        return entity_url(self.access.legal_entity, HOME) if self.access else "/"

    @property
    def at_home(self) -> bool:
        """Tell whether the page is the workspace itself."""
        return self.request.path == self.home_url

    @property
    def palette_url(self) -> str:
        """Return where the palette searches, blank outside a legal entity."""
        return entity_url(self.access.legal_entity, PALETTE) if self.access else ""

    @cached_property
    def unread(self) -> int:
        """Return how many notifications the user has not looked at, in all of the user's legal entities; no more than are shown."""
        return unread_count(self.access.user, MOST_COUNTED) if self.access else 0

    @property
    def unread_text(self) -> str:
        """Return that number in the few characters that a bell has room for."""
        return format_count(self.unread) if self.unread <= MOST_COUNTED else f"{MOST_COUNTED}+"

    @cached_property
    def areas(self) -> list[MenuArea]:
        """Return the menu, areas without a page left out."""
        if self.access is None:
            return []
        found = [(area, list(self._links(entries))) for area, entries in registry.menu_for(self.access)]
        here = max((url for _area, links in found for url, _entry in links if self.request.path.startswith(url)), key=len, default="")
        return [
            MenuArea(area.label, [MenuLink(entry.label, url, entry.icon, url == here) for url, entry in links], area.sets_up)
            for area, links in found
            if links
        ]

    def _links(self, entries: list[registry.MenuEntry]) -> Iterator[tuple[str, registry.MenuEntry]]:
        for entry in entries:
            try:
                yield entity_url(self.access.legal_entity, entry.page), entry  # type: ignore[union-attr]
            except NoReverseMatch:
                continue

    @cached_property
    def entities(self) -> list[EntityChoice]:
        """Return the legal entities in which the user has a role."""
        if self.user is None:
            return []
        current = self.access.legal_entity.pk if self.access else None
        return [
            EntityChoice(entity.code, entity.name, entity.colour, entity_url(entity, HOME), entity.pk == current)
            for entity in LegalEntity.objects.filter(memberships__user=self.user, is_active=True).distinct()
        ]

    @property
    def roles(self) -> str:
        """Return the codes of the user's roles here."""
        return ", ".join(self.access.roles) if self.access else ""

    @property
    def preferences(self) -> list[Preference]:
        """Return what the reader may choose."""
        if self.user is None:
            return []
        languages = self.user._meta.get_field("language").choices or []
        return [
            Preference("language", _("Language"), _choices(languages, get_language() or "en")),
            Preference("theme", _("Theme"), _choices([("auto", _("As device")), ("light", _("Light")), ("dark", _("Dark"))], self.theme)),
            Preference("density", _("Rows"), _choices([("comfortable", _("Comfortable")), ("dense", _("Dense"))], self.density)),
        ]

    @property
    def standing_keys(self) -> list[tuple[StandingKey, Text]]:
        """Return the keys that belong to kinds of content."""
        return [(StandingKey(context, shown), text) for context, shown, text in STANDING_KEYS]


def _choices(choices: Any, current: str) -> list[dict[str, Any]]:
    return [{"value": value, "label": label, "active": value == current} for value, label in choices]


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Give every template the frame."""
    return {"shell": Shell(request)}
