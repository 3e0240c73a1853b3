"""A posting dialog: preview, posting once, refusals, selections of a list, and the way to a batch job."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from foundation.batch import handlers
from foundation.batch.models import BatchJob, BatchRun
from foundation.ledger.models import TermsOfPayment
from tests.backoffice.posting_pages import MoreDaysJob
from tests.factories.company import Company
from tests.web_fixtures import SignIn

pytestmark = [pytest.mark.urls("tests.backoffice.posting_pages")]
MANY = "/NL01/tests/more-days/"


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in accounts receivable manager."""
    return signed_in_client("AR")


@pytest.fixture
def terms(company: Company) -> Callable[..., TermsOfPayment]:
    """Return a function that finds or makes terms of payment."""

    def find(code: str = "N30", **values: Any) -> TermsOfPayment:
        found, _made = TermsOfPayment.of(company.entity).get_or_create(code=code, legal_entity=company.entity, defaults=values)
        return found

    return find


def hidden(answer: Any) -> dict[str, str]:
    """The hidden inputs of a shown dialog."""
    view = answer.context["view"]
    return {"_key": str(view.key), "_shown": view.signed} | ({"selected": view.selected_text} if view.selected_text else {})


def test_the_dialog_shows_what_will_be_posted_before_anything_is(client: Client, terms: Callable[..., TermsOfPayment]) -> None:
    page = client.get(f"/NL01/tests/more-days/{terms().pk}/").content.decode()

    assert "N30" in page
    assert "35.00" in page
    assert f'name="days_{terms().pk}"' in page
    assert terms().days == 30


def test_changed_parameters_plan_again(client: Client, terms: Callable[..., TermsOfPayment]) -> None:
    address = f"/NL01/tests/more-days/{terms().pk}/"
    answer = client.post(f"{address}?_preview=1", {"days": "20"}, headers={"HX-Request": "true", "HX-Target": "preview"})

    page = answer.content.decode()
    assert "50.00" in page
    assert "<html" not in page
    assert terms().days == 30


def test_without_htmx_changed_parameters_show_the_whole_dialog_again(client: Client, terms: Callable[..., TermsOfPayment]) -> None:
    address = f"/NL01/tests/more-days/{terms().pk}/"

    page = client.post(f"{address}?_preview=1", {"days": "20"}).content.decode()

    assert "50.00" in page
    assert "<html" in page and 'id="bo-form"' in page


def test_a_parameter_that_cannot_be_used_is_said_in_the_preview(client: Client, terms: Callable[..., TermsOfPayment]) -> None:
    address = f"/NL01/tests/more-days/{terms().pk}/"

    assert "Enter a whole number." in client.post(f"{address}?_preview=1", {"days": "many"}).content.decode()
    assert "Not by 13 days." in client.post(f"{address}?_preview=1", {"days": "13"}).content.decode()


def test_one_document_is_posted_and_the_result_says_so(client: Client, terms: Callable[..., TermsOfPayment]) -> None:
    address = f"/NL01/tests/more-days/{terms().pk}/"
    shown = client.get(address)

    answer = client.post(address, {"days": "5"} | hidden(shown), follow=True)

    assert terms().days == 35
    assert "35 days" in answer.content.decode()


def test_sending_a_dialog_twice_posts_once(client: Client, terms: Callable[..., TermsOfPayment]) -> None:
    address = f"/NL01/tests/more-days/{terms().pk}/"
    filled = {"days": "5"} | hidden(client.get(address))

    first, second = client.post(address, filled), client.post(address, filled)

    assert terms().days == 35
    assert first["Location"] == second["Location"]


def test_a_key_works_for_its_user_only(client: Client, signed_in_client: SignIn, terms: Callable[..., TermsOfPayment]) -> None:
    address = f"/NL01/tests/more-days/{terms().pk}/"
    filled = {"days": "5"} | hidden(client.get(address))
    result = client.post(address, filled)["Location"]

    other = signed_in_client("AD")

    assert other.get(result).status_code in {403, 404}
    assert signed_in_client("AR").get(result).status_code == 200


def test_when_all_is_refused_the_dialog_stays_with_the_reason_and_the_key(client: Client, terms: Callable[..., TermsOfPayment]) -> None:
    address = f"/NL01/tests/more-days/{terms().pk}/"
    shown = hidden(client.get(address))

    refused = client.post(address, {"days": "100"} | shown)

    assert refused.status_code == 422
    assert "N30 would get 130 days." in refused.content.decode()
    assert client.post(address, {"days": "5", "_key": shown["_key"]}).status_code == 302
    assert terms().days == 35


def test_a_refusal_of_the_request_stands_on_its_field(client: Client, terms: Callable[..., TermsOfPayment]) -> None:
    answer = client.post(f"/NL01/tests/more-days/{terms().pk}/", {"days": "13"})

    assert answer.status_code == 422
    assert answer.context["form"].errors["days"] == ["Not by 13 days."]


def test_what_changed_since_it_was_shown_is_not_posted(client: Client, company: Company, terms: Callable[..., TermsOfPayment]) -> None:
    address = f"/NL01/tests/more-days/{terms().pk}/"
    shown = hidden(client.get(address))
    TermsOfPayment.of(company.entity).filter(code="N30").update(days=31)

    answer = client.post(address, {"days": "5", "sure": "on"} | shown)

    assert answer.status_code == 422
    assert "meanwhile" in answer.content.decode()
    assert terms().days == 31


def test_a_selection_is_posted_and_refused_one_by_one(client: Client, terms: Callable[..., TermsOfPayment]) -> None:
    late = terms("LATE", days=118, names={})
    shown = client.get(f"{MANY}?selected={terms().pk}&selected={late.pk}&q=n")

    answer = client.post(MANY, {"days": "5"} | hidden(shown), follow=True)

    page = answer.content.decode()
    assert terms().days == 35
    assert terms("LATE").days == 118
    assert "LATE would get 123 days." in page
    assert "35 days" in page


def test_all_that_match_are_fixed_when_the_dialog_is_shown(client: Client, company: Company, terms: Callable[..., TermsOfPayment]) -> None:
    terms("Q1", days=1, names={})
    shown = client.get(f"{MANY}?matching=all&q=Q")
    terms("Q2", days=1, names={})

    client.post(MANY, {"days": "5"} | hidden(shown))

    assert (terms("Q1").days, terms("Q2").days) == (6, 1)
    assert "?q=Q" in shown.context["view"].back_url


def test_without_a_selection_the_way_leads_back_to_the_list(client: Client, company: Company) -> None:
    answer = client.get(f"{MANY}?q=n", follow=True)

    assert answer.redirect_chain[0][0] == "/NL01/ledger/payment-terms/?q=n"
    assert "Nothing is selected. Tick the rows first." in answer.content.decode()


def test_documents_of_another_entity_are_not_there(client: Client, other_company: Company) -> None:
    foreign = TermsOfPayment.of(other_company.entity).first()

    assert client.get(f"/NL01/tests/more-days/{foreign.pk}/").status_code == 404
    assert client.post(MANY, {"days": "5", "selected": str(foreign.pk)}).status_code == 404


def test_parameters_are_remembered_and_the_address_goes_before(client: Client, terms: Callable[..., TermsOfPayment]) -> None:
    address = f"/NL01/tests/more-days/{terms().pk}/"
    client.post(address, {"days": "7"} | hidden(client.get(address)))

    form = client.get(address).context["form"]

    assert (form.initial["days"], form.initial["sure"]) == ("7", False)
    assert client.get(f"{address}?days=9").context["form"].initial["days"] == "9"


def test_many_documents_become_a_batch_job(
    client: Client, company: Company, terms: Callable[..., TermsOfPayment], settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handlers, "_HANDLERS", {})
    handlers.register_handler(MoreDaysJob())
    settings.MOST_POSTED_AT_ONCE = 1
    keys = sorted([terms().pk, terms("LATE", days=118, names={}).pk])
    shown = client.get(f"{MANY}?selected={keys[0]},{keys[1]}")

    asked = client.post(MANY, {"days": "5"} | hidden(shown))
    answer = client.post(MANY, {"days": "5", "_meant": "1"} | hidden(shown), follow=True)

    assert "2 documents will be posted. Continue?" in asked.content.decode() and asked.status_code == 422
    job = BatchJob.of(company.entity).get()
    assert "batch job" in shown.content.decode()
    assert (job.current_version().keys, job.current_version().parameters["days"]) == (keys, "5")
    run = BatchRun.of(company.entity).get(job=job)
    assert f'href="/NL01/batch/runs/{run.pk}/"' in answer.content.decode()
    assert run.status == "selecting"
    assert terms().days == 30


def test_the_number_of_queries_does_not_depend_on_the_number_of_documents(
    client: Client, terms: Callable[..., TermsOfPayment], django_assert_max_num_queries: Any
) -> None:
    keys = [terms(f"M{number}", days=1, names={}).pk for number in range(20)]

    with django_assert_max_num_queries(12):
        client.get(f"{MANY}?selected={','.join(map(str, keys))}")


def test_the_way_back_keeps_every_value_of_a_filter(client: Client, terms: Callable[..., TermsOfPayment]) -> None:
    back = client.get(f"{MANY}?selected={terms().pk}&method=net&method=cod&q=n").context["view"].back_url

    assert back == "/NL01/ledger/payment-terms/?method=net&method=cod&q=n"
