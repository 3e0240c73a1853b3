"""Agreements are made effective, held and closed together; each that stays says why (sales.md §15.2, §20: L22)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sales.agreements.errors import StillOpen
from sales.agreements.services.change_status import close_agreement, take_step
from tests.factories.agreements import commitment, current, sales_agreement
from tests.factories.company import Company
from tests.web_fixtures import SignIn

LIST = "/NL01/agreements/"
pytestmark = pytest.mark.usefixtures("in_march")


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager."""
    return signed_in_client("OM")


def test_agreements_that_can_go_are_made_effective_and_the_others_say_why(client: Client, company: Company) -> None:
    ready = sales_agreement(company, commitment(company, item="A", quantity=5), effective=False)
    empty, running = sales_agreement(company, effective=False), sales_agreement(company, commitment(company, item="A", quantity=5))
    path = f"{LIST}make-effective/?selected={ready.pk},{empty.pk},{running.pk}"

    shown = client.get(path).context["preview"]
    done = client.post(path, {"selected": f"{ready.pk},{empty.pk},{running.pk}"}, follow=True).context["outcome"]

    assert [document.title for document in shown.documents] == [ready.number]
    assert [link.label for link in done.links] == [ready.number]
    assert {refused[2].code for refused in done.refusals} == {"AGR-02", "GEN-06"}
    assert [current(known).status for known in (ready, empty, running)] == ["effective", "on_hold", "effective"]


def test_agreements_are_held_and_closed_together(client: Client, company: Company) -> None:
    first, second = (sales_agreement(company, commitment(company, "value", net_amount=5)) for _number in range(2))
    chosen = f"{first.pk},{second.pk}"

    client.post(f"{LIST}hold/?selected={chosen}", {"selected": chosen})
    assert [current(known).status for known in (first, second)] == ["on_hold", "on_hold"]
    open_still = client.post(f"{LIST}close/?selected={chosen}", {"selected": chosen})
    assert [refused[2].code for refused in open_still.context["outcome"].refusals] == ["AGR-03", "AGR-03"]
    client.post(f"{LIST}close/?selected={chosen}", {"selected": chosen, "close_anyway": "on"})

    assert [current(known).status for known in (first, second)] == ["closed", "closed"]


def test_a_step_with_many_takes_as_many_statements_as_with_one(company: Company) -> None:
    counts = []
    for number in (1, 1, 4):
        keys = [sales_agreement(company, commitment(company, item="A", quantity=5), effective=False).pk for _each in range(number)]
        with CaptureQueriesContext(connection) as captured:
            take_step(company.entity, keys, "make_effective", company.user("OM"))
        counts.append(len(captured))

    assert counts[1] == counts[2]


def test_one_that_cannot_be_closed_stops_all_of_a_call(company: Company) -> None:
    known = sales_agreement(company, commitment(company, "value", net_amount=5))

    with pytest.raises(StillOpen):
        close_agreement(company.entity, known.pk, company.user("OM"))
    assert current(known).status == "effective"
