"""What the page of a quotation offers to do, and why not (sales.md §21)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sales.quotations.models import Quotation
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.prospects import prospect
from tests.factories.quotations import confirm, current, quotation, quotation_to, send
from tests.web_fixtures import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]
NAMED_BY_THE_SPECIFICATION = (
    *("delete", "copy", "send", "pro_forma", "simulate", "confirm", "lose", "cancel", "reopen", "convert", "follow_up", "alternatives"),
    *("versions", "sales_order"),
)


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager."""
    return signed_in_client("OM")


def shown(client: Client, known: Quotation) -> dict[str, Any]:
    """What the page shows of every action, by its name."""
    return {found.action.name: found for found in client.get(f"/NL01/quotations/{known.pk}/").context["view"].shown_actions}


def test_every_action_of_the_specification_stands_on_the_page_and_says_why_it_is_not_possible(client: Client, company: Company) -> None:
    actions = shown(client, quotation(company, ("A", 1), responsible_id=None))

    assert set(NAMED_BY_THE_SPECIFICATION) <= set(actions)
    assert {name: actions[name].reason for name in ("convert", "follow_up", "versions", "sales_order")} == {
        "convert": "The quotation is to a customer.",
        "follow_up": "It gets its follow-up activity when it is sent and somebody is responsible for it.",
        "versions": "The quotation was not sent yet.",
        "sales_order": "The quotation did not become an order yet.",
    }


def test_versions_order_and_activity_are_one_click_away(client: Client, company: Company) -> None:
    known = quotation(company, ("A", 1), responsible_id=company.clerk.pk)
    [version] = send(company, known)
    assert shown(client, known)["follow_up"].url.endswith(f"/quotations/{known.pk}/#activities")
    order = confirm(company, known)

    actions = shown(client, known)

    assert actions["versions"].url.endswith(f"/quotations/versions/{version.pk}/") and not actions["versions"].reason
    assert actions["sales_order"].url.endswith(f"/orders/{order.pk}/") and not actions["sales_order"].reason
    assert actions["simulate"].reason and actions["rate"].reason


def test_a_prospect_is_converted_from_its_quotation(client: Client, company: Company) -> None:
    to = prospect(company)
    known = quotation_to(company, to, ("A", 1))

    action = shown(client, known)["convert"]
    client.post(action.url, {"account": ""})

    assert not action.reason
    assert current(known).customer_id is not None


def test_requests_read_the_follow_up_activity(company: Company) -> None:
    manager = ApiUser(company.user("OM"), company.entity.code)
    known = quotation(company, ("A", 1), responsible_id=company.clerk.pk)
    assert manager.read(f"quotations/{known.number}")["follow_up"] is None

    send(company, known)

    follow_up = manager.read(f"quotations/{known.number}")["follow_up"]
    assert (follow_up["due_date"], follow_up["assigned_to"], follow_up["done_at"]) == (str(known.follow_up_date), company.clerk.name, None)


def test_the_page_takes_as_many_statements_for_many_lines_as_for_one(client: Client, company: Company) -> None:
    counts = []
    for lines in ([("A", 1)], [("A", 1), ("B", 2), ("S", 1), ("A", 4)]):
        known = quotation(company, *lines)
        client.get(f"/NL01/quotations/{known.pk}/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/NL01/quotations/{known.pk}/")
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 60
