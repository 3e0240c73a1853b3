"""Which texts of a Dutch page are not Dutch: texts of the catalog in English, and texts that no catalog and no record knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import trans_real

from config.translations import catalog_file, read_catalog

_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w+)\}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_MARKUP = re.compile(r"<[^>]+>")
_CODE = re.compile(r"\b[A-Z]{1,4}-[\d#]+\b|#{3,}|\{\w+\}|\blines\.\d+")
_SHORTEST_PATTERN = 6

NAMES = {"Nederlands", "English", "JJ"}
"""Languages are called by their own names; people have initials."""


@dataclass(frozen=True)
class Wording:
    """One English text and its Dutch."""

    english: str
    dutch: str


class Texts:
    """The texts of the catalog, and the data of the company."""

    def __init__(self, wordings: list[Wording], data: Iterable[str]) -> None:
        self.english = {each for wording in wordings if wording.english != wording.dutch for each in _either_case(wording.english)}
        self.dutch = {each for wording in wordings for each in _either_case(wording.dutch)}
        self.data = set(data)

    @cached_property
    def english_patterns(self) -> list[re.Pattern[str]]:
        """Return the English texts with places for values."""
        return [_pattern(text) for text in self.english if _PLACEHOLDER.search(text) and _is_long(text)]

    @cached_property
    def known_words(self) -> set[str]:
        """Return the words of the Dutch texts and of the data."""
        return self.dutch_words | _words({*self.data, *NAMES, *_frameworks_dutch()})

    @cached_property
    def dutch_words(self) -> set[str]:
        """Return the words of the Dutch texts."""
        return _words(self.dutch)

    def is_english(self, text: str) -> bool:
        """Tell whether a text is one of the catalog that has another Dutch text, and no data either."""
        if text in self.data or text in self.dutch or text in NAMES:
            return False
        if " · " in text:
            return any(self.is_english(part) for part in text.split(" · "))
        return text in self.english or any(pattern.fullmatch(text) for pattern in self.english_patterns)

    def is_same_in_both(self, text: str) -> bool:
        """Tell whether a text may read the same in English and Dutch: a name, a number, or a text whose Dutch is the same."""
        if text in self.dutch or text in self.data:
            return True
        left = _CODE.sub(" ", self.data_pattern.sub(" ", text))
        return all(word.lower() in self.dutch_words for word in _WORD.findall(left))

    @cached_property
    def data_pattern(self) -> re.Pattern[str]:
        """Return what finds a value of the data within a text, the longest first."""
        values = sorted((value for value in {*self.data, *NAMES} if _WORD.search(value)), key=len, reverse=True)
        return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, values)) + r")(?!\w)")

    def strange_words(self, text: str) -> list[str]:
        """Return the words that neither a Dutch text nor the data have; codes of refusals and placeholders are no words."""
        return [word for word in _WORD.findall(_CODE.sub(" ", text)) if word.lower() not in self.known_words]


def faults(texts: Texts, shown: Iterable[str]) -> Iterator[str]:
    """Yield the texts of a page that are not Dutch."""
    for text in shown:
        if not _WORD.search(text):
            continue
        if texts.is_english(text):
            yield f"{text!r} is not translated"
        else:
            strange = texts.strange_words(text)
            if strange:
                yield f"{text!r} has no Dutch: {', '.join(strange)}"


def _either_case(text: str) -> set[str]:
    return {text, text[:1].upper() + text[1:]}


def _words(texts: Iterable[str]) -> set[str]:
    return {word.lower() for text in texts for word in _WORD.findall(_PLACEHOLDER.sub(" ", text))}


def catalog_wordings() -> list[Wording]:
    """Return the texts of the Dutch catalog, plural forms one by one."""
    found = []
    for message in read_catalog(catalog_file("nl")):
        english = message.id if isinstance(message.id, tuple) else (message.id,)
        dutch = message.string if isinstance(message.string, tuple) else (message.string,)
        found += [Wording(_flat(one), _flat(other)) for one, other in zip(english, dutch, strict=False) if one]
    return found


def stored_texts() -> Iterator[str]:
    """Yield every text that stands in the database."""
    for model in apps.get_models():
        columns = [each.attname for each in model._meta.local_concrete_fields if _holds_text(each)]
        if columns and not model._meta.proxy and model._meta.managed:
            for row in model._base_manager.values_list(*columns):
                yield from _inside(row)


def _frameworks_dutch() -> Iterator[str]:
    for _key, text in trans_real.translation("nl")._catalog.items():  # type: ignore[attr-defined]
        yield from _inside(text)


def _holds_text(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.CharField | models.TextField | models.JSONField) or "Array" in type(field).__name__


def _inside(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield _flat(value)
        yield from map(_flat, value.splitlines())
    elif isinstance(value, dict):
        for each in value.values():
            yield from _inside(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _inside(each)


def _flat(text: str) -> str:
    return " ".join(_MARKUP.sub(" ", text).split())


def _pattern(text: str) -> re.Pattern[str]:
    parts = [re.escape(part) for part in _PLACEHOLDER.split(text)[::3]]
    return re.compile(".{1,60}?".join(parts))


def _is_long(text: str) -> bool:
    return sum(len(word) for word in _WORD.findall(_PLACEHOLDER.sub(" ", text))) >= _SHORTEST_PATTERN
