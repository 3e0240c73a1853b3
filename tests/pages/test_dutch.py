"""Every page in Dutch as every role: no text is shown in English (backoffice.md, languages)."""

from __future__ import annotations

from zoneinfo import available_timezones

import pytest
from babel import Locale

from tests.pages.conftest import Walk
from tests.pages.dutch import Texts, Wording, catalog_wordings, faults, stored_texts
from tests.pages.furnished import EVERYTHING, IMPORTED, IN_ENGLISH, ROLES
from tests.security.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="package")
def texts(world: World) -> Texts:
    """The catalog and the data, read once."""
    zones = {text for zone in available_timezones() for text in (zone, zone.replace("_", " "))}
    return Texts(catalog_wordings(), [*stored_texts(), *zones, *Locale("nl").territories.values(), IMPORTED.decode()])


@pytest.mark.parametrize("role", [EVERYTHING, *ROLES])
def test_no_page_shows_english_to_who_reads_dutch(walked: Walk, texts: Texts, role: str) -> None:
    wrong: dict[str, str] = {}
    seen: set[str] = set()
    for address, page in walked(role).pages.items():
        assert page.language in {"nl", ""}, address
        new = [text for text in page.texts if text not in seen]
        seen.update(new)
        for fault in faults(texts, new):
            wrong.setdefault(fault, address)

    assert [f"{fault} on {address}" for fault, address in wrong.items()] == []


def test_no_text_reads_the_same_in_english_and_dutch_unless_it_is_data(walked: Walk, texts: Texts) -> None:
    english, dutch = walked(IN_ENGLISH).pages, walked(EVERYTHING).pages
    wrong: dict[str, str] = {}
    for address in english.keys() & dutch.keys():
        for text in set(english[address].texts) & set(dutch[address].texts):
            if not texts.is_same_in_both(text):
                wrong.setdefault(text, address)

    assert [f"{text!r} on {address}" for text, address in wrong.items()] == []


@pytest.mark.parametrize(
    ("planted", "said"),
    [("Number of copies", "not translated"), ("3 records found", "not translated"), ("Leave quickly", "has no Dutch: Leave, quickly")],
)
def test_english_on_a_dutch_page_is_found(planted: str, said: str) -> None:
    texts = Texts([Wording("Number of copies", "Aantal exemplaren"), Wording("%(count)s records found", "%(count)s gevonden")], ["Jansen"])

    assert [fault.endswith(said) for fault in faults(texts, [planted, "Aantal exemplaren", "Jansen"])] == [True]
    assert not texts.is_same_in_both(planted)
