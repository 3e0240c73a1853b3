"""What people type never reaches the log, the mail about an error, or the broker (reliability.md §15)."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from celery.app.base import Celery
from django.core import mail
from django.test import Client, override_settings

from config.log_lines import ErrorMail, JsonLines
from foundation.security.services.password_links import ask_for_address
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.django_db
PERSONAL = {
    "name": "Wilhelmina Geheim",
    "email": "wilhelmina.geheim@private.example",
    "phone": "+31687654321",
    "street": "Geheimelaan",
    "iban": "NL20INGB0001234567",
    "vat_number": "NL123456782B90",
    "note": "Belt liever na vijven",
}
PASSWORD = "never-in-any-log-7"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged from now on, as a real server writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    names = [None, "requests", "security", "django", "django.request", "django.security"]
    levels = {name: logging.getLogger(name).level for name in names}
    logging.getLogger().addHandler(handler)
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG if name else logging.INFO)
    yield stream
    logging.getLogger().removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def assert_nothing_personal(text: str) -> None:
    """Find none of the values that were typed."""
    found = [value for value in (*PERSONAL.values(), PASSWORD) for part in {value, value.split("@")[0]} if part.lower() in text.lower()]
    assert found == []


def test_a_line_names_the_request_and_its_outcome(log: io.StringIO, signed_in_client: SignIn, company: Company) -> None:
    answer = signed_in_client("OC").get("/NL01/customers/customers/?q=Geheim")
    line = next(found for found in map(json.loads, log.getvalue().splitlines()) if found["logger"] == "requests")
    assert line["request_id"] == answer["X-Request-ID"]
    assert (line["route"], line["status"], line["entity"]) == ("customers:customers", 200, "NL01")
    assert line["user_id"] == company.user("OC").pk
    assert line["duration_ms"] >= 0
    assert line["time"].endswith("+00:00")


@override_settings(ADMINS=[("", "operator@example.com")])
def test_what_people_type_into_pages_and_the_api_stays_out_of_log_mail_and_broker(
    log: io.StringIO, signed_in_client: SignIn, company: Company
) -> None:
    sent: list[Any] = []
    with mock.patch.object(Celery, "send_task", lambda _app, *arguments, **options: sent.append((arguments, options))):
        Client().post("/sign-in/", {"username": PERSONAL["email"], "password": PASSWORD})
        Client().post("/password/forgotten/", {"email": PERSONAL["email"]})
        Client().get(f"/NL01/customers/customers/?q={PERSONAL['name']}")
        clerk, admin, api = signed_in_client("OM"), signed_in_client("AD"), ApiUser(company.user("OM"), "NL01")
        for page in ("customers/customers/new/", "sales/orders/new/", "views/save/"):
            clerk.post(f"/NL01/{page}", PERSONAL | {"customer": PERSONAL["name"]})
        clerk.get("/NL01/search/", {"q": PERSONAL["name"]})
        clerk.get("/NL01/customers/customers/", {"q": PERSONAL["phone"], "export": "csv"})
        admin.post("/NL01/organization/users/new/", PERSONAL | {"language": "en"})
        for address in ("customers", "sales-orders", "parties"):
            api.post(f"/api/v1/NL01/{address}", PERSONAL | {"delivery_address": PERSONAL}, format="json")
        api.get("/api/v1/NL01/customers", {"search": PERSONAL["name"]})
        Client().post("/api/v1/tokens", {"email": PERSONAL["email"], "password": PASSWORD}, content_type="application/json")

    assert len(log.getvalue().splitlines()) > 10
    assert_nothing_personal(log.getvalue())
    assert_nothing_personal("".join(str(message.message()) for message in mail.outbox))
    assert_nothing_personal(str(sent))


def test_the_broker_learns_nothing_of_whoever_forgot_a_password(company: Company, django_capture_on_commit_callbacks: Any) -> None:
    sent: list[Any] = []
    broker = mock.patch.object(Celery, "send_task", lambda _app, *arguments, **options: sent.append((arguments, options)))
    with broker, django_capture_on_commit_callbacks(execute=True):
        ask_for_address(company.user("OC").email, "http://testserver/")
    [(positional, named)] = sent
    assert (positional, named.get("args", ()), named.get("kwargs")) == (("foundation.security.tasks.send_password_links",), (), None)


@override_settings(ADMINS=[("", "operator@example.com")], DEBUG=False)
def test_an_internal_error_is_told_by_kind_and_place_and_never_by_its_words(log: io.StringIO, company: Company) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(company.user("OC"))
    handler = ErrorMail(level=logging.ERROR)
    handler.setFormatter(JsonLines())
    logging.getLogger("django").addHandler(handler)
    words = f"Key (email)=({PERSONAL['email']}) already exists."
    with mock.patch("foundation.backoffice.views.preferences.save_preferences", side_effect=RuntimeError(words)):
        answer = client.post("/preferences/", {"theme": "dark", "note": PERSONAL["note"]})
    logging.getLogger("django").removeHandler(handler)

    assert answer.status_code == 500
    assert "RuntimeError" in log.getvalue()
    assert "preferences.py" in log.getvalue()
    assert_nothing_personal(log.getvalue())
    assert mail.outbox
    for message in mail.outbox:
        assert answer["X-Request-ID"] in f"{message.subject} {message.body}"
        assert_nothing_personal(str(message.message()))
        assert "sessionid" not in str(message.message()).lower()


def test_a_line_takes_no_field_that_is_not_on_the_list() -> None:
    record = logging.LogRecord("any", logging.INFO, "file", 1, "saved %s", (PERSONAL["name"],), None)
    record.email, record.code = PERSONAL["email"], "SEC-01"  # type: ignore[attr-defined]
    line = json.loads(JsonLines().format(record))
    assert line["event"] == "saved %s"
    assert line["code"] == "SEC-01"
    assert_nothing_personal(json.dumps(line))
