"""Trade agreement journals over REST: entered, validated, posted, adjusted, copied from, ended (sales.md §3.1)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from foundation.inventory.models import Unit
from sales.models import TradeAgreement
from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.factories.company import Company
from tests.factories.sales import agreement, only_line, sales_order

JOURNALS = "trade-agreement-journals"
PRICE = {"relation": "price", "customer": "C-100", "item": "A", "amount": "20", "lead_time": 5}


@pytest.fixture
def manager(api_as: ApiAs) -> ApiUser:
    """Whoever may change prices."""
    return api_as("OM")


def test_a_journal_is_entered_validated_and_posted(company: Company, manager: ApiUser) -> None:
    agreement(company, item="A", account="C-100", amount=Decimal(22))
    made = manager.send(JOURNALS, {"name": "Spring", "lines": [PRICE]})
    assert made.status_code == 201, made.json()
    number = made.json()["number"]
    assert made.json()["lines"][0]["lead_time"] == 5

    checked = manager.send(f"{JOURNALS}/{number}/validate", {}).json()
    assert ([notice["code"] for notice in checked["notices"]], checked["status"]) == (["PRC-02"], "open")
    posted = manager.send(f"{JOURNALS}/{number}/post", {}).json()

    assert (posted["status"], [notice["code"] for notice in posted["notices"]]) == ("posted", ["PRC-02"])
    assert only_line(sales_order(company, ("A", 1))).unit_price == 20
    assert manager.send(f"{JOURNALS}/{number}/post", {}).json()["code"] == "PRC-09"


def test_lines_of_an_open_journal_are_changed_added_and_removed(company: Company, manager: ApiUser) -> None:
    journal = manager.send(JOURNALS, {"name": "Spring", "lines": [PRICE, PRICE | {"item": "B"}]}).json()
    first, second = (line["id"] for line in journal["lines"])
    lines = [PRICE | {"id": first, "amount": "19"}, {"id": second, "remove": True}, {"relation": "line", "percent_1": "5"}]

    changed = manager.change(f"{JOURNALS}/{journal['number']}", {"name": "Summer", "lines": lines}).json()

    assert changed["name"] == "Summer"
    assert [(line["relation"], line["amount"], line["percent_1"]) for line in changed["lines"]] == [
        ("price", "19.00", "0"),
        ("line", "0.00", "5"),
    ]


@pytest.mark.parametrize(
    ("line", "pointer"), [({"item": "NONE"}, "item"), ({"customer": "NONE"}, "customer"), ({"currency": "XXX"}, "currency")]
)
def test_what_a_line_names_must_exist(company: Company, manager: ApiUser, line: dict[str, str], pointer: str) -> None:
    answer = manager.send(JOURNALS, {"name": "Spring", "lines": [PRICE, PRICE | line]})

    assert answer.status_code == 422
    assert f"lines.1.{pointer}" in str(answer.json())


def test_posted_agreements_are_adjusted_copied_and_ended(company: Company, manager: ApiUser) -> None:
    line = agreement(company, item="A", amount=Decimal(20))
    number = line.journal.number

    adjusted = manager.send(f"{JOURNALS}/{number}/adjust", {"percent": "5"})
    assert (adjusted.status_code, adjusted.json()["lines"][0]["amount"]) == (201, "21.00")
    copied = manager.send(f"{JOURNALS}/{adjusted.json()['number']}/copy-lines", {"journal": number})
    assert [row["amount"] for row in copied.json()["lines"]] == ["21.00", "20.00"]
    ended = manager.send(f"{JOURNALS}/{number}/expire", {"to_date": "2026-03-31"})

    assert ended.json()["lines"][0]["to_date"] == "2026-03-31"
    assert TradeAgreement.of(company.entity).get(pk=line.pk).to_date is not None


def test_clerks_read_journals_and_do_not_write_them(company: Company, clerk: ApiUser) -> None:
    agreement(company, item="A", amount=Decimal(20))

    [row] = clerk.read(JOURNALS, status="posted")["results"]

    assert row["line_count"] == 1
    assert clerk.read(f"{JOURNALS}/{row['number']}")["lines"][0]["item"] == "A"
    assert clerk.send(JOURNALS, {"name": "Spring"}).status_code == 403


@pytest.mark.parametrize(
    ("line", "code", "pointer"),
    [
        ({"customer_group": "DISC"}, "PRC-19", "customer_group"),
        ({"item_group": "DISC"}, "PRC-19", "item_group"),
        ({"price_unit": "0"}, "PRC-21", "price_unit"),
        ({"from_date": "2026-05-01", "to_date": "2026-04-30"}, "PRC-20", "to_date"),
        ({"from_quantity": "10", "to_quantity": "9"}, "PRC-20", "to_quantity"),
        ({"unit": "kg"}, "ORD-38", "unit"),
    ],
)
def test_lines_that_contradict_themselves_are_refused_by_field(
    company: Company, manager: ApiUser, line: dict[str, str], code: str, pointer: str
) -> None:
    Unit.objects.get_or_create(code="kg", defaults={"names": {"en": "kilogram"}})

    refused = manager.send(JOURNALS, {"name": "Spring", "lines": [PRICE, PRICE | line]}, expect=409).json()

    assert (refused["code"], refused["field"]) == (code, f"lines.1.{pointer}")
