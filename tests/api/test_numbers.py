"""Numbers in requests are read exactly or refused, never rounded and never guessed (reliability.md §9, REL-6)."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import ParseError, ValidationError

from foundation.backoffice.api.fields import AmountField
from foundation.backoffice.api.parsers import ExactJSONParser

AMOUNTS = st.decimals(min_value=Decimal(-(10**12)), max_value=Decimal(10**12), places=4, allow_nan=False, allow_infinity=False)


def read(body: str) -> Any:
    """Return an amount as the API reads it from a body."""
    return AmountField().run_validation(ExactJSONParser().parse(BytesIO(body.encode()))["amount"])


@pytest.mark.scenario("reliability", "REL-6")
@given(amount=AMOUNTS)
def test_every_amount_is_read_exactly_as_text_and_as_number(amount: Decimal) -> None:
    assert read(f'{{"amount": "{amount:f}"}}') == amount
    assert read(f'{{"amount": {amount:f}}}') == amount


@pytest.mark.scenario("reliability", "REL-6")
@pytest.mark.parametrize(
    "written",
    [
        "1e5",
        "1E-2",
        '"1e5"',
        '"NaN"',
        '"Infinity"',
        '"-Infinity"',
        '"١٢"',
        '"１２"',
        '"1,5"',
        '"0x10"',
        '"1_000"',
        '""',
        "true",
        "[]",
        "1.23456",
    ],
)
def test_what_is_no_plain_number_is_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        read(f'{{"amount": {written}}}')


@pytest.mark.parametrize("written", ["NaN", "Infinity", "-Infinity", "01", "1.", ".5"])
def test_what_is_no_json_number_is_refused_with_the_body(written: str) -> None:
    with pytest.raises(ParseError):
        read(f'{{"amount": {written}}}')


@given(text=st.text(max_size=12))
def test_any_text_is_a_plain_number_or_refused(text: str) -> None:
    try:
        amount = AmountField().run_validation(text)
    except ValidationError:
        return
    assert text.strip().isascii() and amount == Decimal(text.strip())
