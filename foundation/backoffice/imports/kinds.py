"""What can be imported in the browser; apps register their importers in pages.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from foundation.errors import Text
from foundation.imports.running import Importer
from foundation.organization.access import Access


@dataclass(frozen=True)
class ImportKind:
    """One kind of record: who may import it, the list that it belongs to, and what plans and saves its rows."""

    key: str
    label: Text
    permission: str
    list_page: str
    make_importer: Callable[[Access], Importer]


_kinds: dict[str, ImportKind] = {}


def register_import(kind: ImportKind) -> None:
    """Offer an import under its key, given as ``customers.customer``; the list with its route name gets a button."""
    _kinds[kind.key] = kind


def import_kind(key: str) -> ImportKind:
    """Return a registered import; KeyError when there is none."""
    return _kinds[key]


def import_of_list(page: str) -> ImportKind | None:
    """Return the import that belongs to the list with a route name."""
    return next((kind for kind in _kinds.values() if kind.list_page == page), None)
