"""What a page offers to its reader: links, forms, buttons, texts; read with expressions, as a walk reads thousands of pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from html import unescape

_TAG = re.compile(r"<!--.*?-->|<!doctype html>|<(/?)([a-zA-Z][\w-]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>", re.DOTALL)
_ATTRIBUTE = re.compile(r"([\w:.-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_SILENT = {"script", "style", "template", "kbd", "svg", "code"}
_SPOKEN = ("title", "aria-label", "placeholder", "alt")
_ASKING = ("hx-get", "hx-post")

Attributes = dict[str, str]


@dataclass(frozen=True)
class Button:
    """Something to press, with the address and method of the request that it sends; no address when it sends none."""

    text: str
    attributes: Attributes
    action: str | None
    method: str


@dataclass
class Shown:
    """One page."""

    ids: set[str] = field(default_factory=set)
    links: list[tuple[str, Attributes]] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    forms: list[Attributes] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    language: str = ""


@cache
def attributes_of(written: str) -> Attributes:
    """Return the attributes of a tag."""
    return {name.lower(): unescape(first or second or third) for name, first, second, third in _ATTRIBUTE.findall(written)}


def read(page: str) -> Shown:
    """Read a page or a part of one."""
    return _Reader().read(page)


class _Reader:
    def __init__(self) -> None:
        self.shown = Shown()
        self.form: Attributes | None = None
        self.silent: list[str] = []
        self.pressed: tuple[Attributes, Attributes | None, list[str]] | None = None
        self.found: list[tuple[Attributes, Attributes | None, list[str]]] = []

    def read(self, page: str) -> Shown:
        at = 0
        for match in _TAG.finditer(page):
            self._text(page[at : match.start()])
            at = match.end()
            closing, name, written = match.groups()
            if name and not closing:
                self._open(name.lower(), attributes_of(written))
            elif name:
                self._close(name.lower())
        self._text(page[at:])
        by_id = {form["id"]: form for form in self.shown.forms if "id" in form}
        for attributes, form, words in self.found:
            owner = by_id.get(attributes["form"]) if "form" in attributes else form
            self.shown.buttons.append(_button(attributes, owner, " ".join(words)))
        return self.shown

    def _text(self, written: str) -> None:
        text = " ".join(unescape(written).split())
        if not text or self.silent:
            return
        self.shown.texts.append(text)
        if self.pressed is not None:
            self.pressed[2].append(text)

    def _open(self, name: str, attributes: Attributes) -> None:
        if name in _SILENT:
            self.silent.append(name)
        if name == "html":
            self.shown.language = attributes.get("lang", "")
        if "id" in attributes:
            self.shown.ids.add(attributes["id"])
        self.shown.texts += [attributes[spoken] for spoken in _SPOKEN if attributes.get(spoken)]
        self.shown.asked += [(attributes[asking], asking[3:]) for asking in _ASKING if asking in attributes]
        if name == "a":
            self.shown.links.append((attributes.get("href", ""), attributes))
        elif name == "form":
            self.form = attributes
            self.shown.forms.append(attributes)
        elif name == "button" or name == "input" and attributes.get("type") in {"submit", "button", "image"}:
            self.pressed = (attributes, self.form, [attributes.get("aria-label", "") or attributes.get("value", "")])
            self.found.append(self.pressed)

    def _close(self, name: str) -> None:
        if self.silent and self.silent[-1] == name:
            self.silent.pop()
        if name == "form":
            self.form = None
        elif name == "button":
            self.pressed = None


def _button(attributes: Attributes, form: Attributes | None, text: str) -> Button:
    if attributes.get("type", "submit") == "button" or form is None:
        return Button(text.strip(), attributes, None, "")
    method = attributes.get("formmethod", form.get("method", "get"))
    return Button(text.strip(), attributes, attributes.get("formaction", form.get("action", "")), method.lower())
