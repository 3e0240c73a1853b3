"""Items and stock on screen."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from foundation.backoffice import registry
from foundation.inventory.models import InventoryTransaction, Item, Unit, UnitConversion
from foundation.organization.models import AuditEntry, FiscalPeriod
from tests.factories.company import Company
from tests.web_fixtures import SignIn


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager."""
    return signed_in_client("OM")


def shown(form: Any) -> dict[str, Any]:
    """What a form sends when nothing is touched."""
    sent: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if isinstance(value, bool):
            sent |= {bound.html_name: "on"} if value else {}
        elif isinstance(value, dict):
            sent |= {f"{bound.html_name}_{code}": text for code, text in value.items()}
        else:
            sent[bound.html_name] = "" if value is None else str(value)
    return sent


def test_an_item_is_made_by_the_rules_of_items(client: Client, company: Company) -> None:
    form = client.get("/NL01/inventory/items/new/").context["form"]
    filled = shown(form) | {"number": "NEW-1", "name": "Lamp", "sales_unit": str(company.piece.pk), "kind": "service"}
    filled.pop("stocked", None)

    answer = client.post("/NL01/inventory/items/new/", filled)

    assert answer.status_code == 302, answer.context["form"].errors
    made = Item.of(company.entity).get(number="NEW-1")
    assert (made.stocked, made.inventory_unit, made.price_currency_id) == (False, company.piece, "EUR")
    assert AuditEntry.of(company.entity).filter(action="created", object_label="NEW-1").exists()


def test_a_refusal_of_the_rules_stands_on_its_field(client: Client, company: Company) -> None:
    company.item("I-1", "10")
    company.stock("I-1", "5")
    item = company.items["I-1"]
    address = f"/NL01/inventory/items/{item.pk}/edit/"
    other = Unit.objects.exclude(pk=item.inventory_unit_id).first() or Unit.objects.create(code="OTHER")

    answer = client.post(address, shown(client.get(address).context["form"]) | {"inventory_unit": str(other.pk)})

    assert answer.status_code == 422
    assert "cannot be changed any more" in str(answer.context["form"].errors["inventory_unit"])


def test_changing_one_value_changes_that_value_only(client: Client, company: Company) -> None:
    item = company.item("I-1", "10")
    address = f"/NL01/inventory/items/{item.pk}/edit/"

    answer = client.post(address, shown(client.get(address).context["form"]) | {"base_price": "12,50", "names_nl": "Lamp"})

    assert answer.status_code == 302, answer.context["form"].errors
    item.refresh_from_db()
    last = AuditEntry.of(company.entity).filter(object_type="inventory.item").order_by("-pk")[0]
    assert (item.base_price, item.names) == (Decimal("12.50"), {"nl": "Lamp"})
    assert set(last.changes) == {"base_price", "name_nl"}


def test_cost_is_for_those_who_may_see_it(signed_in_client: SignIn, company: Company) -> None:
    item = company.item("I-1", "10", base_cost=Decimal("3.21"))

    assert "3.21" in signed_in_client("OM").get(f"/NL01/inventory/items/{item.pk}/").content.decode()
    assert "3.21" not in signed_in_client("OC").get(f"/NL01/inventory/items/{item.pk}/").content.decode()


def test_the_page_of_an_item_shows_its_stock(client: Client, company: Company) -> None:
    item = company.item("I-1", "10")
    company.stock("I-1", "5")

    tables = client.get(f"/NL01/inventory/items/{item.pk}/").context["view"].shown_tables()

    assert [str(table.title) for table in tables] == ["On-hand", "Latest stock transactions"]
    assert client.get("/NL01/inventory/on-hand/?tab=stock&q=I-1").context["listing"].count == 1


def test_items_are_found_by_number_words_and_bar_code(client: Client, company: Company) -> None:
    company.item("LAMP-1", "10", name="Desk lamp, green", barcode="8712345")
    lookup = registry.lookup("inventory.item")

    def found(term: str) -> list[str]:
        return [hit["key"] for hit in client.get(f"/NL01/look-up/inventory.item/?q={term}").json()["hits"]]

    assert found("lamp-") == found("gre des") == found("8712345") == ["LAMP-1"]
    assert lookup.by_key(company.entity, "8712345").number == "LAMP-1"


def test_stock_is_adjusted_line_by_line(signed_in_client: SignIn, company: Company) -> None:
    company.item("I-1", "10")
    item, warehouse = company.items["I-1"], company.warehouse
    client = signed_in_client("WH")
    address = f"/NL01/inventory/items/{item.pk}/adjust/"
    lines = {"lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0", "lines-0-item": "I-1", "lines-0-warehouse": str(warehouse.pk)}
    values = {"on_date": "t", "reason": "Counted"} | lines | {"lines-0-quantity": "7", "lines-0-unit_cost": "2"}

    calculated = client.post(f"{address}?_calculate=1", values, headers={"Accept": "application/json"}).json()
    answer = client.post(address, values)

    assert calculated["rows"][0]["outputs"] == {"on_hand": "0", "after": "7"}
    assert client.get(address).context["lines"].forms[0]["item"].value() == "I-1"
    assert answer.status_code == 302, (answer.context["form"].errors, answer.context["lines"].errors)
    assert company.on_hand("I-1").posted == 7
    assert InventoryTransaction.of(company.entity).latest_of(item)[0].physical_cost == Decimal(14)


def test_more_than_there_is_cannot_be_taken_away(signed_in_client: SignIn, company: Company) -> None:
    company.item("I-1", "10", negative_stock=False)
    lines = {"lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0", "lines-0-item": "I-1", "lines-0-quantity": "-7"}
    values = {"on_date": "t", "lines-0-warehouse": str(company.warehouse.pk)} | lines

    answer = signed_in_client("WH").post("/NL01/inventory/adjust/", values)

    assert answer.status_code == 422
    assert "only 0" in str(answer.context["form"].errors)


def test_stock_is_not_adjusted_in_a_closed_period(signed_in_client: SignIn, company: Company) -> None:
    company.item("I-1", "10")
    FiscalPeriod.of(company.entity).filter(year=2025).update(status="closed")
    lines = {"lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0", "lines-0-item": "I-1", "lines-0-quantity": "7"}
    values = {"on_date": "31-03-2025", "lines-0-warehouse": str(company.warehouse.pk)} | lines

    answer = signed_in_client("WH").post("/NL01/inventory/adjust/", values)

    assert answer.status_code == 422
    assert "lies in a closed period" in str(answer.context["form"].errors["on_date"])
    assert not InventoryTransaction.of(company.entity).exists()


def test_conversions_stand_under_their_unit(client: Client, company: Company) -> None:
    box = Unit.objects.create(code="BOX12", names={"en": "box"})
    address = f"/NL01/inventory/units/{box.pk}/"
    head = shown(client.get(address).context["form"]) | {"names_en": "box"}
    lines = {"lines-TOTAL_FORMS": "2", "lines-INITIAL_FORMS": "0"}
    line = {"lines-0-factor": "12", "lines-0-to_unit": str(company.piece.pk)}
    twice = {"lines-1-factor": "13", "lines-1-to_unit": str(company.piece.pk)}

    refused = client.post(address, head | lines | line | twice)
    saved = client.post(address, head | lines | line)

    assert refused.status_code == 422
    assert refused.context["lines"].forms[1].errors
    assert saved.status_code == 302, (saved.context["form"].errors, saved.context["lines"].errors)
    assert [str(known) for known in UnitConversion.objects.filter(from_unit=box)] == [f"1 BOX12 = 12 {company.piece}"]


def test_a_warehouse_in_use_cannot_be_deleted(client: Client, company: Company) -> None:
    company.item("I-1", "10")
    company.stock("I-1", "5")

    answer = client.post(f"/NL01/inventory/warehouses/{company.warehouse.pk}/delete/", follow=True)

    assert "nothing may refer to it" in answer.content.decode()
    company.warehouse.refresh_from_db()


def test_who_may_look_only_sees_a_form_without_a_button(signed_in_client: SignIn, company: Company) -> None:
    address = f"/NL01/inventory/warehouses/{company.warehouse.pk}/"
    answer = signed_in_client("WH").get(address)

    assert all(field.disabled for field in answer.context["form"].fields.values())
    assert 'form="bo-form"' not in answer.content.decode()
    assert signed_in_client("WH").post(address, {"code": "X"}).status_code == 403


def test_an_adjustment_that_is_sent_twice_is_posted_once(signed_in_client: SignIn, company: Company) -> None:
    company.item("I-1", "10")
    client = signed_in_client("WH")
    address = "/NL01/inventory/adjust/"
    key = {"_key": str(client.get(address).context["view"].key)}
    lines = {"lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0", "lines-0-item": "I-1"}
    values = {"on_date": "t", "lines-0-warehouse": str(company.warehouse.pk)} | lines | key

    assert client.post(address, values).status_code == 422, "what is refused does not use the key up"
    first, again = (client.post(address, values | {"lines-0-quantity": "7"}) for _time in range(2))
    assert (first.status_code, again.status_code, first["Location"]) == (302, 302, again["Location"])
    assert company.on_hand("I-1").posted == 7

    assert client.post(address, values | {"lines-0-quantity": "3"}).status_code == 302, "other values are another adjustment"
    assert company.on_hand("I-1").posted == 10


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"lines-0-quantity": "1,5"}, "allows 0 decimals"),
        ({"lines-0-quantity": "99999999999"}, "is too large"),
        ({"lines-0-quantity": "99999999", "lines-0-unit_cost": "99999999999"}, "is too large"),
        ({"on_date": "+1"}, "a day to come"),
    ],
)
def test_stock_is_adjusted_by_what_can_be_counted_only(
    signed_in_client: SignIn, company: Company, change: dict[str, str], told: str
) -> None:
    company.item("I-1", "10")
    lines = {"lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0", "lines-0-item": "I-1", "lines-0-quantity": "7"}
    values = {"on_date": "t", "lines-0-warehouse": str(company.warehouse.pk)} | lines

    answer = signed_in_client("WH").post("/NL01/inventory/adjust/", values | change)

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not InventoryTransaction.of(company.entity).exists()
