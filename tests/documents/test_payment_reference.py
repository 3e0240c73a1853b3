"""Payment references that a bank can check."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iso11649

from foundation.documents.payment_reference import belgian_reference, group_rf, rf_reference


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=21))
def test_every_creditor_reference_passes_the_banks_check(number: str) -> None:
    assert iso11649.is_valid(rf_reference(number))


@given(st.integers(0, 10**10 - 1))
def test_the_check_of_a_structured_communication_is_the_remainder_by_97(value: int) -> None:
    digits = belgian_reference(f"{value:010}").strip("+").replace("/", "")

    assert len(digits) == 12
    assert int(digits[10:]) == (value % 97 or 97)


def test_only_letters_and_digits_of_a_number_count() -> None:
    assert rf_reference("f2026-000421") == rf_reference("F2026000421")


def test_people_read_a_reference_in_blocks_of_four() -> None:
    assert group_rf("RF91F2026000421") == "RF91 F202 6000 421"


@pytest.mark.parametrize("number", ["", "---", "A" * 22])
def test_a_number_without_a_possible_reference_is_refused(number: str) -> None:
    with pytest.raises(ValueError):
        rf_reference(number)


def test_a_structured_communication_needs_digits() -> None:
    with pytest.raises(ValueError):
        belgian_reference("ABC")
