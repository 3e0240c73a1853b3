"""Sending quotations: versions, paper, revisions, follow-up, and what becomes of those that nobody ordered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from customers.models import ElectronicAddress
from foundation.backoffice.models import Activity
from foundation.documents.models import ArchivedDocument, Output
from foundation.documents.services.archive import read
from foundation.documents.services.work_outbox import work_outbox
from foundation.errors import BusinessRuleError
from foundation.statemachine import ActionNotAllowed
from sales.models import SalesOrderLine
from sales.price_errors import PriceIsZero
from sales.quotations.errors import ExpiryPassed, QuotationEmpty, StartRevision
from sales.quotations.models import Quotation, QuotationVersion
from sales.quotations.services.delete_quotations import delete_quotations
from sales.quotations.services.revise_quotation import revise_quotation
from sales.quotations.services.settle_quotations import extend_quotations, reopen_quotations
from sales.services.change_lines import Answers, LineEdit
from sales.services.revise_order import OrderRevision
from tests.factories.company import Company
from tests.factories.quotations import cancel, current, lose, quotation, quoted_lines, reason, send
from tests.web_fixtures import SignIn

LIST = "/NL01/quotations/"
pytestmark = pytest.mark.usefixtures("in_march")


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager, who may give any discount."""
    return signed_in_client("OM", manual_discount_limit=Decimal(100))


def follow_up(known: Quotation) -> Activity | None:
    """Return the follow-up activity of a quotation as it is now."""
    found: Activity | None = Activity.of(known.legal_entity_id).filter(pk=current(known).follow_up_id).first()
    return found


def revise(company: Company, known: Quotation, *, again: bool = True, **header: Any) -> Quotation:
    """Change the header of a quotation as its form does, dates included."""
    dates = {name: header.pop(name) for name in ("follow_up_date", "expiry_date") if name in header}
    revise_quotation(company.entity, known.pk, OrderRevision(header), company.user("OM"), Answers(), dates, start_revision=again)
    return current(known)


def test_what_was_sent_stands_in_a_version_that_nothing_changes(company: Company) -> None:
    known = quotation(company, ("A", 2), ("B", 1, "7.50"), customer_reference="RFQ 7", expiry_date=date(2026, 4, 30))

    [version] = send(company, known)

    assert (current(known).status, version.version, version.date, version.expiry_date) == ("sent", 1, date(2026, 3, 31), date(2026, 4, 30))
    assert (version.subtotal, version.header["customer_name"], version.header["customer_reference"]) == (
        Decimal("57.50"),
        known.customer.name,
        "RFQ 7",
    )
    assert [(line.item_number, line.quantity, line.net_amount) for line in version.lines.all()] == [("A", 2, 50), ("B", 1, Decimal("7.5"))]
    for change in (lambda: QuotationVersion.of(company.entity).update(subtotal=1), lambda: QuotationVersion.of(company.entity).delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_paper_is_archived_and_mailed(company: Company) -> None:
    known = quotation(company, ("A", 2))
    ElectronicAddress.objects.create(
        party=known.customer.party, kind=ElectronicAddress.Kind.EMAIL, value="buyer@example.com", purposes=["sales"], is_primary=True
    )
    [version] = send(company, known)

    work_outbox()

    original = ArchivedDocument.of(company.entity).get(document_type="quotation", object_id=version.pk)
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(read(original))).pages)
    assert known.number in text and "Quotation" in text and "Valid until" in text
    assert Output.of(company.entity).get(destination="email").sent_to == "buyer@example.com"


@pytest.mark.parametrize(
    ("lines", "dates", "refusal"),
    [
        ([], {}, QuotationEmpty),
        ([("A", 1)], {"expiry_date": date(2026, 3, 30), "order_date": date(2026, 3, 1)}, ExpiryPassed),
        ([("A", 1, "0")], {}, PriceIsZero),
    ],
)
def test_what_is_no_offer_is_not_sent(company: Company, lines: Any, dates: dict[str, Any], refusal: type[BusinessRuleError]) -> None:
    known = quotation(company, *lines, **dates)

    with pytest.raises(refusal):
        send(company, known)

    assert current(known).status == "created" and not QuotationVersion.of(company.entity).exists()


def test_a_line_without_a_price_goes_out_when_it_is_meant_so(company: Company) -> None:
    known = quotation(company, ("A", 1, "0"))

    send(company, known, accept_zero_prices=True)

    assert current(known).status == "sent"


def test_changing_what_was_sent_asks_first_and_starts_the_next_revision(company: Company) -> None:
    known = quotation(company, ("A", 2))
    send(company, known)

    with pytest.raises(StartRevision) as asked:
        revise(company, known, again=False, customer_reference="RFQ 8")
    changed = revise(company, known, customer_reference="RFQ 8")

    assert str(asked.value) == "This quotation was sent. Start revision 2?"
    assert (changed.status, changed.revision, changed.customer_reference) == ("created", 2, "RFQ 8")
    assert send(company, known)[0].version == 2
    assert QuotationVersion.of(company.entity).of_quotation(known.pk).count() == 2


def test_the_form_of_a_sent_quotation_asks_for_the_revision(client: Client, company: Company) -> None:
    known = quotation(company, ("A", 2))
    send(company, known)
    page = client.get(f"{LIST}{known.pk}/edit/")
    form, lines = page.context["form"], page.context["lines"]
    bounds = [*form, *(bound for line in lines.forms for bound in line)]
    data = {bound.html_name: bound.value() for bound in bounds if bound.value() not in (None, False)}
    data |= {"lines-TOTAL_FORMS": str(len(lines.forms)), "lines-INITIAL_FORMS": str(lines.initial_form_count())}
    data |= {"_shown_as": page.context["view"].shown_as, "customer_reference": "RFQ 8"}

    refused = client.post(f"{LIST}{known.pk}/edit/", data)
    saved = client.post(f"{LIST}{known.pk}/edit/", data | {"start_revision": "on"})

    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["start_revision"])
    assert (saved.status_code, current(known).revision) == (302, 2)


def test_without_a_responsible_there_is_no_follow_up_and_without_one_any_more_it_goes(company: Company) -> None:
    nobody, somebody = quotation(company, ("A", 1), responsible_id=None), quotation(company, ("A", 1))
    send(company, nobody, somebody)

    assert follow_up(nobody) is None and follow_up(somebody) is not None
    revise(company, somebody, responsible_id=None)
    assert follow_up(somebody) is None and not Activity.of(company.entity).exists()


def test_the_follow_up_names_the_contact_and_does_not_change_the_quotation(company: Company) -> None:
    known = quotation(company, ("A", 1), contact_name="Mrs Bakker")
    send(company, known)
    found = follow_up(known)
    assert found is not None

    Activity.of(company.entity).update(due_date=date(2026, 9, 9))

    assert "Mrs Bakker" in found.text and (found.due_date, found.assigned_to) == (known.follow_up_date, known.responsible)
    assert current(known).follow_up_date == known.follow_up_date


def test_a_reason_is_kept_until_a_manager_opens_the_quotation_again(company: Company) -> None:
    known = quotation(company, ("A", 1))
    send(company, known)

    lost = lose(company, known)
    reopen_quotations(company.entity, [known.pk], company.user("OM"))

    again = current(known)
    assert (lost.status, str(lost.reason)) == ("lost", "PRICE")
    assert (again.status, again.revision, again.reason) == ("created", 2, None)
    send(company, again)
    assert cancel(company, again).status == "cancelled"


def test_only_what_the_customer_has_is_lost_or_cancelled(company: Company) -> None:
    known = quotation(company, ("A", 1))

    for action in (lose, cancel):
        with pytest.raises(ActionNotAllowed):
            action(company, known)


def test_an_expired_quotation_is_extended_without_a_revision(company: Company) -> None:
    known = quotation(company, ("A", 1))
    send(company, known)
    Quotation.of(company.entity).filter(pk=known.pk).update(quotation_date=date(2026, 3, 1), expiry_date=date(2026, 3, 30))

    with pytest.raises(ExpiryPassed):
        extend_quotations(company.entity, [known.pk], company.user("OM"), expiry_date=date(2026, 3, 30))
    extend_quotations(company.entity, [known.pk], company.user("OM"), expiry_date=date(2026, 4, 10))

    longer = current(known)
    assert (longer.status, longer.revision, longer.expiry_date) == ("sent", 1, date(2026, 4, 10))


def test_deleting_a_lost_quotation_takes_its_versions_and_follow_up_along(company: Company) -> None:
    known = quotation(company, ("A", 1))
    send(company, known)
    lose(company, known)

    delete_quotations(company.entity, [known.pk], company.user("OM"))

    assert not QuotationVersion.of(company.entity).exists() and not Activity.of(company.entity).exists()
    work_outbox()


def test_any_number_of_quotations_takes_as_many_statements(company: Company) -> None:
    made = [quotation(company, ("A", 1), ("B", 2)) for _number in range(7)]
    send(company, made.pop())

    counts = []
    for known in (made[:1], made[1:]):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            send(company, *known)
        counts.append(len(seen))

    assert counts[1] <= counts[0] + 1 and counts[0] < 60


def test_pages_send_lose_and_show_the_versions(client: Client, company: Company) -> None:
    known = quotation(company, ("A", 2))
    address = f"{LIST}{known.pk}/"

    dialog = client.get(f"{address}send/")
    shown = dialog.content.decode()
    assert known.number in shown and "version 1" in shown
    sent = client.post(f"{address}send/", {"deliver": "on", "_key": str(dialog.context["view"].key)})

    assert sent.status_code == 302, sent.context["form"].errors
    [version] = QuotationVersion.of(company.entity).all()
    assert str(version) in client.get(address).content.decode()
    assert known.number in client.get(f"{LIST}versions/{version.pk}/").content.decode()
    assert client.get(f"{LIST}versions/{version.pk}/pdf/")["Content-Type"] == "application/pdf"
    client.post(f"{address}lose/", {"reason": str(reason(company).pk), "competitor": "Jansen"})
    assert "Jansen" in client.get(address).content.decode()


def test_a_removed_line_of_a_new_revision_stays_in_the_version_that_was_sent(company: Company) -> None:
    known = quotation(company, ("A", 2), ("B", 1))
    [version] = send(company, known)
    _first, second = quoted_lines(known)

    edits = [LineEdit(second.pk, remove=True)]
    revise_quotation(company.entity, known.pk, OrderRevision({}, edits=edits), company.user("OM"), Answers(), start_revision=True)

    assert [line.item_number for line in version.lines.all()] == ["A", "B"]
    assert len(quoted_lines(known)) == 1 and not SalesOrderLine.of(company.entity).exists()
