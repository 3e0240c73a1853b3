"""Which columns a list shows, in which order and how wide, as text that an address and a saved view can carry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from foundation.backoffice.lists.table import ListTable
from foundation.errors import Text

SIZES: dict[str, Text] = {
    "": gettext_lazy("Automatic"),
    "narrow": gettext_lazy("Narrow"),
    "medium": gettext_lazy("Medium"),
    "wide": gettext_lazy("Wide"),
}


@dataclass(frozen=True)
class ColumnChoice:
    """A column as the chooser offers it."""

    name: str
    label: str
    is_shown: bool
    size: str

    @property
    def width_label(self) -> str:
        """Return what the choice of its width is called."""
        return _("Width of %(name)s") % {"name": self.label}

    @property
    def size_options(self) -> SafeString:
        """Return the widths to choose from."""
        return _size_options(get_language() or "", self.size)


@cache
def _size_options(_language: str, chosen: str) -> SafeString:
    rows = [(size, " selected" if size == chosen else "", str(label)) for size, label in SIZES.items()]
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


@dataclass(frozen=True)
class Layout:
    """Shown columns in their order, and the size of those that have one."""

    names: list[str]
    sizes: dict[str, str]

    @classmethod
    def read(cls, table: type[ListTable], columns: Iterable[str]) -> Layout:
        """Read columns such as ``number`` and ``name:wide``; those that the table does not have are left out.

        Without any, the columns are those that the table was built with.
        """
        parts = [text.partition(":") for text in columns]
        names = table.known(name for name, _sign, _size in parts)
        sizes = {name: size for name, _sign, size in parts if name in names and size in SIZES and size}
        return cls(names or table.default_columns(), sizes if names else {})

    @property
    def columns(self) -> list[str]:
        """Return the columns as text."""
        return [f"{name}:{self.sizes[name]}" if name in self.sizes else name for name in self.names]

    def css(self, name: str) -> str:
        """Return the class that gives a column its width, blank for an automatic one."""
        return f"bo-width-{self.sizes[name]}" if name in self.sizes else ""

    def choices(self, table: type[ListTable]) -> list[ColumnChoice]:
        """Return every column of the table: the shown ones in their order, then the others."""
        columns = table.base_columns
        ordered = [*self.names, *(name for name in columns if name not in self.names)]
        return [
            ColumnChoice(name, str(columns[name].verbose_name or name), name in self.names, self.sizes.get(name, "")) for name in ordered
        ]
