"""Addresses of pages below a legal entity."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse
from django.urls.converters import register_converter

from foundation.organization.models import LegalEntity

PLACEHOLDER = 2**63 - 1


class EntityConverter:
    """The code of a legal entity as the first part of a path."""

    name = "entity"
    regex = "[A-Z][A-Z0-9]{1,7}"

    def to_python(self, value: str) -> str:
        """Return the code."""
        return value

    def to_url(self, value: str | LegalEntity) -> str:
        """Return the code of an entity or the code itself."""
        return str(value)


def entity_url(entity: LegalEntity | str, page: str, query: str | dict[str, Any] = "", **kwargs: Any) -> str:
    """Return the address of a page in a legal entity, with a query string where given."""
    if kwargs:
        address = reverse(page, kwargs={"entity": str(entity), **kwargs})
    else:
        address = _address(str(entity), page, get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF)
    if not query:
        return address
    return f"{address}?{query if isinstance(query, str) else urlencode(query, doseq=True)}"


@lru_cache(maxsize=4096)
def _address(entity: str, page: str, _prefix: str, _routes: str) -> str:
    """Return the address of a page without a record, which every menu asks for."""
    return reverse(page, kwargs={"entity": entity})


def record_addresses(entity: LegalEntity | str, page: str) -> Callable[[int], str]:
    """Return what gives the addresses of many records: the route is looked up once."""
    before, _key, after = entity_url(entity, page, pk=PLACEHOLDER).rpartition(str(PLACEHOLDER))
    return lambda key: f"{before}{key}{after}"


register_converter(EntityConverter, EntityConverter.name)
