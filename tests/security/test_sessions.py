"""Sessions: how long they hold, whose they are, and how they end."""

from __future__ import annotations

import time

import pytest
from django.test import Client

from foundation.organization.models import ApiToken, User
from foundation.organization.services.api_tokens import create_token
from foundation.organization.services.save_user import save_user
from foundation.security.models import SecurityEvent, UserSession
from foundation.security.services.sessions import end_sessions
from tests.factories.company import Company
from tests.security.conftest import sign_in

pytestmark = pytest.mark.django_db


def moved_back(client: Client, **seconds: int) -> None:
    """Let times of a session lie further back."""
    session = client.session
    for name, away in seconds.items():
        session[name] = int(time.time()) - away
    session.save()


@pytest.mark.parametrize(
    ("seconds", "inside"),
    [
        ({"seen_at": 29 * 60}, True),
        ({"seen_at": 31 * 60}, False),
        ({"signed_in_at": 12 * 3600 + 60}, False),
        ({"signed_in_at": 39600}, True),
    ],
)
def test_a_session_ends_half_an_hour_after_its_last_use_and_half_a_day_after_its_first(
    person: User, seconds: dict[str, int], inside: bool
) -> None:
    client, _answer = sign_in(person)
    moved_back(client, **seconds)
    assert (client.get("/account/").status_code == 200) is inside


def test_signing_in_makes_a_new_session(person: User) -> None:
    client = Client()
    client.get("/sign-in/")
    session = client.session
    session["planted"] = "1"
    session.save()
    client.cookies["session"] = session.session_key
    client.post("/sign-in/", {"username": person.email, "password": "a-long-password"})
    assert client.session.session_key != session.session_key


def test_people_see_and_end_their_own_sessions_and_no_others(company: Company, person: User) -> None:
    here, _answer = sign_in(person)
    there, _answer = sign_in(person)
    foreign, _answer = sign_in(company.user("BC"))
    page = here.get("/account/")
    assert len(page.context["sessions"]) == 2
    for session in page.context["sessions"]:
        assert session.session_key.encode() not in page.content
    other = UserSession.objects.get(user=company.user("BC"))
    assert here.post("/account/sessions/end/", {"session": other.reference}).status_code == 404
    mine = UserSession.objects.get(session_key=there.session.session_key)
    assert here.post("/account/sessions/end/", {"session": mine.reference}).status_code == 302
    assert [client.get("/account/").status_code for client in (here, there, foreign)] == [200, 302, 200]


def test_everywhere_else_is_ended_at_once(person: User) -> None:
    here, _answer = sign_in(person)
    others = [sign_in(person)[0] for _ in range(2)]
    here.post("/account/sessions/end/")
    assert [client.get("/account/").status_code for client in (here, *others)] == [200, 302, 302]


def test_closing_an_account_ends_its_sessions_for_good(company: Company, person: User) -> None:
    client, _answer = sign_in(person)
    for active in (False, True):
        person.is_active = active
        save_user(company.entity, person, [], [], user=company.user("AD"))
    assert client.get("/account/").status_code == 302
    assert list(SecurityEvent.objects.filter(subject=person).values_list("kind", flat=True)[:2]) == ["opened", "closed"]


def test_what_an_address_leads_to_after_signing_in_is_ours(person: User) -> None:
    for bad in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        _client, answer = sign_in(person, next=bad)
        assert answer.url == "/"
    _client, answer = sign_in(person, next="/NL01/sales/orders/")
    assert answer.url == "/NL01/sales/orders/"


def test_ten_failures_lock_the_account_even_for_the_right_password(person: User) -> None:
    for _attempt in range(10):
        assert sign_in(person, "wrong")[1].status_code == 422
    _client, answer = sign_in(person)
    assert answer.status_code == 422
    assert "locked" in str(answer.context["form"].errors)
    assert SecurityEvent.objects.filter(kind="sign_in_failed", subject=person).count() == 10
    assert SecurityEvent.objects.filter(kind="sign_in_locked", subject=person).exists()


def test_fifty_failures_lock_the_network_address(company: Company, person: User) -> None:
    for attempt in range(50):
        Client().post("/sign-in/", {"username": f"guess{attempt}@example.com", "password": "wrong"})
    assert sign_in(person)[1].status_code == 422


def test_signing_somebody_out_everywhere_ends_the_tokens_that_the_password_made(person: User) -> None:
    create_token(person, "Phone")
    end_sessions(person)
    assert not ApiToken.objects.filter(user=person).exists()


def test_signing_out_everywhere_leaves_the_tokens_of_an_integration_client(company: Company) -> None:
    shop = company.user("OC")
    User.objects.filter(pk=shop.pk).update(kind=User.Kind.INTEGRATION)
    shop.refresh_from_db()
    create_token(shop, "Shop")
    end_sessions(shop)
    assert ApiToken.objects.filter(user=shop).exists()


def test_people_see_and_revoke_their_own_tokens_and_no_others(company: Company, person: User) -> None:
    mine, _text = create_token(person, "Phone")
    others, _text = create_token(company.user("BC"), "Phone")
    client, _answer = sign_in(person)
    assert list(client.get("/account/").context["tokens"]) == [mine]

    assert client.post("/account/tokens/revoke/", {"token": others.token_key}).status_code == 404
    assert client.post("/account/tokens/revoke/", {"token": mine.token_key}).status_code == 302

    assert list(ApiToken.objects.all()) == [others]
    assert SecurityEvent.objects.filter(kind="token_revoked", user=person).exists()
