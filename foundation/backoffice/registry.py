"""What apps add to the shell and to each other's pages: menu, tiles, look-ups, panels, actions, related documents, palette."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.documents import Action, Panel, Related, StoryPart
from foundation.backoffice.lists.declarations import BulkAction
from foundation.backoffice.lookups import Lookup
from foundation.backoffice.permissions import MEMBER
from foundation.backoffice.places import HOME
from foundation.errors import Text
from foundation.organization.access import Access


@dataclass(frozen=True)
class Area:
    """An area of work in the sidebar; those of setting up are folded until they are opened, or until the reader is in them."""

    label: Text
    sets_up: bool = False


AREAS: dict[str, Area] = {
    "sell": Area(_("Sell")),
    "prices": Area(_("Items and prices")),
    "deliver": Area(_("Deliver")),
    "returns": Area(_("Returns")),
    "projects": Area(_("Projects")),
    "buy": Area(_("Buy")),
    "invoice": Area(_("Invoice")),
    "get_paid": Area(_("Get paid")),
    "ledger": Area(_("Ledger")),
    "set_up_sales": Area(_("Sales"), sets_up=True),
    "set_up_stock": Area(_("Stock"), sets_up=True),
    "set_up_ledger": Area(_("Customers and ledger"), sets_up=True),
    "administration": Area(_("Administration"), sets_up=True),
}

RelatedProvider = Callable[[Any, Access], Iterable[Related]]
HiddenFields = Callable[[Access], frozenset[str]]
StoryProvider = Callable[[Any, Access], Iterable[StoryPart]]


@dataclass(frozen=True)
class MenuEntry:
    """One page in the sidebar and the palette."""

    area: str
    label: Text
    page: str
    permission: str
    icon: str = "list"
    order: int = 100


@dataclass(frozen=True)
class Tile:
    """A count that leads to the list of what it counts; ``rows`` are what is counted, ``places`` the workspaces it stands in.

    ``query`` narrows that list down; where it depends on the day it is asked for.
    """

    key: str
    label: Text
    rows: Callable[[Access], QuerySet[Any]]
    page: str
    permission: str
    query: str | Callable[[Access], str] = ""
    tone: str = ""
    icon: str = "list"
    order: int = 100
    places: tuple[str, ...] = (HOME,)

    def query_for(self, access: Access) -> str:
        """Return the query of the list."""
        return self.query(access) if callable(self.query) else self.query


@dataclass(frozen=True)
class PaletteItem:
    """One hit of the palette; ``press`` is a preference that it sets, as name and value, instead of leading somewhere."""

    label: str
    url: str
    detail: str = ""
    icon: str = "file-text"
    press: tuple[str, str] | None = None


class PaletteProvider(Protocol):
    """Finds records by number, name or reference; ``numbers`` may name the number sequence that their last digits belong to."""

    label: Text
    permission: str

    def search(self, access: Access, term: str) -> Iterable[PaletteItem]:
        """Return a handful of hits for what was typed."""
        ...


_menu: dict[str, MenuEntry] = {}
_entity_pages: dict[str, MenuEntry] = {}
_tiles: dict[str, Tile] = {}
_lookups: dict[str, Lookup] = {}
_palette: list[PaletteProvider] = []
_panels: dict[str, dict[str, Panel]] = defaultdict(dict)
_actions: dict[str, dict[str, Action]] = defaultdict(dict)
_bulk_actions: dict[str, dict[str, BulkAction]] = defaultdict(dict)
_related: dict[str, list[RelatedProvider]] = defaultdict(list)
_stories: dict[str, list[StoryProvider]] = defaultdict(list)
_line_models: dict[str, type[Model]] = {}
_hidden_fields: dict[str, HiddenFields] = {}


def register_menu(area: str, label: Text, page: str, permission: str, *, icon: str = "list", order: int = 100) -> None:
    """Put a page into an area of the sidebar; ``page`` is its route name below a legal entity."""
    if area not in AREAS:
        raise KeyError(f"Unknown area {area}")
    _menu[page] = MenuEntry(area, label, page, permission, icon, order)


def register_entity_page(label: Text, page: str, permission: str, *, icon: str = "list") -> None:
    """Put a page beside the list of legal entities, for those who hold the permission in one of them; and into the menu."""
    _entity_pages[page] = MenuEntry("administration", label, page, permission, icon)
    register_menu("administration", label, page, permission, icon=icon, order=201)


def register_tile(key: str, label: Text, *, rows: Callable[[Access], QuerySet[Any]], page: str, permission: str, **options: Any) -> None:
    """Put a count of rows on the start page; options: query, tone, icon, order, and places for other workspaces than that page."""
    _tiles[key] = Tile(key=key, label=label, rows=rows, page=page, permission=permission, **options)


def register_lookup(lookup: Lookup) -> None:
    """Offer a look-up to forms under its name."""
    _lookups[lookup.name] = lookup


def register_palette(provider: PaletteProvider) -> None:
    """Let the palette find records of one kind."""
    if type(provider) not in {type(known) for known in _palette}:
        _palette.append(provider)


def register_panel(model_label: str, panel: Panel) -> None:
    """Add a panel to the document pages of a model, given as ``sales.salesorder``."""
    _panels[model_label][panel.key] = panel


def register_action(model_label: str, action: Action) -> None:
    """Add an action to the document pages of a model."""
    _actions[model_label][action.name] = action


def register_bulk_action(page: str, action: BulkAction) -> None:
    """Add an action on selected rows to the list with a route name, given as ``sales:orders``."""
    _bulk_actions[page][action.name] = action


def register_related(model_label: str, provider: RelatedProvider) -> None:
    """Add a provider of related documents to the document pages of a model."""
    if provider not in _related[model_label]:
        _related[model_label].append(provider)


def register_story(model_label: str, provider: StoryProvider) -> None:
    """Let the timeline of a model's records tell of other records and of printed documents too."""
    if provider not in _stories[model_label]:
        _stories[model_label].append(provider)


def register_line_model(model_label: str, line_model: type[Model]) -> None:
    """Say which model's fields are meant when the audit trail of a record names values of its lines."""
    _line_models[model_label] = line_model


def register_hidden_fields(model_label: str, hidden: HiddenFields) -> None:
    """Say which fields of a model a user may not see, so that no history of its records tells their values (customers.md §13)."""
    _hidden_fields[model_label] = hidden


def hidden_among(model_label: str, names: Iterable[str], access: Access) -> set[str]:
    """Return those of the audited names, fields or their columns, whose values the user may not see."""
    known = _hidden_fields.get(model_label)
    hidden = known(access) if known else frozenset()
    return {name for name in names if name in hidden or name.removesuffix("_id") in hidden}


def story_for(model_label: str, record: Any, access: Access) -> list[StoryPart]:
    """Return what else belongs to the timeline of a record."""
    return [part for provider in _stories[model_label] for part in provider(record, access)]


def line_model_of(model_label: str) -> type[Model] | None:
    """Return the model of a record's lines, where one is registered."""
    return _line_models.get(model_label)


def menu_for(access: Access) -> list[tuple[Area, list[MenuEntry]]]:
    """Return the areas with the entries that the access allows, empty areas left out."""
    allowed = sorted((entry for entry in _menu.values() if _may(access, entry.permission)), key=lambda entry: entry.order)
    grouped = [(area, [entry for entry in allowed if entry.area == key]) for key, area in AREAS.items()]
    return [(area, entries) for area, entries in grouped if entries]


def entity_pages() -> list[MenuEntry]:
    """Return the pages beside the list of legal entities."""
    return list(_entity_pages.values())


def tiles_for(access: Access, place: str = HOME) -> list[Tile]:
    """Return the tiles of a workspace that the access allows, in order."""
    found = (tile for tile in _tiles.values() if place in tile.places and _may(access, tile.permission))
    return sorted(found, key=lambda tile: tile.order)


def palette_for(access: Access) -> list[PaletteProvider]:
    """Return the providers that the access allows."""
    return [provider for provider in _palette if _may(access, provider.permission)]


def lookup(name: str) -> Lookup:
    """Return a registered look-up; KeyError when there is none of that name."""
    return _lookups[name]


def lookup_for_model(model_label: str) -> Lookup | None:
    """Return the look-up of a model, given as ``customers.customer``, when one is registered."""
    return _lookups.get(model_label)


def panels_for(model_label: str, access: Access) -> list[Panel]:
    """Return the panels that apps added to a model's document pages, in order."""
    return sorted((panel for panel in _panels[model_label].values() if _may(access, panel.permission)), key=lambda panel: panel.order)


def actions_for(model_label: str) -> list[Action]:
    """Return the actions that apps added to a model's document pages, in order."""
    return sorted(_actions[model_label].values(), key=lambda action: action.order)


def bulk_actions_for(page: str) -> list[BulkAction]:
    """Return the actions on selected rows that apps added to a list."""
    return list(_bulk_actions[page].values())


def related_for(model_label: str, document: Any, access: Access) -> list[Related]:
    """Return the related documents that all providers know of."""
    return [related for provider in _related[model_label] for related in provider(document, access)]


def _may(access: Access, permission: str) -> bool:
    return permission == MEMBER or access.may(permission)
