"""Passwords: what is good enough, forgotten ones, links that work once, and who is signed out by a change."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from foundation.organization.models import User
from foundation.security.models import PasswordLink, UserSession
from foundation.security.services.password_links import ask, send_links
from tests.factories.company import Company
from tests.security.conftest import PASSWORD, sign_in

pytestmark = pytest.mark.django_db
NEW = "three-green-bicycles"


def link_for(user: User, purpose: str = "forgotten") -> str:
    """Ask for a link, let it be sent, and return its path."""
    ask(user, purpose, "http://testserver/")
    assert send_links() == 1
    found = re.search(r"http://testserver(/password/link/\S+)", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def use(path: str, password: str = NEW) -> tuple[Client, int]:
    """Open a link and set a password; return the browser with the status of the answer."""
    client = Client()
    assert client.get(path).url == "/password/set/"
    return client, client.post("/password/set/", {"password": password, "again": password}).status_code


def test_known_and_unknown_addresses_get_the_same_answer(person: User) -> None:
    answers = [Client().post("/password/forgotten/", {"email": email}) for email in (person.email.upper(), "nobody@example.com")]
    assert answers[0].status_code == answers[1].status_code == 200
    same = [re.sub(rb'nonce="[^"]+"|csrf\w*[^>]+>|"X-CSRFToken": "[^"]+"', b"", answer.content) for answer in answers]
    assert same[0] == same[1]
    assert PasswordLink.objects.get().user == person


def test_a_link_sets_a_password_once_and_ends_every_session(person: User) -> None:
    signed_in, _answer = sign_in(person)
    path = link_for(person)
    _client, status = use(path)
    assert status == 302
    assert User.objects.get(pk=person.pk).check_password(NEW)
    assert not UserSession.objects.filter(user=person).exists()
    assert signed_in.get("/account/").status_code == 302
    assert use(path, "another-good-word-9")[1] == 410


def test_the_token_stays_in_no_address_and_in_no_table(person: User) -> None:
    path = link_for(person)
    client = Client()
    client.get(path)
    token = path.split("/")[-2]
    assert token.encode() not in client.get("/password/set/").content
    assert token not in str(PasswordLink.objects.values_list())


@pytest.mark.parametrize(("purpose", "minutes", "status"), [("forgotten", 29, 302), ("forgotten", 31, 410), ("invitation", 31, 302)])
def test_a_link_holds_half_an_hour_and_an_invitation_a_week(person: User, purpose: str, minutes: int, status: int) -> None:
    path = link_for(person, purpose)
    PasswordLink.objects.update(sent_at=timezone.now() - timedelta(minutes=minutes))
    assert use(path)[1] == status


def test_signing_in_meanwhile_makes_a_link_useless(person: User) -> None:
    path = link_for(person)
    sign_in(person)
    assert use(path)[1] == 410


def test_a_link_of_a_closed_account_opens_nothing(person: User) -> None:
    path = link_for(person)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert use(path)[1] == 410


def test_an_integration_client_gets_no_link_and_nobody_more_than_five_an_hour(company: Company, person: User) -> None:
    client = User.objects.create_user("shop@example.com", kind=User.Kind.INTEGRATION, name="Shop")
    assert ask(client, "forgotten", "http://testserver/") is None
    assert [ask(person, "forgotten", "http://testserver/") is not None for _ in range(6)] == [True] * 5 + [False]


@pytest.mark.parametrize("password", ["short", "password1234", "qwerty123456", "oc.nl01@example.com", "x" * 129])
def test_weak_common_own_and_endless_passwords_are_refused(person: User, password: str) -> None:
    assert use(link_for(person), password)[1] == 422


def test_a_password_needs_no_composition_only_length(person: User) -> None:
    assert use(link_for(person), "correct horse battery staple")[1] == 302


def test_changing_the_password_asks_for_the_old_one_and_ends_other_sessions(person: User) -> None:
    here, _answer = sign_in(person)
    there, _answer = sign_in(person)
    form = {"current": "wrong", "password": NEW, "again": NEW}
    assert here.post("/account/password/", form).status_code == 422
    assert here.post("/account/password/", form | {"current": PASSWORD, "again": "different"}).status_code == 422
    assert here.post("/account/password/", form | {"current": PASSWORD}).status_code == 302
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302
    assert UserSession.objects.filter(user=person).count() == 1
