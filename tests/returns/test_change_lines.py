"""Lines of a return are added, changed and removed while goods are expected (sales.md §14.2, RET-04, RET-06, RET-33, RET-35)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.errors import BusinessRuleError
from foundation.ledger.checks import violations
from foundation.organization.models import AuditEntry
from foundation.statemachine import ActionNotAllowed
from invoicing.services.credit_invoice import Crediting, credit_invoice
from returns.errors import CreditAboveLimit, GoodsReceived, LineOfInvoice, MoreThanInvoiced, NoLines, OtherCustomer, OtherItem
from returns.models import ReturnableLine, ReturnLine, ReturnOrder
from returns.services.cancel_return_lines import cancel_return_lines
from returns.services.change_return_lines import ReturnLineEdit, change_return_lines
from returns.services.plan_returns import ReturnLineDraft
from sales.models import SalesOrder
from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.api.conftest import api_as as api_as
from tests.api.conftest import clerk as clerk
from tests.factories.company import Company
from tests.factories.returns import announce, arrive, return_lines, return_reason, sold_line
from tests.factories.sales import deliver

pytestmark = pytest.mark.django_db
D = Decimal


def edit(company: Company, returned: ReturnOrder, *edits: ReturnLineEdit, limit: Decimal | None = None) -> list[BusinessRuleError]:
    """Change lines of a return."""
    return change_return_lines(company.entity, returned.pk, edits, company.user("OC"), discount_limit=limit)


def new(quantity: Any, **values: Any) -> ReturnLineEdit:
    """Return a new line."""
    return ReturnLineEdit(draft=ReturnLineDraft(D(quantity), **values))


def change(line: ReturnLine, **values: Any) -> ReturnLineEdit:
    """Return a change of a line."""
    return ReturnLineEdit(line.pk, values=values)


def nets(returned: ReturnOrder) -> list[Decimal]:
    """Return the net amounts of the lines."""
    return [line.order_line.net_amount for line in return_lines(returned)]


def test_lines_come_go_and_change_and_the_invoice_line_gives_no_more_than_it_sold(company: Company) -> None:
    sold = sold_line(company)
    returned = announce(company, (sold, 3), (sold, 2))
    first, second = return_lines(returned)

    notices = edit(company, returned, change(first, quantity=D(4)), ReturnLineEdit(second.pk, remove=True), new(5, invoice_line_id=sold.pk))

    known = return_lines(returned)
    assert [(line.order_line.ordered_quantity, line.order_line.net_amount) for line in known] == [(-4, D("-276.00")), (-5, D("-345.00"))]
    assert [(line.return_cost_price, line.return_lot_id) for line in known] == [(D("51.20"), sold.order_line_id)] * 2
    assert (notices, SalesOrder.of(company.entity).get(pk=returned.order_id).order_amount) == ([], D("-621.00"))
    assert (ReturnableLine.of(company.entity).get().returned_quantity, company.on_hand("T").ordered) == (9, 9)
    entry = AuditEntry.of(company.entity).get(object_type="returns.returnorder", object_id=returned.pk, action="lines changed")
    assert {"lines.10.ordered_quantity", "lines.20"} <= set(entry.changes)
    with pytest.raises(MoreThanInvoiced, match=r"at most 7 can be returned \(12 sold, 5 already returned\)") as refused:
        edit(company, returned, change(known[0], quantity=D(8)))
    assert (refused.value.row, refused.value.field) == (0, "quantity")
    assert violations() == []


def test_lines_may_be_added_until_goods_are_received_and_again_when_the_slip_is_taken_back(company: Company) -> None:
    sold = sold_line(company)
    returned = announce(company, (sold, 3), (sold, 1))
    arrive(company, returned)
    edit(company, returned, new(1, invoice_line_id=sold.pk))
    deliver(company, returned.order).or_raise()

    with pytest.raises(GoodsReceived, match="Lines cannot be added after goods were received"):
        edit(company, returned, new(1, invoice_line_id=sold.pk))
    expected = return_lines(returned)[1]
    edit(company, returned, change(expected, quantity=D(2)))

    assert [line.status for line in return_lines(returned)] == ["received", "awaiting", "awaiting"]
    assert nets(returned) == [D("-207.00"), D("-138.00"), D("-69.00")]
    assert violations() == []


def test_only_expected_lines_change_and_one_line_stays(company: Company) -> None:
    sold = sold_line(company)
    returned = announce(company, (sold, 3), (sold, 1))
    first, second = return_lines(returned)
    arrive(company, returned)

    with pytest.raises(ActionNotAllowed, match="To change .* its status must be Expected; it is Registered"):
        edit(company, returned, change(first, quantity=D(1)))
    with pytest.raises(ActionNotAllowed, match="To remove .* its status must be Expected; it is Registered"):
        edit(company, returned, ReturnLineEdit(first.pk, remove=True))
    edit(company, returned, ReturnLineEdit(second.pk, remove=True))
    assert len(return_lines(returned)) == 1

    other = announce(company, (sold, 1))
    with pytest.raises(NoLines):
        edit(company, other, ReturnLineEdit(return_lines(other)[0].pk, remove=True))
    cancel_return_lines(company.entity, [return_lines(other)[0].pk], company.user("OC"))
    with pytest.raises(ActionNotAllowed):
        edit(company, other, new(1, invoice_line_id=sold.pk))


def test_a_line_of_an_invoice_keeps_unit_price_discount_and_cost_of_its_sale(company: Company) -> None:
    sold = sold_line(company)
    returned = announce(company, (sold, 3))
    [line] = return_lines(returned)

    for values in ({"unit_price": D(80)}, {"discount_percent": D(0)}, {"cost": D(1)}):
        with pytest.raises(LineOfInvoice, match=f"A line of invoice {sold.invoice.number} comes back"):
            edit(company, returned, change(line, **values))
    with pytest.raises(LineOfInvoice):
        edit(company, returned, new(1, invoice_line_id=sold.pk, unit_price=D(80)))
    with pytest.raises(LineOfInvoice) as refused:
        edit(company, returned, change(line, quantity=D(2)), new(1, invoice_line_id=sold.pk, cost=D(1)))
    assert (refused.value.row, refused.value.field) == (1, "quantity")
    edit(company, returned, change(line, unit_price=D(75), discount_percent=D(8), quantity=D("-2")))

    assert nets(returned) == [D("-138.00")]


def test_a_line_of_an_invoice_brings_back_the_item_that_was_sold(company: Company) -> None:
    sold = sold_line(company)
    returned = announce(company, (sold, 3))
    other = company.items["A"].pk

    for asked in (change(return_lines(returned)[0], item_id=other), new(1, invoice_line_id=sold.pk, item_id=other)):
        with pytest.raises(OtherItem, match=f"Invoice {sold.invoice} sold item T on this line") as refused:
            edit(company, returned, asked)
        assert (refused.value.row, refused.value.field) == (0, "item")


def test_what_was_credited_cannot_come_back_on_new_lines_nor_on_changed_ones(company: Company) -> None:
    sold = sold_line(company)
    returned = announce(company, (sold, 2), (sold, 1))
    first, second = return_lines(returned)
    credit_invoice(company.entity, sold.invoice_id, Crediting({sold.pk: D(7)}, reason="Damaged"), company.user("OM"))

    with pytest.raises(MoreThanInvoiced, match=r"at most 4 can be returned \(12 sold, 8 already returned\)") as refused:
        edit(company, returned, change(first, quantity=D(5)))
    assert (refused.value.row, refused.value.field) == (0, "quantity")
    with pytest.raises(MoreThanInvoiced, match=r"at most 2 can be returned \(12 sold, 10 already returned\)"):
        edit(company, returned, new(3, invoice_line_id=sold.pk))
    with pytest.raises(MoreThanInvoiced, match=r"at most 1 can be returned \(12 sold, 11 already returned\)") as refused:
        edit(company, returned, change(first, quantity=D(3)), change(second, quantity=D(1)), new(2, invoice_line_id=sold.pk))
    assert (refused.value.row, refused.value.field) == (2, "quantity")
    edit(company, returned, change(first, quantity=D(1)), ReturnLineEdit(second.pk, remove=True), new(4, invoice_line_id=sold.pk))

    assert [line.order_line.ordered_quantity for line in return_lines(returned)] == [-1, -4]
    assert ReturnableLine.of(company.entity).get().returned_quantity == 5
    assert violations() == []


def test_a_line_by_hand_has_a_unit_a_price_a_discount_and_a_cost(company: Company) -> None:
    returned = announce(company, (sold_line(company), 3))
    item = company.items["A"].pk

    notices = edit(company, returned, new(2, item_id=item), new(1, item_id=item, unit_price=D(20), discount_percent=D(10), cost=D(7)))

    assert [notice.code for notice in notices] == ["RET-05"]
    assert nets(returned) == [D("-207.00"), D("-50.00"), D("-18.00")]
    _sold, searched, typed = return_lines(returned)
    assert (typed.return_cost_price, typed.order_line.unit_cost) == (7, 7)

    edit(company, returned, change(searched, quantity=D(3), cost=D(9)), change(typed, quantity=D(2), unit_price=D(22)))

    assert nets(returned) == [D("-207.00"), D("-75.00"), D("-39.60")]
    assert [line.return_cost_price for line in return_lines(returned)[1:]] == [9, 7]
    assert violations() == []


def test_more_than_the_price_of_the_list_is_credited_by_hand_up_to_the_limit_of_the_clerk(company: Company) -> None:
    returned = announce(company, (sold_line(company), 3))
    item = company.items["A"].pk

    with pytest.raises(CreditAboveLimit, match=r"credits 60 % more than the price found; you may credit up to 20 % more") as refused:
        edit(company, returned, new(1, item_id=item, unit_price=D(40)), limit=D(20))
    assert refused.value.row == 0
    edit(company, returned, new(1, item_id=item, unit_price=D(30)), new(1, item_id=item, unit_price=D(10)), limit=D(20))

    assert nets(returned)[1:] == [D("-30.00"), D("-10.00")]


def test_a_price_by_hand_is_held_against_the_limit_again_when_it_becomes_that_of_another_item(company: Company) -> None:
    returned = announce(company, (sold_line(company), 3))
    edit(company, returned, new(1, item_id=company.items["T"].pk, unit_price=D(70)))
    typed = return_lines(returned)[1]

    with pytest.raises(CreditAboveLimit, match=r"credits 100 % more than the price found; you may credit up to 20 % more"):
        edit(company, returned, change(typed, item_id=company.items["A"].pk), limit=D(20))


def test_an_invoice_of_another_customer_cannot_come_back_here(company: Company) -> None:
    sold = sold_line(company)
    returned = announce(company, (sold, 3))
    SalesOrder.of(company.entity).filter(pk=returned.order_id).update(currency="USD")

    with pytest.raises(OtherCustomer, match=f"Invoice {sold.invoice} is not an invoice of customer C-100 in USD") as refused:
        edit(company, returned, new(1, invoice_line_id=sold.pk))
    assert (refused.value.row, refused.value.field) == (0, "invoice")
    with pytest.raises(OtherCustomer, match="is not an invoice of customer C-100 in USD"):
        edit(company, returned, new(1, invoice_line_id=sold.pk + 4711))


def test_many_lines_take_as_many_statements_as_one(company: Company) -> None:
    sold, counts = sold_line(company), []
    for count in (1, 1, 3):
        returned = announce(company, *[(sold, D(1) / 1)] * 1)
        [line] = return_lines(returned)
        added = [new(1, item_id=company.items["A"].pk) for _number in range(count)]
        with CaptureQueriesContext(connection) as captured:
            edit(company, returned, change(line, quantity=D(2)), *added)
        counts.append(len(captured))

    assert counts[1] == counts[2] <= 75, counts


def test_lines_are_changed_on_the_form_of_the_return_and_found_on_invoices(company: Company, client: Client) -> None:
    sold = sold_line(company)
    returned = announce(company, (sold, 3), (sold, 2))
    arrive(company, returned)
    _arrived, line = return_lines(returned)
    client.force_login(company.user("OC"))
    address = f"/NL01/returns/orders/{returned.pk}/"

    found = client.get(f"{address}find/").content.decode()
    form = client.get(f"{address}edit/?selected={sold.pk}").content.decode()

    assert f"Add to {returned.rma_number}" in found and f"{address}edit/" in found
    assert f"{address}find/" in form and "-7" in form
    rows = [
        {"pk": return_lines(returned)[0].pk, "item": "T", "quantity": "-3"},
        {"pk": line.pk, "item": "T", "quantity": "-4", "unit": "pcs", "unit_price": "75", "discount_percent": "8"},
        {
            "item": "T",
            "quantity": "1",
            "invoice_line": sold.pk,
            "unit": "pcs",
            "found_unit": "pcs",
            "unit_price": "75",
            "found_price": "75",
        },
        {"item": "A", "quantity": "2", "unit_price": "20"},
    ]
    answer = client.post(f"{address}edit/", sent(client, address, rows, stored=2))
    assert answer.status_code == 302, answer.content.decode()[:2000]

    assert nets(returned) == [D("-207.00"), D("-276.00"), D("-69.00"), D("-40.00")]
    client.force_login(company.user("WH"))
    assert client.get(f"{address}edit/").status_code == 403


def test_a_form_that_adds_a_line_after_goods_were_received_is_shown_again_with_the_reason(company: Company, client: Client) -> None:
    sold = sold_line(company)
    returned = announce(company, (sold, 3))
    arrive(company, returned)
    deliver(company, returned.order).or_raise()
    client.force_login(company.user("OC"))
    address = f"/NL01/returns/orders/{returned.pk}/"
    rows = [{"pk": return_lines(returned)[0].pk, "item": "T", "quantity": "-3"}, {"item": "A", "quantity": "2"}]

    answer = client.post(f"{address}edit/", sent(client, address, rows, stored=1))

    assert answer.status_code == 422
    assert "Lines cannot be added after goods were received" in answer.content.decode()
    assert answer.context["lines"].is_bound


def test_what_is_typed_into_a_return_is_priced_at_once(company: Company, client: Client) -> None:
    sold = sold_line(company)
    returned = announce(company, (sold, 3))
    [line] = return_lines(returned)
    client.force_login(company.user("OC"))
    address = f"/NL01/returns/orders/{returned.pk}/"
    rows = [{"pk": line.pk, "item": "T", "quantity": "-3", "unit_price": "80", "unit": "pcs"}, {"item": "A", "quantity": "2"}]

    answer = client.post(f"{address}edit/?_calculate=1", sent(client, address, rows, stored=1), headers={"Accept": "application/json"})
    stored, added = answer.json()["rows"][:2]

    assert "comes back in the unit, and at the price, discount and cost of its sale" in str(stored["errors"])
    assert (added["values"]["unit_price"], added["outputs"]["amount"]) == ("25", "-50.00")


def test_lines_are_changed_over_rest(company: Company, clerk: ApiUser, api_as: ApiAs) -> None:
    sold = sold_line(company)
    returned = announce(company, (sold, 3), (sold, 2))
    address = f"return-orders/{returned.rma_number}"
    lines = [
        {"line_number": 10, "quantity": "4"},
        {"line_number": 20, "remove": True},
        {"invoice": sold.invoice.number, "invoice_line": sold.line_number, "quantity": "1"},
        {"item": "A", "quantity": "2", "unit": "pcs", "unit_price": "20", "discount_percent": "10"},
    ]

    api_as("WH").change(address, {"lines": lines}, expect=403)
    shown = clerk.change(address, {"lines": lines}, expect=200).json()

    known = [(line["quantity"], line["unit_price"], line["discount_percent"], line["net_amount"]) for line in shown["lines"]]
    assert [row[0] for row in known] == ["-4", "-1", "-2"]
    assert [row[3] for row in known] == ["-276.00", "-69.00", "-36.00"]
    assert [notice["code"] for notice in shown["notices"]] == ["RET-05"]
    assert clerk.change(address, {"lines": [{"line_number": 99}]}, expect=422).json()["errors"][0]["field"] == "lines.0.line_number"
    refused = clerk.change(address, {"lines": [{"line_number": 10, "unit_price": "80"}]}, expect=409).json()
    assert refused["code"] == "RET-33"


def test_a_return_by_hand_has_unit_price_discount_and_cost_over_rest(company: Company, clerk: ApiUser, api_as: ApiAs) -> None:
    return_reason(company)
    line = {"item": "A", "quantity": "2", "unit": "pcs", "unit_price": "20", "discount_percent": "10"}
    new_return = {"customer": "C-100", "reason": "OTHER", "lines": [line]}

    made = clerk.send("return-orders", new_return, expect=201).json()
    costly = api_as("OM").send("return-orders", new_return | {"lines": [line | {"return_cost_price": "7"}]}, expect=201).json()

    assert made["order_amount"] == "-36.00"
    assert ReturnLine.of(company.entity).get(return_order__rma_number=costly["rma_number"]).return_cost_price == 7


def sent(client: Client, address: str, rows: list[dict[str, Any]], stored: int) -> dict[str, Any]:
    """Return what the form sends with these rows."""
    page = client.get(f"{address}edit/").content.decode()
    shown = re.search(r'name="_shown_as" value="([^"]*)"', page)
    management = {"lines-TOTAL_FORMS": len(rows), "lines-INITIAL_FORMS": stored, "lines-MIN_NUM_FORMS": 0, "lines-MAX_NUM_FORMS": 500}
    typed = {f"lines-{index}-{name}": value for index, row in enumerate(rows) for name, value in row.items()}
    deadline = re.search(r'name="deadline"[^>]*value="([^"]*)"', page) or re.search(r'value="([^"]*)"[^>]*name="deadline"', page)
    reason = re.search(r'<option value="(\d+)" selected', page)
    header = {"deadline": deadline[1] if deadline else "", "reason": reason[1] if reason else ""}
    return management | typed | header | {"_shown_as": shown[1] if shown else ""}
