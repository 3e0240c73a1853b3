"""What the system refuses, warns of, asks and tells is what the message catalogue says, in both languages (sales.md §23)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import get_resolver
from django.utils.translation import override

from foundation.errors import BusinessRuleError

CATALOGUE = Path(__file__).resolve().parents[2] / "docs" / "spec" / "sales.md"
ROW = re.compile(r"^\| ([A-Z]{3}-\d+) \| ([EWIQ/]+) \| (.+?) \| (.+?) \|$", re.MULTILINE)
SEVERITIES = {"E": "error", "W": "warning", "I": "info", "Q": "question"}

ELSEWHERE = {
    "CRD-01": "customers.md names the messages about credit: CU-050 as a warning",
    "CRD-02": "customers.md names the messages about credit: CU-050",
    "CRD-03": "the figures stand on the page of the customer and in the answer of `balance`, not in a sentence",
}
"""The codes of the catalogue that nothing raises, and why."""
WRITTEN_TWICE = {"GEN-03": ("free / already in use", "vrij / al in gebruik")}
"""The messages that end in one of two ways, which the catalogue writes as both."""


def known_refusals(of: type[BusinessRuleError] = BusinessRuleError) -> Iterator[type[BusinessRuleError]]:
    """Yield every refusal that the project can utter."""
    for known in of.__subclasses__():
        yield known
        yield from known_refusals(known)


def rows() -> list[tuple[str, str, str, str]]:
    """Return code, kinds, English and Dutch of every message."""
    return ROW.findall(CATALOGUE.read_text())


def without_names(text: object) -> str:
    """Return a message with its values left blank, whatever they are called."""
    return re.sub(r"%\(\w+\)s|\{\w+\}", "{}", str(text)).replace("%%", "%")


def message_of(refusal: type[BusinessRuleError], ways: str = "") -> str:
    """Return the message in the active language; what it may end in is written out."""
    return without_names(str(refusal.message).replace("%(state)s", ways) if ways else refusal.message)


@pytest.fixture(scope="module")
def refusals() -> dict[str, type[BusinessRuleError]]:
    """Return every refusal by its code, those of pages and REST included."""
    assert get_resolver().url_patterns
    return {known.code: known for known in known_refusals() if known.code}


def test_the_whole_catalogue_is_read() -> None:
    codes = [code for code, *_rest in rows()]

    assert len(codes) == len(set(codes)) > 140


def test_every_code_of_the_catalogue_can_be_uttered_but_those_with_a_reason(refusals: dict[str, type[BusinessRuleError]]) -> None:
    assert {code for code, *_rest in rows()} - set(refusals) == set(ELSEWHERE)


@pytest.mark.parametrize(("code", "kinds", "english", "dutch"), [row for row in rows() if row[0] not in ELSEWHERE])
def test_a_message_says_what_the_catalogue_says_in_both_languages(
    code: str, kinds: str, english: str, dutch: str, refusals: dict[str, type[BusinessRuleError]]
) -> None:
    refusal, (either_way, op_beide_wijzen) = refusals[code], WRITTEN_TWICE.get(code, ("", ""))

    with override("en"):
        assert message_of(refusal, either_way) == without_names(english)
    with override("nl"):
        assert message_of(refusal, op_beide_wijzen) == without_names(dutch)
    assert refusal.severity in {SEVERITIES[kind] for kind in kinds.split("/")}
