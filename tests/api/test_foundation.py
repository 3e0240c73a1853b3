"""What holds for every resource: tokens, legal entities, permissions, errors, pages, ETags."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone
from rest_framework.test import APIClient

from foundation.organization.models import ApiToken, Membership
from foundation.organization.scope import current_entity_id
from foundation.organization.services.api_tokens import create_token
from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.factories.company import Company


def test_a_request_without_a_token_is_a_problem_401(company: Company) -> None:
    response = APIClient().get("/api/v1/NL01/customers")

    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    assert response["WWW-Authenticate"] == "Bearer"
    assert response.json() == {
        "type": "urn:order-to-invoice:problem:NOT_AUTHENTICATED",
        "title": "Not signed in",
        "status": 401,
        "code": "NOT_AUTHENTICATED",
        "detail": "Authentication credentials were not provided.",
        "instance": "/api/v1/NL01/customers",
    }


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "Basic abc", "Bearer \u00ff\u00e9"])
def test_a_wrong_token_opens_nothing(company: Company, header: str) -> None:
    response = APIClient().get("/api/v1/NL01/customers", headers={"Authorization": header})

    assert response.status_code == 401


def test_an_expired_token_opens_nothing_and_a_used_one_says_when(company: Company, clerk: ApiUser) -> None:
    clerk.read("customers")
    token = ApiToken.objects.get()
    assert token.last_used_at is not None

    ApiToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))

    assert clerk.get("/api/v1/NL01/customers").status_code == 401


def test_the_session_of_the_web_interface_does_not_open_the_api(company: Company) -> None:
    client = APIClient()
    client.force_login(company.user("OC"))

    assert client.get("/api/v1/NL01/customers").status_code == 401


@pytest.mark.scenario("customers", "25")
def test_another_legal_entity_answers_as_one_that_does_not_exist(company: Company, other_company: Company, clerk: ApiUser) -> None:
    other = clerk.get(f"/api/v1/{other_company.entity.code}/customers")
    nowhere = clerk.get("/api/v1/XX99/customers")

    assert (other.status_code, nowhere.status_code) == (404, 404)
    assert other.json() | {"instance": ""} == nowhere.json() | {"instance": ""}


def test_a_record_of_another_legal_entity_is_not_found(company: Company, other_company: Company, clerk: ApiUser) -> None:
    other_company.customer("C-999")

    assert clerk.get("/api/v1/NL01/customers/C-999").status_code == 404
    assert "C-999" not in [row["account"] for row in clerk.read("customers")["results"]]


def test_a_token_may_be_narrowed_to_entities_and_permissions(company: Company, other_company: Company) -> None:
    user = company.user("OC")
    Membership.objects.create(user=user, legal_entity=other_company.entity, role=user.memberships.get().role)

    bound = ApiUser(user, "BE01", entities=["NL01"])
    narrow = ApiUser(user, "NL01", scopes=["sales.view_salesorder"])

    assert bound.get("/api/v1/BE01/customers").status_code == 404
    assert narrow.get("/api/v1/NL01/customers").status_code == 403


def test_a_missing_permission_is_named(company: Company, api_as: ApiAs) -> None:
    response = api_as("AD").get("/api/v1/NL01/sales-orders")

    assert response.status_code == 403
    assert response.json()["code"] == "PERMISSION_DENIED"
    assert response.json()["detail"] == "Your roles in NL01 do not allow this: sales.view_salesorder."


def test_losing_the_role_acts_on_the_next_request(company: Company, clerk: ApiUser) -> None:
    clerk.read("customers")

    Membership.objects.filter(user=clerk.user).delete()

    assert clerk.get("/api/v1/NL01/customers").status_code == 404


def test_problems_speak_the_language_that_is_asked_for(company: Company, clerk: ApiUser) -> None:
    response = clerk.get("/api/v1/NL01/customers/none", headers={"Accept-Language": "nl"})

    assert response.json()["detail"] == "Niet gevonden."


@pytest.mark.parametrize("address", ["/api/nothing", "/api/v1/NL01/nothing", "/api/v1/"])
def test_an_address_that_does_not_exist_is_a_problem_404(db: None, address: str) -> None:
    response = APIClient().post(address)

    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_a_method_that_a_resource_does_not_have_is_a_problem_405(company: Company, clerk: ApiUser) -> None:
    assert clerk.put("/api/v1/NL01/customers").json()["code"] == "METHOD_NOT_ALLOWED"
    assert clerk.options("/api/v1/NL01/customers").status_code == 405


@pytest.mark.parametrize("query", ["colour=red", "status=blue", "ordering=colour"])
def test_a_filter_that_does_not_exist_or_has_no_such_value_is_refused(company: Company, clerk: ApiUser, query: str) -> None:
    response = clerk.get(f"/api/v1/NL01/customers?{query}")

    assert response.status_code == 422
    [error] = response.json()["errors"]
    assert error["field"] == query.partition("=")[0]


@pytest.mark.parametrize("address", ["sales-orders?on_hold=maybe", "packing-slips?to_invoice=2"])
def test_a_yes_or_no_that_is_neither_is_refused(company: Company, clerk: ApiUser, address: str) -> None:
    response = clerk.get(f"{clerk.base}/{address}")

    assert response.status_code == 422
    [error] = response.json()["errors"]
    assert error["field"] == address.partition("?")[2].partition("=")[0]
    assert clerk.get(f"{clerk.base}/{address.partition('=')[0]}=FALSE").status_code == 200


@pytest.mark.parametrize("key", ["", "two words", "x" * 256])
def test_an_idempotency_key_that_is_none_is_refused(company: Company, clerk: ApiUser, key: str) -> None:
    order = {"customer": "C-100", "lines": [{"item": "S", "quantity": "1"}]}
    response = clerk.send("sales-orders", order, expect=422, **{"Idempotency_Key": key})

    [error] = response.json()["errors"]
    assert error["field"] == "Idempotency-Key"
    assert clerk.read("sales-orders")["results"] == []


def test_lists_come_in_pages_that_neither_skip_nor_repeat(company: Company, clerk: ApiUser) -> None:
    for number in range(5):
        company.customer(f"D-{number}")

    page = clerk.read("customers", page_size=3)
    seen = [row["account"] for row in page["results"]]
    while page["next"]:
        page = clerk.get(page["next"]).json()
        seen += [row["account"] for row in page["results"]]

    assert seen == sorted(company.customers)


def test_an_order_can_be_asked_for(company: Company, clerk: ApiUser) -> None:
    accounts = [row["account"] for row in clerk.read("customers", ordering="-account")["results"]]

    assert accounts == sorted(company.customers, reverse=True)


def test_a_record_has_an_etag_that_saves_reading_it_again(company: Company, clerk: ApiUser) -> None:
    first = clerk.get("/api/v1/NL01/customers/C-100")

    second = clerk.get("/api/v1/NL01/customers/C-100", headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, second.status_code, second.content) == (200, 304, b"")


def test_the_scope_ends_with_the_request(company: Company, clerk: ApiUser) -> None:
    clerk.read("customers")
    clerk.get("/api/v1/NL01/customers/none")

    assert current_entity_id() is None


def test_the_number_of_statements_does_not_grow_with_the_list(company: Company, clerk: ApiUser, django_assert_max_num_queries: Any) -> None:
    for number in range(20):
        company.customer(f"D-{number}")
    clerk.read("customers")

    with django_assert_max_num_queries(4):
        clerk.read("customers")


def test_a_client_that_calls_too_often_is_told_when_to_come_back(company: Company, clerk: ApiUser, settings: Any) -> None:
    settings.RATES = {"client": 2}

    answers = [clerk.get("/api/v1/NL01/customers") for _ in range(3)]

    assert [answer.status_code for answer in answers][-1] == 429
    assert int(answers[-1]["Retry-After"]) > 0
    assert answers[-1].json()["code"] == "THROTTLED"


def test_an_error_that_nobody_foresaw_is_a_problem_that_tells_nothing(company: Company, clerk: ApiUser, monkeypatch: Any) -> None:
    monkeypatch.setattr("customers.api.viewsets.CustomerViewSet.get_queryset", lambda self: 1 / 0)
    clerk.raise_request_exception = False

    response = clerk.get("/api/v1/NL01/customers")

    assert response.status_code == 500
    assert response.json()["detail"] == "Something went wrong on our side; nothing was changed."


def test_the_description_and_its_page_are_open_and_need_nothing_from_outside(db: None) -> None:
    client = APIClient()

    assert client.get("/api/schema/").status_code == 200
    page = client.get("/api/docs/")
    assert page.status_code == 200
    assert b"//" not in page.content.replace(b"http://www.w3.org", b"")


def test_a_command_makes_a_token(company: Company) -> None:
    printed = StringIO()
    call_command("create_api_token", company.user("OC").email, "--name", "Shop", "--entity", "NL01", stdout=printed)

    response = APIClient().get("/api/v1/NL01/customers", headers={"Authorization": f"Bearer {printed.getvalue().strip()}"})

    assert response.status_code == 200
    assert ApiToken.objects.get().name == "Shop"


def test_only_the_hash_of_a_token_is_stored(company: Company) -> None:
    token, text = create_token(company.user("OC"), "Shop")

    assert text not in {token.digest, token.token_key}


@override_settings(DEBUG=False)
def test_a_list_is_refused_a_cursor_of_nonsense(company: Company, clerk: ApiUser) -> None:
    assert clerk.get("/api/v1/NL01/customers?cursor=nonsense").status_code == 422
