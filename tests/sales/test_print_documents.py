"""The paper of confirmations and packing slips: what it says, in whose language, frozen and archived."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from customers.models import ElectronicAddress
from foundation.documents.models import ArchivedDocument, OutboxMessage, Output
from foundation.documents.services.archive import read
from foundation.documents.services.deliver_documents import print_copy
from foundation.documents.services.work_outbox import work_outbox
from sales.corrections import CorrectionRequest
from sales.models import OrderConfirmation, PackingSlip, SalesOrder
from sales.services.correct_packing_slips import correct_packing_slips
from sales.services.print_documents import original_of, printable, render_document
from tests.factories.company import Company
from tests.factories.sales import auto_charge, confirm, deliver, sales_order, set_parameters
from tests.web_fixtures import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def printed(document: OrderConfirmation | PackingSlip, company: Company) -> str:
    return text_of(read(original_of(type(document).of(company.entity).for_print().get(pk=document.pk), user=company.clerk)))


def copied(company: Company, found: OrderConfirmation | PackingSlip) -> str:
    return text_of(read(print_copy(company.entity, printable(found), partial(render_document, found), user=company.clerk)))


def confirmed(company: Company, order: SalesOrder) -> OrderConfirmation:
    return confirm(company, order).or_raise().confirmations[0]


def test_a_confirmation_shows_what_was_promised(company: Company) -> None:
    auto_charge(company, "FREIGHT", value="12.50")
    order = sales_order(
        company,
        ("A", 10, "25.00", {"discount_percent": Decimal(10)}),
        ("B", 4, "12.50"),
        customer_reference="PO 4711",
        total_discount_percent=Decimal(2),
        text="Please ring at gate 3.",
    )

    text = printed(confirmed(company, order), company)

    for wanted in ("Order confirmation OC-000001", order.number, "PO 4711", "C-100", company.entity.vat_number, "Please ring at gate 3."):
        assert wanted in text, wanted
    for amount in ("225.00", "50.00", "275.00", "-5.50", "12.50", "10%", "Total discount 2%", "Sales tax 21%", "Sales tax 9%"):
        assert amount in re.sub(r"\s*%", "%", text), amount
    assert "Page 1 of 1" in text


def test_a_second_confirmation_says_that_it_replaces_the_first(company: Company) -> None:
    order = sales_order(company, ("A", 1))

    first, second = printed(confirmed(company, order), company), printed(confirmed(company, order), company)

    assert "replaces" not in first
    assert "This confirmation replaces the earlier ones." in second


def test_a_packing_slip_shows_what_left_and_what_is_still_to_come_and_no_prices(company: Company) -> None:
    order = sales_order(company, ("A", 10, "25.00"), ("B", 4, "12.50"), customer_reference="PO 4711")

    [slip] = deliver(company, order, updates={10: 6}, external_reference="TRUCK 9").or_raise().slips
    text = printed(slip, company)

    for wanted in ("Packing slip PS-000001", order.number, "PO 4711", "Item A", "TRUCK 9", "Still to come", "Mar 2026", "Signature"):
        assert wanted in text, wanted
    assert "25.00" not in text


def still_to_come(text: str) -> str:
    """What a packing slip says below the lines that left."""
    return text.partition("Still to come")[2].partition("Received complete")[0]


def test_open_lines_are_printed_as_far_as_the_parameter_says(company: Company) -> None:
    other = sales_order(company, ("B", 7))
    found = {}

    for tracking in ("none", "this_order", "customer"):
        set_parameters(company, backorder_tracking=tracking)
        [slip] = deliver(company, sales_order(company, ("A", 10), ("S", 3)), updates={10: 6, 20: 0}).or_raise().slips
        found[tracking] = still_to_come(printed(slip, company))

    assert found["none"] == ""
    assert "Item S" in found["this_order"]
    assert other.number not in found["this_order"]
    assert other.number in found["customer"]


def test_a_copy_of_a_corrected_slip_shows_what_stays_and_the_original_what_left(company: Company) -> None:
    [slip] = deliver(company, sales_order(company, ("A", 10), ("S", 3))).or_raise().slips
    lines = {line.line_number: line.pk for line in slip.lines.all()}
    request = CorrectionRequest(company.entity, [slip.pk], {lines[10]: Decimal(7), lines[20]: Decimal(0)})
    correct_packing_slips(request, company.user("WH")).or_raise()

    found = PackingSlip.of(company.entity).for_print().get(pk=slip.pk)
    original, copy = printed(slip, company), copied(company, found)

    assert "Item S" in original
    assert "replaces" not in original
    assert "Version 2; it replaces the earlier ones." in copy
    assert "Item S" not in copy


def test_prices_stand_on_a_packing_slip_when_the_parameter_says_so(company: Company) -> None:
    set_parameters(company, prices_on_packing_slip=True)
    order = sales_order(company, ("A", 10, "25.00", {"discount_percent": Decimal(10)}))

    [slip] = deliver(company, order, updates={10: 6}).or_raise().slips
    SalesOrder.of(company.entity).filter(pk=order.pk).update(order_amount=0)
    text = printed(slip, company)

    assert "25.00" in text
    assert "135.00" in text


def test_a_slip_of_several_orders_names_the_order_of_each_line(company: Company) -> None:
    one, two = sales_order(company, ("A", 1)), sales_order(company, ("B", 1))

    [slip] = deliver(company, one, two, combine=True).or_raise().slips
    text = printed(slip, company)

    assert f"Sales order {one.number}" in text
    assert f"Sales order {two.number}" in text


def test_paper_speaks_the_language_of_the_order(company: Company) -> None:
    order = sales_order(company, ("A", 1000, "1.50"), language="nl")

    text = printed(confirmed(company, order), company)

    assert "1.500,00" in text
    assert "1.000" in text


def test_the_worker_archives_and_mails_the_confirmation_and_the_original_stays(company: Company) -> None:
    order = sales_order(company, ("A", 1))
    ElectronicAddress.objects.create(
        party=order.customer.party, kind=ElectronicAddress.Kind.EMAIL, value="buyer@example.com", purposes=["sales"], is_primary=True
    )
    confirmation = confirmed(company, order)
    work_outbox()
    first = ArchivedDocument.of(company.entity).get(document_type="confirmation", object_id=confirmation.pk)

    company.entity.street = "Elsewhere 1"
    company.entity.save()
    found = OrderConfirmation.of(company.entity).for_print().get(pk=confirmation.pk)

    assert Output.of(company.entity).get(destination="email").sent_to == "buyer@example.com"
    assert original_of(found, user=company.clerk).sha256 == first.sha256
    copy = copied(company, found)
    assert "Elsewhere" not in copy
    assert "COPY" in copy


def test_paper_that_is_not_sent_is_archived_all_the_same(company: Company) -> None:
    [slip] = deliver(company, sales_order(company, ("A", 1)), print_moment="no").or_raise().slips
    work_outbox()

    assert ArchivedDocument.of(company.entity).get().object_id == slip.pk
    assert not Output.of(company.entity).exists()


def test_paper_that_is_printed_now_is_there_when_the_posting_is_done(company: Company, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        [version] = confirm(company, sales_order(company, ("A", 1)), print_moment="now").or_raise().confirmations

    assert ArchivedDocument.of(company.entity).get().object_id == version.pk
    archived, sent = ArchivedDocument.of(company.entity).count(), Output.of(company.entity).count()
    work_outbox()
    assert (ArchivedDocument.of(company.entity).count(), Output.of(company.entity).count()) == (archived, sent)


@pytest.mark.parametrize(("asked", "made"), [("now", True), ("after", False), ("no", False)])
def test_the_dialog_asks_when_to_print(
    company: Company, signed_in_client: SignIn, django_capture_on_commit_callbacks: Any, asked: str, made: bool
) -> None:
    client, order = signed_in_client("OM"), sales_order(company, ("A", 1))
    address = f"/NL01/sales/orders/{order.pk}/post-packing-slip/"
    page = client.get(address)
    assert page.context["form"]["print_moment"].value() == "after"

    sent = {"_key": page.context["view"].key, "option": "all", "delivery_date": "05-03-2026", "print_moment": asked}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, sent)

    assert PackingSlip.of(company.entity).count() == 1
    assert ArchivedDocument.of(company.entity).exists() == made
    assert client.get(address).context["form"]["print_moment"].value() == asked


def test_an_order_that_is_refused_queues_no_paper(company: Company) -> None:
    order = sales_order(company, ("A", 1))

    assert deliver(company, order, delivery_date=date(2020, 1, 1)).refusals

    assert not OutboxMessage.of(company.entity).exists()


def test_the_pages_hand_out_the_original_and_copies_of_their_own_entity(
    signed_in_client: SignIn, company: Company, other_company: Company
) -> None:
    order = sales_order(company, ("A", 1))
    confirmation = confirmed(company, order)
    [slip] = deliver(company, order).or_raise().slips

    for address in (f"confirmations/{confirmation.pk}/", f"packing-slips/{slip.pk}/"):
        client = signed_in_client("OC")
        shown, copied = (client.get(f"/NL01/sales/{address}pdf/"), client.post(f"/NL01/sales/{address}pdf/"))
        assert (shown["Content-Type"], shown.content[:5]) == ("application/pdf", b"%PDF-")
        assert "COPY" in text_of(copied.content)
        assert f"/NL01/sales/{address}pdf/" in client.get(f"/NL01/sales/{address}").content.decode()
        assert signed_in_client("MK").get(f"/NL01/sales/{address}pdf/").status_code == 403
        foreign = signed_in_client("OM", in_company=other_company)
        assert foreign.get(f"/BE01/sales/{address}pdf/").status_code == 404
