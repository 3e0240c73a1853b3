"""The tests that docs/guarantees.md names exist."""

from __future__ import annotations

import re

from tests.architecture.source_lint import ROOT

NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def test_every_guarantee_names_a_test_that_exists() -> None:
    named = NAMED.findall((ROOT / "docs" / "guarantees.md").read_text())

    assert len(named) > 20
    assert [f"{path}::{test}" for path, test in named if f"def {test}(" not in (ROOT / path).read_text()] == []
