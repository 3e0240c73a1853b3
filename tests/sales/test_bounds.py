"""What is far beyond every order is refused with words, wherever it comes from: service, API, file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from foundation.backoffice.inventory.stock import AdjustmentForm
from foundation.errors import BusinessRuleError
from foundation.imports.running import run_import
from foundation.imports.sheets import read_sheet
from sales.models import SalesOrder
from sales.services.change_charges import ChargeEntry, change_charges
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.services.change_order import change_order
from sales.services.import_orders import OrderImporter
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.sales import charge_code, only_line, sales_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]

FAR = ["1900-01-01", "2150-12-31"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        *(({name: day}, "ORD-48") for day in FAR for name in ("order_date", "requested_ship_date")),
        ({"lines": [{"item": "A", "quantity": "99999999999", "unit_price": "99999999999"}]}, "ORD-47"),
        ({"lines": [{"item": "A", "quantity": "999999999", "unit_price": "99999999999"}]}, "PRC-12"),
        ({"lines": [{"item": "A", "discount_amount": "-1000"}]}, "PRC-11"),
        ({"lines": [{"item": "A", "requested_ship_date": "2150-12-31"}]}, "ORD-48"),
        ({"lines": [{"item": "A"}], "charges": [{"code": "FREIGHT", "category": "percent", "value": "99999999999"}]}, "CHG-05"),
    ],
)
def test_a_new_order_over_rest_is_refused(company: Company, change: dict[str, Any], code: str) -> None:
    charge_code(company)
    manager = ApiUser(company.user("OM"), "NL01")

    for address in ("sales-orders", "sales-orders/preview"):
        answer = manager.send(address, {"customer": "C-100", "warehouse": "W1"} | change)
        assert (answer.status_code, code in answer.content.decode()) in [(409, True), (422, True), (200, True)], answer.content


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"quantity": Decimal(10**11)}, "ORD-47"),
        ({"unit_price": Decimal(-1)}, "PRC-11"),
        ({"unit_price": Decimal(10**13)}, "PRC-12"),
        ({"price_unit": Decimal(0)}, "PRC-11"),
        ({"requested_ship_date": date(9999, 12, 31)}, "ORD-48"),
    ],
)
def test_a_changed_line_is_refused(company: Company, values: dict[str, Any], code: str) -> None:
    order = sales_order(company, ("A", 1, "10"))

    with pytest.raises(BusinessRuleError) as refusal:
        change_lines(company.entity, order.pk, [LineEdit(only_line(order).pk, values)], company.clerk, Answers(overwrite_prices=False))

    assert refusal.value.code == code


def test_a_changed_header_and_a_changed_charge_are_refused(company: Company) -> None:
    order = sales_order(company, ("A", 1, "10"))

    with pytest.raises(BusinessRuleError, match="31 Dec 9999 is not possible"):
        change_order(company.entity, order.pk, {"order_date": date(9999, 12, 31)}, company.clerk)
    with pytest.raises(BusinessRuleError, match="at most 1000 %"):
        change_charges(company.entity, order.pk, [ChargeEntry(charge_code(company), Decimal(99999999999), "percent")], company.clerk)


def test_one_impossible_row_of_a_file_stops_no_other(company: Company) -> None:
    rows = {
        "99999999999,25,,": "ORD-47",
        "1,-5,,": "PRC-11",
        "1,25,-1000,": "PRC-11",
        "1,25,,1900-01-01": "ORD-48",
        "1,25,,9999-12-31": "ORD-48",
        "1,123456789012345678901234567890,,": "IMP",
        "999999999,99999999999,,": "PRC-12",
    }
    lines = [f"W-{number},C-100,A,{row}" for number, row in enumerate([*rows, "2,25,,"])]
    text = "order,customer,item,quantity,price,discount_amount,order_date\n" + "\n".join(lines)

    report = run_import(read_sheet(text.encode(), "orders.csv"), OrderImporter(company.entity, company.clerk))

    found = [[error.code for error in row.errors] for row in report.rows_with_errors()]
    assert [codes[0][: len(code)] for codes, code in zip(found, rows.values(), strict=True)] == list(rows.values())
    assert SalesOrder.of(company.entity).get().external_id == "W-7"


def test_a_text_of_one_line_takes_no_control_characters(company: Company) -> None:
    manager = ApiUser(company.user("OM"), "NL01")
    new = {"customer": "C-100", "warehouse": "W1", "lines": [{"item": "A"}]}

    for text in ("two\nlines", "a\x1bb", "a\u2028b"):
        problem = manager.send("sales-orders", new | {"customer_reference": text}, expect=422).json()
        assert [error["field"] for error in problem["errors"]] == ["customer_reference"]
        form = AdjustmentForm({"on_date": "t", "reason": text}, entity=company.entity)
        assert list(form.errors) == ["reason"]
    manager.send("sales-orders", new | {"customer_reference": "PO 12/3 é", "text": "two\nlines"}, expect=201)


@pytest.mark.parametrize("day", FAR)
def test_documents_are_not_dated_where_no_order_is(company: Company, day: str) -> None:
    order = sales_order(company)
    manager = ApiUser(company.user("OM"), "NL01")

    refused = manager.send(f"sales-orders/{order.number}/confirm", {"date": day}, expect=409).json()
    assert (refused["code"], refused["field"]) == ("ORD-48", "date")
    listed = manager.send("picking-lists", {"orders": [order.number], "date": day}, expect=409)
    assert "ORD-48" in listed.content.decode()
    returned = {"customer": "C-100", "deadline": day, "lines": [{"item": "A", "quantity": "1", "warehouse": "W1"}]}
    refused = manager.send("return-orders", returned, expect=409).json()
    assert (refused["code"], refused["field"]) == ("ORD-48", "deadline")
