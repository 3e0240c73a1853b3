"""The pages of sales agreements: list, form with its grid, one commitment, actions, confirmations."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from sales.agreements.models import AgreementClassification, AgreementVersion, SalesAgreement
from sales.agreements.services.confirm_agreement import confirm_agreement
from sales.agreements.services.release_order import release_order
from sales.models import SalesOrder, SalesParameters
from tests.factories.agreements import commitment, commitments_of, current, sales_agreement
from tests.factories.company import Company
from tests.factories.sales import agreement, lines_of, sales_order
from tests.web_fixtures import SignIn

LIST = "/NL01/agreements/"
JSON = {"Accept": "application/json"}
pytestmark = pytest.mark.usefixtures("in_march")


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager."""
    return signed_in_client("OM")


def typed(*lines: dict[str, Any], **header: Any) -> dict[str, Any]:
    """What the form of a new agreement sends."""
    data = {"customer": "C-100", "effective_date": "01-01-2026", "expiration_date": "31-12-2026", "default_commitment": "quantity"} | header
    data |= {"lines-TOTAL_FORMS": str(len(lines)), "lines-INITIAL_FORMS": "0"}
    return data | {f"lines-{index}-{name}": value for index, line in enumerate(lines) for name, value in line.items()}


def shown(client: Client, path: str) -> dict[str, Any]:
    """What the form of a known agreement sends when nothing is changed."""
    page = client.get(path)
    form, lines = page.context["form"], page.context.get("lines")
    bounds = [*form, *(bound for line in (lines.forms if lines else ()) for bound in line)]
    data = {bound.html_name: bound.value() for bound in bounds if bound.value() not in (None, False)}
    if lines:
        data |= {"lines-TOTAL_FORMS": str(len(lines.forms)), "lines-INITIAL_FORMS": str(lines.initial_form_count())}
    return data | {"_shown_as": page.context["view"].shown_as}


def test_an_agreement_is_entered_in_one_form(client: Client, company: Company) -> None:
    answer = client.post(
        f"{LIST}new/",
        typed(
            {"commitment": "quantity", "item": "A", "quantity": "500", "unit_price": "8,75", "discount_percent": "2"},
            {"commitment": "value", "net_amount": "10000", "discount_percent": "6"},
            {},
        ),
    )

    assert answer.status_code == 302, (answer.context["form"].errors, answer.context["lines"].errors)
    made = SalesAgreement.of(company.entity).get()
    assert answer["Location"] == f"{LIST}{made.pk}/"
    assert [(line.commitment, line.net_amount) for line in commitments_of(made)] == [("quantity", Decimal("4287.50")), ("value", 10000)]


def test_while_people_type_amounts_and_refusals_follow(client: Client, company: Company) -> None:
    lines = {"commitment": "quantity", "item": "A", "quantity": "4", "unit_price": "2,50"}, {"commitment": "category", "net_amount": "5"}

    told = client.post(f"{LIST}new/?_calculate=1", typed(*lines), headers=JSON).json()

    assert told["rows"][0]["values"]["net_amount"].startswith("10") and told["rows"][1]["errors"]
    assert not SalesAgreement.of(company.entity).exists()


def test_a_line_that_is_refused_says_so_in_its_row(client: Client, company: Company) -> None:
    answer = client.post(f"{LIST}new/", typed({"commitment": "value", "net_amount": "5"}, {"commitment": "product", "item": "A"}))

    assert answer.status_code == 422
    assert answer.context["lines"].errors[1]["net_amount"]


def test_saving_the_form_unchanged_changes_nothing(client: Client, company: Company) -> None:
    made = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75", max_release_amount=900))
    confirm_agreement(company.entity, made.pk, company.user("OM"))

    answer = client.post(f"{LIST}{made.pk}/edit/", shown(client, f"{LIST}{made.pk}/edit/"))

    assert answer.status_code == 302, (answer.context["form"].errors, answer.context["lines"].errors)
    assert not current(made).changed_since_confirmation
    assert commitments_of(made)[0].max_release_amount == 900


def test_one_commitment_has_a_page_with_everything_it_has(client: Client, company: Company) -> None:
    made = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"))
    path = f"{LIST}lines/{commitments_of(made)[0].pk}/"

    answer = client.post(path, shown(client, path) | {"expiration_date": "30-06-2026", "min_release_amount": "300", "stopped": "on"})

    [line] = commitments_of(made)
    assert answer.status_code == 302 and answer["Location"] == f"{LIST}{made.pk}/"
    assert (line.expiration_date, line.min_release_amount, line.stopped, line.quantity) == (date(2026, 6, 30), 300, True, 500)


def test_a_refusal_stands_on_the_field_of_the_commitment(client: Client, company: Company) -> None:
    made = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"))
    path = f"{LIST}lines/{commitments_of(made)[0].pk}/"

    answer = client.post(path, shown(client, path) | {"expiration_date": "30-06-2027"})

    assert answer.status_code == 422 and "expiration_date" in answer.context["form"].errors


def test_confirming_leads_to_the_version_and_makes_it_effective(client: Client, company: Company) -> None:
    made = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"), effective=False)
    assert client.get(f"{LIST}{made.pk}/confirm/").context["form"].initial == {"mark_as_effective": True}

    answer = client.post(f"{LIST}{made.pk}/confirm/", {"mark_as_effective": "on"})

    version = AgreementVersion.of(company.entity).get()
    assert answer["Location"] == f"{LIST}confirmations/{version.pk}/"
    assert current(made).status == "effective"
    page = client.get(answer["Location"]).content.decode()
    assert made.number in page and "8,75" in page or "8.75" in page


def test_the_actions_lead_from_status_to_status(client: Client, company: Company) -> None:
    made = sales_agreement(company, commitment(company, "value", net_amount=5), effective=False)
    statuses = []

    for action in ("make-effective", "hold", "make-effective"):
        assert client.post(f"{LIST}{made.pk}/{action}/").status_code == 302
        statuses.append(current(made).status)

    assert statuses == ["effective", "on_hold", "effective"]
    assert client.post(f"{LIST}{made.pk}/copy/")["Location"].endswith("/edit/")
    assert client.post(f"{LIST}{made.pk}/delete/")["Location"] == LIST


def test_the_list_shows_every_status_in_its_tab(client: Client, company: Company) -> None:
    soon = sales_agreement(company, commitment(company, "value", net_amount=5), expiration_date=date(2026, 4, 10))
    waiting = sales_agreement(company, commitment(company, "value", net_amount=7), effective=False)

    def numbers(tab: str) -> set[str]:
        page = client.get(f"{LIST}?tab={tab}").content.decode()
        return {known.number for known in (soon, waiting) if known.number in page}

    assert numbers("all") == {soon.number, waiting.number}
    assert (numbers("expiring"), numbers("on_hold"), numbers("closed")) == ({soon.number}, {waiting.number}, set())


def test_a_classification_is_made_and_found_in_the_list(client: Client, company: Company) -> None:
    client.post(f"{LIST}classifications/new/", {"code": "YEAR", "name": "Year contracts"})

    assert AgreementClassification.of(company.entity).get().name == "Year contracts"
    assert "Year contracts" in client.get(f"{LIST}classifications/").content.decode()


def test_a_customer_leads_to_its_agreements(client: Client, company: Company) -> None:
    made = sales_agreement(company, commitment(company, "value", net_amount=5))

    page = client.get(f"/NL01/customers/customers/{company.customers['C-100'].pk}/").content.decode()

    assert f"{LIST}{made.pk}/" in page
    assert f"{LIST}new/?customer=C-100" in page
    assert client.get(f"{LIST}new/?customer=C-100").context["form"].initial["delivery_name"] == company.customers["C-100"].name


def test_a_clerk_reads_agreements_but_makes_none(signed_in_client: SignIn, company: Company) -> None:
    made = sales_agreement(company, commitment(company, "value", net_amount=5))
    clerk = signed_in_client("OC")

    assert clerk.get(f"{LIST}{made.pk}/").status_code == 200
    assert clerk.get(f"{LIST}{made.pk}/edit/").status_code == 403


def test_an_order_is_released_from_the_page(client: Client, company: Company) -> None:
    made = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"))
    [line] = commitments_of(made)
    assert "500" in client.get(f"{LIST}{made.pk}/release/").content.decode()

    answer = client.post(f"{LIST}{made.pk}/release/", {"ship_date": "10-04-2026", f"quantity_{line.pk}": "120", "customer_reference": "X1"})

    order = SalesOrder.of(company.entity).get()
    assert answer["Location"] == f"/NL01/sales/orders/{order.pk}/" and order.customer_reference == "X1"
    page = client.get(f"{LIST}{made.pk}/").content.decode()
    assert order.number in page and 'class="fulfilment"' in page and "380" in page
    assert made.number in client.get(f"/NL01/sales/orders/{order.pk}/").content.decode()
    assert order.number in client.get(f"{LIST}order-lines/?agreement={made.number}").content.decode()


def test_a_release_proposes_a_day_on_which_goods_leave_and_one_of_an_amount_opens_to_be_entered(client: Client, company: Company) -> None:
    made = sales_agreement(company, commitment(company, "value", net_amount=5000))
    proposed = client.get(f"{LIST}{made.pk}/release/").context["form"].initial["ship_date"]
    parameters = SalesParameters.of(company.entity)
    assert proposed >= company.entity.today() + timedelta(days=parameters.sales_lead_time)
    assert proposed.weekday() in parameters.working_days

    answer = client.post(f"{LIST}{made.pk}/release/", {"ship_date": "10-04-2026", "customer_reference": ""})

    assert answer["Location"] == f"/NL01/sales/orders/{SalesOrder.of(company.entity).get().pk}/edit/"


def test_what_happened_to_an_agreement_is_told_in_words(client: Client, company: Company) -> None:
    made = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"))
    client.post(f"{LIST}{made.pk}/hold/")

    story = client.get(f"{LIST}{made.pk}/").context["timeline"]

    assert ("Status", "Effective", "On hold") in [change for entry in story for change in entry.changes]


def test_closing_from_the_page_asks_while_something_is_open(client: Client, company: Company) -> None:
    made = sales_agreement(company, commitment(company, "value", net_amount=5))

    asked = client.post(f"{LIST}{made.pk}/close/", {})
    done = client.post(f"{LIST}{made.pk}/close/", {"close_anyway": "on"})

    assert (asked.status_code, done.status_code, current(made).status) == (422, 302, "closed")


def test_lines_of_an_order_are_linked_and_unlinked_on_one_page(client: Client, company: Company) -> None:
    made = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"))
    order, [row] = sales_order(company, ("A", 5), ("B", 1)), commitments_of(made)
    path, line = f"{LIST}orders/{order.pk}/links/", lines_of(order)[0]

    assert client.post(path, {f"line_{line.pk}": str(row.pk)}).status_code == 302
    assert lines_of(order)[0].unit_price == Decimal("8.75")
    assert client.post(path, {}).status_code == 422
    assert client.post(path, {"recalculate_answer": "yes"}).status_code == 302
    assert lines_of(order)[0].unit_price == 25


def test_the_form_of_an_order_asks_what_becomes_of_a_fixed_price(client: Client, company: Company) -> None:
    agreement(company, item="A", amount=Decimal("8.80"))
    made = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75", price_and_discount_fixed=True))
    order = release_order(company.entity, made.pk, date(2026, 4, 10), {commitments_of(made)[0].pk: Decimal(5)}, company.user("OM")).order
    path = f"/NL01/sales/orders/{order.pk}/edit/"
    sent = shown(client, path) | {"lines-0-unit_price": "8,50"}

    asked = client.post(path, sent)
    assert asked.status_code == 422 and "end_terms" in asked.context["form"].errors
    kept = client.post(path, sent | {"end_terms": "no"})

    assert kept.status_code == 302, (kept.context["form"].errors, kept.context["lines"].errors)
    assert lines_of(order)[0].unit_price == Decimal("8.50")


def test_new_terms_ask_for_linked_lines_in_the_form(client: Client, company: Company) -> None:
    made = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"))
    order = release_order(company.entity, made.pk, date(2026, 4, 10), {commitments_of(made)[0].pk: Decimal(5)}, company.user("OM")).order
    path = f"{LIST}{made.pk}/edit/"
    sent = shown(client, path) | {"lines-0-unit_price": "8"}

    asked = client.post(path, sent)
    assert asked.status_code == 422 and "update_linked_lines" in asked.context["form"].errors
    assert client.post(path, sent | {"update_linked_lines": "yes"}).status_code == 302

    assert lines_of(order)[0].unit_price == 8
