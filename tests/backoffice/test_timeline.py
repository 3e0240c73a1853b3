"""The timeline of a document: its own events, those of what came of it, changes in words, and notes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from foundation.backoffice.documents import TimelineEntry
from foundation.backoffice.timeline import changes_in_words
from foundation.documents.models import Destination, Output
from foundation.documents.statuses import OutputState
from sales.models import SalesOrder
from sales.services.change_lines import LineEdit, change_lines
from tests.factories.batch_invoicing import job, run
from tests.factories.company import Company
from tests.factories.invoicing import invoice, set_invoicing_parameters
from tests.factories.sales import confirm, deliver, only_line, sales_order
from tests.web_fixtures import SignIn

DAY = date(2026, 3, 2)


def told(answer: Any) -> list[tuple[str, str]]:
    """Return title and document of the events that a page tells, latest first."""
    return [(entry.title, entry.about) for entry in answer.context["timeline"]]


def test_an_order_tells_of_its_confirmation_delivery_and_invoice(signed_in_client: SignIn, company: Company) -> None:
    order = sales_order(company, ("S", 2, "25"), order_date=DAY)
    confirm(company, order)
    slips = deliver(company, order)
    posted = invoice(company, order)

    page = signed_in_client("AR").get(f"/NL01/sales/orders/{order.pk}/")

    events = told(page)
    assert ("Invoice posted", posted.number) in events
    assert ("Packing slip posted", slips.slips[0].number) in events
    assert events.index(("Invoice posted", posted.number)) < events.index(("Confirmed", ""))
    assert f'href="/NL01/invoices/{posted.pk}/"' in page.content.decode()


def test_a_sent_document_is_told_with_its_address(signed_in_client: SignIn, company: Company) -> None:
    order = sales_order(company, ("S", 2, "25"), order_date=DAY)
    deliver(company, order)
    posted = invoice(company, order)
    Output.of(company.entity).create(
        legal_entity=company.entity,
        document_type="customer_invoice",
        object_id=posted.pk,
        number=posted.number,
        destination=Destination.EMAIL,
        state=OutputState.DONE,
        sent_to="billing@example.com",
    )

    for address in (f"/NL01/sales/orders/{order.pk}/", f"/NL01/invoices/{posted.pk}/"):
        sent = next(entry for entry in signed_in_client("AR").get(address).context["timeline"] if entry.title == "Sent by e-mail")
        assert (sent.about, sent.text) == (f"Customer invoice {posted.number}", "billing@example.com")


def test_a_changed_price_stands_with_line_label_and_both_values(signed_in_client: SignIn, company: Company) -> None:
    order = sales_order(company, ("A", 2, "25"))
    change_lines(company.entity, order.pk, [LineEdit(only_line(order).pk, {"unit_price": Decimal(20)})], company.user("OC"))

    [changed, *_rest] = signed_in_client("OM").get(f"/NL01/sales/orders/{order.pk}/").context["timeline"]

    assert (changed.title, changed.who, changed.changes) == (
        "Prices changed",
        company.user("OC").name,
        [("Line 10, unit price", "25", "20")],
    )


def test_an_order_tells_why_a_batch_job_could_not_invoice_it(signed_in_client: SignIn, company: Company) -> None:
    set_invoicing_parameters(company, block_zero_price=True)
    order = sales_order(company, ("A", 1, "0.00"))
    ended = run(company, job(company))

    def refusal(role: str) -> TimelineEntry:
        page = signed_in_client(role).get(f"/NL01/sales/orders/{order.pk}/")
        [entry] = [entry for entry in page.context["timeline"] if entry.tone == "danger"]
        return entry

    told = refusal("AR")
    assert (told.title, told.about, told.url) == ("Not processed by a batch job", str(ended), f"/NL01/batch/runs/{ended.pk}/")
    assert "price" in told.text
    assert (refusal("WH").text, refusal("WH").url) == (told.text, "")


@pytest.mark.parametrize(
    ("kept", "shown"),
    [("2026-03-02", "2 Mar 2026"), ("2026-13-40", "2026-13-40"), ("12.50", "12,5"), ("True", "Ja"), (None, "–"), ("1203", "1203")],
)
def test_values_of_the_trail_are_shown_as_people_write_them(kept: str | None, shown: str) -> None:
    with override("nl"):
        [(_label, before, after)] = changes_in_words(SalesOrder, {"priority": [kept, None]})

    assert (before.lower(), after) == (shown.lower().replace("2 mar", "2 mrt"), "–")
