"""The table of expectations names each one once, with tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

TABLE = settings.BASE_DIR / "docs" / "expectations.md"
TESTS = settings.BASE_DIR / "tests"


def rows() -> list[list[str]]:
    """The cells of every numbered row."""
    found = [line.strip("|").split(" | ") for line in TABLE.read_text(encoding="utf-8").splitlines() if re.match(r"\| \d+ \|", line)]
    return [[cell.strip() for cell in row] for row in found]


def names_a_test(name: str, tests: Path = TESTS) -> bool:
    """Tell whether ``file.py::test_rule`` stands in the tests."""
    file, _, rule = name.partition("::")
    path = tests / file
    return path.is_file() and f"def {rule}(" in path.read_text(encoding="utf-8")


def test_every_expectation_stands_in_the_table_once() -> None:
    assert [int(row[0]) for row in rows()] == list(range(1, 36))


def test_every_test_that_the_table_names_exists() -> None:
    named = [name for row in rows() for name in re.findall(r"`([^`]+::[^`]+)`", row[3])]

    assert len(named) >= 35
    assert [name for name in named if not names_a_test(name)] == []


def is_place(name: str) -> bool:
    """Tell whether a file or folder stands in the project, or in the web toolkit."""
    return any((root / name).exists() for root in (settings.BASE_DIR, settings.BASE_DIR / "foundation" / "backoffice"))


def test_every_file_and_folder_that_the_table_names_exists() -> None:
    places = [name for row in rows() for name in re.findall(r"`([^`]+)`", row[2]) if "/" in name or name.endswith(".py")]

    assert len(places) >= 20
    assert [name for name in places if not is_place(name)] == []
    assert not is_place("activities/")


def test_a_test_that_is_gone_would_be_found() -> None:
    assert not names_a_test("backoffice/test_lists.py::test_that_nobody_wrote")
    assert not names_a_test("backoffice/test_nothing.py::test_a_view_is_kept_shown_as_changed_and_forgotten")
