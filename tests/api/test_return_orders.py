"""Return orders over REST: entered from an invoice or by hand, changed, cancelled."""

from __future__ import annotations

from decimal import Decimal

import pytest

from invoicing.models import CustomerInvoice
from returns.models import StockLoss
from returns.statuses import DISPOSITION_TRAITS
from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.api.stories import deliver, invoice
from tests.factories.company import Company
from tests.factories.invoicing import invoice as post_invoice
from tests.factories.returns import disposition, return_reason, sold_line
from tests.factories.sales import charge_code, sales_order


@pytest.fixture
def sold(company: Company) -> CustomerInvoice:
    """Ten pieces at 25.00."""
    return_reason(company)
    return post_invoice(company, sales_order(company, ("A", 10, "25")))


def test_a_part_of_an_invoice_line_is_announced_and_never_more_than_is_left(
    company: Company, clerk: ApiUser, sold: CustomerInvoice
) -> None:
    number = sold.lines.get().line_number
    new = {"customer": "C-100", "reason": "OTHER", "lines": [{"invoice": sold.number, "invoice_line": number, "quantity": "4"}]}

    made = clerk.send("return-orders", new, expect=201).json()
    assert (made["rma_number"], made["status"], made["order_amount"]) == ("RMA-00001", "created", "-100.00")
    assert [(line["quantity"], line["invoice"], line["status"]) for line in made["lines"]] == [("-4", sold.number, "awaiting")]

    refused = clerk.send("return-orders", new | {"lines": [{"invoice": sold.number, "invoice_line": number, "quantity": "7"}]}, expect=409)
    assert refused.json()["code"] == "RET-04"
    unknown = clerk.send("return-orders", new | {"lines": [{"invoice": "F-9", "invoice_line": 1, "quantity": "1"}]}, expect=422)
    assert unknown.json()["errors"][0]["field"] == "lines.0.invoice_line"


def test_a_line_by_hand_says_that_there_is_no_invoice(company: Company, clerk: ApiUser, sold: CustomerInvoice) -> None:
    lines = [{"item": "A", "quantity": "-2", "warehouse": "W1"}]

    made = clerk.send("return-orders", {"customer": "C-100", "reason": "OTHER", "lines": lines}, expect=201).json()

    assert made["order_amount"] == "-50.00"
    assert [notice["code"] for notice in made["notices"]] == ["RET-05"]


def test_another_reason_adds_its_charge_and_a_cancelled_return_gives_back_what_it_announced(
    company: Company, clerk: ApiUser, api_as: ApiAs, sold: CustomerInvoice
) -> None:
    return_reason(company, "WRONG", charge=charge_code(company), charge_value=Decimal(4))
    line = {"invoice": sold.number, "invoice_line": sold.lines.get().line_number, "quantity": "10"}
    new = {"customer": "C-100", "reason": "OTHER", "lines": [line]}
    made = clerk.send("return-orders", new, expect=201).json()

    changed = clerk.change(f"return-orders/{made['rma_number']}", {"reason": "WRONG"}, expect=200).json()
    assert (changed["reason"], changed["order_amount"]) == ("WRONG", "-246.00")
    assert [notice["code"] for notice in changed["notices"]] == ["RET-16"]

    later = {"deadline": "2099-01-01"}
    assert clerk.change(f"return-orders/{made['rma_number']}", later, expect=403).json()["code"] == "SEC-01"
    assert api_as("OM").change(f"return-orders/{made['rma_number']}", later, expect=200).json()["deadline"] == "2099-01-01"

    cancelled = clerk.send(f"return-orders/{made['rma_number']}/cancel", {"reason": "kept"}).json()
    assert (cancelled["status"], cancelled["lines"][0]["status"]) == ("cancelled", "cancelled")
    assert clerk.send(f"return-orders/{made['rma_number']}/cancel", {}, expect=409).json()["code"] == "RET-20"
    clerk.send("return-orders", new, expect=201)


def test_the_warehouse_reads_returns_and_enters_none(company: Company, api_as: ApiAs, sold: CustomerInvoice) -> None:
    warehouse = api_as("WH")

    assert warehouse.read("return-orders")["results"] == []
    warehouse.send("return-orders", {"customer": "C-100", "lines": [{"item": "A", "quantity": "1"}]}, expect=403)


def test_the_warehouse_registers_what_arrived_and_takes_it_back(
    company: Company, clerk: ApiUser, api_as: ApiAs, sold: CustomerInvoice
) -> None:
    line = {"invoice": sold.number, "invoice_line": sold.lines.get().line_number, "quantity": "4"}
    address = f"return-orders/{clerk.send('return-orders', {'customer': 'C-100', 'reason': 'OTHER', 'lines': [line]}).json()['rma_number']}"
    code, warehouse = disposition(company).code, api_as("WH")
    arrived = {"line_number": 10, "disposition": code, "quantity": "3"}

    shown = warehouse.send(f"{address}/register-arrival", {"lines": [arrived]}).json()
    assert [(known["quantity"], known["status"], known["disposition"]) for known in shown["lines"]] == [
        ("-3", "registered", code),
        ("-1", "awaiting", None),
    ]
    again = warehouse.send(f"{address}/register-arrival", {"lines": [arrived]}, expect=409)
    assert again.json()["code"] == "GEN-06"
    unknown = warehouse.send(f"{address}/register-arrival", {"lines": [arrived | {"line_number": 99}]}, expect=422)
    assert unknown.json()["errors"][0]["field"] == "lines.0.line_number"

    reversed_lines = warehouse.send(f"{address}/reverse-registration", {}).json()["lines"]
    assert [known["status"] for known in reversed_lines] == ["awaiting", "awaiting"]


@pytest.mark.parametrize("action", DISPOSITION_TRAITS)
def test_what_a_disposition_code_says_is_done_with_the_goods(company: Company, clerk: ApiUser, api_as: ApiAs, action: str) -> None:
    sold, traits = sold_line(company), DISPOSITION_TRAITS[action]
    return_reason(company)
    line = {"invoice": sold.invoice.number, "invoice_line": sold.line_number, "quantity": "2"}
    made = clerk.send("return-orders", {"customer": "C-100", "reason": "OTHER", "lines": [line]}, expect=201).json()
    address, code = f"return-orders/{made['rma_number']}", disposition(company, action).code

    api_as("WH").send(f"{address}/register-arrival", {"lines": [{"line_number": 10, "disposition": code}]}, expect=200)
    if traits.replaces:
        clerk.send(f"{address}/set-replacement", {"line_number": 10, "item": "A", "quantity": "1"}, expect=200)
    deliver(api_as, made["order"])
    if traits.credits:
        note = invoice(api_as, made["order"], quantity="packing_slip")
        assert (note["document_type"], note["sum_lines"]) == ("credit_note", "-138.00")

    known = clerk.read(address)
    assert (known["status"], [line["status"] for line in known["lines"]]) == ("closed", ["invoiced"])
    assert company.on_hand("T").physical == (2 if traits.keeps_goods else 0)
    assert [loss.quantity for loss in StockLoss.of(company.entity).all()] == ([2] if traits.loses_goods else [])
    replacements = clerk.read("sales-orders", customer_reference=made["rma_number"])["results"] if traits.replaces else []
    assert len(replacements) == traits.replaces


def test_a_cancelled_return_tells_of_the_replacement_that_goes_on(company: Company, api_as: ApiAs, sold: CustomerInvoice) -> None:
    manager = api_as("OM")
    line = {"invoice": sold.number, "invoice_line": sold.lines.get().line_number, "quantity": "4"}
    number = manager.send("return-orders", {"customer": "C-100", "reason": "OTHER", "lines": [line]}, expect=201).json()["rma_number"]
    order = manager.send(f"return-orders/{number}/create-replacement-order", {}, expect=200).json()["replacement_order"]

    told = manager.send(f"return-orders/{number}/cancel", {}, expect=200).json()["notices"]

    assert [(notice["code"], notice["params"]["o"]) for notice in told] == [("RET-38", order)]
