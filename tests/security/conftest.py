"""What tests of sign-in share: somebody with a password, and an authenticator app of theirs."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from foundation.organization.models import User
from foundation.security import totp
from foundation.security.models import SecondFactor
from foundation.security.sealing import candidates
from foundation.security.services import second_factor
from tests.factories.company import Company

PASSWORD = "a-long-password"


@pytest.fixture(autouse=True)
def nobody_failed_before() -> Iterator[None]:
    """Forget the failures that other tests counted."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def person(company: Company) -> User:
    """An order clerk."""
    return company.user("OC")


def app_code(user: User, *, steps_from_now: int = 0) -> str:
    """Return what the authenticator app of a user shows, some half minutes from now."""
    factor = SecondFactor.objects.get(user=user)
    secret = next(candidates(factor.nonce, factor.sealed))
    return totp.code_at(secret, int(time.time()) // totp.STEP_SECONDS + steps_from_now)


def add_factor(user: User) -> list[str]:
    """Give a user a second factor and return the recovery codes; the code of this half minute stays unused."""
    second_factor.begin(user)
    return second_factor.confirm(user, app_code(user, steps_from_now=-1))


def sign_in(user: User, password: str = PASSWORD, **query: str) -> tuple[Client, object]:
    """Send the sign-in form and return the browser with the answer."""
    client = Client()
    return client, client.post("/sign-in/", {"username": user.email, "password": password, **query})
