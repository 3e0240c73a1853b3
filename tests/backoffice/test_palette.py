"""The palette: records by number, last digits and reference; commands that the role may use."""

from __future__ import annotations

from typing import Any

from django.test import Client

from tests.factories.company import Company
from tests.factories.sales import sales_order
from tests.web_fixtures import SignIn


def hits(client: Client, term: str) -> dict[str, list[str]]:
    """Return the labels that the palette finds, by kind."""
    found: Any = client.get("/NL01/search/", {"q": term}).context["groups"]
    return {str(group.label): [item.label for item in group.items] for group in found}


def test_an_order_is_found_by_the_last_digits_of_its_number(signed_in_client: SignIn, company: Company) -> None:
    orders = [sales_order(company, ("A", 1, "5")) for _number in range(12)]
    wanted = orders[-1].number
    digits = wanted.rpartition("-")[2].lstrip("0")

    assert hits(signed_in_client("OM"), digits)["Sales orders"][0] == wanted


def test_an_order_is_found_by_the_reference_of_its_customer_which_stands_beside_it(signed_in_client: SignIn, company: Company) -> None:
    order = sales_order(company, ("A", 1, "5"), customer_reference="PO-778")

    groups = signed_in_client("OM").get("/NL01/search/", {"q": "po-7"}).context["groups"]

    [hit] = next(group for group in groups if group.label == "Sales orders").items
    assert hit.label == order.number
    assert "PO-778" in hit.detail


def test_commands_are_those_of_the_role(signed_in_client: SignIn, company: Company) -> None:
    assert hits(signed_in_client("OM"), "new o")["Commands"][0] == "New order"
    assert "New order" not in hits(signed_in_client("WH"), "new o").get("Commands", [])


def test_the_theme_is_changed_from_the_palette_without_a_script_too(signed_in_client: SignIn, company: Company) -> None:
    client = signed_in_client("OM")

    page = client.get("/NL01/search/", {"q": "dark"}).content.decode()

    assert 'name="theme" value="dark"' in page


def test_letters_are_no_number(signed_in_client: SignIn, company: Company) -> None:
    assert hits(signed_in_client("OM"), "zzzz") == {}
