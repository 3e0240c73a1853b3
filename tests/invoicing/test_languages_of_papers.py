"""Papers and e-mails speak the customer's language whole (sales.md §1.10), also where the screens do not know that language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.utils.translation import override
from django.utils.translation.trans_real import translation
from pypdf import PdfReader

from config.translations import catalog_file, faults, paper_texts, read_catalog, source_catalog
from customers.models import Customer, ElectronicAddress
from foundation.documents.formatting import DOCUMENT_LANGUAGES
from foundation.documents.mail_kinds import mail_kind_choices
from foundation.documents.models import ArchivedDocument
from foundation.documents.services.archive import read
from foundation.documents.services.mail_text import compose
from foundation.documents.services.work_outbox import work_outbox
from invoicing.services.credit_invoice import Crediting, credit_invoice
from invoicing.services.print_invoices import print_pro_formas
from returns.paper import print_return
from returns.services.send_papers import send_return
from sales.agreements.services.confirm_agreement import confirm_agreement
from sales.services.price_lists import PriceListRequest, print_price_list
from tests.factories.agreements import commitment, sales_agreement
from tests.factories.company import Company
from tests.factories.invoicing import invoice, request_for
from tests.factories.picking import list_picking
from tests.factories.quotations import quotation, send
from tests.factories.returns import announce, arrive, return_lines, sold_line
from tests.factories.sales import auto_charge, confirm, deliver, sales_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]

SAME_IN_GERMAN = {"Name", "Revision", "Status", "Version"}


class Untranslated:
    """Stands behind the catalog of a language and remembers what it was asked for in vain."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def gettext(self, message: str) -> str:
        self.asked.add(message)
        return message

    def ngettext(self, one: str, many: str, number: int) -> str:
        self.asked.add(one)
        return one if number == 1 else many


@pytest.fixture
def untranslated(monkeypatch: pytest.MonkeyPatch) -> Iterator[Untranslated]:
    missing = Untranslated()
    monkeypatch.setattr(translation("de"), "_fallback", missing)
    yield missing


@pytest.fixture
def german(company: Company) -> Company:
    """The company, whose customer C-100 is written to in German."""
    customer = company.customers["C-100"]
    Customer.of(company.entity).filter(pk=customer.pk).update(language="de")
    customer.refresh_from_db()
    ElectronicAddress.objects.create(party=customer.party, kind="email", value="einkauf@example.com", is_primary=True)
    return company


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def archived(company: Company) -> dict[str, str]:
    """Return the text of every document that was made, by its kind."""
    work_outbox()
    return {found.document_type: text_of(read(found)) for found in ArchivedDocument.of(company.entity)}


def english_in(text: str) -> set[str]:
    """Return the English texts of papers that stand in a text; the names of the items and customers of our builders are none."""
    catalog = read_catalog(catalog_file("de"))
    known = {message.id for message in catalog if message.id and message.id != message.string} - SAME_IN_GERMAN
    plain = {text.split("%(")[0].strip() for text in known if isinstance(text, str)}
    words = " ".join(re.sub(r"(Item|Customer) [A-Z]\S*", "", text).split())
    return {label for label in plain if len(label) > 2 and re.search(rf"(?<!\w){re.escape(label)}(?!\w)", words)}


def test_every_language_of_customers_has_every_text_of_papers() -> None:
    papers = paper_texts(source_catalog())
    for language in DOCUMENT_LANGUAGES[1:]:
        catalog = read_catalog(catalog_file(language))
        assert [text for text in faults(catalog, papers) if not text.startswith("no longer in the source")] == [], language


def test_an_invoice_and_a_credit_note_of_a_german_customer_hold_no_english_label(german: Company, untranslated: Untranslated) -> None:
    auto_charge(german, "FREIGHT", value="12.50")
    order = sales_order(german, ("A", 10, "25.00"), ("B", 4, "12.50"), customer_reference="PO 4711", total_discount_percent=2)
    deliver(german, order).or_raise()
    sold = invoice(german, order)
    taken_back = {line.pk: line.quantity for line in sold.lines.all()}
    note = invoice(german, credit_invoice(german.entity, sold.pk, Crediting(taken_back, reason="Preis falsch"), german.user("OM")))
    work_outbox()

    for posted, title in ((sold, "Rechnung"), (note, "Gutschrift")):
        text = text_of(read(ArchivedDocument.of(german.entity).get(number=posted.number)))
        assert title in text
        assert "Seite 1 von 1" in text
        assert english_in(text) == set(), title
        assert title == "Rechnung" or f"Korrigiert Rechnung {sold.number}" in " ".join(text.split())
    assert untranslated.asked == set()
    announced = " ".join(message.body for message in mail.outbox)
    assert all(
        f"anbei erhalten Sie: {paper}" in announced
        for paper in ("Lieferschein PS-", f"Rechnung {sold.number}", f"Gutschrift {note.number}")
    )


def test_papers_of_orders_hold_no_text_without_german(german: Company, untranslated: Untranslated) -> None:
    german.entity.language = "de"  # a picking list is read in the company's own warehouse
    german.entity.save()
    order = sales_order(german, ("A", 10, "25.00"), ("B", 4, "12.50"), customer_reference="PO 4711", total_discount_percent=2)
    confirm(german, order).or_raise()
    confirm(german, order).or_raise()
    list_picking(german, order, updates={10: 3}).or_raise()
    deliver(german, order, updates={10: 3}).or_raise()
    print_pro_formas(german.entity, [order.pk], request_for(), user=german.clerk)

    texts = archived(german)

    assert {"confirmation", "packing_slip", "picking_list", "pro_forma"} <= set(texts)
    assert {kind: english_in(text) for kind, text in texts.items() if english_in(text)} == {}
    assert untranslated.asked == set()


def test_offers_hold_no_text_without_german(german: Company, untranslated: Untranslated) -> None:
    offer = quotation(german, ("A", 10, "25.00"))
    send(german, offer)
    agreed = sales_agreement(
        german, commitment(german, item="A", quantity=500, unit_price="8.75", discount_amount="0.10", price_unit=100, max_is_enforced=True)
    )
    confirm_agreement(german.entity, agreed.pk, german.user("OM"))
    listed = text_of(print_price_list(german.entity, PriceListRequest(customer=german.customers["C-100"])))

    texts = archived(german) | {"price_list": listed}

    assert "Preisliste" in listed
    assert {"quotation", "sales_agreement"} <= set(texts)
    assert {kind: english_in(text) for kind, text in texts.items() if english_in(text)} == {}
    assert untranslated.asked == set()


def test_papers_of_returns_hold_no_text_without_german(german: Company, untranslated: Untranslated) -> None:
    returned = announce(german, (sold_line(german), 2))
    asked = text_of(print_return(returned, return_lines(returned), acknowledges=False))
    arrive(german, returned)
    send_return(returned, ["einkauf@example.com"], german.clerk, acknowledges=True)
    came = text_of(print_return(returned, return_lines(returned), acknowledges=True))

    assert "Rücksendung bis" in asked
    assert "Erfasst" in came
    assert english_in(asked) | english_in(came) == set()
    assert untranslated.asked == set()


@pytest.mark.parametrize("language", ["de", "fr"])
def test_our_own_texts_of_mails_exist_in_the_languages_of_customers(company: Company, language: str) -> None:
    for kind, _label in mail_kind_choices():
        in_english: tuple[str, str] = compose(company.entity, kind, "en", {"number": "F1"})
        subject, body = compose(company.entity, kind, language, {"number": "F1"})
        assert subject != in_english[0], kind
        assert body != in_english[1], kind


def test_the_screens_stay_in_the_languages_of_the_product(client: Any) -> None:
    with override(None):
        page = client.get("/sign-in/", headers={"accept-language": "de"}, follow=True)
    assert 'lang="en"' in page.content.decode()
