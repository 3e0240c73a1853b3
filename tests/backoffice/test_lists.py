"""What every list can do: paging, chips, columns, saved views, selections, files; and notes on every document."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from foundation.backoffice.models import Note, SavedView
from foundation.inventory.models import Item, ItemGroup
from foundation.organization.models import ExchangeRate
from tests.factories.company import Company
from tests.web_fixtures import SignIn

LIST = "/NL01/inventory/items/"
COUNT = 120


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager."""
    return signed_in_client("OM")


@pytest.fixture
def items(company: Company) -> list[Item]:
    """Many items: few prices, some without a group, so that sort values repeat and are empty."""
    groups = [ItemGroup.of(company.entity).create(legal_entity=company.entity, code=f"G{number}", name="Group") for number in range(3)]
    unit = company.piece
    made: list[Item] = Item.of(company.entity).bulk_create(
        Item(
            legal_entity=company.entity,
            number=f"P{number:03}",
            name=f"Thing {number}",
            base_price=number % 7,
            group=groups[number % 3] if number % 4 else None,
            sales_unit=unit,
            inventory_unit=unit,
            price_currency=company.entity.currency,
        )
        for number in range(COUNT)
    )
    return made


def numbers(answer: Any) -> list[str]:
    """The items that a list shows."""
    return [row.number for row in answer.context["listing"].rows.rows]


def walk(client: Client, query: str, way: str = "next_url") -> list[list[str]]:
    """The pages of a list, one after the other."""
    pages, address = [], query
    while address:
        answer = client.get(f"{LIST}{address}")
        pages.append(numbers(answer))
        address = getattr(answer.context["listing"], way)
    return pages


@pytest.mark.parametrize("sort", ["number", "-number", "base_price", "-base_price", "group", "-group"])
def test_pages_show_every_row_once_forwards_and_backwards(client: Client, items: list[Item], sort: str) -> None:
    forwards = walk(client, f"?q=thing&sort={sort}")
    last = client.get(f"{LIST}?q=thing&sort={sort}")
    for _page in forwards[1:]:
        last = client.get(f"{LIST}{last.context['listing'].next_url}")
    backwards = walk(client, last.context["listing"].previous_url, "previous_url")

    assert sorted(number for page in forwards for number in page) == sorted(item.number for item in items)
    assert [number for page in reversed(backwards) for number in page] == [number for page in forwards[:-1] for number in page]


def test_rows_without_a_value_stand_last_whatever_the_direction(client: Client, items: list[Item]) -> None:
    without = {item.number for item in items if item.group_id is None}

    for sort in ("group", "-group"):
        shown = [number for page in walk(client, f"?q=thing&sort={sort}") for number in page]
        assert set(shown[-len(without) :]) == without


@pytest.mark.parametrize("cursor", ["x", "bm90IGpzb24", "WzEsIDJd", "W251bGwsIDFd"])
def test_an_address_with_a_broken_page_shows_the_first_one(client: Client, items: list[Item], cursor: str) -> None:
    assert client.get(f"{LIST}?after={cursor}").status_code == 200


def test_filters_stand_as_chips_that_take_themselves_away(client: Client, items: list[Item]) -> None:
    listing = client.get(f"{LIST}?q=thing&group=G1&base_price_min=2&sort=-number").context["listing"]

    labels = [str(chip.label) for chip in listing.chips]
    assert sorted(labels) == ["Base price", "Item group"]
    without = next(chip.remove_url for chip in listing.chips if str(chip.label) == "Item group")
    assert "group=" not in without
    assert "base_price_min=2" in without
    assert "sort=-number" in without


def test_chosen_columns_are_remembered_and_brought_back(client: Client, items: list[Item]) -> None:
    choose = "/NL01/views/columns/"
    page = {"page": "inventory:items", "next": LIST}

    client.post(choose, page | {"columns": ["barcode", "number", "nonsense"]})
    assert [str(heading.label) for heading in client.get(LIST).context["listing"].headings()] == ["Bar code", "Item"]
    client.post(choose, page | {"reset": "1"})
    assert len(list(client.get(LIST).context["listing"].headings())) > 2


def test_a_view_is_kept_shown_as_changed_and_forgotten(client: Client, items: list[Item], signed_in_client: SignIn) -> None:
    kept = {"page": "inventory:items", "next": LIST, "name": "Cheap", "query": "base_price_max=2&sort=-number", "columns": ["number"]}

    opened = client.post("/NL01/views/save/", kept)
    listing = client.get(opened["Location"]).context["listing"]
    changed = client.get(f"{opened['Location']}&tab=stopped").context["listing"]

    assert (listing.view.name, listing.view_changed, listing.shown_columns) == ("Cheap", False, ["number"])
    assert changed.view_changed
    assert signed_in_client("OC").get(opened["Location"]).context["listing"].view is None
    client.post("/NL01/views/forget/", {"page": "inventory:items", "next": LIST, "view": listing.view.pk})
    assert not SavedView.objects.filter(name="Cheap").exists()


def test_leading_back_never_leads_to_another_site(client: Client, company: Company) -> None:
    for address in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        answer = client.post("/NL01/views/columns/", {"page": "inventory:items", "next": address})
        assert answer["Location"] == "/NL01/"


def test_selected_rows_or_the_whole_result_go_into_a_file(client: Client, items: list[Item]) -> None:
    def lines(query: str) -> int:
        answer = client.get(f"{LIST}?{query}&export=csv")
        return len(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()) - 1  # type: ignore[attr-defined]

    assert lines("q=thing") == COUNT
    assert lines(f"q=thing&selected={items[0].pk},{items[1].pk}") == 2
    assert lines("q=P00") == 10


def test_a_text_that_a_spreadsheet_would_run_is_defused(client: Client, company: Company) -> None:
    company.item("EVIL", "1", name="=HYPERLINK(1)")

    text = b"".join(client.get(f"{LIST}?q=EVIL&export=csv").streaming_content).decode()  # type: ignore[attr-defined]

    assert '"\'=HYPERLINK(1)"' in text


def test_a_note_stands_in_the_timeline_and_only_who_sees_the_record_leaves_one(
    client: Client, company: Company, other_company: Company, signed_in_client: SignIn
) -> None:
    item = company.item("I-1", "10")
    foreign = other_company.item("I-2", "10")
    address = f"/NL01/inventory/items/{item.pk}/"

    assert client.post(address, {"note": "Ask the supplier <b>first</b>"}).status_code == 302
    client.post(address, {"note": "   "})

    assert "Ask the supplier &lt;b&gt;first&lt;/b&gt;" in client.get(address).content.decode()
    assert Note.of(company.entity).count() == 1
    assert client.post(f"/NL01/inventory/items/{foreign.pk}/", {"note": "x"}).status_code == 404
    assert signed_in_client("IN").post("/NL01/ledger/vouchers/1/", {"note": "x"}).status_code == 403


def test_filters_take_relative_dates_and_sums_and_one_that_cannot_be_read_takes_nothing_from_the_others(
    signed_in_client: SignIn, company: Company
) -> None:
    client = signed_in_client("AR")
    today = company.entity.today()
    address = "/NL01/organization/rates/"
    for number, days in enumerate((0, 10, 100)):
        ExchangeRate.objects.create(
            from_currency_id="USD", to_currency_id="EUR", valid_from=today - timedelta(days=days), rate=number + 1, rate_type="test"
        )

    def rates(query: str) -> list[str]:
        rows = client.get(f"{address}?rate_type=test&{query}").context["listing"].rows.rows
        return [f"{row.rate.normalize():f}" for row in rows]

    assert rates("valid_from_after=-30") == ["1", "2"]
    assert rates("valid_from_after=-30&valid_from_before=-1") == ["2"]
    assert rates("valid_from_after=soon") == ["1", "2", "3"]
    listing = client.get(f"{address}?rate_type=test&valid_from_after=soon").context["listing"]
    assert [(chip.value, chip.is_wrong) for chip in listing.chips] == [("test", False), ("soon", True)]
    assert "date" in listing.problems[0]
