"""Walks through the pages of the web interface as a reader who follows every link."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, resolve, reverse
from django.urls.exceptions import Resolver404

TARGETS = ("href", "hx-get", "data-href")
LEFT_OUT = ("mailto:", "tel:", "http:", "https:", "/static/", "/api/")


class _Links(HTMLParser):
    """Collects where a page leads, and the ids that links inside the page may name."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.add(value or "")
            elif name in TARGETS and tag != "link":
                self.links.append(value or "")


@dataclass
class Walk:
    """What one reader found: every address that was asked for with its answer, and links that lead nowhere."""

    answers: dict[str, int] = field(default_factory=dict)
    found_on: dict[str, str] = field(default_factory=dict)
    nowhere: list[str] = field(default_factory=list)

    @property
    def broken(self) -> list[str]:
        """Links that did not answer with a page, with the page that shows them."""
        return [f"{code} {url} (on {self.found_on[url]})" for url, code in self.answers.items() if code not in (200, 302)]

    @property
    def routes(self) -> set[str]:
        """The names of the routes that were reached."""
        return {resolve(urlsplit(url).path).view_name for url in self.answers}


def pages_without_key(entity: str) -> dict[str, str]:
    """Return the address of every route of the web interface that needs nothing but the legal entity, by name."""
    found = {}
    for name in _names(get_resolver().url_patterns):
        try:
            found[name] = reverse(name, kwargs={"entity": entity})
        except NoReverseMatch:
            continue  # it needs a record, or no legal entity at all
    return {name: url for name, url in found.items() if not url.startswith("/api/")}


def _names(patterns: list[Any], namespace: str = "") -> list[str]:
    found: list[str] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found += _names(pattern.url_patterns, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
        elif isinstance(pattern, URLPattern) and pattern.name:
            found.append(f"{namespace}{pattern.name}")
    return found


def walk(client: Client, start: str, *, variants: bool = True) -> Walk:
    """Follow every link from a page on; of links to one route, the first and those that have a parameter no link before had.

    Without variants, links that filter, sort or page a list are left out.
    """
    result = Walk(found_on={start: "the start"})
    seen: dict[str, set[str]] = {}
    waiting = deque([start])
    while waiting:
        url = waiting.popleft()
        answer: Any = client.get(url)
        result.answers[url] = answer.status_code
        if not _is_page(answer):
            continue
        page = _Links()
        page.feed(answer.content.decode())
        for link in page.links:
            target = _address(url, link)
            if target is None:
                if link.startswith("#") and link[1:] not in page.ids:
                    result.nowhere.append(f"{link!r} on {url}")
                continue
            kind = _kind(target)
            if kind is None:
                result.nowhere.append(f"{link!r} on {url}")
                continue
            route, parameters = kind
            new = route not in seen or parameters - seen[route]
            if target not in result.found_on and new and (variants or not parameters):
                seen.setdefault(route, set()).update(parameters)
                result.found_on[target] = url
                waiting.append(target)
    return result


def _is_page(answer: HttpResponse) -> bool:
    return answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming


def _address(page: str, link: str) -> str | None:
    """Return the address that a link leads to, None when it stays on the page or leaves the product."""
    if not link or link.startswith(("#", *LEFT_OUT)):
        return None
    return urljoin(page, link).partition("#")[0]


def _kind(target: str) -> tuple[str, frozenset[str]] | None:
    """Return the route of an address with the parameters it has, None when there is no such route."""
    parts = urlsplit(target)
    try:
        return resolve(parts.path).view_name, frozenset(parse_qs(parts.query))
    except Resolver404:
        return None
