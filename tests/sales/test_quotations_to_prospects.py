"""Quotations to those who are no customers yet."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from foundation.documents.models import ArchivedDocument
from foundation.documents.services.work_outbox import work_outbox
from sales.quotations.models import Quotation
from sales.quotations.services.enter_quotations import copy_quotation
from sales.quotations.services.revise_quotation import revise_quotation
from sales.services.change_lines import Answers, LineEdit
from sales.services.revise_order import OrderRevision
from tests.factories.company import Company
from tests.factories.prospects import prospect
from tests.factories.quotations import current, quotation_to, quoted_lines, send
from tests.web_fixtures import SignIn

LIST = "/NL01/quotations/"
pytestmark = pytest.mark.usefixtures("in_march")


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager, who may give any discount."""
    return signed_in_client("OM", manual_discount_limit=Decimal(100))


def test_a_quotation_to_a_prospect_is_priced_and_takes_its_address_and_the_terms_of_its_group(company: Company) -> None:
    known = prospect(company)

    made = quotation_to(company, known, ("A", 2))

    assert (made.prospect, made.customer, made.invoice_account) == (known, None, None)
    assert (made.account, made.account_name, made.quotation_amount) == (known.account, known.name, 50)
    assert (made.delivery_city, made.payment_terms) == ("Ons Dorp", known.group.payment_terms)


def test_it_is_changed_copied_and_sent_like_any_other(company: Company) -> None:
    made, user = quotation_to(company, prospect(company), ("A", 2)), company.user("OM")
    [line] = quoted_lines(made)

    revise_quotation(company.entity, made.pk, OrderRevision({}, edits=[LineEdit(line.pk, {"quantity": Decimal(3)})]), user, Answers())
    copy = copy_quotation(company.entity, made.pk, user, search_prices=True).quotation
    [version] = send(company, made)
    work_outbox()

    assert (current(made).quotation_amount, current(copy).prospect) == (75, made.prospect)
    assert version.header["customer_name"] == made.account_name
    assert ArchivedDocument.of(company.entity).filter(document_type="quotation", object_id=version.pk).exists()


def test_the_form_starts_with_the_prospect_and_the_pages_lead_to_it(client: Client, company: Company) -> None:
    known = prospect(company)
    page = client.get(f"{LIST}new/", {"prospect": known.account})
    data = {bound.html_name: bound.value() for bound in page.context["form"] if bound.value() not in (None, False)}
    data |= {"lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0", "lines-0-item": "A", "lines-0-quantity": "3"}

    answer = client.post(f"{LIST}new/", data)

    assert answer.status_code == 302, (answer.context["form"].errors, answer.context["lines"].errors)
    made = Quotation.of(company.entity).get()
    assert (made.prospect, made.quotation_amount) == (known, 75)
    assert known.name in client.get(answer["Location"]).content.decode()
    assert made.number in client.get(f"/NL01/customers/prospects/{known.pk}/").content.decode()
    assert client.get(f"{answer['Location']}edit/").status_code == 200
    assert [row.pk for row in client.get(LIST, {"q": "nieuw"}).context["listing"].rows.rows] == [made.pk]


def test_the_form_asks_for_one_of_both(client: Client, company: Company) -> None:
    answer = client.post(f"{LIST}new/", {"lines-TOTAL_FORMS": "0", "lines-INITIAL_FORMS": "0"})

    assert answer.status_code == 422 and "customer" in answer.context["form"].errors
