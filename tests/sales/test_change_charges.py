"""Charges of an order are changed by hand: freight of the order, fees of a line, and what must not be touched (sales.md §8)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from foundation.organization.models import AuditEntry
from sales.charge_errors import ChargeIncomplete, ChargeInvoiced, ChargeNotForHeader
from sales.errors import OrderClosed
from sales.models import SalesOrder, SalesOrderCharge
from sales.services.cancel_remainder import cancel_remainder
from sales.services.change_charges import ChargeEntry, change_charges
from sales.services.save_auto_charge import save_auto_charge
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import auto_charge, charge_code, confirm, deliver, sales_order
from tests.web_fixtures import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


def change(company: Company, order: SalesOrder, *entries: dict[str, Any]) -> SalesOrder:
    """Change charges; the order as it is then."""
    typed = [ChargeEntry(**({"code": charge_code(company, "FEE"), "value": Decimal(5)} | entry)) for entry in entries]
    change_charges(company.entity, order.pk, typed, company.clerk)
    return SalesOrder.of(company.entity).get(pk=order.pk)


def charges_of(order: SalesOrder) -> list[tuple[str, Decimal, str]]:
    found = SalesOrderCharge.of(order.legal_entity_id).of_order(order.pk)
    return sorted((charge.code.code, charge.value, charge.origin) for charge in found)


def test_charges_are_added_to_the_order_and_to_a_line(company: Company) -> None:
    order = change(company, sales_order(company, ("A", 4, "10")), {"value": Decimal("7.50")}, {"category": "pieces", "line_number": 10})

    assert order.order_amount == Decimal("67.50")
    assert AuditEntry.of(company.entity).filter(action="charges changed", object_id=order.pk).exists()


def test_a_changed_automatic_charge_is_no_longer_replaced(company: Company) -> None:
    auto_charge(company, "FREIGHT", value="10")
    order = sales_order(company, ("A", 4, "10"))
    [charge] = SalesOrderCharge.of(company.entity).of_order(order.pk)

    order = change(company, order, {"key": charge.pk, "code": charge.code, "value": Decimal(3)})

    assert charges_of(order) == [("FREIGHT", 3, "manual")]
    assert order.order_amount == 43


def test_a_charge_is_removed_and_others_stay(company: Company) -> None:
    order = change(company, sales_order(company, ("A", 4, "10")), {}, {"code": charge_code(company, "PALLET"), "value": Decimal(9)})
    fee, _pallet = SalesOrderCharge.of(company.entity).of_order(order.pk)

    order = change(company, order, {"key": fee.pk, "remove": True})

    assert charges_of(order) == [("PALLET", 9, "manual")]
    assert order.order_amount == 49


def test_what_does_not_change_writes_nothing(company: Company) -> None:
    order = change(company, sales_order(company, ("A", 4, "10")), {})
    [fee] = SalesOrderCharge.of(company.entity).of_order(order.pk)
    confirm(company, order)

    order = change(company, order, {"key": fee.pk})

    assert not order.changed_since_confirmation
    assert SalesOrderCharge.of(company.entity).get().pk == fee.pk


def test_the_customer_hears_of_changed_charges(company: Company) -> None:
    order = sales_order(company, ("A", 4, "10"))
    confirm(company, order)

    assert change(company, order, {}).changed_since_confirmation


@pytest.mark.parametrize(
    ("entry", "error"),
    [
        ({"category": "pieces"}, ChargeNotForHeader),
        ({"category": "specific_unit", "line_number": 10}, ChargeIncomplete),
        ({"line_number": 99}, ChargeIncomplete),
    ],
)
def test_a_charge_that_cannot_be_calculated_is_refused(company: Company, entry: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        change(company, sales_order(company, ("A", 4, "10")), entry)


def test_invoiced_charges_and_closed_orders_keep_their_charges(company: Company) -> None:
    order = change(company, sales_order(company, ("A", 4, "10")), {})
    deliver(company, order, updates={10: 1})
    invoice(company, order, quantity="packing_slip")
    [fee] = SalesOrderCharge.of(company.entity).of_order(order.pk)

    with pytest.raises(ChargeInvoiced, match="Charge FEE was invoiced"):
        change(company, order, {"key": fee.pk, "remove": True})
    cancel_remainder(company.entity, [order.pk], company.clerk)
    with pytest.raises(OrderClosed):
        change(company, order, {})


def test_charges_are_maintained_on_screen(signed_in_client: SignIn, company: Company) -> None:
    client: Client = signed_in_client("OC")
    order = change(company, sales_order(company, ("A", 4, "10")), {})
    address = f"/NL01/sales/orders/{order.pk}/charges/"
    assert address in client.get(f"/NL01/sales/orders/{order.pk}/").content.decode()
    page = client.get(address)
    [fee] = SalesOrderCharge.of(company.entity).of_order(order.pk)
    sent = {"lines-TOTAL_FORMS": 2, "lines-INITIAL_FORMS": 1, "_shown_as": page.context["view"].shown_as}
    sent |= {"lines-0-pk": fee.pk, "lines-0-code": fee.code_id, "lines-0-category": "fixed", "lines-0-value": "8"}
    sent |= {"lines-1-code": fee.code_id, "lines-1-category": "percent", "lines-1-value": "10", "lines-1-line_number": "10"}

    answer = client.post(address, sent)

    assert answer.status_code == 302, answer.context["lines"].errors
    assert SalesOrder.of(company.entity).get(pk=order.pk).order_amount == 52
    new = {"lines-0-code": fee.code_id, "lines-0-category": "fixed", "lines-0-value": "8", "lines-0-line_number": "70"}
    refused = client.post(address, new | {"lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0})
    assert "Line is missing or not known" in refused.content.decode()
    assert signed_in_client("WH").get(address).status_code == 403


def test_amounts_and_totals_follow_while_people_type(signed_in_client: SignIn, company: Company) -> None:
    order = sales_order(company, ("A", 4, "10"))
    fee = charge_code(company, "FEE").pk
    typed: dict[str, Any] = {"lines-TOTAL_FORMS": 3, "lines-INITIAL_FORMS": 0}
    for row, values in enumerate([{"value": "10", "category": "percent"}, {"value": "2", "category": "pieces"}, {"value": "1"}]):
        typed |= {f"lines-{row}-{name}": value for name, value in ({"code": fee, "category": "fixed"} | values).items()}

    answer = (
        signed_in_client("OM")
        .post(f"/NL01/sales/orders/{order.pk}/charges/?_calculate=1", typed, headers={"Accept": "application/json"})
        .json()
    )

    assert [row["outputs"].get("amount") for row in answer["rows"]] == ["4.00", None, "1.00"]
    assert "cannot be calculated on a whole order" in answer["rows"][1]["errors"]["category"]
    assert "54.45" in answer["totals_html"]
    assert not SalesOrderCharge.of(company.entity).exists()


def test_an_automatic_charge_by_unit_counts_the_quantity_in_its_unit(company: Company) -> None:
    auto_charge(company, "HANDLING", level="line", category="specific_unit", unit=company.piece, value="0.40")

    order = sales_order(company, ("A", 10, 25))

    [charge] = order.charges.all()
    assert (charge.unit, charge.value) == (company.piece, Decimal("0.40"))
    assert order.order_amount == 254


def test_an_automatic_charge_by_unit_needs_its_unit_and_others_have_none(company: Company) -> None:
    charge = auto_charge(company, "HANDLING", level="line", value="0.40")
    charge.category = "specific_unit"
    with pytest.raises(ChargeIncomplete) as refused:
        save_auto_charge(company.entity, charge, user=company.clerk)
    assert refused.value.field == "unit"

    charge.category, charge.unit = "pieces", company.piece
    assert save_auto_charge(company.entity, charge, user=company.clerk).unit is None
