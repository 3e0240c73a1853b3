"""Crediting with an order of negative quantities, as the guide says it is done."""

from __future__ import annotations

import pytest

from foundation.inventory.models import OnHand
from invoicing.models import DocumentType
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import sales_order

pytestmark = pytest.mark.usefixtures("in_march")


def test_an_order_with_negative_quantities_becomes_a_credit_note_and_brings_the_goods_back(company: Company) -> None:
    sold = invoice(company, sales_order(company, ("A", 3, "10.00")))
    credit = invoice(company, sales_order(company, ("A", -3, "10.00"), customer_reference=sold.number))

    assert credit.document_type == DocumentType.CREDIT_NOTE
    assert credit.invoice_amount == -sold.invoice_amount
    assert credit.number[:2] != sold.number[:2]
    assert credit.your_reference == sold.number
    assert sum(OnHand.of(company.entity).filter(item__number="A").values_list("posted", flat=True)) == 0
