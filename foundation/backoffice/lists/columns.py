"""Columns of lists and line tables: how a value is read, shown and exported."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

import django_tables2 as tables
from django.db.models import Model
from django.urls import resolve
from django.utils import timezone
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_tables2.utils import Accessor

from foundation.backoffice import formats
from foundation.backoffice.addresses import entity_url
from foundation.backoffice.badges import status_badge
from foundation.errors import Text

SHORT = "short"
"""How a column sorts that no index serves: only while the result is short enough to be counted."""


class TextColumn(tables.Column):
    """A text; ``hidden`` columns are offered in the column chooser, ``sortable=False`` ones have no database field."""

    css_class = ""
    by_value = False
    """Whether equal values of one list look alike, so that each needs to be rendered once only."""

    def __init__(self, label: Text | None = None, *, accessor: str | None = None, hidden: bool = False, **options: Any) -> None:
        self.hidden = hidden
        self.sort_field = options.pop("order_by", None)
        self.sortable = options.pop("sortable", True)
        css = f"{self.css_class} {options.pop('css_class', '')}".strip()
        self.css = css
        attrs = {"td": {"class": css}, "th": {"class": css}}
        accessor = accessor.replace(".", "__") if accessor else None
        super().__init__(verbose_name=label, accessor=accessor, attrs=attrs, orderable=False, **options)

    @property
    def also_reads(self) -> tuple[str, ...]:
        """Return the paths that the column reads beside its own."""
        return ()

    def read(self, record: Any, accessor: Any) -> Any:
        """Return the value of a record, None where a relation on the way is empty."""
        if "__" in accessor or not isinstance(record, Model):
            return Accessor(accessor).resolve(record, quiet=True)
        value = getattr(record, accessor, None)
        return value() if callable(value) else value

    def exported(self, record: Any, accessor: Any, _table: Any) -> Any:
        """Return the value as it goes into a file, a choice by its word."""
        display = getattr(record, f"get_{accessor}_display", None)
        value = display() if display else self.read(record, accessor)
        return value if value is None or isinstance(value, str | int | Decimal | bool) else str(value)


class LinkColumn(TextColumn):
    """A text that links to a page of the record, or to another record whose key ``target`` names."""

    def __init__(self, label: Text | None = None, *, page: str, target: str = "pk", **options: Any) -> None:
        super().__init__(label, **options)
        self.page = page
        self.target = target

    @property
    def also_reads(self) -> tuple[str, ...]:
        """Return the key that the link leads to."""
        return (self.target,)

    def render(self, value: Any, record: Any, table: Any) -> str:
        """Return the link, or only the text where there is nothing to link to that the reader may open."""
        key = self.read(record, self.target.replace(".", "__"))
        address = table.address(self.page, key) if key is not None else ""
        if not address:
            return str(value)
        card = " data-bo-card" if has_card(self.page) else ""
        return mark_safe(f'<a href="{escape(address)}"{card}>{conditional_escape(value)}</a>')  # noqa: S308 -- escaped


@cache
def has_card(page: str) -> bool:
    """Tell whether the page of a route shows its record at a glance beside links to it."""
    found = resolve(entity_url("ANY", page, pk=1))
    return bool(getattr(getattr(found.func, "view_class", None), "has_card", False))


class NumberColumn(TextColumn):
    """A whole number."""

    css_class = "number"

    def render(self, value: Any) -> str:
        """Return the number with its thousands."""
        return formats.format_count(value)


class QuantityColumn(TextColumn):
    """A quantity, without needless decimals."""

    css_class = "number"

    def render(self, value: Any) -> str:
        """Return the quantity in the reader's notation."""
        return formats.format_quantity(value)


class PriceColumn(TextColumn):
    """A price per unit."""

    css_class = "number"

    def render(self, value: Any) -> str:
        """Return the price in the reader's notation."""
        return formats.format_price(value)


class PercentColumn(TextColumn):
    """A percentage."""

    css_class = "number"

    def render(self, value: Any) -> str:
        """Return the percentage in the reader's notation."""
        return formats.format_percent(value)


class AmountColumn(TextColumn):
    """An amount in the currency that stands on the record, or in the entity's own when none is named.

    With ``total=True`` the list shows its sum per currency over the whole result; the column must then be a field or
    an annotation.
    """

    css_class = "number"

    def __init__(
        self, label: Text | None = None, *, currency: str = "", total: bool = False, show_currency: bool = True, **options: Any
    ) -> None:
        super().__init__(label, **options)
        self.currency = currency
        self.total = total
        self.show_currency = show_currency

    @property
    def also_reads(self) -> tuple[str, ...]:
        """Return the currency."""
        return (self.currency,) if self.currency else ()

    def currency_of(self, record: Any, table: Any) -> str:
        """Return the currency code of a record's amount."""
        return str(self.read(record, self.currency.replace(".", "__")) if self.currency else table.request.entity.currency_id)

    def render(self, value: Any, record: Any, table: Any) -> str:
        """Return the amount and, small, its currency."""
        code = self.currency_of(record, table)
        amount = formats.format_amount(value, code)
        if not self.show_currency:
            return amount
        return mark_safe(f'{amount} <small class="currency">{escape(code)}</small>')  # noqa: S308 -- a formatted number, and escaped


class DateColumn(TextColumn):
    """A day."""

    css_class = "date"

    def render(self, value: Any) -> str:
        """Return the day in the reader's notation."""
        return formats.format_day(value)

    def exported(self, record: Any, accessor: Any, _table: Any) -> Any:
        """Return the day itself, which a spreadsheet understands."""
        return self.read(record, accessor)


class MomentColumn(TextColumn):
    """A moment, in the legal entity's time zone."""

    css_class = "date"

    def render(self, value: Any) -> str:
        """Return the moment in the reader's notation."""
        return formats.format_moment(value)

    def exported(self, record: Any, accessor: Any, _table: Any) -> Any:
        """Return the local moment without its zone, which a spreadsheet understands."""
        value = self.read(record, accessor)
        return timezone.localtime(value).replace(tzinfo=None) if isinstance(value, datetime) else value


class StatusColumn(TextColumn):
    """A status as word and colour; ``tones`` maps the stored value to blue, green, amber, red or grey.

    A column that reads more of the record than this one value sets ``by_value`` to False: equal values are rendered once.
    """

    by_value = True

    def __init__(self, label: Text | None = None, *, tones: dict[str, str] | None = None, **options: Any) -> None:
        super().__init__(label, **options)
        self.tones = tones or {}

    def word(self, record: Any, accessor: Any) -> str:
        """Return the status in the reader's language."""
        display = getattr(record, f"get_{accessor}_display", None)
        return str(display() if display else self.read(record, accessor))

    def render(self, value: Any, record: Any, bound_column: Any) -> str:
        """Return the badge; its tone follows the stored value, of which ``value`` is the word."""
        stored = self.read(record, bound_column.accessor)
        return status_badge(self.word(record, bound_column.accessor), self.tones.get(str(value if stored is None else stored), "grey"))

    def exported(self, record: Any, accessor: Any, _table: Any) -> Any:
        """Return the word."""
        return self.word(record, accessor)


class BooleanColumn(TextColumn):
    """Yes or no; no is shown quietly."""

    def render(self, value: Any) -> str:
        """Return the word."""
        return _("Yes") if value else format_html('<span class="text-secondary">{}</span>', _("No"))


class CodeColumn(TextColumn):
    """The code of a related record with its name in the reader's language, as in choices: ``accessor`` names its code.

    The names stand beside the code under ``names``, one per language.
    """

    @property
    def also_reads(self) -> tuple[str, ...]:
        """Return the names."""
        return (self._names(str(self.accessor)),)

    def render(self, value: Any, record: Any, bound_column: Any) -> str:
        """Return code and name."""
        name = name_in_language(self.read(record, self._names(bound_column.accessor)))
        return f"{value} · {name}" if name and name != value else str(value)

    def exported(self, record: Any, accessor: Any, _table: Any) -> Any:
        """Return the code, which other systems know."""
        return self.read(record, accessor)

    def _names(self, accessor: Any) -> str:
        return f"{str(accessor).replace('.', '__').rpartition('__')[0]}__names"


class NamesColumn(TextColumn):
    """The text of a JSON value per language, in the reader's language, else in the first there is."""

    def __init__(self, label: Text | None = None, **options: Any) -> None:
        super().__init__(label, sortable=False, **options)

    def render(self, value: Any) -> str:
        """Return the text."""
        return name_in_language(value)

    def exported(self, record: Any, accessor: Any, _table: Any) -> Any:
        """Return the text."""
        return name_in_language(self.read(record, accessor))


def name_in_language(names: Any) -> str:
    """Return the text in the reader's language, else the first; blank when there is none."""
    known = names if isinstance(names, dict) else {}
    return str(known.get((get_language() or "en")[:2]) or next(iter(known.values()), ""))
