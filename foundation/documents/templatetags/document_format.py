"""Template filters and tags of printed documents: the document's language decides how values are written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from foundation.documents import formatting

register = template.Library()


@register.filter
def doc_amount(value: Decimal | None, currency: str) -> str:
    """Return an amount with the decimals of its currency."""
    return "" if value is None else formatting.format_amount(value, str(currency))


@register.filter
def doc_money(value: Decimal | None, currency: str) -> str:
    """Return an amount with its currency code."""
    return "" if value is None else formatting.format_money(value, str(currency))


@register.filter
def doc_price(value: Decimal | None, currency: str = "EUR") -> str:
    """Return a unit price."""
    return "" if value is None else formatting.format_price(value, str(currency))


@register.filter
def doc_quantity(value: Decimal | None) -> str:
    """Return a quantity."""
    return "" if value is None else formatting.format_quantity(value)


@register.filter
def doc_percent(value: Decimal | None) -> str:
    """Return a percentage."""
    return "" if value is None else formatting.format_percent(value)


@register.filter
def doc_date(value: date | None) -> str:
    """Return a date."""
    return "" if value is None else formatting.format_date(value)


@register.filter
def country_name(code: str) -> str:
    """Return the name of a country."""
    return formatting.country_name(code or "")


@register.filter
def doc_iban(value: str) -> str:
    """Return an IBAN in blocks of four."""
    return formatting.format_iban(value or "")


@register.simple_tag
def carried(running_total: Decimal, currency: str) -> SafeString:
    """Return the attributes of a line's row that make every page show what it carries forward.

    ``running_total`` is the sum up to and including the line. The style sheet shows the last one of a page below its
    lines, and the same amount above the lines of the next page.
    """
    amount = formatting.format_money(running_total, str(currency))
    forward = gettext("Carried forward")
    brought = gettext("Brought forward")
    return format_html('data-carry="{}   {}" data-brought="{}   {}"', forward, amount, brought, amount)


@register.simple_tag
def page_numbers() -> SafeString:
    """Return the attributes that hold the words around the page number and the number of pages."""
    words = gettext("Page %(page)s of %(pages)s")
    before, _, rest = words.partition("%(page)s")
    between, _, after = rest.partition("%(pages)s")
    return format_html('data-before="{}" data-between="{}" data-after="{}"', before, between, after)
