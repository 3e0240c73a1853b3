"""Copying on the screen: documents are chosen, then lines of them, and both orders lead to each other."""

from __future__ import annotations

import pytest
from django.test import Client

from sales.models import SalesOrder
from tests.factories.company import Company
from tests.factories.sales import deliver, lines_of, only_line, sales_order
from tests.sales.test_order_actions import actions_on, page_of
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.usefixtures("in_march")
OPTIONS = {"factor": "1"}


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order clerk."""
    return signed_in_client("OC")


def test_documents_are_chosen_then_lines_of_them(client: Client, company: Company) -> None:
    source, target = sales_order(company, ("A", 9, "24"), ("B", 1)), sales_order(company)
    slip = deliver(company, source, updates={10: 2, 20: 0}).slips[0]

    chosen = client.post(page_of(target, "copy-from/"), {"order": [source.pk], "packing_slip": [slip.pk]})
    form = client.get(chosen["Location"]).context["form"]
    first, rest, delivered = [name for name in form.fields if name.startswith("quantity_")]
    done = client.post(chosen["Location"], OPTIONS | {first: "4", rest: "", delivered: "2"})
    assert done.status_code == 302, done.context["form"].errors

    assert [(line.item.number, line.ordered_quantity) for line in lines_of(target)] == [("A", 4), ("A", 2)]


def test_an_order_is_not_offered_to_itself_and_nothing_chosen_is_told(client: Client, company: Company) -> None:
    source, target = sales_order(company, ("A", 1)), sales_order(company)

    form = client.get(page_of(target, "copy-from/")).context["form"]
    refused = client.post(page_of(target, "copy-from/"), {})

    assert [value for value, _label in form.fields["order"].choices] == [str(source.pk)]
    assert refused.status_code == 422 and "Choose a quantity" in refused.content.decode()


def test_what_excludes_each_other_is_refused_on_the_form(client: Client, company: Company) -> None:
    source, target = sales_order(company, ("A", 1)), sales_order(company)
    address = page_of(target, f"copy-lines/?source=order:{source.pk}")
    name = f"quantity_order_{only_line(source).pk}"

    refused = client.post(address, OPTIONS | {name: "1", "precisely": "on", "recalculate": "on"})

    assert "exclude each other" in refused.content.decode()
    assert client.get(page_of(target, "copy-lines/?source=invented:1")).status_code == 404


def test_an_order_is_copied_and_both_lead_to_each_other(client: Client, company: Company) -> None:
    source = sales_order(company, ("A", 9, "24"))
    assert not actions_on(client, source)["copy_order"]

    done = client.post(page_of(source, "copy/"), OPTIONS | {"customer": "C-100", "order_type": "journal", "copy_header": "on"})

    assert done.status_code == 302, done.context["form"].errors
    made = SalesOrder.of(company.entity).exclude(pk=source.pk).get()
    assert done["Location"] == page_of(made) and made.order_type == "journal"
    assert "Copied from" in client.get(page_of(made)).content.decode()
    assert made.number in client.get(page_of(source)).content.decode()
