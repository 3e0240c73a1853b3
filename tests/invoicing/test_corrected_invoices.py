"""A credit note names number and date of the invoices of which it credits lines (invoicing.md §9.7, Art. 219)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from foundation.documents.services.archive import read
from invoicing.models import CustomerInvoice, CustomerInvoiceLine
from invoicing.services.credit_invoice import Crediting, credit_invoice
from invoicing.services.print_invoices import print_pro_formas
from sales.models import SalesOrder
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.invoicing import invoice, plan, request_for
from tests.factories.returns import announce, arrive, sold_line
from tests.factories.sales import deliver, sales_order
from tests.invoicing.test_print_invoices import printed, text_of
from tests.web_fixtures import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


def credit_order(company: Company, sold: CustomerInvoice, quantity: int = 1) -> SalesOrder:
    """Credit a quantity of the first line of an invoice."""
    line = CustomerInvoiceLine.of(company.entity).filter(invoice=sold).order_by("line_number")[0]
    return credit_invoice(company.entity, sold.pk, Crediting({line.pk: Decimal(quantity)}, reason="wrong price"), company.user("OM"))


@pytest.fixture
def sold(company: Company) -> CustomerInvoice:
    """An invoice of six."""
    return invoice(company, sales_order(company, ("A", 6, "40")))


def test_a_credit_note_of_an_invoice_names_it_on_paper_page_and_over_rest(
    company: Company, sold: CustomerInvoice, signed_in_client: SignIn
) -> None:
    note = invoice(company, credit_order(company, sold))

    assert (note.corrects, note.corrected) == (sold, [(sold.number, sold.invoice_date)])
    paper = printed(note, company).replace("\n", " ")
    assert f"{sold.number}, 10 Mar 2026" in paper and "wrong price" in paper
    client, root = signed_in_client("AR"), f"/{company.entity.code}/invoices"
    assert f"{root}/{sold.pk}/" in client.get(f"{root}/{note.pk}/").content.decode()
    assert f"{root}/{note.pk}/" in client.get(f"{root}/{sold.pk}/").content.decode()
    answer = ApiUser(company.user("AR"), company.entity.code).read(f"customer-invoices/{note.number}")
    assert answer["corrects"] == sold.number
    assert answer["corrected_invoices"] == [{"number": sold.number, "date": "2026-03-10"}]


def test_the_credit_note_of_a_return_names_the_invoices_of_its_goods(company: Company) -> None:
    first, second = sold_line(company), sold_line(company)
    returned = announce(company, (second, 2), (first, 3))
    arrive(company, returned)
    arrive(company, returned)
    deliver(company, returned.order).or_raise()

    note = invoice(company, returned.order)

    assert [number for number, _day in note.corrected] == [first.invoice.number, second.invoice.number]
    assert (note.corrects, note.correction_reason) == (first.invoice, "Other")
    assert {line.corrects for line in note.lines.all()} == {first, second}


def test_credits_of_many_invoices_on_one_note_are_all_named(company: Company, sold: CustomerInvoice) -> None:
    known = [sold, *(invoice(company, sales_order(company, ("B", 5, "12.50"))) for _number in range(5))]

    note = invoice(company, *(credit_order(company, one) for one in known), summary_update="invoice_account")

    assert [number for number, _day in note.corrected] == [one.number for one in known]
    paper = printed(note, company)
    assert all(one.number in paper for one in known)


def test_an_order_of_negative_lines_that_credits_no_invoice_names_none(company: Company) -> None:
    note = invoice(company, sales_order(company, ("S", -2, "40")))

    assert (note.corrects, note.corrected) == (None, [])


def test_the_pro_forma_of_a_credit_names_the_invoice_as_well(company: Company, sold: CustomerInvoice) -> None:
    order = credit_order(company, sold)

    documents, _plan = print_pro_formas(company.entity, [order.pk], request_for(), user=company.clerk)

    assert sold.number in text_of(read(documents[0]))


def test_planning_credits_takes_as_many_statements_for_any_number(company: Company, sold: CustomerInvoice) -> None:
    orders = [credit_order(company, sold) for _number in range(4)]
    plan(company, *orders)
    counts = []
    for few in (orders[:1], orders):
        with CaptureQueriesContext(connection) as captured:
            plan(company, *few)
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_a_line_that_sells_corrects_nothing(company: Company, sold: CustomerInvoice) -> None:
    line = CustomerInvoiceLine.of(company.entity).get(invoice=sold)
    line.pk, line.line_number, line.corrects_id = None, 2, line.pk

    with pytest.raises(IntegrityError, match="invoice_line_corrects_by_less"), transaction.atomic():
        line.save(force_insert=True)
