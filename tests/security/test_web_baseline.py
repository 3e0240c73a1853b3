"""The web baseline (reliability.md §12), row by row."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from django.contrib.auth.hashers import identify_hasher, make_password
from django.core.cache import cache
from django.test import Client, RequestFactory, override_settings

from config import settings as configured
from foundation.backoffice.request_guard import client_address
from foundation.security.models import SecurityEvent
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
DEAD_CACHE = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
PRODUCTION = {"SECRET_KEY": "a key of our own " * 4, "ALLOWED_HOSTS": "invoices.example.com", "DATABASE_URL": "postgres:///none"}


def in_production(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a line of Python with the settings of a real server."""
    known = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings", **PRODUCTION, **environment}
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=known, capture_output=True, text=True, check=False)


def production_value(name: str) -> str:
    """Return a setting as a real server has it."""
    found = in_production(f"from django.conf import settings; print(settings.{name})")
    assert found.returncode == 0, found.stderr
    return found.stdout.strip()


# Transport, sessions, secrets


def test_a_real_server_speaks_https_only_and_its_cookies_are_bound_to_the_host() -> None:
    code = (
        "from django.conf import settings as s; print(s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.SESSION_COOKIE_NAME, "
        "s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE, s.DEBUG, "
        "s.SECURE_PROXY_SSL_HEADER, s.SECOND_FACTOR_REQUIRED)"
    )
    found = in_production(code)
    assert found.stdout.strip() == "True 31536000 __Host-session __Host-csrftoken True True Lax False None True", found.stderr


@override_settings(SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=31_536_000)
def test_pages_lead_to_https_and_the_api_refuses_plain_http_without_a_redirect() -> None:
    page, api = Client().get("/sign-in/"), Client().get("/api/v1/legal-entities")
    assert (page.status_code, page.url) == (301, "https://testserver/sign-in/")
    assert (api.status_code, api.json()["code"], api["Content-Type"]) == (403, "HTTPS_ONLY", "application/problem+json")
    assert (
        Client().get("/sign-in/", secure=True)["Strict-Transport-Security"].startswith("max-age=31536000") or not configured.SECURE_COOKIES
    )


def test_the_deployment_check_of_the_framework_has_nothing_to_say() -> None:
    line = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    known = {"PATH": os.environ["PATH"], **PRODUCTION, "DATABASE_URL": os.environ["DATABASE_URL"]}
    found = subprocess.run(line, cwd=ROOT, env=known, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr


@pytest.mark.parametrize("careless", [{"DEBUG": "1"}, {"DEMO": "1"}])
def test_debugging_and_the_demo_do_not_start_on_a_host_that_others_reach(careless: dict[str, str]) -> None:
    found = in_production("from django.conf import settings; settings.DEBUG", **careless)
    assert found.returncode != 0
    assert "DEBUG and DEMO" in found.stderr
    assert in_production("from django.conf import settings; settings.DEBUG", **careless, ALLOWED_HOSTS="localhost").returncode == 0


# Headers


def test_every_answer_carries_the_content_policy_with_a_nonce_of_its_own(signed_in_client: SignIn) -> None:
    client = signed_in_client("OC")
    first, second = client.get("/NL01/"), client.get("/NL01/")
    policy = first["Content-Security-Policy"]
    for part in ("default-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'", "object-src 'none'"):
        assert part in policy
    assert "unsafe" not in policy
    assert "http:" not in policy
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert nonce is not None
    assert nonce[1] not in second["Content-Security-Policy"]
    assert b"<script" not in re.sub(rb"<script[^>]*(nonce|src)=", b"", first.content)
    assert not re.search(rb"\s(onclick|onload|onsubmit|onchange|hx-on[:\w]*|style)=", first.content)
    assert b'"allowEval":false' in first.content.replace(b" ", b"").replace(b"&quot;", b'"')


def test_other_headers_close_what_browsers_leave_open(signed_in_client: SignIn) -> None:
    page = signed_in_client("OC").get("/NL01/")
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["Referrer-Policy"] == "same-origin"
    assert page["Cross-Origin-Opener-Policy"] == "same-origin"
    assert page["X-Frame-Options"] == "DENY"
    assert page["Cache-Control"] == "no-store"
    assert "Server" not in page
    assert "X-Powered-By" not in page


def test_answers_of_the_api_are_kept_by_nobody(company: Company) -> None:
    answer = ApiUser(company.user("OC"), "NL01").get("/api/v1/NL01/me")
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"


# Forgery


def test_changes_without_the_token_of_the_page_are_refused_htmx_or_not(company: Company) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(company.user("OC"))
    for headers in ({}, {"HX-Request": "true"}):
        assert client.post("/preferences/", {"theme": "dark"}, headers=headers).status_code == 403


def test_a_cookie_does_not_open_the_api_and_a_token_opens_no_page(company: Company, signed_in_client: SignIn) -> None:
    assert signed_in_client("OC").get("/api/v1/NL01/me").status_code == 401
    api = ApiUser(company.user("OC"), "NL01")
    assert api.get("/NL01/").status_code == 302
    assert not api.get("/api/v1/NL01/me").cookies


# Passwords


def test_passwords_are_hashed_slowly() -> None:
    with override_settings(PASSWORD_HASHERS=configured.PASSWORD_HASHERS):
        hashed = make_password("three-green-bicycles")
        assert identify_hasher(hashed).algorithm == "pbkdf2_sha256"
        assert int(hashed.split("$")[1]) >= 600_000


# The caller's address


def test_an_address_that_the_caller_wrote_counts_for_nothing() -> None:
    plain = RequestFactory().get("/", headers={"X-Forwarded-For": "10.9.9.9"}, REMOTE_ADDR="192.0.2.7")
    assert not settings.BEHIND_PROXY
    assert plain.META["REMOTE_ADDR"] == "192.0.2.7"
    behind = RequestFactory().get("/", headers={"X-Forwarded-For": "10.9.9.9, 198.51.100.4"}, REMOTE_ADDR="192.0.2.7")
    assert client_address(behind) == "198.51.100.4"


# Limits


@pytest.fixture
def limits() -> dict[str, int]:
    """Small limits, with nothing counted yet."""
    cache.clear()
    return {"anonymous": 3, "client": 6, "posting": 2, "export": 1, "pdf": 2, "look_up": 2}


def statuses(client: Client, address: str, times: int, method: str = "get") -> list[int]:
    """Ask some times and return the statuses."""
    return [getattr(client, method)(address).status_code for _ in range(times)]


def test_the_limits_are_those_of_the_baseline() -> None:
    code = "from django.conf import settings as s; print(*s.RATES.values(), s.DATA_UPLOAD_MAX_MEMORY_SIZE)"
    assert in_production(code).stdout.split() == ["60", "600", "120", "10", "60", "300", "2621440"]


def test_who_asks_too_often_waits(limits: dict[str, int], signed_in_client: SignIn, company: Company) -> None:
    clerk, manager = signed_in_client("OC"), signed_in_client("AR")
    with override_settings(RATES=limits):
        assert statuses(Client(), "/sign-in/", 4) == [200, 200, 200, 429]
        assert statuses(clerk, "/NL01/look-up/customers/", 1) != [429]
        assert statuses(clerk, "/NL01/search/?q=x", 2)[-1] == 429
        assert statuses(manager, "/NL01/customers/customers/?export=csv", 2) == [200, 429]
        page = manager.get("/NL01/customers/customers/?export=csv")
    assert 1 <= int(page["Retry-After"]) <= 60
    assert b"too fast" in page.content
    assert SecurityEvent.objects.filter(kind="too_often", user=company.user("AR")).exists()


def test_clients_of_the_api_wait_too(limits: dict[str, int], company: Company) -> None:
    api = ApiUser(company.user("OC"), "NL01")
    with override_settings(RATES=limits):
        answers = [api.get("/api/v1/NL01/me") for _ in range(7)]
        assert [answer.status_code for answer in answers] == [200] * 6 + [429]
        assert statuses(Client(), "/api/v1/legal-entities", 4)[-1] in {401, 429}
    assert int(answers[-1]["Retry-After"]) >= 1
    assert answers[-1].json()["status"] == 429


def test_without_the_cache_nobody_is_held_up(limits: dict[str, int], signed_in_client: SignIn) -> None:
    clerk = signed_in_client("OC")
    with override_settings(RATES=limits, CACHES={"default": DEAD_CACHE}):
        assert set(statuses(clerk, "/account/", 8)) == {200}


def test_a_body_beyond_the_limit_is_refused_by_page_and_api(company: Company, signed_in_client: SignIn) -> None:
    large = "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    page = signed_in_client("OC").post("/preferences/", f"theme={large}", content_type="application/x-www-form-urlencoded")
    assert page.status_code == 413
    answer = ApiUser(company.user("OC"), "NL01").post("/api/v1/NL01/sales-orders", {"x": large}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (413, "TOO_LARGE")


def nested(depth: int) -> str:
    """JSON of so many lists in each other."""
    return "[" * depth + "]" * depth


@pytest.mark.parametrize("body", ['{"x": ' + nested(25) + "}", nested(50_000), '{"lines": [' + ",".join("1" * 5_001) + "]}"])
def test_json_that_is_deep_or_endless_is_refused(company: Company, body: str) -> None:
    answer = ApiUser(company.user("OC"), "NL01").post("/api/v1/NL01/sales-orders", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_a_page_of_the_api_has_two_hundred_rows_at_most(company: Company) -> None:
    assert ApiUser(company.user("OC"), "NL01").get("/api/v1/NL01/customers?page_size=201").status_code == 422


# Input


@pytest.mark.parametrize("address", ["/NL01/customers/customers/?q=%00", "/NL01/customers/customers/?q=a%00b", "/NL01/%00/"])
def test_nul_in_an_address_is_refused_at_the_door(signed_in_client: SignIn, company: Company, address: str) -> None:
    assert signed_in_client("OC").get(address).status_code == 400
    api = ApiUser(company.user("OC"), "NL01").get(f"/api/v1{address.replace('/customers/customers/', '/customers')}")
    assert (api.status_code, api["Content-Type"]) == (400, "application/problem+json")


def test_nul_in_a_form_is_refused(signed_in_client: SignIn) -> None:
    assert signed_in_client("OC").post("/NL01/views/save/", {"name": "a\0b", "page": "x"}).status_code == 400


@pytest.mark.parametrize("text", ["a\\u0000b", "\\ud800", "x\\udfffy"])
def test_nul_and_half_characters_in_json_are_refused(company: Company, text: str) -> None:
    body = '{"customer": "' + text + '"}'
    answer = ApiUser(company.user("OC"), "NL01").post("/api/v1/NL01/sales-orders", body, content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize("key", ["9" * 30, str(2**63), "0"])
def test_numbers_beyond_the_database_find_nothing(signed_in_client: SignIn, key: str) -> None:
    assert signed_in_client("AR").get(f"/NL01/customers/customers/{key}/").status_code == 404


# Errors


@override_settings(DEBUG=False)
def test_an_internal_error_shows_a_number_and_nothing_of_the_inside(company: Company) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(company.user("OC"))
    with mock.patch("foundation.backoffice.accounts.account.Account.get_context_data", side_effect=RuntimeError("SELECT secret")):
        page = client.get("/account/")
    assert page.status_code == 500
    assert page["X-Request-ID"].encode() in page.content
    for inside in (b"SELECT", b"Traceback", b"RuntimeError", b"site-packages", b"Django"):
        assert inside not in page.content


@pytest.mark.parametrize(("address", "status"), [("/NL01/organization/users/", 403), ("/NL01/nowhere/", 404)])
def test_pages_of_errors_are_our_own_and_offer_a_way_out(signed_in_client: SignIn, address: str, status: int) -> None:
    page = signed_in_client("OC").get(address)
    assert page.status_code == status
    assert b'class="error-ways"' in page.content
    assert page["X-Request-ID"].encode() in page.content


def test_an_export_is_a_security_event(signed_in_client: SignIn, company: Company) -> None:
    assert signed_in_client("AR").get("/NL01/customers/customers/?export=csv").status_code == 200
    event = SecurityEvent.objects.get(kind="exported")
    assert (event.user, event.detail) == (company.user("AR"), "customers:customers")


def test_a_refused_page_is_a_security_event(signed_in_client: SignIn, company: Company) -> None:
    signed_in_client("OC").get("/NL01/organization/users/")
    event = SecurityEvent.objects.get(kind="refused")
    assert (event.user, event.entity_code, event.detail) == (company.user("OC"), "NL01", "organization.view_user")


@pytest.mark.parametrize("address", ["sales-orders?number=%00", "sales-orders/%00"])
def test_a_problem_of_the_guard_has_every_member_that_problems_have(client: Client, company: Company, address: str) -> None:
    answer = client.get(f"/api/v1/NL01/{address}")

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert {"type", "title", "status", "code", "detail", "instance"} <= set(answer.json())
    assert answer.json()["title"] == "Bad request"
    assert answer.json()["instance"].startswith("/api/v1/NL01/sales-orders")
