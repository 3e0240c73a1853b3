"""What returns refuse, warn of and tell is what the message catalogue says, in both languages (sales.md §23)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

from foundation.errors import BusinessRuleError

CATALOGUE = Path(__file__).resolve().parents[2] / "docs" / "spec" / "sales.md"
ROW = re.compile(r"^\| (RET-\d+) \| ([EWIQ/]+) \| (.+?) \| (.+?) \|$", re.MULTILINE)
SEVERITIES = {"E": "error", "W": "warning", "I": "info", "Q": "question"}


def known_refusals(of: type[BusinessRuleError] = BusinessRuleError) -> Iterator[type[BusinessRuleError]]:
    """Yield every refusal that the project can utter."""
    for known in of.__subclasses__():
        yield known
        yield from known_refusals(known)


def rows() -> list[tuple[str, str, str, str]]:
    """Return code, kinds, English and Dutch of the messages about returns."""
    return ROW.findall(CATALOGUE.read_text())


def without_names(text: object) -> str:
    """Return a message with its values left blank, whatever they are called."""
    return re.sub(r"%\(\w+\)s|\{\w+\}", "{}", str(text))


def test_the_catalogue_is_read() -> None:
    assert [code for code, *_rest in rows()] == [f"RET-{number:02}" for number in range(1, 23)]


@pytest.mark.parametrize(("code", "kinds", "english", "dutch"), rows())
def test_a_message_says_what_the_catalogue_says_in_both_languages(code: str, kinds: str, english: str, dutch: str) -> None:
    [refusal] = [known for known in known_refusals() if known.code == code]

    with override("en"):
        assert without_names(refusal.message) == without_names(english)
    with override("nl"):
        assert without_names(refusal.message) == without_names(dutch)
    assert refusal.severity in {SEVERITIES[kind] for kind in kinds.split("/")}
