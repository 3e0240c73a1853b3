"""Filters and tags of every page: notation of amounts and dates, badges, icons, addresses in the legal entity."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from foundation.backoffice import addresses, badges, formats
from foundation.backoffice.posting import PROPOSED, TYPED, InputCell, Money, Price
from foundation.errors import Text

register = template.Library()

register.filter("quantity", formats.format_quantity)
register.filter("price", formats.format_price)
register.filter("percent", formats.format_percent)
register.filter("localdate", formats.format_day)
register.filter("moment", formats.format_moment)
register.filter("count", formats.format_count)
register.simple_tag(badges.status_badge, name="status_badge")
register.simple_tag(badges.icon, name="icon")


@register.filter
def amount(value: Decimal | None, currency: str = "") -> str:
    """Return an amount with the decimals of its currency."""
    return formats.format_amount(value, str(currency))


@register.filter
def shown(value: Any, currency: str = "") -> str:
    """Return any value of a header field as people read it; a dash for nothing."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return formats.format_moment(value)
    if isinstance(value, date):
        return formats.format_day(value)
    if isinstance(value, Decimal):
        return formats.format_amount(value, str(currency)) if currency else formats.format_quantity(value)
    return str(value)


@register.simple_tag(takes_context=True)
def entity_url(context: Mapping[str, Any], page: str, query: str = "", **kwargs: Any) -> str:
    """Return the address of a page in the legal entity of the request."""
    return addresses.entity_url(context["request"].entity, page, query, **kwargs)


@register.simple_tag
def refused(name: str, url: str, refusal: Any) -> str:
    """Say why a document is left out: its number leads to its page, and stands before a sentence that does not name it."""
    linked = format_html('<a href="{}">{}</a>', url, name) if url else format_html("{}", name)
    before, named, after = _around(str(refusal), str(name))
    return format_html("{}{}{}", before, linked, after) if named else format_html("{}: {}", linked, refusal)


def _around(sentence: str, name: str) -> tuple[str, str, str]:
    """Return what stands before and after a name in a sentence; the middle is blank where the sentence does not say it as a word."""
    found = re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", sentence) if name else None
    return (sentence[: found.start()], name, sentence[found.end() :]) if found else (sentence, "", "")


@register.simple_tag(takes_context=True)
def way_out(context: Mapping[str, Any], refusal: Any) -> dict[str, Any] | None:
    """Return address and label of the page on which the reader may do something about a refusal, or None."""
    out = refusal.way_out
    request = context["request"]
    if out is None or not request.access.may(out.permission):
        return None
    return {"url": addresses.entity_url(request.entity, out.page, pk=refusal.record), "label": out.label}


@register.inclusion_tag("backoffice/form/_field.html")
def field(bound: Any, label: Text = "") -> dict[str, Any]:
    """Show one form field with its label, help and errors."""
    return {"field": bound, "label": label or bound.label}


@register.filter
def cell_css(cell: Any) -> str:
    """Return the class of a cell of a preview: numbers stand to the right, dates on one line."""
    if isinstance(cell, date):
        return "bo-one-line"
    return "number" if isinstance(cell, Decimal | Money | Price | InputCell) else ""


@register.simple_tag
def preview_cell(cell: Any, form: Any) -> str:
    """Show a cell of a preview: an input of the form, an amount with its currency, or any value."""
    if isinstance(cell, InputCell):
        return _input_cell(cell, form[cell.name])
    if isinstance(cell, Money):
        text = formats.format_amount(cell.amount, cell.currency)
        return format_html('{} <small class="currency">{}</small>', text, cell.currency)
    return formats.format_price(cell.amount) if isinstance(cell, Price) else shown(cell)


def _input_cell(cell: InputCell, bound: Any) -> str:
    """Return the input with what was typed, else what is proposed; beside it the proposal, which ``untouched`` compares it with."""
    proposal = formats.format_entry(cell.suggestion) if isinstance(cell.suggestion, Decimal) else cell.suggestion
    value = bound.value()
    attrs = bound.build_widget_attrs({"id": bound.auto_id, "aria-label": bound.label})
    if bound.errors:
        attrs |= {"class": f"{bound.field.widget.attrs.get('class', '')} is-invalid", "aria-invalid": "true"}
    offered = proposal != "" and value in (None, "")
    widget = bound.field.widget.render(bound.html_name, proposal if offered else value, attrs, renderer=bound.form.renderer)
    if proposal != "" and bound.field.initial is None:
        known = proposal if offered else TYPED
        widget = format_html('{}<input type="hidden" name="{}{}" value="{}">', widget, PROPOSED, bound.html_name, known)
    errors = format_html('<div class="invalid-feedback d-block">{}</div>', " ".join(bound.errors)) if bound.errors else ""
    return format_html("{}{}", widget, errors)


@register.filter
def named(record: Any, language: str) -> str:
    """Return the name of a record in a language."""
    return str(record.name_in(language))


@register.filter
def get_item(mapping: Any, key: Any) -> Any:
    """Return what a mapping or form holds under a key, nothing where there is none."""
    try:
        return mapping[key]
    except (KeyError, IndexError, TypeError):
        return None
