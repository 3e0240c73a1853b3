"""Every template can be read, and every page that one names has an address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.urls import URLPattern, URLResolver, get_resolver

TEMPLATES = Path(settings.BASE_DIR) / "templates"
NAMED_PAGE = re.compile(r"""\{%\s*(?:entity_)?url\s+["']([^"']+)["']""")

FILES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))


def names(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[str]:
    """Yield the names of all pages, with their namespaces."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{namespace}{pattern.name}"


@pytest.mark.parametrize("file", FILES)
def test_a_template_can_be_read_and_names_only_pages_that_exist(file: str) -> None:
    get_template(file)
    named = set(NAMED_PAGE.findall((TEMPLATES / file).read_text(encoding="utf-8")))

    assert named <= set(names(get_resolver().url_patterns))
