"""What the audit trail's actions are called on screen."""

from __future__ import annotations

import pytest

from foundation.backoffice.wordings import wording


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("packing slip posted", "Packing slip posted"),
        ("hold ADDRESS placed", "Hold ADDRESS placed"),
        ("hold ADDRESS cleared", "Hold ADDRESS cleared"),
        ("batch.some_thing", "Some thing"),
    ],
)
def test_an_action_is_told_in_words(action: str, words: str) -> None:
    assert wording(action) == words
