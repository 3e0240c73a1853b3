"""The addresses of a buyer are offered where goods may go elsewhere, and typing stays possible (sales.md §7.1, §7.2, §12.6)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from customers.models import Customer, PartyAddress
from sales.models import SalesOrder
from sales.quotations.models import Quotation
from tests.factories.company import Company
from tests.factories.places import UTRECHT, place_of
from tests.factories.prospects import prospect
from tests.factories.quotations import quotation, quotation_to
from tests.factories.sales import lines_of, only_line, sales_order
from tests.sales.test_delivery_schedule_pages import GRID
from tests.sales.test_line_details import typed as typed_line
from tests.sales.test_order_form import NEW, edit_of, shown, typed
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.usefixtures("in_march")


@pytest.fixture
def branch(company: Company) -> PartyAddress:
    """A second address of the customer."""
    return address(company.customers["C-100"], description="Branch", purposes=["delivery"])


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager."""
    return signed_in_client("OM")


def address(customer: Customer, **values: Any) -> PartyAddress:
    """Write an address in Utrecht into the book of a customer."""
    where = {"country": "NL", "street": "Oudegracht", "house_number": "1", "postal_code": "3511 AA", "city": "Utrecht"}
    return PartyAddress.objects.create(party=customer.party, **where | values)


def offered(form: Any) -> list[str]:
    """Return what a form offers beside typing."""
    return [label for key, label in form.fields["delivery_address"].choices if key]


def there(company: Company) -> dict[str, str]:
    """Return the address as documents keep it."""
    return UTRECHT | {"delivery_name": company.customers["C-100"].name}


def test_a_new_order_offers_the_addresses_of_its_customer_those_for_deliveries_first(client: Client, company: Company) -> None:
    address(company.customers["C-100"], description="Office")
    address(company.customers["C-100"], description="Branch", purposes=["delivery"])
    address(company.customers["C-100"], description="Left", valid_to=date(2026, 3, 1))
    assert "delivery_address" not in client.get(NEW).context["form"].fields

    form = client.get(f"{NEW}?customer=C-100").context["form"]

    assert offered(form) == [
        "Kerkstraat 1, 1017 GA Amsterdam, NL",
        "Branch · Oudegracht 1, 3511 AA Utrecht, NL",
        "Office · Oudegracht 1, 3511 AA Utrecht, NL",
    ]


def test_a_private_address_is_offered_to_those_who_may_see_it(signed_in_client: SignIn, company: Company) -> None:
    address(company.customers["C-100"], description="Home", is_private=True)
    seen = {role: signed_in_client(role).get(f"{NEW}?customer=C-100").context["form"] for role in ("OM", "OC")}

    for form in seen.values():
        labels = offered(form) if "delivery_address" in form.fields else []
        assert any("Home" in label for label in labels) == form.access.may("customers.view_sensitive")


def test_the_address_that_is_chosen_is_that_of_the_order_without_any_script(client: Client, company: Company, branch: PartyAddress) -> None:
    header = {"shown_for": company.customers["C-100"].pk, "currency": "EUR", "delivery_city": "Shown before"}
    client.post(NEW, typed({"item": "A"}, delivery_address=branch.pk, **header))

    order = SalesOrder.of(company.entity).get()
    assert place_of(order) == there(company)

    client.post(edit_of(order), shown(client, order) | {"delivery_street": "Gate 4", "update_lines": "yes"})
    order.refresh_from_db()
    assert order.delivery_street == "Gate 4"

    client.post(edit_of(order), shown(client, order) | {"delivery_address": branch.pk, "update_lines": "yes"})
    order.refresh_from_db()
    assert place_of(order) == there(company)


def test_an_address_of_somebody_else_is_no_choice(client: Client, company: Company, branch: PartyAddress) -> None:
    other = address(company.customers["C-110"])
    order = sales_order(company, ("A", 1))

    refused = client.post(edit_of(order), shown(client, order) | {"delivery_address": other.pk})

    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["delivery_address"])


def test_a_line_goes_to_an_address_that_is_chosen(client: Client, company: Company, branch: PartyAddress) -> None:
    order = sales_order(company, ("A", 4))

    typed_line(client, order, delivery_address=branch.pk)

    assert place_of(only_line(order)) == there(company)


def test_each_delivery_of_a_schedule_chooses_its_address(client: Client, company: Company, branch: PartyAddress) -> None:
    order = sales_order(company, ("A", 10))
    page = f"/NL01/sales/orders/{order.pk}/schedule/?line={only_line(order).pk}"
    rows = {"lines-0-quantity": "4", "lines-1-quantity": "6", "lines-1-delivery_address": branch.pk}
    rows |= {f"lines-{row}-ship_date": "2026-04-15" for row in (0, 1)}

    assert client.post(page, GRID | rows | {"lines-TOTAL_FORMS": "2", "charges": "copy"}).status_code == 302

    assert [place_of(line) == there(company) for line in lines_of(order)] == [False, False, True]


def test_a_quotation_offers_the_addresses_of_customer_or_prospect(client: Client, company: Company, branch: PartyAddress) -> None:
    to_customer, to_prospect = quotation(company, ("A", 1)), quotation_to(company, prospect(company), ("A", 1))
    page = "/NL01/quotations/{}/edit/"

    assert len(offered(client.get(page.format(to_customer.pk)).context["form"])) == to_customer.to.party.addresses.count()
    assert offered(client.get(page.format(to_prospect.pk)).context["form"]) == ["Dorpsstraat 1, 1234 AB Ons Dorp, NL"]
    assert Quotation.of(company.entity).count() == 2
