"""The second factor: set up, asked for, used up, lost, and asked of those who may do much."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings

from foundation.organization.models import User
from foundation.security.errors import CodeWrong, SecondFactorNeeded
from foundation.security.models import RecoveryCode, SecondFactor, SecurityEvent
from foundation.security.services import second_factor
from tests.factories.company import Company
from tests.security.conftest import PASSWORD, add_factor, app_code, sign_in
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.django_db
INSIDE = "/NL01/"


def test_a_device_is_added_with_its_first_code_and_recovery_codes_are_shown_once(signed_in_client: SignIn, person: User) -> None:
    client = signed_in_client("OC")
    page = client.get("/account/second-factor/")
    assert b"<svg" in page.content
    assert client.post("/account/second-factor/", {"code": "000000"}).status_code == 422

    shown = client.post("/account/second-factor/", {"code": app_code(person)})

    codes = shown.context["codes"]
    assert len(set(codes)) == 10
    assert shown["Cache-Control"] == "no-store"
    assert codes[0].encode() not in client.get("/account/").content
    assert not RecoveryCode.objects.filter(digest__contains=codes[0].replace("-", "")).exists()
    assert client.get("/account/second-factor/").status_code == 302


def test_with_a_second_factor_the_password_alone_opens_nothing(person: User) -> None:
    add_factor(person)
    client, answer = sign_in(person)
    assert answer.url == "/sign-in/code/"
    assert client.get(INSIDE).status_code == 302
    assert client.post("/sign-in/code/", {"code": "123456"}).status_code == 422
    assert client.get(INSIDE).status_code == 302

    assert client.post("/sign-in/code/", {"code": app_code(person)}).status_code == 302
    assert client.get(INSIDE).status_code == 200


def test_a_code_cannot_be_replayed(person: User) -> None:
    add_factor(person)
    code = app_code(person)
    first, _answer = sign_in(person)
    assert first.post("/sign-in/code/", {"code": code}).status_code == 302
    second, _answer = sign_in(person)
    assert second.post("/sign-in/code/", {"code": code}).status_code == 422


def test_a_recovery_code_opens_once_however_it_is_typed(person: User) -> None:
    code = add_factor(person)[0]
    client, _answer = sign_in(person)
    assert client.post("/sign-in/code/", {"code": f" {code.upper().replace('-', ' ')} "}).status_code == 302
    again, _answer = sign_in(person)
    assert again.post("/sign-in/code/", {"code": code}).status_code == 422
    assert RecoveryCode.objects.filter(user=person).count() == 9
    assert SecurityEvent.objects.filter(kind="recovery_used", user=person).exists()


def test_a_recovery_code_of_somebody_else_opens_nothing(company: Company, person: User) -> None:
    foreign = add_factor(company.user("BC"))[0]
    add_factor(person)
    with pytest.raises(CodeWrong):
        second_factor.check(person, foreign)


def test_wrong_codes_lock_even_the_right_one(person: User) -> None:
    add_factor(person)
    client, _answer = sign_in(person)
    for _attempt in range(10):
        assert client.post("/sign-in/code/", {"code": "000000"}).status_code == 422
    locked = client.post("/sign-in/code/", {"code": app_code(person)})
    assert locked.status_code == 422
    assert "locked" in str(locked.context["form"].errors["code"])


def test_the_second_step_needs_the_first_and_ends_after_ten_minutes(person: User) -> None:
    add_factor(person)
    assert Client().get("/sign-in/code/").url == "/sign-in/"
    client, _answer = sign_in(person)
    session = client.session
    session["sign_in_pending"] = session["sign_in_pending"] | {"at": 0}
    session.save()
    assert client.post("/sign-in/code/", {"code": app_code(person)}).url == "/sign-in/"


@override_settings(SECOND_FACTOR_REQUIRED=True)
@pytest.mark.parametrize(("role", "asked"), [("AD", True), ("AR", True), ("OC", False), ("AU", False)])
def test_administrators_and_receivables_managers_set_one_up_before_anything_else(company: Company, role: str, asked: bool) -> None:
    client, answer = sign_in(company.user(role))
    assert answer.status_code == 302
    page = client.get(INSIDE)
    assert (page.status_code == 302 and page.url == "/account/second-factor/") is asked
    if asked:
        assert client.get("/account/second-factor/").status_code == 200
        client.post("/account/second-factor/", {"code": app_code(company.user(role))})
        assert client.get(INSIDE).status_code == 200


def test_whose_role_asks_for_one_cannot_remove_it(company: Company, person: User) -> None:
    manager = company.user("AR")
    add_factor(manager)
    with pytest.raises(SecondFactorNeeded):
        second_factor.remove(manager)
    add_factor(person)
    second_factor.remove(person)
    assert list(SecondFactor.objects.all()) == [SecondFactor.objects.get(user=manager)]


def test_the_api_gives_no_token_for_the_password_alone(person: User) -> None:
    add_factor(person)
    body = {"email": person.email, "password": PASSWORD}
    refused = Client().post("/api/v1/tokens", body, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (401, "SECOND_FACTOR_NEEDED")
    given = Client().post("/api/v1/tokens", body | {"code": app_code(person)}, content_type="application/json")
    assert given.status_code == 201


@override_settings(SECOND_FACTOR_REQUIRED=True)
def test_the_api_gives_no_token_to_whoever_must_set_one_up_first(company: Company) -> None:
    body = {"email": company.user("AD").email, "password": PASSWORD}
    refused = Client().post("/api/v1/tokens", body, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "SECOND_FACTOR_MISSING")


def test_codes_are_counted_whichever_door_they_come_through_and_a_right_password_forgives_none(person: User) -> None:
    add_factor(person)

    def ask(code: str) -> int:
        body = {"email": person.email, "password": PASSWORD, "code": code}
        return int(Client().post("/api/v1/tokens", body, content_type="application/json").status_code)

    assert [ask("000000") for _ in range(9)] == [401] * 9
    client, _answer = sign_in(person)
    assert client.post("/sign-in/code/", {"code": "000000"}).status_code == 422
    sign_in(person)

    assert ask(app_code(person)) == 429
    assert "quarter of an hour" in client.post("/sign-in/code/", {"code": app_code(person)}).content.decode()


def test_asking_for_a_token_without_a_code_is_no_guess(person: User) -> None:
    add_factor(person)
    body = {"email": person.email, "password": PASSWORD}
    refused = [Client().post("/api/v1/tokens", body, content_type="application/json") for _ in range(11)]
    assert {answer.json()["code"] for answer in refused} == {"SECOND_FACTOR_NEEDED"}
