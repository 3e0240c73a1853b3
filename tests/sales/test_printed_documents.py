"""The lists of confirmations and packing slips say when a document was printed or mailed last (sales.md §20, list L23)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.documents.models import Output
from foundation.documents.statuses import OutputState
from sales.models import OrderConfirmation, PackingSlip
from tests.factories.company import Company
from tests.factories.sales import confirm, deliver, sales_order
from tests.web_fixtures import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]
MOMENT = datetime(2026, 3, 4, 11, 30, tzinfo=UTC)


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager."""
    return signed_in_client("OM")


def output(company: Company, kind: str, document: Any, *, day: int = 4, **values: Any) -> None:
    """Write down that a document went out on a day of March."""
    known = {"destination": "queue", "state": OutputState.DONE, "finished_at": MOMENT.replace(day=day)} | values
    Output.of(company.entity).create(
        legal_entity=company.entity, document_type=kind, object_id=document.pk, number=document.number, **known
    )


def test_a_list_says_when_a_document_was_printed_or_mailed_last(company: Company, client: Client) -> None:
    order = sales_order(company, ("S", 2))
    confirm(company, order)
    deliver(company, order).or_raise()
    confirmation, slip = OrderConfirmation.of(company.entity).get(), PackingSlip.of(company.entity).get()
    output(company, "confirmation", confirmation)
    output(company, "packing_slip", slip, day=3)
    output(company, "packing_slip", slip, day=5, destination="email")
    output(company, "packing_slip", slip, day=9, destination="download")
    output(company, "packing_slip", slip, day=9, state=OutputState.FAILED)

    assert OrderConfirmation.of(company.entity).for_list().get().printed_at == MOMENT
    assert PackingSlip.of(company.entity).for_list().get().printed_at == MOMENT.replace(day=5)
    assert "Printed" in client.get("/NL01/sales/packing-slips/").content.decode()


def test_what_never_went_out_has_no_moment_and_more_outputs_take_no_statement_more(company: Company) -> None:
    first, second = (sales_order(company, ("S", 1)) for _number in range(2))
    for order in (first, second):
        deliver(company, order).or_raise()
    output(company, "packing_slip", first.packing_slips.get())

    with CaptureQueriesContext(connection) as statements:
        found = {slip.order_id: slip.printed_at for slip in PackingSlip.of(company.entity).for_list()}

    assert found == {first.pk: MOMENT, second.pk: None}
    assert len(statements) == 1
