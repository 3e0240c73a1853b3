"""Clients of the API for every test."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.api.client import ApiUser
from tests.factories.company import Company

ApiAs = Callable[[str], ApiUser]


@pytest.fixture
def api_as(company: Company) -> ApiAs:
    """Return a function that gives the client of a role in the company."""
    return lambda role: ApiUser(company.user(role), company.entity.code)


@pytest.fixture
def clerk(api_as: ApiAs) -> ApiUser:
    """An order clerk's client."""
    return api_as("OC")
