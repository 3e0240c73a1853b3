"""Fixtures with the reference company, for every test that needs one."""

from __future__ import annotations

import pytest

from tests.factories.company import Company, make_company


@pytest.fixture
def company(db: None) -> Company:
    """The reference company NL01 of the specification."""
    return make_company()


@pytest.fixture
def other_company(company: Company) -> Company:
    """A second legal entity of the group."""
    return make_company("BE01", country="BE")
