"""An expected line of a return is split, on screen and over REST (sales.md §14.5, §21)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from foundation.errors import BusinessRuleError
from foundation.ledger.checks import violations
from returns.models import ReturnOrder
from returns.services.split_return_line import split_return_line
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.returns import announce, arrive, return_lines, sold_line
from tests.factories.sales import charge_code

pytestmark = pytest.mark.django_db


def quantities(returned: ReturnOrder) -> list[Decimal]:
    return [line.order_line.ordered_quantity for line in return_lines(returned)]


def split(company: Company, returned: ReturnOrder, quantity: str) -> None:
    split_return_line(company.entity, return_lines(returned)[0].pk, Decimal(quantity), company.user("OC"))


def test_a_part_goes_on_a_line_of_its_own_with_price_cost_and_invoice_line(company: Company) -> None:
    returned = announce(company, (sold_line(company), 5))

    split(company, returned, "2")

    kept, made = return_lines(returned)
    assert quantities(returned) == [-3, -2]
    assert (made.origin_invoice_line_id, made.return_cost_price) == (kept.origin_invoice_line_id, kept.return_cost_price)
    assert (made.order_line.unit_price, made.order_line.discount_percent) == (kept.order_line.unit_price, kept.order_line.discount_percent)
    assert (made.status, made.order_line.line_number) == ("awaiting", 20)
    assert violations() == []


@pytest.mark.parametrize(("quantity", "code"), [("0", "ORD-54"), ("5", "ORD-54"), ("-1", "ORD-54"), ("1.5", "ORD-03")])
def test_something_stays_on_both_lines_in_whole_units(company: Company, quantity: str, code: str) -> None:
    returned = announce(company, (sold_line(company), 5))

    with pytest.raises(BusinessRuleError) as refused:
        split(company, returned, quantity)

    assert refused.value.code == code
    assert quantities(returned) == [-5]


def test_what_arrived_is_split_no_more(company: Company) -> None:
    returned = announce(company, (sold_line(company), 5))
    arrive(company, returned)

    with pytest.raises(BusinessRuleError) as refused:
        split(company, returned, "2")

    assert refused.value.code == "GEN-06"


def test_lines_are_split_on_the_page_and_over_rest(company: Company, client: Client) -> None:
    returned = announce(company, (sold_line(company), 5))
    client.force_login(company.user("OC"))
    address, [line] = f"/NL01/returns/orders/{returned.pk}/split-line/", return_lines(returned)

    assert "10 · T · " in client.get(address).content.decode()
    client.post(address, {"line": line.pk, "quantity": "2"})
    body = {"line_number": 10, "quantity": "1"}
    answer = ApiUser(company.user("OC"), "NL01").send(f"return-orders/{returned.rma_number}/split-line", body, expect=200).json()

    assert quantities(returned) == [-2, -2, -1]
    assert [row["quantity"] for row in answer["lines"]] == ["-2", "-2", "-1"]
    ApiUser(company.user("WH"), "NL01").send(f"return-orders/{returned.rma_number}/split-line", body, expect=403)


def test_charges_of_a_return_are_changed_over_rest(company: Company) -> None:
    returned = announce(company, (sold_line(company), 5))
    charge_code(company, "RESTOCK")
    manager, address = ApiUser(company.user("OM"), "NL01"), f"sales-orders/{returned.order.number}/change-charges"

    manager.send(address, {"charges": [{"code": "RESTOCK", "value": "12.50"}]}, expect=200)

    assert [(row["code"], row["value"]) for row in manager.read(f"sales-orders/{returned.order.number}")["charges"]] == [
        ("RESTOCK", "12.50")
    ]
