"""The PDF of an invoice: what Article 226 asks for, in the customer's language, and frozen (invoicing.md chapter 9)."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from pypdf import PdfReader

from customers.models import Customer
from foundation.documents.models import ArchivedDocument, OutboxMessage, Output
from foundation.documents.services.archive import read
from foundation.documents.services.retry_outputs import retry_outputs
from foundation.documents.services.work_outbox import work_outbox
from foundation.organization.models import NumberCounter
from invoicing.models import CustomerInvoice
from invoicing.services.print_invoices import copy_of, original_of, print_pro_formas
from tests.documents.stories import email, print_record
from tests.documents.test_delivery import RefusingServer, use
from tests.factories.company import Company
from tests.factories.invoicing import invoice, request_for
from tests.factories.sales import deliver, sales_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def printed(posted: CustomerInvoice, company: Company) -> str:
    return text_of(read(original_of(CustomerInvoice.of(company.entity).for_print().get(pk=posted.pk), user=company.clerk)))


def test_an_invoice_shows_everything_that_article_226_asks_for(company: Company) -> None:
    order = sales_order(company, ("A", 10, "25.00", {"discount_percent": Decimal(10)}), ("B", 4, "12.50"), customer_reference="PO 4711")
    deliver(company, order, delivery_date=date(2026, 3, 5))

    posted = invoice(company, order)
    text = printed(posted, company)

    for wanted in (
        posted.number,
        company.entity.vat_number,
        company.entity.street,
        posted.buyer["name"],
        posted.buyer["street"],
        posted.buyer["city"],
        posted.payment_reference,
        "PO 4711",
        order.number,
        "PS-000001",
        "Page 1 of 1",
    ):
        assert wanted in text, wanted
    for amount in ("225.00", "50.00", "47.25", "4.50", "326.75", "10%", "21%", "9%"):
        assert amount in re.sub(r"\s*%", "%", text), amount


@pytest.mark.scenario("invoicing", "S9.4")
def test_the_worker_archives_what_was_posted_and_the_original_stays_byte_for_byte(company: Company) -> None:
    posted = invoice(company, sales_order(company, ("A", 1, "25.00")))
    work_outbox()
    first = ArchivedDocument.of(company.entity).get(object_id=posted.pk)

    company.entity.street = "Elsewhere 1"
    company.entity.save()
    again = original_of(CustomerInvoice.of(company.entity).for_print().get(pk=posted.pk), user=company.clerk)

    assert (again.pk, again.sha256) == (first.pk, first.sha256)
    assert "Elsewhere" not in text_of(read(again))


def test_a_copy_says_so(company: Company) -> None:
    posted = invoice(company, sales_order(company, ("A", 1, "25.00")))

    copy = copy_of(CustomerInvoice.of(company.entity).for_print().get(pk=posted.pk), user=company.clerk)

    assert "COPY" in text_of(read(copy))


@pytest.mark.scenario("invoicing", "S5.6")
def test_a_pro_forma_shows_the_same_totals_and_changes_nothing(company: Company) -> None:
    order = sales_order(company, ("A", 10, "25.00"), ("B", 4, "12.50"))

    [file], _plan = print_pro_formas(company.entity, [order.pk], request_for(), user=company.clerk)
    text = text_of(read(file))

    assert "PRO FORMA" in text
    assert "This is not an invoice for VAT" in text
    assert order.number in text
    assert "RF" not in text
    assert not NumberCounter.objects.filter(sequence__reference="customer_invoice").exists()
    assert not CustomerInvoice.of(company.entity).exists()
    assert Output.of(company.entity).get().archived == file
    posted = invoice(company, order)
    assert f"{posted.invoice_amount:.2f}" in text


@pytest.mark.scenario("invoicing", "S1.10")
def test_a_mail_server_that_refuses_leaves_the_invoice_posted_and_the_same_file_is_sent_later(company: Company, settings: Any) -> None:
    print_record(company.entity, "Original", email(to="ap@example.test"))
    use(settings, RefusingServer)
    posted = invoice(company, sales_order(company, ("A", 1, "25.00")), print_invoice=True)
    work_until_done(company)
    [failed] = Output.of(company.entity).not_delivered()
    assert OutboxMessage.of(company.entity).filter(state="failed").get().attempts == 3

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    retry_outputs(company.entity, [failed.pk], user=company.clerk)
    work_until_done(company)

    archived = ArchivedDocument.of(company.entity).get(object_id=posted.pk)
    [(_name, content, _kind)] = mail.outbox[0].attachments
    assert content == read(archived)
    assert Output.of(company.entity).get().sha256 == archived.sha256


def work_until_done(company: Company) -> None:
    """Work the outbox until nothing waits, however often a message is tried again."""
    for _attempt in range(5):
        work_outbox()
        OutboxMessage.of(company.entity).filter(state="queued").update(next_attempt_at=timezone.now())


@pytest.mark.scenario("invoicing", "S9.6")
def test_an_invoice_speaks_the_language_of_its_customer(company: Company) -> None:
    company.entity.country, company.entity.language = "DE", "de"
    company.entity.save()
    company.customer("C-900", vat="NL001234567B01")
    Customer.of(company.entity).filter(account="C-900").update(language="nl")
    order = sales_order(company, ("A", 2, "25.00"), customer="C-900", sales_tax_group_id=company.tax_groups["REVERSE"].pk)

    text = printed(invoice(company, order), company)

    assert "Btw verlegd" in text
    assert "stuks" in text


def test_combined_invoices_name_the_order_of_each_line(company: Company) -> None:
    one = sales_order(company, ("A", 1, "25.00"), customer_reference="PO 4711")
    two = sales_order(company, ("B", 1, "12.50"), customer_reference="PO 4712")

    posted = invoice(company, one, two, summary_update="invoice_account")
    text = " ".join(printed(posted, company).split())

    assert f"Sales order {one.number} · Your reference: PO 4711" in text
    assert f"Sales order {two.number} · Your reference: PO 4712" in text
    assert "PO 4711, PO 4712" in text
    assert {source.customer_reference for source in posted.sources.all()} == {"PO 4711", "PO 4712"}
    assert [line.customer_reference for line in posted.lines.all()] == ["PO 4711", "PO 4712"]


def test_every_page_of_a_long_invoice_carries_its_sum_forward(company: Company) -> None:
    order = sales_order(company, *[("A", 3, "25.10", {"discount_percent": Decimal(10)}) for _line in range(60)])

    posted = invoice(company, order)
    file = original_of(CustomerInvoice.of(company.entity).for_print().get(pk=posted.pk), user=company.clerk)
    pages = PdfReader(BytesIO(read(file))).pages

    carried = [re.search(r"Carried forward\s+([\d,.]+)", page.extract_text()) for page in pages[:-1]]
    brought = [re.search(r"Brought forward\s+([\d,.]+)", page.extract_text()) for page in pages[1:]]
    assert len(pages) > 1
    assert [match and match.group(1) for match in carried] == [match and match.group(1) for match in brought]
    assert "4,066.20" in pages[-1].extract_text()
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1].extract_text()


def test_looking_at_an_invoice_before_the_worker_does_not_keep_it_from_being_sent(company: Company) -> None:
    print_record(company.entity, "Original", email(to="ap@example.test"))
    posted = invoice(company, sales_order(company, ("S", 1)))

    original_of(CustomerInvoice.of(company.entity).for_print().get(pk=posted.pk), user=company.clerk)
    work_outbox()

    assert [output.destination for output in Output.of(company.entity)] == ["email"]
