"""Amounts are shown as the reader's language writes them, on every page alike."""

from __future__ import annotations

from decimal import Decimal

import pytest
from babel.numbers import format_currency
from django.utils.translation import override

from foundation.backoffice.formats import current_locale, format_amount

VALUES = ("0", "-0.5", "0.005", "0.015", "999.995", "1000", "-1234567.891", "12345678901.10")


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("currency", ["EUR", "JPY", "TND"])
def test_an_amount_is_written_and_rounded_as_the_readers_language_does(language: str, currency: str) -> None:
    with override(language):
        for value in map(Decimal, VALUES):
            assert format_amount(value, currency) == format_currency(value, currency, "#,##0.00", locale=current_locale())


def test_an_amount_that_is_not_there_is_blank() -> None:
    assert format_amount(None, "EUR") == ""
