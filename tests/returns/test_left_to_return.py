"""What comes back and what is credited of an invoice line are together no more than was invoiced, whoever writes (RET-04, CPY-03)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from invoicing.models import CreditedLine, CreditLine, CustomerInvoice, CustomerInvoiceLine
from invoicing.services.credit_invoice import Crediting, credit_invoice
from returns.models import ReturnableLine
from sales.models import SalesOrder
from sales.services.cancel_remainder import cancel_remainder
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.returns import return_of
from tests.factories.sales import only_line, sales_order

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


def test_a_raw_write_credits_no_more_than_returns_leave_and_credits_claim(company: Company) -> None:
    sold = invoice(company, sales_order(company, ("A", 6, "40")))
    return_of(company, sold, 4)
    order = credit(company, sold, 2)
    [line] = CustomerInvoiceLine.of(company.entity).filter(invoice=sold)

    with pytest.raises(IntegrityError, match="did not come back"), transaction.atomic():
        CreditedLine.of(company.entity).update(credited_quantity=3)
    other = sales_order(company, ("A", -1, "40"))
    with pytest.raises(IntegrityError, match="is claimed of the invoice line"), transaction.atomic():
        CreditLine.of(company.entity).create(legal_entity=company.entity, order_line=only_line(other), invoice_line=line, reason="more")

    assert only_line(order).ordered_quantity == -2


def test_what_a_cancelled_credit_gives_free_can_come_back(company: Company) -> None:
    sold = invoice(company, sales_order(company, ("A", 6, "40")))
    order = credit(company, sold, 4)
    cancel_remainder(company.entity, [order.pk], company.user("OM"))
    [line] = CustomerInvoiceLine.of(company.entity).filter(invoice=sold)

    ReturnableLine.of(company.entity).create(
        legal_entity=company.entity, invoice_line=line, invoiced_quantity=line.quantity, returned_quantity=6
    )

    assert ReturnableLine.of(company.entity).get().returned_quantity == 6
