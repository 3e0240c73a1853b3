"""A number sequence that has given out numbers is not changed so that it gives out one of them again."""

from __future__ import annotations

from datetime import date

import pytest

from foundation.organization.errors import NumbersTwice
from foundation.organization.models import NumberSequence
from foundation.organization.services.numbering import take_number
from foundation.organization.services.save_sequence import save_sequence
from tests.factories.company import Company

DAY = date(2026, 3, 10)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sequence(company: Company) -> NumberSequence:
    """A series per year that has given out nothing yet."""
    found: NumberSequence = NumberSequence.of(company.entity).get(reference="packing_slip")
    found.scope, found.format = "year", "PS-{YYYY}-####"
    found.save()
    return found


def test_a_series_without_numbers_changes_freely(sequence: NumberSequence) -> None:
    sequence.scope, sequence.format = "entity", "PS-####"
    save_sequence(sequence, user=None)
    assert NumberSequence.of(sequence.legal_entity).get(pk=sequence.pk).scope == "entity"


@pytest.mark.parametrize("scope", ["entity", "period"])
def test_the_scope_of_a_series_that_gave_out_numbers_stays(company: Company, sequence: NumberSequence, scope: str) -> None:
    take_number(company.entity, "packing_slip", DAY)
    sequence.scope = scope
    with pytest.raises(NumbersTwice) as refused:
        save_sequence(sequence, user=None)
    assert (refused.value.code, refused.value.field) == ("NUM-01", "scope")


@pytest.mark.parametrize("pattern", ["PS-####", "PS-####-{YYYY}", "PS-{YY}##-####", "&S-{YYYY}-####", "PS-{MM}{YY}-####"])
def test_a_format_that_could_repeat_a_number_is_refused(company: Company, sequence: NumberSequence, pattern: str) -> None:
    take_number(company.entity, "packing_slip", DAY)
    sequence.format = pattern
    with pytest.raises(NumbersTwice) as refused:
        save_sequence(sequence, user=None)
    assert refused.value.field == "format"


@pytest.mark.parametrize("pattern", ["PS-{YYYY}-######", "P{YYYY}-#####", "D-{ENTITY}-{YY}-####"])
def test_a_format_that_repeats_no_number_goes_on_from_the_last(company: Company, sequence: NumberSequence, pattern: str) -> None:
    take_number(company.entity, "packing_slip", DAY)
    sequence.format = pattern
    save_sequence(sequence, user=None)
    assert take_number(company.entity, "packing_slip", DAY).endswith("2")
