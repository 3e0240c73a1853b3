"""A charge on the whole of an invoice is given back once, over all the credits of the invoice (invoicing.md 6.2)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from invoicing.errors import ChargeAboveInvoice, ChargeCredited
from invoicing.models import CustomerInvoice, CustomerInvoiceLine
from invoicing.models.credit_line import charges_to_credit
from invoicing.services.credit_invoice import Crediting, credit_invoice
from sales.models import ChargeCode, SalesOrder, SalesOrderCharge
from sales.services.cancel_remainder import cancel_remainder
from sales.services.change_charges import ChargeEntry, change_charges
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.services.enter_orders import ChargeDraft
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import charge_code, only_line, sales_order

pytestmark = pytest.mark.usefixtures("in_march")


def credit(company: Company, sold: CustomerInvoice, charges: list[int]) -> SalesOrder:
    """Credit one piece of an invoice and some of its charges."""
    line = CustomerInvoiceLine.of(company.entity).get(invoice=sold)
    return credit_invoice(company.entity, sold.pk, Crediting({line.pk: Decimal(1)}, reason="wrong", charges=charges), company.user("OM"))


@pytest.fixture
def sold(company: Company) -> CustomerInvoice:
    """An invoice of six pieces of 40.00, with 50.00 freight."""
    freight = charge_code(company)
    return invoice(company, sales_order(company, ("A", 6, "40"), charges=[ChargeDraft(freight.pk, Decimal(50))]))


def left(company: Company, sold: CustomerInvoice) -> list[Decimal]:
    """Return what of the charges can be credited."""
    return [charge.left for charge in charges_to_credit(company.entity, sold.pk)]


def test_a_charge_is_credited_once(company: Company, sold: CustomerInvoice) -> None:
    [charge] = charges_to_credit(company.entity, sold.pk)
    first = credit(company, sold, [charge.pk])

    assert left(company, sold) == []
    with pytest.raises(ChargeCredited):
        credit(company, sold, [charge.pk])
    notes = [invoice(company, first), invoice(company, credit(company, sold, []))]
    assert [note.sum_charges for note in notes] == [-50, 0]


def test_what_an_order_does_not_give_back_after_all_can_be_credited(company: Company, sold: CustomerInvoice) -> None:
    [charge] = charges_to_credit(company.entity, sold.pk)
    order = credit(company, sold, [charge.pk])
    given = SalesOrderCharge.of(company.entity).get(order=order)
    change_charges(company.entity, order.pk, [ChargeEntry(given.code, Decimal(-20), key=given.pk)], company.user("OM"))
    assert left(company, sold) == [30]

    cancel_remainder(company.entity, [order.pk], company.user("OM"))
    assert left(company, sold) == [50]


def test_a_charge_stays_claimed_by_its_order_when_the_lines_that_credit_are_deleted(company: Company, sold: CustomerInvoice) -> None:
    [charge] = charges_to_credit(company.entity, sold.pk)
    order, user = credit(company, sold, [charge.pk]), company.user("OM")
    other = LineEdit(values={"item_id": company.items["B"].pk, "quantity": Decimal(1)})
    change_lines(company.entity, order.pk, [other, LineEdit(only_line(order).pk, remove=True)], user, Answers(overwrite_prices=False))
    assert left(company, sold) == []

    change_charges(company.entity, order.pk, [ChargeEntry(charge_code(company), Decimal(0), key=order.charges.get().pk, remove=True)], user)
    assert left(company, sold) == [50]


def test_integrators_credit_what_is_left_of_the_charges(company: Company, sold: CustomerInvoice) -> None:
    api = ApiUser(company.user("BC"), company.entity.code)
    asked = {"lines": [{"line_number": 1, "quantity": "1"}], "reason": "wrong", "charges": True}
    orders = [api.send(f"customer-invoices/{sold.number}/credit", asked, expect=201).json()["order"] for _ in range(2)]

    values = [SalesOrderCharge.of(company.entity).filter(order__number=number).values_list("value", flat=True) for number in orders]
    assert [list(value) for value in values] == [[-50], []]


def test_a_typed_charge_gives_back_no_more_than_the_invoice_charged(company: Company, sold: CustomerInvoice) -> None:
    order = credit(company, sold, [])
    freight = ChargeCode.of(company.entity).get()
    change_charges(company.entity, order.pk, [ChargeEntry(freight, Decimal(-51))], company.user("OM"))
    with pytest.raises(ChargeAboveInvoice):
        invoice(company, order)

    typed = SalesOrderCharge.of(company.entity).get(order=order)
    change_charges(company.entity, order.pk, [ChargeEntry(freight, Decimal(-50), key=typed.pk)], company.user("OM"))
    assert invoice(company, order).sum_charges == -50


def test_a_charge_that_was_not_on_the_invoice_has_nothing_to_do_with_it(company: Company, sold: CustomerInvoice) -> None:
    order = credit(company, sold, [])
    goodwill = charge_code(company, "GOODWILL")
    change_charges(company.entity, order.pk, [ChargeEntry(goodwill, Decimal(-60))], company.user("OM"))

    assert invoice(company, order).sum_charges == -60
