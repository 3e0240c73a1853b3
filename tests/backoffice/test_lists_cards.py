"""Records at a glance beside links of lists: for those who may see the record, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from foundation.backoffice.models import RecentRecord
from tests.factories.company import Company
from tests.factories.sales import sales_order
from tests.web_fixtures import SignIn

CARD = {"HX-Request": "true", "HX-Target": "bo-card"}


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager."""
    return signed_in_client("OM")


def card(client: Client, address: str) -> Any:
    """Ask for the record at a glance."""
    return client.get(address, headers=CARD)


def test_a_link_to_a_document_has_a_card_and_one_to_a_form_has_none(client: Client, company: Company) -> None:
    order = sales_order(company, ("A", 10, "5"))

    assert f'orders/{order.pk}/" data-bo-card>' in client.get("/NL01/sales/orders/").content.decode()
    assert "data-bo-card" not in client.get("/NL01/inventory/units/").content.decode()


def test_a_card_shows_number_status_party_and_total_and_is_no_visit(client: Client, company: Company) -> None:
    order = sales_order(company, ("A", 10, "5"))

    text = card(client, f"/NL01/sales/orders/{order.pk}/").content.decode()

    assert order.number in text and order.customer.name in text and "Open" in text
    assert "<html" not in text
    assert not RecentRecord.of(company.entity).exists()


def test_a_card_is_refused_like_the_page(client: Client, company: Company, other_company: Company, signed_in_client: SignIn) -> None:
    order = sales_order(company, ("A", 10, "5"))

    assert card(signed_in_client("MK"), f"/NL01/sales/orders/{order.pk}/").status_code == 403
    assert card(signed_in_client("OM", in_company=other_company), f"/NL01/sales/orders/{order.pk}/").status_code == 404
