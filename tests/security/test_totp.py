"""Codes of a device: the examples of RFC 6238 and what may never pass."""

from __future__ import annotations

import pytest
from django.test import override_settings

from foundation.security import totp
from foundation.security.sealing import candidates, seal

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(moment: int, code: str) -> None:
    assert totp.code_at(SECRET, moment // 30) == code


def test_a_code_of_the_half_minute_before_and_after_passes_and_no_older_one() -> None:
    now = 1111111111.0
    step = int(now) // 30
    assert [totp.matching_step(SECRET, totp.code_at(SECRET, step + away), now) is not None for away in (-2, -1, 0, 1, 2)] == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_a_code_counts_once() -> None:
    step = totp.matching_step(SECRET, totp.code_at(SECRET, 40), 40 * 30.0)
    assert step == 40
    assert totp.matching_step(SECRET, totp.code_at(SECRET, 40), 40 * 30.0, after=40) is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "\0\0\0\0\0\0"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    assert totp.matching_step(SECRET, typed, 1111111111.0) is None


def test_a_sealed_secret_is_read_with_the_key_that_sealed_it_while_that_is_a_fallback() -> None:
    with override_settings(SECRET_KEY="old " * 20):
        nonce, sealed = seal(SECRET)
    assert SECRET not in sealed
    with override_settings(SECRET_KEY="new " * 20, SECRET_KEY_FALLBACKS=["old " * 20]):
        assert SECRET in list(candidates(nonce, sealed))
    with override_settings(SECRET_KEY="new " * 20, SECRET_KEY_FALLBACKS=[]):
        assert SECRET not in list(candidates(nonce, sealed))
