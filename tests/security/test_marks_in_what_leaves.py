"""The mark of the second legal entity in PDFs, parts of workbooks, mails, webhooks and log lines of the first (reliability.md §18).

Each search has a companion that takes the walls between the entities away and must find the mark.
"""

from __future__ import annotations

import io
import json
import logging
import zipfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any
from unittest import mock

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client, override_settings
from django.utils.translation import override
from pypdf import PdfReader

from config.log_lines import JsonLines
from foundation.backoffice.addresses import entity_url
from foundation.backoffice.views import ListPage, base
from foundation.documents.models import MailTemplate
from foundation.documents.services.deliver_documents import email_document
from foundation.documents.services.work_outbox import work_outbox
from foundation.organization.roles import ShippedRole
from foundation.organization.scope import entity_scope
from foundation.webhooks.models import WebhookDelivery, WebhookSubscription
from foundation.webhooks.services.publish import publish
from foundation.webhooks.services.subscriptions import create_subscription
from foundation.webhooks.statuses import WebhookEvent
from invoicing.models import CustomerInvoice
from invoicing.services.print_invoices import copy_of, printable
from sales.models import OrderConfirmation, PackingSlip
from sales.quotations.models import QuotationVersion
from tests.factories.invoicing import invoice
from tests.factories.sales import deliver, sales_order
from tests.security.database_role import acting_as, make_roles
from tests.security.routes import page_routes
from tests.security.world import MARK, World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.scenario("reliability", "REL-22")]
LISTS = [route for route in page_routes() if route.method == "get" and not route.keys and issubclass(route.view, ListPage)]
ROLES = ("AR", "OM", *(role.value for role in ShippedRole))
PRINTED: dict[str, Any] = {
    "invoicing:invoice-print": CustomerInvoice,
    "sales:confirmation-print": OrderConfirmation,
    "sales:packing-slip-print": PackingSlip,
    "quotations:version-print": QuotationVersion,
}
PAPERS: list[str] = []
RECEIVER = "desk@receiver.example"


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Two entities that did the same business; every text of the second one is marked."""
    around = transaction.atomic()
    around._from_testcase = True  # postings may call themselves the outermost transaction
    with django_db_blocker.unblock(), around, override("en"):
        make_roles()
        made = make_world()
        PAPERS[:] = addresses(made)
        yield made
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def taken_back(world: World) -> Iterator[None]:
    """Take back what a test wrote."""
    before = transaction.savepoint()
    yield
    transaction.savepoint_rollback(before)


def all_rows_of(model: Any) -> Any:
    """Let the door of a model hand out the rows of every entity."""
    return mock.patch.object(model, "of", staticmethod(lambda _entity: model._queryset()))


def every_row(model: Any, _entity: Any, rows: str = "") -> Any:
    """Read for a page the rows of every entity."""
    queryset = model._queryset() if hasattr(model, "_queryset") else model._default_manager.all()
    return getattr(queryset, rows)() if rows else queryset


def browser(world: World, role: str) -> Client:
    """Return a signed-in browser of the first entity."""
    client = Client()
    client.force_login(world.own.user(role))
    return client


def pdf_text(content: bytes) -> str:
    """Return every text of a PDF."""
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).replace(" ", "")


def body_of(answer: Any) -> bytes:
    """Return what was answered, streamed or not."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def marked_pdfs(world: World) -> list[str]:
    """Return the PDFs of the first entity, one by one and merged, that hold the mark."""
    client, found = browser(world, "AR"), {}
    for address in PAPERS:
        answer = client.get(address, {"file": "preview", "what": "copy"})
        assert answer.status_code == 200, address
        found[address] = pdf_text(body_of(answer))
    answer = client.get("/NL01/invoices/print/", {"matching": "all"})
    assert answer["Content-Type"] == "application/pdf"
    found["invoices merged"] = pdf_text(body_of(answer))
    assert all(found.values())
    return [name for name, text in found.items() if MARK in text]


def addresses(world: World) -> list[str]:
    """Return the print dialogs of one document of each kind of the first entity."""
    found = []
    for page, model in PRINTED.items():
        first = model._base_manager.filter(legal_entity=world.own.entity).earliest("pk")
        found.append(entity_url(world.own.entity, page, pk=first.pk))
    return found


def marked_parts(world: World) -> list[str]:
    """Return the parts of the workbooks of every list that hold the mark."""
    found, made = [], 0
    for route in LISTS:
        role = next((role for role in ROLES if route.allows(role)), "AD")
        answer = browser(world, role).get(route.address(world), {"export": "xlsx", "tab": "all"})
        if "spreadsheetml" not in answer.get("Content-Type", ""):
            continue
        made += 1
        with zipfile.ZipFile(io.BytesIO(body_of(answer))) as workbook:
            found += [f"{route} {part}" for part in workbook.namelist() if MARK.encode() in workbook.read(part)]
    assert made > 15
    return found


def marked_mails(world: World) -> list[str]:
    """Return the subjects of the mails of the first entity that hold the mark anywhere, attachments included."""
    own = world.own.entity
    with entity_scope(own):
        posted = CustomerInvoice._base_manager.filter(legal_entity=own).earliest("pk")
        posted = CustomerInvoice.of(own).for_print().get(pk=posted.pk)
        email_document(own, printable(posted), copy_of(posted, user=world.own.clerk), to=[RECEIVER], user=world.own.clerk)
    work_outbox()
    mails = [message for message in mail.outbox if RECEIVER in message.to]
    assert mails
    return [message.subject for message in mails if MARK in _all_of(message)]


def _all_of(message: EmailMessage) -> str:
    files = "".join(pdf_text(content) for _name, content, _kind in message.attachments)
    return f"{message.subject}{message.body}{message.from_email}{message.recipients()}{message.extra_headers}{files}"


def marked_calls(world: World) -> list[str]:
    """Return the webhooks to the receiver of the first entity that hold the mark, after both entities announced invoices."""
    with override_settings(WEBHOOKS_ALLOW_PRIVATE=True):
        mine, _secret = create_subscription(
            world.own.entity, name="Shop", url="http://127.0.0.1:9/", events=WebhookEvent.values, user=world.own.clerk
        )
    order = sales_order(world.own, ("A", 1, "10.00"))
    deliver(world.own, order)
    invoice(world.own, order, invoice_date=world.own.entity.today())
    theirs = CustomerInvoice._base_manager.filter(legal_entity=world.foreign.entity).earliest("pk")
    publish(world.foreign.entity, WebhookEvent.INVOICE_POSTED, {"number": theirs.number})
    sent = WebhookDelivery._base_manager.filter(subscription=mine)
    assert sent.exists()
    return [call.event for call in sent if MARK in call.body or '"BE01"' in call.body]


def logged(world: World, formatter: logging.Formatter) -> str:
    """Return the lines that are logged while the second entity's records and texts are asked for."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        client = browser(world, "AR")
        foreign = CustomerInvoice._base_manager.filter(legal_entity=world.foreign.entity).earliest("pk")
        for address in (
            f"/NL01/invoices/?q={MARK}",
            f"/NL01/{MARK}/",
            f"/NL01/invoices/{foreign.pk}/",
            f"/BE01/invoices/{foreign.pk}/?q={MARK}",
        ):
            client.get(address)
        client.post(f"/NL01/invoices/{foreign.pk}/send/", {"to": f"{MARK}@x.example"})
    finally:
        root.removeHandler(handler)
    return stream.getvalue()


WITHOUT_WALL: dict[str, Callable[[], Any]] = {
    "PDF": lambda: all_rows_of(CustomerInvoice),
    "workbook": lambda: mock.patch.object(base, "rows_of", every_row),
    "mail": lambda: all_rows_of(MailTemplate),
    "webhook": lambda: all_rows_of(WebhookSubscription),
}
SEARCHES: dict[str, Callable[[World], list[str]]] = {
    "PDF": marked_pdfs,
    "workbook": marked_parts,
    "mail": marked_mails,
    "webhook": marked_calls,
}


def foreign_mail_text(world: World) -> None:
    """Give the second entity a text of its own for e-mails; the first one has none."""
    MailTemplate._base_manager.all().delete()
    MailTemplate.of(world.foreign.entity).create(
        legal_entity=world.foreign.entity, document_type="customer_invoice", language="en", subject=f"{MARK} {{number}}", body=MARK
    )


@pytest.mark.parametrize("search", SEARCHES)
def test_nothing_that_leaves_an_entity_tells_of_another(world: World, search: str) -> None:
    foreign_mail_text(world)
    with acting_as("app") if search in {"PDF", "workbook"} else nullcontext():
        assert SEARCHES[search](world) == []


@pytest.mark.parametrize("search", SEARCHES)
def test_without_the_walls_the_search_finds_the_mark(world: World, search: str) -> None:
    foreign_mail_text(world)
    with WITHOUT_WALL[search]():
        assert SEARCHES[search](world)


def test_no_log_line_tells_of_another_entity(world: World) -> None:
    lines = logged(world, JsonLines())

    assert [json.loads(line)["logger"] for line in lines.splitlines()]
    assert MARK not in lines


def test_a_formatter_without_the_list_of_what_may_be_logged_tells_of_it(world: World) -> None:
    assert MARK in logged(world, logging.Formatter())


def test_the_second_entity_sees_its_own_mark_on_paper(world: World) -> None:
    posted = CustomerInvoice._base_manager.filter(legal_entity=world.foreign.entity).earliest("pk")
    client = Client()
    client.force_login(world.foreign.user("AR"))

    answer = client.get(f"/BE01/invoices/{posted.pk}/print/", {"file": "preview", "what": "copy"})

    assert MARK in pdf_text(body_of(answer))
