"""Postal codes, phone numbers, e-mail addresses and VAT numbers have one stored form."""

from __future__ import annotations

import pytest

from customers.contact_data import check_country, normalise_email, normalise_phone
from customers.errors import CountryNotKnown, EmailNotValid, PostalCodeNotValid
from customers.postal_codes import normalise_postal_code
from customers.vat_numbers import is_valid_vat_number, normalise_vat_number, vat_country


@pytest.mark.parametrize(
    ("country", "written", "stored"),
    [
        ("NL", "1234ab", "1234 AB"),
        ("GB", "sw1a1aa", "SW1A 1AA"),
        ("DE", "01067", "01067"),
        ("PT", "1000-205", "1000-205"),
        ("NL", "", ""),
        ("BR", "01310-100", "01310-100"),
    ],
)
def test_postal_codes_are_written_as_their_country_does(country: str, written: str, stored: str) -> None:
    assert normalise_postal_code(country, written) == stored


@pytest.mark.parametrize(("country", "written"), [("NL", "0123 AB"), ("DE", "1234"), ("BE", "12345"), ("GB", "1234")])
def test_a_postal_code_of_another_pattern_is_refused(country: str, written: str) -> None:
    with pytest.raises(PostalCodeNotValid, match=f"{written} is not valid for {country}"):
        normalise_postal_code(country, written)


@pytest.mark.parametrize(
    ("written", "country", "stored"),
    [
        ("020-123 4567", "NL", "+31201234567"),
        ("+49 (0)30 123456", "DE", "+4930123456"),
        ("0031 20 1234567", "BE", "+31201234567"),
        ("612 345 678", "ES", "+34612345678"),
        ("112", "NL", "112"),
        ("", "NL", ""),
    ],
)
def test_phone_numbers_are_international(written: str, country: str, stored: str) -> None:
    assert normalise_phone(written, country) == stored


def test_an_email_address_keeps_its_name_and_lowers_its_domain() -> None:
    assert normalise_email(" Jan.de.Boer@Example.COM ") == "Jan.de.Boer@example.com"
    with pytest.raises(EmailNotValid):
        normalise_email("jan@")


def test_countries_are_iso_codes() -> None:
    assert check_country("nl") == "NL"
    for wrong in ("", "XX", "EU", "Holland"):
        with pytest.raises(CountryNotKnown):
            check_country(wrong)


@pytest.mark.parametrize(
    ("written", "country", "stored"),
    [
        ("nl 1000.00.009 B39", "", "NL100000009B39"),
        ("123456788", "DE", "DE123456788"),
        ("DE123456788", "NL", "DE123456788"),
        ("094259216", "GR", "EL094259216"),
        ("", "NL", ""),
    ],
)
def test_vat_numbers_have_their_prefix_and_nothing_else(written: str, country: str, stored: str) -> None:
    assert normalise_vat_number(written, country) == stored


@pytest.mark.parametrize("number", ["NL100000009B39", "DE123456788", "BE0412345614", "EL094259216", "GB980780684", "US12345678"])
def test_a_right_vat_number_is_accepted(number: str) -> None:
    assert is_valid_vat_number(number)


@pytest.mark.parametrize("number", ["DE123456789", "BE0412345615", "NL123456789B90", "NL10000000B39", "GB980780685"])
def test_a_wrong_check_digit_is_found(number: str) -> None:
    assert not is_valid_vat_number(number)


def test_the_country_of_a_vat_number_is_an_iso_code() -> None:
    assert [vat_country(number) for number in ("EL094259216", "XI123", "DE1", "123")] == ["GR", "GB", "DE", ""]
