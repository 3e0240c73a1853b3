"""Fixtures with the reference company, for every test that needs one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.factories.company import Company, make_company


@pytest.fixture
def company(db: None) -> Company:
    """The reference company NL01 of the specification."""
    return make_company()


@pytest.fixture
def other_company(company: Company) -> Company:
    """A second legal entity of the group."""
    return make_company("BE01", country="BE")


@pytest.fixture
def in_march() -> Iterator[None]:
    """Let it be the last day of March 2026, ten o'clock, for as long as the test runs."""
    with time_machine.travel("2026-03-31 10:00Z", tick=False):
        yield
