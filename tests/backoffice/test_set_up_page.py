"""A list and a form of a set-up record, as every page of the toolkit behaves."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.ledger.models import TermsOfPayment
from foundation.organization.models import AuditEntry
from tests.factories.company import Company
from tests.web_fixtures import SignIn


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in accounts receivable manager."""
    return signed_in_client("AR")


def filled(**changes: str) -> dict[str, str]:
    """What a filled-in form sends."""
    return {
        "code": "N45",
        "names_en": "Net 45 days",
        "names_nl": "45 dagen netto",
        "method": "net",
        "months": "0",
        "days": "45",
        "calendar_rule": "none",
    } | changes


def test_the_list_shows_the_rows_of_its_entity_only(client: Client, company: Company, other_company: Company) -> None:
    TermsOfPayment.of(other_company.entity).create(legal_entity=other_company.entity, code="ELSEWHERE", names={})

    page = client.get("/NL01/ledger/payment-terms/").content.decode()

    assert "N30" in page
    assert "ELSEWHERE" not in page


def test_the_list_takes_as_many_queries_for_many_rows_as_for_few(client: Client, company: Company) -> None:
    client.get("/NL01/ledger/payment-terms/")
    with CaptureQueriesContext(connection) as few:
        client.get("/NL01/ledger/payment-terms/")
    TermsOfPayment.of(company.entity).bulk_create(
        TermsOfPayment(legal_entity=company.entity, code=f"X{number}", names={"en": "x"}) for number in range(80)
    )

    with CaptureQueriesContext(connection) as many:
        client.get("/NL01/ledger/payment-terms/")

    assert len(many) <= len(few) + 1


def test_a_record_is_made_and_the_audit_trail_says_so(client: Client, company: Company) -> None:
    answer = client.post("/NL01/ledger/payment-terms/new/", filled())

    assert answer.status_code == 302, answer.context["form"].errors
    made = TermsOfPayment.of(company.entity).get(code="N45")
    assert (made.days, made.names) == (45, {"en": "Net 45 days", "nl": "45 dagen netto"})
    assert AuditEntry.of(company.entity).filter(action="created", object_label="N45").exists()


def test_a_code_that_exists_is_refused_on_the_form(client: Client, company: Company) -> None:
    answer = client.post("/NL01/ledger/payment-terms/new/", filled(code="N30"))

    assert answer.status_code == 422
    assert answer.context["form"].errors


def test_a_form_that_was_overtaken_is_refused_with_the_name_of_who_was_faster(client: Client, company: Company) -> None:
    terms = TermsOfPayment.of(company.entity).get(code="N30")
    shown = client.get(f"/NL01/ledger/payment-terms/{terms.pk}/").context["view"].shown_as
    client.post(f"/NL01/ledger/payment-terms/{terms.pk}/", filled(code="N30", days="31"))

    answer = client.post(f"/NL01/ledger/payment-terms/{terms.pk}/", filled(code="N30", days="33", _shown_as=shown))

    assert answer.status_code == 422
    assert "was changed by" in str(answer.context["form"].errors)
    terms.refresh_from_db()
    assert terms.days == 31


def test_who_may_look_may_not_change(signed_in_client: SignIn, company: Company) -> None:
    clerk = signed_in_client("BC")

    assert clerk.get("/NL01/ledger/payment-terms/").status_code == 200
    assert clerk.post("/NL01/ledger/payment-terms/new/", filled()).status_code == 403
    assert signed_in_client("WH").get("/NL01/ledger/payment-terms/").status_code == 403


def test_another_entity_is_as_if_it_were_not_there(client: Client, other_company: Company) -> None:
    foreign = TermsOfPayment.of(other_company.entity).first()

    assert client.get("/BE01/ledger/payment-terms/").status_code == 404
    assert client.get(f"/NL01/ledger/payment-terms/{foreign.pk}/").status_code == 404


def test_search_and_sort_stand_in_the_address(client: Client, company: Company) -> None:
    codes = sorted(TermsOfPayment.of(company.entity).filter(code__istartswith="n").values_list("code", flat=True), reverse=True)

    found = client.get("/NL01/ledger/payment-terms/?q=n&sort=-code")

    assert [row.code for row in found.context["listing"].rows.rows] == codes


def test_the_rows_go_into_a_spreadsheet(client: Client, company: Company) -> None:
    answer = client.get("/NL01/ledger/payment-terms/?export=csv")

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith('"Code","Name"')
    assert any(line.startswith('"N30"') for line in lines)
    assert client.get("/NL01/ledger/payment-terms/?export=xlsx").content[:2] == b"PK"
