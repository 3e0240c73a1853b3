"""Numbers and dates as the document's language writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from foundation.documents import formatting


@pytest.mark.parametrize(
    ("language", "amount", "day"),
    [
        ("en", "1,234.50", "5 Mar 2026"),
        ("nl", "1.234,50", "5 mrt 2026"),
        ("de", "1.234,50", "05.03.2026"),
        ("fr", "1\u202f234,50", "5 mars 2026"),
    ],
)
def test_amounts_and_dates_follow_the_language_of_the_document(language: str, amount: str, day: str) -> None:
    with override(language):
        assert formatting.format_amount(Decimal("1234.5"), "EUR") == amount
        assert formatting.format_date(date(2026, 3, 5)) == day


def test_an_amount_has_the_decimals_of_its_currency() -> None:
    with override("en"):
        assert formatting.format_money(Decimal("1234"), "JPY") == "1,234 JPY"
        assert formatting.format_money(Decimal("1.5"), "TND") == "1.500 TND"


def test_a_price_keeps_the_decimals_it_has() -> None:
    with override("en"):
        assert formatting.format_price(Decimal("0.012500")) == "0.0125"
        assert formatting.format_price(Decimal("4.000000")) == "4.00"


def test_a_quantity_shows_no_needless_decimals() -> None:
    with override("nl"):
        assert formatting.format_quantity(Decimal("10.0000")) == "10"
        assert formatting.format_quantity(Decimal("2.5000")) == "2,5"


def test_countries_are_named_in_the_language_of_the_document() -> None:
    with override("nl"):
        assert formatting.country_name("DE") == "Duitsland"
    with override("en"):
        assert formatting.country_name("XX") == "XX"


def test_an_iban_is_printed_in_blocks_of_four() -> None:
    assert formatting.format_iban("NL91ABNA0417164300") == "NL91 ABNA 0417 1643 00"
