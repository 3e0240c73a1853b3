"""A cell is read in the one way it can be read, or refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from foundation.errors import BusinessRuleError
from foundation.imports.errors import ChoiceUnknown, DateNotReadable, NumberNotReadable, TextTooLong
from foundation.imports.values import Reading, boolean, choice, day, number, text, whole_number, words

POINT, COMMA = Reading("."), Reading(",")


@pytest.mark.parametrize(
    ("raw", "reading", "expected"),
    [
        ("1234.5", POINT, "1234.5"),
        ("1,234.50", POINT, "1234.50"),
        ("1,234,567", POINT, "1234567"),
        ("12,50", POINT, "12.50"),
        ("-0.005", POINT, "-0.005"),
        (".5", POINT, "0.5"),
        ("1.234,50", COMMA, "1234.50"),
        ("1 234,50", COMMA, "1234.50"),
        ("1'234,50", COMMA, "1234.50"),
        ("12.50", COMMA, "12.50"),
        ("0.125", COMMA, "0.125"),
        ("1,234", COMMA, "1.234"),
        ("1.234", POINT, "1.234"),
    ],
)
def test_numbers_are_read_with_the_mark_of_the_file(raw: str, reading: Reading, expected: str) -> None:
    assert number(raw, reading, "Price") == Decimal(expected)


@pytest.mark.parametrize(
    ("raw", "reading"),
    [
        ("1,234", POINT),
        ("1.234", COMMA),
        ("12,34,567.00", POINT),
        ("1.2.3", POINT),
        ("1e5", POINT),
        ("NaN", POINT),
        ("Infinity", POINT),
        ("twelve", POINT),
        ("-", POINT),
        ("5.", POINT),
        ("٣", POINT),
        ("1_000", POINT),
        ("--5", POINT),
    ],
)
def test_a_number_that_could_be_two_or_none_is_refused(raw: str, reading: Reading) -> None:
    with pytest.raises(NumberNotReadable, match="Price"):
        number(raw, reading, "Price")


def test_whole_numbers_may_be_written_with_zeros_behind_the_mark() -> None:
    assert whole_number("5.00", POINT, "Days") == 5
    with pytest.raises(NumberNotReadable):
        whole_number("5.5", POINT, "Days")


@pytest.mark.parametrize(
    ("raw", "order", "expected"),
    [
        ("2026-12-31", "", date(2026, 12, 31)),
        ("2026-12-31 14:30:00", "", date(2026, 12, 31)),
        ("31-12-2026", "", date(2026, 12, 31)),
        ("1.2.2026", "", date(2026, 2, 1)),
        ("31/12/2026", "", date(2026, 12, 31)),
        ("12/31/2026", "", date(2026, 12, 31)),
        ("5/5/2026", "", date(2026, 5, 5)),
        ("1/12/2010", "dmy", date(2010, 12, 1)),
        ("1/12/2010 8:26", "mdy", date(2010, 1, 12)),
    ],
)
def test_dates_are_read(raw: str, order: str, expected: date) -> None:
    assert day(raw, Reading(date_order=order), "Date") == expected


@pytest.mark.parametrize("raw", ["1/12/2010", "31-12-26", "30-2-2026", "2026-13-01", "tomorrow", "46022"])
def test_a_date_that_could_be_two_or_none_is_refused(raw: str) -> None:
    with pytest.raises(DateNotReadable):
        day(raw, Reading(), "Date")


def test_yes_and_no_are_read_in_both_languages() -> None:
    assert [boolean(raw, POINT, "Allowed") for raw in ("Yes", "ja", "1", "nee", "FALSE")] == [True, True, True, False, False]
    with pytest.raises(ChoiceUnknown):
        boolean("maybe", POINT, "Allowed")


def test_a_choice_is_read_by_value_or_label_and_a_text_has_a_limit() -> None:
    parse = choice([("invoice", "Invoice"), ("all", "Everything")])

    assert [parse(raw, POINT, "Hold") for raw in ("INVOICE", "everything")] == ["invoice", "all"]
    for parser, raw, error in ((parse, "some", ChoiceUnknown), (text(3), "four", TextTooLong)):
        with pytest.raises(error) as refusal:
            parser(raw, POINT, "Hold")
        assert isinstance(refusal.value, BusinessRuleError)


def test_words_are_separated_by_anything() -> None:
    assert words("Business, invoice;delivery", POINT, "Purposes") == ["business", "invoice", "delivery"]
