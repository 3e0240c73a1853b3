"""A form with lines, as every page of the toolkit behaves; payment schedules stand for all of them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from foundation.ledger.models import PaymentSchedule
from foundation.organization.models import AuditEntry
from tests.factories.company import Company
from tests.web_fixtures import SignIn

NEW = "/NL01/ledger/payment-schedules/new/"


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in accounts receivable manager."""
    return signed_in_client("AR")


def filled(*percentages: str, initial: int = 0, **changes: str) -> dict[str, str]:
    """What a filled-in form sends."""
    head = {"code": "PARTS", "name": "In parts", "allocation": "specified", "number": "1", "amount": "0"}
    head |= {"every": "1", "interval": "months"}
    lines = {f"lines-{index}-percent": percent for index, percent in enumerate(percentages)}
    return head | lines | {"lines-TOTAL_FORMS": str(len(percentages)), "lines-INITIAL_FORMS": str(initial)} | changes


def parts(company: Company) -> list[Decimal]:
    """The parts that are stored."""
    return list(PaymentSchedule.of(company.entity).get(code="PARTS").lines.values_list("percent", flat=True))


def address(company: Company) -> str:
    """Where the stored schedule is changed."""
    return f"/NL01/ledger/payment-schedules/{PaymentSchedule.of(company.entity).get(code='PARTS').pk}/"


def shown_keys(client: Client, company: Company) -> dict[str, str]:
    """The hidden inputs of the shown form."""
    context = client.get(address(company)).context
    keys = {f"{form.prefix}-pk": str(form.initial["pk"]) for form in context["lines"].forms if form.initial}
    return keys | {"_shown_as": context["view"].shown_as}


def test_lines_are_saved_with_their_record_and_empty_ones_are_left_out(client: Client, company: Company) -> None:
    answer = client.post(NEW, filled("30", "70", "", ""))

    assert answer.status_code == 302, (answer.context["form"].errors, answer.context["lines"].errors)
    assert parts(company) == [Decimal(30), Decimal(70)]
    assert AuditEntry.of(company.entity).filter(action="created", object_label="PARTS").exists()


def test_the_page_offers_a_line_for_the_script_to_copy(client: Client, company: Company) -> None:
    page = client.get(NEW).content.decode()

    assert 'name="lines-__prefix__-percent"' in page
    assert f'data-calculate-url="{NEW}?_calculate=1"' in page


def test_what_is_typed_is_calculated_and_nothing_is_saved(client: Client, company: Company) -> None:
    answer = client.post(f"{NEW}?_calculate=1", filled("=2*15", "", "seven", "60", code=""), headers={"Accept": "application/json"}).json()

    assert [row["index"] for row in answer["rows"]] == [0, 1, 2, 3]
    assert answer["rows"][0]["outputs"]["cumulative"].startswith("30")
    assert answer["rows"][1] | {"outputs": {}} == {"index": 1, "labels": {}, "values": {}, "outputs": {}, "errors": {}, "notices": []}
    assert "seven" in answer["rows"][2]["errors"]["percent"]
    assert "90" in answer["totals_html"]
    assert not PaymentSchedule.of(company.entity).filter(code="").exists()


def test_a_browser_without_scripts_calculates_with_a_button(client: Client, company: Company) -> None:
    answer = client.post(NEW, filled("25", "50", _calculate="1"))

    assert answer.status_code == 200
    assert "75" in str(answer.context["lines"].calculation.totals[0].amount)


def test_a_faulty_cell_is_shown_in_its_line_and_nothing_is_saved(client: Client, company: Company) -> None:
    answer = client.post(NEW, filled("30", "seven"))

    assert answer.status_code == 422
    assert "seven" in answer.context["lines"].forms[1].errors["percent"][0]
    assert 'value="30"' in answer.content.decode()
    assert not PaymentSchedule.of(company.entity).filter(code="PARTS").exists()


def test_a_refusal_of_the_service_stands_on_its_field(client: Client, company: Company) -> None:
    answer = client.post(NEW, filled("30", "60"))

    assert answer.status_code == 422
    assert "add up to 90 %" in answer.context["form"].errors["allocation"][0]


def test_a_removed_line_reaches_the_service_as_removed(client: Client, company: Company) -> None:
    client.post(NEW, filled("30", "30", "40"))
    removed = {"lines-1-DELETE": "on", "lines-2-percent": "70"}

    answer = client.post(address(company), filled("30", "30", "40", initial=3) | shown_keys(client, company) | removed)

    assert answer.status_code == 302, (answer.context["form"].errors, answer.context["lines"].errors)
    assert parts(company) == [Decimal(30), Decimal(70)]


def test_lines_that_were_overtaken_are_refused(client: Client, company: Company) -> None:
    client.post(NEW, filled("30", "70"))
    shown = shown_keys(client, company)
    client.post(address(company), filled("20", "80", initial=2) | shown)

    answer = client.post(address(company), filled("50", "50", initial=2) | shown)

    assert answer.status_code == 422
    assert "meanwhile" in str(answer.context["form"].errors)
    assert parts(company) == [Decimal(20), Decimal(80)]


def test_the_key_of_a_line_cannot_be_made_up(client: Client, company: Company) -> None:
    client.post(NEW, filled("30", "70"))

    answer = client.post(address(company), filled("30", "70", initial=2) | shown_keys(client, company) | {"lines-0-pk": "987654321"})

    assert answer.status_code == 422
    assert "not there any more" in str(answer.context["lines"].non_form_errors())


def test_calculating_asks_for_the_permission_to_change(signed_in_client: SignIn, company: Company) -> None:
    assert signed_in_client("BC").post(f"{NEW}?_calculate=1", filled("30")).status_code == 403
