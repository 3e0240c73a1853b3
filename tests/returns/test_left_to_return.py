"""What comes back and what is credited of an invoice line are together no more than was invoiced, whoever writes (RET-04, CPY-03)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from invoicing.models import CustomerInvoice, CustomerInvoiceLine
from invoicing.services.credit_invoice import Crediting, credit_invoice
from returns.models import ReturnableLine
from sales.models import SalesOrder
from sales.services.cancel_remainder import cancel_remainder
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import sales_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


def credit(company: Company, sold: CustomerInvoice, quantity: int) -> SalesOrder:
    line = CustomerInvoiceLine.of(company.entity).get(invoice=sold)
    return credit_invoice(company.entity, sold.pk, Crediting({line.pk: Decimal(quantity)}, reason="Damaged"), company.user("OM"))


def test_a_raw_write_takes_no_more_back_than_credits_leave(company: Company) -> None:
    sold = invoice(company, sales_order(company, ("A", 6, "40")))
    credit(company, sold, 4)
    [line] = CustomerInvoiceLine.of(company.entity).filter(invoice=sold)
    row = {"legal_entity": company.entity, "invoice_line": line, "invoiced_quantity": line.quantity}

    with pytest.raises(IntegrityError, match="invoiced and not credited"), transaction.atomic():
        ReturnableLine.of(company.entity).create(**row, returned_quantity=3)
    ReturnableLine.of(company.entity).create(**row, returned_quantity=2)
    with pytest.raises(IntegrityError, match="invoiced and not credited"), transaction.atomic():
        ReturnableLine.of(company.entity).update(returned_quantity=3)

    ReturnableLine.of(company.entity).update(returned_quantity=1)


def test_what_a_cancelled_credit_gives_free_can_come_back(company: Company) -> None:
    sold = invoice(company, sales_order(company, ("A", 6, "40")))
    order = credit(company, sold, 4)
    cancel_remainder(company.entity, [order.pk], company.user("OM"))
    [line] = CustomerInvoiceLine.of(company.entity).filter(invoice=sold)

    ReturnableLine.of(company.entity).create(
        legal_entity=company.entity, invoice_line=line, invoiced_quantity=line.quantity, returned_quantity=6
    )

    assert ReturnableLine.of(company.entity).get().returned_quantity == 6
