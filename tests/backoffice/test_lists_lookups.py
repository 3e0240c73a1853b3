"""Look-ups: three columns, and a record made in place for those who may."""

from __future__ import annotations

from foundation.inventory.models import Item
from tests.backoffice.shown_forms import values_of
from tests.factories.company import Company
from tests.web_fixtures import SignIn

LOOK_UP = "/NL01/look-up/inventory.item/"


def test_a_look_up_offers_to_make_a_record_to_those_who_may(company: Company, signed_in_client: SignIn) -> None:
    manager = signed_in_client("OM").get(f"{LOOK_UP}?q=Bolt").json()
    clerk = signed_in_client("OC").get(f"{LOOK_UP}?q=Bolt").json()

    assert manager["create"]["url"] == "/NL01/inventory/items/new/?pick=inventory.item&name=Bolt"
    assert "Bolt" in manager["create"]["text"]
    assert "create" not in clerk


def test_the_record_that_is_made_comes_back_to_the_field(company: Company, signed_in_client: SignIn) -> None:
    client = signed_in_client("OM")
    address = client.get(f"{LOOK_UP}?q=Bolt").json()["create"]["url"]
    filled = values_of(client.get(address).context["form"])
    filled |= {"number": "BOLT-9", "name": "Bolt", "sales_unit": str(company.piece.pk), "kind": "service"}
    filled.pop("stocked", None)

    saved = client.post(address, filled)
    item = Item.of(company.entity).get(number="BOLT-9")
    made = client.get(saved["Location"]).content.decode()

    assert saved["Location"] == f"{LOOK_UP}made/{item.pk}/"
    assert 'data-made-key="BOLT-9"' in made
    assert "data-bo-made=" in made


def test_only_records_of_this_legal_entity_are_given_back(company: Company, other_company: Company, signed_in_client: SignIn) -> None:
    foreign = other_company.item("X-1", "1")
    client = signed_in_client("OM")

    assert client.get(f"{LOOK_UP}made/{foreign.pk}/").status_code == 404
    assert client.get(f"/NL01/look-up/nothing/made/{foreign.pk}/").status_code == 404


def test_a_look_up_says_that_there_is_more_than_it_shows(company: Company, signed_in_client: SignIn) -> None:
    for number in range(20):
        company.item(f"BOLT-{number:02}", "1", name="Bolt")
    client = signed_in_client("OC")

    exactly = client.get(f"{LOOK_UP}?q=bolt").json()
    company.item("BOLT-20", "1", name="Bolt")
    more = client.get(f"{LOOK_UP}?q=bolt").json()

    assert (len(exactly["hits"]), exactly["more"]) == (20, False)
    assert (len(more["hits"]), more["more"]) == (20, True)
