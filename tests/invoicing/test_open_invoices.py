"""An invoice knows from when on something of it is open, whoever opens or settles it (invoicing.md 8.2)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection

from customers.models import CustomerTransaction, OpenTransaction
from foundation.ledger.checks import violations
from foundation.ledger.models import PaymentSchedule
from invoicing.models import CustomerInvoice
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import deliver, sales_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]

CHECK = "An invoice knows the first due date of what is open of it"


@pytest.fixture
def posted(company: Company) -> CustomerInvoice:
    """A posted invoice, nothing of it paid."""
    order = sales_order(company, ("A", 3))
    deliver(company, order)
    return invoice(company, order)


def open_since(posted: CustomerInvoice) -> date | None:
    """Return the first day on which something of an invoice is due, as stored."""
    posted.refresh_from_db()
    return posted.open_due_date


def parts_of(posted: CustomerInvoice) -> OpenTransaction:
    """Return what is open of an invoice with one instalment."""
    part: OpenTransaction = OpenTransaction.of(posted.legal_entity).get(voucher=posted.voucher_id)
    return part


def add_part(part: OpenTransaction, due: date) -> OpenTransaction:
    """Open one more part of the same invoice."""
    transaction = CustomerTransaction.of(part.legal_entity).get(pk=part.transaction_id)
    transaction.pk, transaction._state.adding, transaction.due_date = None, True, due
    transaction.save()
    part.pk, part._state.adding, part.transaction, part.due_date = None, True, transaction, due
    part.save()
    return part


def updated_invoices() -> int:
    """Return how many invoices this transaction changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_get_xact_tuples_updated('invoicing_customerinvoice'::regclass)")
        return int(cursor.fetchone()[0])


def test_a_posting_writes_the_day_itself_and_changes_no_invoice(company: Company) -> None:
    order = sales_order(company, ("A", 3))
    deliver(company, order)
    before = updated_invoices()
    posted = invoice(company, order)
    assert posted.open_due_date == parts_of(posted).due_date == posted.due_date
    assert updated_invoices() == before


def test_an_invoice_in_instalments_is_open_from_the_first(company: Company) -> None:
    order = sales_order(company, ("A", 3))
    schedule = PaymentSchedule.of(company.entity).create(
        legal_entity=company.entity, code="THREE", name="Three", allocation="fixed_number", number=3
    )
    order.payment_terms.schedule = schedule
    order.payment_terms.save()
    deliver(company, order)
    posted = invoice(company, order)
    days = sorted(OpenTransaction.of(company.entity).filter(voucher=posted.voucher_id).values_list("due_date", flat=True))
    assert len(days) == 3
    assert posted.open_due_date == days[0]


def test_a_settled_invoice_is_no_longer_open_and_one_that_is_opened_again_is(posted: CustomerInvoice) -> None:
    part = parts_of(posted)
    part.delete()
    assert open_since(posted) is None
    part.pk, part._state.adding = None, True
    part.save()
    assert open_since(posted) == part.due_date


def test_the_day_is_that_of_the_first_part_that_is_left(posted: CustomerInvoice) -> None:
    first = posted.due_date - timedelta(days=10)
    added = add_part(parts_of(posted), first)
    assert open_since(posted) == first
    added.delete()
    assert open_since(posted) == posted.due_date


def test_open_and_overdue_invoices_are_found_by_the_day(posted: CustomerInvoice) -> None:
    invoices, due = CustomerInvoice.of(posted.legal_entity), posted.due_date
    assert list(invoices.open()) == [posted]
    assert list(invoices.overdue(due)) == []
    assert list(invoices.overdue(due + timedelta(days=1))) == [posted]
    parts_of(posted).delete()
    assert list(invoices.open()) == list(invoices.overdue(due + timedelta(days=1))) == []


@pytest.mark.parametrize("day", ["NULL", "open_due_date + 1"])
def test_a_wrong_day_is_found(posted: CustomerInvoice, day: str) -> None:
    assert CHECK not in {found.check for found in violations()}
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE invoicing_customerinvoice SET open_due_date = {day} WHERE id = %s", [posted.pk])  # noqa: S608
    assert CHECK in {found.check for found in violations()}


@pytest.mark.parametrize("trigger", ["invoice_opened", "invoice_settled"])
def test_without_its_trigger_the_day_would_be_wrong(posted: CustomerInvoice, trigger: str) -> None:
    part = parts_of(posted)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE customers_opentransaction DISABLE TRIGGER {trigger}")
    if trigger == "invoice_opened":
        add_part(part, posted.due_date - timedelta(days=10))
    else:
        part.delete()
    assert open_since(posted) == posted.due_date
    assert CHECK in {found.check for found in violations()}
