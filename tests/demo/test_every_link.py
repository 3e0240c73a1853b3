"""Nobody meets a dead link: every page of the product, walked through on the demo's data by people of every role."""

from __future__ import annotations

import pytest
from django.test import Client

from config.demo.people import PEOPLE
from foundation.organization.models import User
from foundation.organization.roles import ShippedRole
from tests.demo.crawler import Walk, pages_without_key, walk

pytestmark = pytest.mark.django_db
READERS = [ShippedRole.ORDER_MANAGER, ShippedRole.AR_MANAGER, ShippedRole.ADMINISTRATOR]
"""Who together may see every page; tests/pages opens every page as every role in a smaller company.

The first also follows the links that filter, sort and page a list: those ask nobody for another permission.
"""


def signed_in(role: str) -> Client:
    email = next(person.email for person in PEOPLE if person.role == role)
    client = Client()
    client.force_login(User.objects.get(email=email))
    return client


@pytest.mark.parametrize("role", READERS)
def test_a_reader_who_follows_every_link_never_meets_a_dead_one(demo: str, role: str) -> None:
    found: Walk = walk(signed_in(role), "/NL01/", variants=role == READERS[0])

    assert found.nowhere == []
    assert found.broken == []


def test_every_page_answers_somebody_and_refuses_the_others(demo: str) -> None:
    answers: dict[str, set[int]] = {}
    for role in ("AD", "AR", "OM", "WH"):
        client = signed_in(role)
        for name, url in pages_without_key("NL01").items():
            answers.setdefault(name, set()).add(client.get(url).status_code)

    assert {name: codes for name, codes in answers.items() if not codes <= {200, 302, 403, 404, 405}} == {}
    assert {name for name, codes in answers.items() if codes <= {403, 404}} == set()
