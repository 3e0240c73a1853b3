"""Fixtures that act as users of the web interface."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.factories.company import Company

SignIn = Callable[..., Client]


@pytest.fixture
def signed_in_client(company: Company) -> SignIn:
    """Return a function that signs a user with a role in the company in: ``signed_in_client("OC")``."""

    def sign_in(role: str, *, in_company: Company | None = None, **limits: Any) -> Client:
        client = Client()
        client.force_login((in_company or company).user(role, **limits))
        return client

    return sign_in
