"""What a form on screen sends when nothing is touched, and what a new line of it sends."""

from __future__ import annotations

from typing import Any


def shown(answer: Any) -> dict[str, Any]:
    """The values of a shown form and of its lines."""
    context = answer.context
    sent = values_of(context["form"]) | {"_shown_as": context["view"].shown_as}
    lines = context.get("lines")
    if lines is None:
        return sent
    count = lines.initial_form_count()
    for form in lines.forms[:count]:
        sent |= values_of(form)
    return sent | {"lines-TOTAL_FORMS": str(max(count, 5)), "lines-INITIAL_FORMS": str(count)}


def values_of(form: Any) -> dict[str, Any]:
    """The values of one form, as a browser sends them."""
    sent: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if isinstance(value, bool):
            sent |= {bound.html_name: "on"} if value else {}
        elif isinstance(value, dict):
            sent |= {f"{bound.html_name}_{code}": text for code, text in value.items()}
        elif isinstance(value, list):
            sent[bound.html_name] = [getattr(known, "pk", known) for known in value]
        else:
            sent[bound.html_name] = "" if value is None else str(value)
    return sent


def new_line(index: int, **values: str) -> dict[str, str]:
    """The values of a line that was typed."""
    return {f"lines-{index}-{name}": value for name, value in values.items()}
