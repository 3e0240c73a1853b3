"""Conditions on any column, periods that move with the calendar, and lists grouped by a column."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from foundation.backoffice.lists.asked import NOT_STATE
from foundation.backoffice.lists.chips import inputs_of
from foundation.backoffice.lists.conditions import NAME
from foundation.backoffice.lists.periods import label_of, period_typed, span_of
from foundation.backoffice.views import ListPage
from foundation.inventory.models import Item
from foundation.organization.models import ExchangeRate
from tests.factories.company import Company
from tests.factories.sales import sales_order
from tests.web_fixtures import SignIn

LIST = "/NL01/inventory/items/"
RATES = "/NL01/organization/rates/"


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager."""
    return signed_in_client("OM")


@pytest.fixture
def items(company: Company) -> list[Item]:
    """Three items with different names, prices and bar codes."""
    bolt, nut = company.item("BOLT-1", "2.50", name="Bolt of steel"), company.item("NUT-1", "1", name="Nut")
    washer = company.item("WASH-1", "0.10", name="Washer of steel")
    Item.of(company.entity).filter(pk=bolt.pk).update(barcode="871")
    return [bolt, nut, washer]


@pytest.fixture
def rates(company: Company) -> list[ExchangeRate]:
    """Rates of today, ten days and a hundred days ago."""
    today = company.entity.today()
    days = {1: 0, 2: 10, 3: 100}
    return [
        ExchangeRate.objects.create(
            from_currency_id="USD", to_currency_id="EUR", valid_from=today - timedelta(days=ago), rate=rate, rate_type="test"
        )
        for rate, ago in days.items()
    ]


def numbers(client: Client, *conditions: str) -> list[str]:
    """Those of the three items that a list shows under conditions."""
    shown = {row.number for row in client.get(LIST, {"f": conditions, "view": "0"}).context["listing"].rows.rows}
    return sorted(shown & {"BOLT-1", "NUT-1", "WASH-1"})


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("name:contains:STEEL", ["BOLT-1", "WASH-1"]),
        ("name:begins:bolt", ["BOLT-1"]),
        ("number:is:nut-1", ["NUT-1"]),
        ("number:is_not:nut-1", ["BOLT-1", "WASH-1"]),
        ("barcode:empty:", ["NUT-1", "WASH-1"]),
        ("barcode:filled:", ["BOLT-1"]),
        ("base_price:least:1", ["BOLT-1", "NUT-1"]),
        ("base_price:most:1", ["NUT-1", "WASH-1"]),
        ("base_price:between:0.5..2", ["NUT-1"]),
        ("base_price:is:2.5", ["BOLT-1"]),
        ("group:empty:", ["BOLT-1", "NUT-1", "WASH-1"]),
    ],
)
def test_every_column_is_compared_as_its_type_allows(client: Client, items: list[Item], condition: str, found: list[str]) -> None:
    assert numbers(client, condition) == found


def test_conditions_narrow_each_other_and_stand_as_chips(client: Client, items: list[Item]) -> None:
    conditions = ["name:contains:steel", "base_price:most:1"]

    listing = client.get(LIST, {"f": conditions}).context["listing"]

    assert numbers(client, *conditions) == ["WASH-1"]
    assert [(chip.label, chip.value) for chip in listing.chips] == [("Name", "contains steel"), ("Base price", "is at most 1")]
    assert "base_price" in listing.chips[0].remove_url and "steel" not in listing.chips[0].remove_url


def test_what_is_typed_goes_into_the_address_in_no_language(client: Client, items: list[Item]) -> None:
    client.cookies["django_language"] = "nl"
    typed = {"add": "base_price", "op": "between", "val": "0,5", "to": "=1+1"}

    answer = client.get(LIST, {"q": "1", **typed})

    assert answer.status_code == 302
    assert answer["Location"].endswith("q=1&f=base_price%3Abetween%3A0.5..2") or "0.5..2" in answer["Location"]
    assert "add=" not in answer["Location"]


@pytest.mark.parametrize(
    "typed",
    [
        {"add": "base_price", "op": "least", "val": "cheap"},
        {"add": "base_price", "op": "contains", "val": "1"},
        {"add": "base_price", "op": "between", "val": "1", "to": ""},
        {"add": "nonsense", "op": "is", "val": "1"},
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(client: Client, items: list[Item], typed: dict[str, str]) -> None:
    answer = client.get(LIST, typed, follow=True)

    assert "tone-red" in answer.content.decode()
    assert answer.context["listing"].chips == []


@pytest.mark.parametrize("text", ["base_price:least:cheap", "nonsense", "name:least:1", "base_price:between:1", "name:is:"])
def test_an_address_that_cannot_be_read_says_so_and_selects_nothing(client: Client, items: list[Item], text: str) -> None:
    answer = client.get(LIST, {"f": text})
    listing = answer.context["listing"]

    assert len(listing.problems) == 1
    assert 'role="alert"' in answer.content.decode()
    assert [chip.is_wrong for chip in listing.chips] == [True]
    assert client.get(LIST, {"f": text, "matching": "all"}).context["listing"].selected_keys(10) == []
    assert client.get(LIST, {"f": text, "export": "csv"}).status_code == 302


def test_dates_take_periods_and_what_forms_take(signed_in_client: SignIn, rates: list[ExchangeRate]) -> None:
    client = signed_in_client("AR")

    def found(condition: str) -> list[str]:
        rows = client.get(RATES, {"rate_type": "test", "f": condition}).context["listing"].rows.rows
        return [f"{row.rate.normalize():f}" for row in rows]

    assert found("valid_from:in:today") == ["1"]
    assert found("valid_from:in:last_30_days") == ["1", "2"]
    assert found("valid_from:before:-30") == ["3"]
    assert found("valid_from:after:-1m") == ["1", "2"]
    assert found("valid_from:between:-20..-5") == ["2"]
    moved = client.get(RATES, {"add": "valid_from", "op": "in", "val": "last 30 days"})
    assert "valid_from%3Ain%3Alast_30_days" in moved["Location"]


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("today", date(2026, 2, 25), date(2026, 2, 25)),
        ("this_week", date(2026, 2, 23), date(2026, 3, 1)),
        ("last_month", date(2026, 1, 1), date(2026, 1, 31)),
        ("next_month", date(2026, 3, 1), date(2026, 3, 31)),
        ("last_quarter", date(2025, 10, 1), date(2025, 12, 31)),
        ("this_year", date(2026, 1, 1), date(2026, 12, 31)),
        ("last_30_days", date(2026, 1, 26), date(2026, 2, 25)),
        ("next_7_days", date(2026, 2, 25), date(2026, 3, 4)),
    ],
)
def test_periods_follow_the_calendar(code: str, first: date, last: date) -> None:
    assert span_of(code, date(2026, 2, 25)) == (first, last)
    assert period_typed(label_of(code).upper()) == code


@pytest.mark.parametrize("comparison", ["after", "is", "before"])
def test_the_last_day_of_the_calendar_is_a_day(signed_in_client: SignIn, comparison: str) -> None:
    answer = signed_in_client("AU").get("/NL01/ledger/vouchers/", {"f": f"posted_at:{comparison}:9999-12-31"})
    assert answer.status_code == 200


def test_any_number_of_days_is_a_period_and_other_words_are_none() -> None:
    assert period_typed("next 45 days") == "next_45_days"
    with pytest.raises(ValueError, match="someday"):
        period_typed("someday")


def test_a_list_is_grouped_with_rows_and_sums_and_a_group_opens_as_a_filter(
    signed_in_client: SignIn, client: Client, items: list[Item]
) -> None:
    listing = client.get(LIST, {"by": "name"}).context["listing"]
    groups = {group.label: (group.count, url) for group, url in listing.opened_groups}

    assert {"Bolt of steel", "Nut", "Washer of steel"} <= set(groups)
    opened = client.get(f"{LIST}{groups['Nut'][1]}").context["listing"]
    assert ([row.number for row in opened.rows.rows], opened.grouping) == (["NUT-1"], None)


def test_dates_are_grouped_by_month_and_empty_values_stand_last(signed_in_client: SignIn, rates: list[ExchangeRate]) -> None:
    client = signed_in_client("AR")

    listing = client.get(RATES, {"rate_type": "test", "by": "valid_from"}).context["listing"]

    assert sum(group.count for group in listing.grouping.groups) == 3
    for group, url in listing.opened_groups:
        assert client.get(f"{RATES}{url}").context["listing"].count == group.count


def test_groups_of_too_many_rows_are_not_counted(client: Client, items: list[Item], monkeypatch: Any) -> None:
    monkeypatch.setattr("foundation.backoffice.lists.grouping.MOST_ROWS", 2)

    assert "Too many rows to group" in client.get(LIST, {"by": "name"}).content.decode()


def test_no_filter_has_a_name_that_means_something_else_in_the_address() -> None:
    pages = [page for page in _subclasses(ListPage) if page.filterset_class is not None]
    reserved = {*NOT_STATE, NAME, "by", "tab", "q", "sort", "view", "columns"}

    assert len(pages) > 5
    assert [
        page.__name__ for page in pages if reserved & {part for name in page.filterset_class.base_filters for part in inputs_of(name)}
    ] == []


def _subclasses(kind: type) -> list[Any]:
    return [found for child in kind.__subclasses__() for found in [child, *_subclasses(child)]]


@pytest.mark.parametrize("typed", ["is", "begins", "contains"])
def test_a_number_that_is_kept_in_capitals_for_searching_can_be_compared(signed_in_client: SignIn, company: Company, typed: str) -> None:
    order, _other = sales_order(company, ("A", 1)), sales_order(company, ("A", 2))
    page = signed_in_client("OM").get("/NL01/sales/orders/", {"f": f"number:{typed}:{order.number.lower()}"})
    assert list(page.context["listing"].rows.rows) == [order]
