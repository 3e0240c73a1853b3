"""Finding items by what people type."""

from __future__ import annotations

import pytest

from foundation.inventory.models import Item
from tests.factories.company import Company


@pytest.mark.parametrize("typed", ["dompel", "submersible", "dompelpomp 230", "pompe imm", "P-77"])
def test_an_item_is_found_by_its_name_in_any_language(company: Company, typed: str) -> None:
    company.item("P-77", "9.00", name="Submersible pump", names={"nl": "Dompelpomp 230 V", "fr": "Pompe immergée"})

    assert list(Item.of(company.entity).matching(typed).values_list("number", flat=True)) == ["P-77"]


def test_the_code_of_a_language_is_not_a_word_of_a_name(company: Company) -> None:
    company.item("P-77", "9.00", name="Pump", names={"nl": "Dompelpomp"})

    assert not Item.of(company.entity).matching("nl").exists()
