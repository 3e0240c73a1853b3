"""Two people on one record: the second sees who changed what, and chooses."""

from __future__ import annotations

from typing import Any

import pytest

from foundation.ledger.models import TermsOfPayment
from tests.backoffice.shown_forms import shown
from tests.factories.company import Company
from tests.web_fixtures import SignIn


@pytest.fixture
def terms(company: Company) -> TermsOfPayment:
    """Terms that two people change."""
    found: TermsOfPayment = TermsOfPayment.of(company.entity).get(code="N30")
    return found


def collide(signed_in_client: SignIn, terms: TermsOfPayment) -> tuple[Any, dict[str, Any], Any]:
    """Let somebody save 31 days while another has the form open, who then saves 45: client, what was sent, answer."""
    address = f"/NL01/ledger/payment-terms/{terms.pk}/"
    first = signed_in_client("AR")
    opened = shown(first.get(address))
    first.post(address, opened | {"days": "31"})
    sent = opened | {"days": "45"}
    return first, sent, first.post(address, sent)


def test_the_second_sees_who_changed_what_and_nothing_is_overwritten(
    signed_in_client: SignIn, company: Company, terms: TermsOfPayment
) -> None:
    _client, _sent, answer = collide(signed_in_client, terms)

    conflict = answer.context["view"].conflict
    assert conflict.who == company.user("AR").name
    assert ("30", "31") in [(before, after) for _label, before, after in conflict.changes]
    terms.refresh_from_db()
    assert terms.days == 31


def test_the_second_may_save_over_it_knowingly(signed_in_client: SignIn, company: Company, terms: TermsOfPayment) -> None:
    client, sent, answer = collide(signed_in_client, terms)

    client.post(f"/NL01/ledger/payment-terms/{terms.pk}/", sent | {"_overwrite": answer.context["view"].conflict.overwrite})

    terms.refresh_from_db()
    assert terms.days == 45


def test_a_third_change_is_not_overwritten_by_that_choice(signed_in_client: SignIn, company: Company, terms: TermsOfPayment) -> None:
    client, sent, answer = collide(signed_in_client, terms)
    TermsOfPayment.of(company.entity).filter(pk=terms.pk).update(days=60)

    client.post(f"/NL01/ledger/payment-terms/{terms.pk}/", sent | {"_overwrite": answer.context["view"].conflict.overwrite})

    terms.refresh_from_db()
    assert terms.days == 60
