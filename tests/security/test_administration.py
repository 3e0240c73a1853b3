"""Administration of sign-ins: invitations, resets, tokens, what is written down, and who may."""

from __future__ import annotations

import re
from unittest import mock

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from foundation.organization.models import ApiToken, Membership, Role, User
from foundation.security.models import PasswordLink, SecondFactor, SecurityEvent, UserSession
from foundation.security.services.password_links import send_links
from tests.backoffice.shown_forms import new_line, shown
from tests.factories.company import Company
from tests.security.conftest import add_factor, app_code, sign_in
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.django_db
HEAD = "/NL01/organization"


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in administrator."""
    return signed_in_client("AD")


@pytest.fixture
def shop(company: Company) -> User:
    """An integration client with its role."""
    return company.user("IN") if "IN" in company.users else _shop(company)


def _shop(company: Company) -> User:
    shop = User.objects.create_user("shop@example.com", name="Shop", kind=User.Kind.INTEGRATION)
    Membership.objects.create(user=shop, legal_entity=company.entity, role=Role.objects.get(code="IN"))
    return shop


def test_a_new_person_gets_an_invitation_sets_a_password_and_comes_in(client: Client, company: Company) -> None:
    head = {"name": "Anna", "email": "anna@example.com", "kind": "person", "language": "en", "is_active": "on"}
    lines = {"lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0"}
    role = new_line(0, role=str(Role.objects.get(code="OC").pk), manual_discount_limit="5")
    assert client.post(f"{HEAD}/users/new/", head | lines | role).status_code == 302
    assert send_links() == 1
    path = re.search(r"http://testserver(/password/link/\S+)", str(mail.outbox[-1].body))
    assert path is not None and mail.outbox[-1].to == ["anna@example.com"]

    anna = Client()
    anna.get(path[1])
    anna.post("/password/set/", {"password": "three-green-bicycles", "again": "three-green-bicycles"})
    assert anna.post("/sign-in/", {"username": "anna@example.com", "password": "three-green-bicycles"}).url == "/"
    assert anna.get("/NL01/").status_code == 200
    assert set(SecurityEvent.objects.filter(subject__email="anna@example.com").values_list("kind", flat=True)) >= {
        "invited",
        "roles_changed",
    }


def test_an_integration_client_is_made_without_an_invitation(client: Client, company: Company) -> None:
    head = {"name": "Shop", "email": "shop@example.com", "kind": "integration", "language": "en", "is_active": "on"}
    lines = {"lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0"}
    role = new_line(0, role=str(Role.objects.get(code="IN").pk), manual_discount_limit="0")
    assert client.post(f"{HEAD}/users/new/", head | lines | role).status_code == 302
    assert User.objects.get(email="shop@example.com").kind == "integration"
    assert not PasswordLink.objects.exists()


def test_a_lost_device_is_reset_and_signed_out(client: Client, company: Company, person: User) -> None:
    add_factor(person)
    browser, _answer = sign_in(person)
    browser.post("/sign-in/code/", {"code": app_code(person)})
    address = f"{HEAD}/users/{person.pk}/second-factor/"
    assert address in client.get(f"{HEAD}/users/{person.pk}/").content.decode()
    assert client.post(address).status_code == 302
    assert not SecondFactor.objects.filter(user=person).exists()
    assert browser.get("/account/").status_code == 302
    assert SecurityEvent.objects.filter(kind="factor_removed", user=company.user("AD"), subject=person).exists()


def test_links_and_sign_outs_are_sent_from_the_page_of_a_person(client: Client, person: User) -> None:
    sign_in(person)
    assert client.post(f"{HEAD}/users/{person.pk}/link/").status_code == 302
    assert PasswordLink.objects.get(user=person).purpose == "forgotten"
    assert client.post(f"{HEAD}/users/{person.pk}/sign-out/").status_code == 302
    assert not UserSession.objects.filter(user=person).exists()


@pytest.mark.parametrize("action", ["link", "second-factor", "sign-out"])
def test_accounts_that_others_manage_too_and_strangers_are_out_of_reach(
    client: Client, company: Company, other_company: Company, action: str
) -> None:
    shared, stranger = other_company.user("AR"), other_company.user("OC")
    Membership.objects.create(user=shared, legal_entity=company.entity, role=Role.objects.get(code="OC"))
    add_factor(shared)
    client.post(f"{HEAD}/users/{shared.pk}/{action}/")
    assert SecondFactor.objects.filter(user=shared).exists()
    assert not PasswordLink.objects.exists()
    assert client.post(f"{HEAD}/users/{stranger.pk}/{action}/").status_code == 404


def test_a_token_is_shown_once_reaches_as_far_as_ticked_and_is_revoked(client: Client, shop: User) -> None:
    address = f"{HEAD}/users/{shop.pk}/tokens/new/"
    values = {"name": "Web shop", "days": "30", "entities": ["NL01"], "scopes": ["sales.view_salesorder"]}
    made = client.post(address, values)
    text = made.context["text"]
    api = {"HTTP_AUTHORIZATION": f"Bearer {text}"}
    assert Client().get("/api/v1/NL01/me", **api).json()["permissions"] == ["sales.view_salesorder"]
    page = client.get(f"{HEAD}/users/{shop.pk}/").content.decode()
    assert text not in page
    assert text[:8] in page
    listed = client.get(f"{HEAD}/tokens/").content.decode()
    assert "Web shop" in listed
    assert ApiToken.objects.get(user=shop).digest not in listed

    assert client.post(f"{HEAD}/users/{shop.pk}/tokens/revoke/", {"token": ApiToken.objects.get(user=shop).token_key}).status_code == 302
    assert Client().get("/api/v1/NL01/me", **api).status_code == 401
    assert list(SecurityEvent.objects.filter(subject=shop).values_list("kind", flat=True)) == ["token_revoked", "token_made"]


@pytest.mark.parametrize(
    "wrong", [{"days": "366"}, {"days": "0"}, {"scopes": ["organization.change_user"]}, {"entities": ["BE01"]}, {"entities": []}]
)
def test_a_token_never_reaches_beyond_the_roles_of_its_client(
    client: Client, shop: User, other_company: Company, wrong: dict[str, object]
) -> None:
    values = {"name": "Web shop", "days": "30", "entities": ["NL01"], "scopes": []}
    assert client.post(f"{HEAD}/users/{shop.pk}/tokens/new/", values | wrong).status_code == 422
    assert not ApiToken.objects.filter(user=shop).exists()


def test_a_token_with_networks_comes_in_from_there_only(client: Client, shop: User) -> None:
    address = f"{HEAD}/users/{shop.pk}/tokens/new/"
    values = {"name": "Web shop", "days": "30", "entities": ["NL01"], "networks": "192.0.2.0/24, 2001:db8::1"}
    assert client.post(address, values | {"networks": "somewhere"}).status_code == 422
    token = {"HTTP_AUTHORIZATION": f"Bearer {client.post(address, values).context['text']}"}
    statuses = [
        Client(REMOTE_ADDR=place).get("/api/v1/NL01/me", **token).status_code for place in ("192.0.2.9", "2001:db8::1", "198.51.100.1")
    ]
    assert statuses == [200, 200, 401]


def test_people_have_no_tokens_made_for_them(client: Client, person: User) -> None:
    assert client.get(f"{HEAD}/users/{person.pk}/tokens/new/").status_code == 404


@pytest.mark.parametrize("page", ["users/", "roles/matrix/", "tokens/", "security/"])
def test_the_pages_of_administration_are_for_auditors_to_read_and_for_nobody_else(signed_in_client: SignIn, page: str) -> None:
    assert signed_in_client("AU").get(f"{HEAD}/{page}").status_code == 200
    assert signed_in_client("AD").get(f"{HEAD}/{page}").status_code == 200
    for role in ("OC", "WH", "AR"):
        assert signed_in_client(role).get(f"{HEAD}/{page}").status_code == 403


def test_what_matters_asks_for_the_password_again_after_a_quarter_of_an_hour(client: Client, company: Company, person: User) -> None:
    session = client.session
    session["confirmed_at"] -= 16 * 60
    session.save()
    address = f"{HEAD}/users/{person.pk}/"
    asked = client.get(address)
    assert asked.url == f"/account/confirm/?next={address.replace('/', '%2F')}"
    assert client.post(asked.url, {"password": "wrong"}).status_code == 422
    assert client.post(asked.url, {"password": "a-long-password"}).url == address
    assert client.get(address).status_code == 200


def test_nobody_takes_the_right_to_change_users_from_themselves(client: Client, company: Company) -> None:
    admin = company.user("AD")
    second = User.objects.create_user("second@example.com", "a-long-password", name="Second")
    Membership.objects.create(user=second, legal_entity=company.entity, role=Role.objects.get(code="AD"))
    address = f"{HEAD}/users/{admin.pk}/"
    for change in ({"lines-0-DELETE": "on"}, {"is_active": ""}):
        refused = client.post(address, shown(client.get(address)) | change)
        assert refused.status_code == 422
        assert "another administrator" in str(refused.context["form"].errors)


def test_a_role_that_is_given_or_taken_acts_on_the_next_request(client: Client, company: Company, person: User) -> None:
    browser, _answer = sign_in(person)
    assert browser.get(f"{HEAD}/users/").status_code == 403
    Membership.objects.create(user=person, legal_entity=company.entity, role=Role.objects.get(code="AU"))
    assert browser.get(f"{HEAD}/users/").status_code == 200
    Membership.objects.filter(user=person).delete()
    assert browser.get(f"{HEAD}/users/").status_code == 404


def test_the_first_administrator_is_let_in_from_the_terminal(company: Company) -> None:
    typed = mock.patch("foundation.security.management.commands.create_administrator.getpass", return_value="three-green-bicycles")
    with typed:
        call_command("create_administrator", "First@Example.com", "First", "NL01")
    assert sign_in(User.objects.get(email="first@example.com"), "three-green-bicycles")[0].get(f"{HEAD}/users/").status_code == 200
    call_command("create_administrator", company.user("OC").email, "ignored", "NL01")
    assert Membership.objects.filter(user=company.user("OC"), role__code="AD").exists()
    with pytest.raises(CommandError, match="no legal entity"):
        call_command("create_administrator", "a@example.com", "A", "XX99")


def test_a_weak_password_is_refused_on_the_terminal_too(company: Company) -> None:
    typed = mock.patch("foundation.security.management.commands.create_administrator.getpass", return_value="short")
    with typed, pytest.raises(CommandError, match="at least 12"):
        call_command("create_administrator", "first@example.com", "First", "NL01")
