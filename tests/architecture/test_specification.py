"""What the code says of the specification can be looked up there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = {path.stem: path.read_text() for path in (ROOT / "docs" / "spec").glob("*.md") if path.stem != "README"}
CITED = re.compile(r"\b(sales|invoicing|customers|reliability|backoffice)\.md,? (?:§ ?)?(\d+(?:\.\d+)?)")
MARKED = re.compile(r'pytest\.mark\.scenario\("(\w+)", "([^"]+)"')


def sources() -> list[Path]:
    """Return every Python file of the project."""
    floors = ("foundation", "customers", "sales", "purchasing", "projects", "backorders", "invoicing", "returns", "config")
    rooms = (*floors, "tests", "benchmarks")
    return [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]


def has_section(chapter: str, number: str) -> bool:
    """Tell whether a chapter has a heading, a paragraph or a table row of that number, or the section such a numbered point."""
    if re.search(rf"^(#+ |\*\*|\| ?\**)?{re.escape(number)}[ .|*]", CHAPTERS[chapter], re.MULTILINE):
        return True
    section, _dot, point = number.partition(".")
    text = re.search(rf"^## {section}\. .*?(?=^## |\Z)", CHAPTERS[chapter], re.MULTILINE | re.DOTALL)
    return bool(point and text and re.search(rf"^{point}\. ", text[0], re.MULTILINE))


def has_scenario(chapter: str, number: str) -> bool:
    """Tell whether a scenario of that number is written in a chapter."""
    return re.search(rf"(^|\W){re.escape(number)}\b", CHAPTERS[chapter], re.MULTILINE) is not None


@pytest.mark.parametrize("chapter", sorted(CHAPTERS))
def test_every_section_that_the_code_names_is_written(chapter: str) -> None:
    cited = [(path, found, number) for path in sources() for found, number in CITED.findall(path.read_text())]
    named = {(path.relative_to(ROOT), number) for path, found, number in cited if found == chapter}
    missing = sorted(f"{path}: {chapter}.md {number}" for path, number in named if not has_section(chapter, number))
    assert named, f"Nothing names {chapter}.md"
    assert missing == []


def test_every_scenario_that_a_test_carries_is_written() -> None:
    carried = {mark for path in sources() for mark in MARKED.findall(path.read_text())}
    missing = sorted(f"{chapter} {number}" for chapter, number in carried if not has_scenario(chapter, number))
    assert carried
    assert missing == []


def test_a_section_that_nobody_wrote_is_missed() -> None:
    assert has_section("sales", "7.3")
    assert not has_section("sales", "99.9")
    assert not has_scenario("sales", "S-999")
