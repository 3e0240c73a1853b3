"""A line of a return that never comes is cancelled while the others go on (sales.md §14.4, §14.11)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.ledger.checks import violations
from foundation.organization.models import AuditEntry
from foundation.statemachine import ActionNotAllowed
from invoicing.models import CustomerInvoice
from returns.models import ReturnableLine, ReturnOrder
from returns.services.cancel_return_lines import cancel_return_lines
from sales.errors import ReasonMissing
from sales.models import ReasonCode, SalesOrder, SalesParameters
from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.api.conftest import api_as as api_as
from tests.api.conftest import clerk as clerk
from tests.factories.company import Company
from tests.factories.invoicing import post
from tests.factories.returns import announce, arrive, return_lines, sold_line
from tests.factories.sales import deliver

pytestmark = pytest.mark.django_db


def cancel(company: Company, returned: ReturnOrder, *numbers: int, reason: ReasonCode | None = None) -> None:
    """Cancel lines of a return by their numbers."""
    keys = [line.pk for line in return_lines(returned) if line.order_line.line_number in numbers]
    cancel_return_lines(company.entity, keys, company.user("OC"), reason=reason)


def statuses(returned: ReturnOrder) -> tuple[str, list[str]]:
    """Return how far a return is, and its lines."""
    returned.refresh_from_db()
    return returned.status, [line.status for line in return_lines(returned)]


def test_one_line_goes_while_the_others_go_on_and_what_it_announced_may_be_announced_again(company: Company) -> None:
    sold = sold_line(company)
    returned = announce(company, (sold, 9), (sold, 3))

    cancel(company, returned, 10)

    assert statuses(returned) == ("created", ["cancelled", "awaiting"])
    assert [(line.order_line.cancelled_quantity, line.order_line.status) for line in return_lines(returned)] == [
        (-9, "cancelled"),
        (0, "open"),
    ]
    assert SalesOrder.of(company.entity).get(pk=returned.order_id).order_amount == Decimal("-207.00")
    assert (ReturnableLine.of(company.entity).get().returned_quantity, company.on_hand("T").ordered) == (3, 3)
    announce(company, (sold, 9))
    assert violations() == []


@pytest.mark.parametrize("credited_first", [True, False])
def test_a_return_of_which_a_part_arrived_and_whose_rest_never_comes_is_closed(company: Company, credited_first: bool) -> None:
    returned = announce(company, (sold_line(company), 5))
    arrive(company, returned, quantity=2)
    deliver(company, returned.order).or_raise()
    if credited_first:
        post(company, returned.order)
        assert statuses(returned) == ("open", ["invoiced", "awaiting"])

    cancel(company, returned, 20)
    if not credited_first:
        assert statuses(returned) == ("open", ["received", "cancelled"])
        post(company, returned.order)

    assert statuses(returned) == ("closed", ["invoiced", "cancelled"])
    note = CustomerInvoice.of(company.entity).order_by("-pk")[0]
    assert note.sum_lines == Decimal("-138.00")
    assert SalesOrder.of(company.entity).get(pk=returned.order_id).status == "invoiced"
    assert (ReturnableLine.of(company.entity).get().returned_quantity, company.on_hand("T").ordered) == (2, 0)
    assert violations() == []


def test_what_arrived_is_not_cancelled_nor_is_a_line_twice(company: Company) -> None:
    sold = sold_line(company)
    returned = announce(company, (sold, 5), (sold, 1))
    arrive(company, returned)

    with pytest.raises(ActionNotAllowed, match="its status must be Expected; it is Registered"):
        cancel(company, returned, 10, 20)
    cancel(company, returned, 20)
    with pytest.raises(ActionNotAllowed, match="its status must be Expected; it is Cancelled"):
        cancel(company, returned, 20)

    assert statuses(returned) == ("open", ["registered", "cancelled"])


def test_a_return_of_which_no_line_is_left_is_cancelled(company: Company) -> None:
    sold = sold_line(company)
    returned = announce(company, (sold, 5), (sold, 1))

    cancel(company, returned, 10)
    cancel(company, returned, 20)

    assert statuses(returned) == ("cancelled", ["cancelled", "cancelled"])
    assert SalesOrder.of(company.entity).get(pk=returned.order_id).status == "cancelled"
    assert violations() == []


def test_the_reason_may_be_mandatory_and_stands_in_the_history(company: Company) -> None:
    SalesParameters.objects.update_or_create(legal_entity=company.entity, defaults={"cancel_reason_mandatory": True})
    reason = ReasonCode.of(company.entity).create(legal_entity=company.entity, code="KEPT", names={"en": "Kept"}, kind="cancellation")
    sold = sold_line(company)
    returned = announce(company, (sold, 5), (sold, 1))

    with pytest.raises(ReasonMissing):
        cancel(company, returned, 10)
    cancel(company, returned, 10, reason=reason)

    entry = AuditEntry.of(company.entity).get(object_type="returns.returnorder", object_id=returned.pk, action="lines cancelled")
    assert (entry.reason, list(entry.changes)) == ("KEPT", ["lines.10"])


def test_many_lines_take_as_many_statements_as_one(company: Company) -> None:
    sold = sold_line(company)
    counts = []
    for count in (1, 1, 4):
        returned = announce(company, *[(sold, 1)] * (count + 1))
        with CaptureQueriesContext(connection) as captured:
            cancel(company, returned, *(10 * (number + 1) for number in range(count)))
        counts.append(len(captured))

    assert counts[1] == counts[2] <= 45, counts


def test_lines_are_cancelled_on_the_page(company: Company, client: Client) -> None:
    sold = sold_line(company)
    returned = announce(company, (sold, 5), (sold, 1))
    client.force_login(company.user("OC"))
    address = f"/NL01/returns/orders/{returned.pk}/cancel-lines/"
    lines = return_lines(returned)

    assert "10 · T · " in client.get(address).content.decode()
    answer = client.post(address, {"lines": [lines[0].pk]})
    again = client.post(address, {"lines": [lines[0].pk]})

    assert answer["Location"] == f"/NL01/returns/orders/{returned.pk}/"
    assert (again.status_code, "it is Cancelled" in again.content.decode()) == (422, True)
    assert statuses(returned) == ("created", ["cancelled", "awaiting"])
    client.force_login(company.user("WH"))
    assert client.post(address, {"lines": [lines[1].pk]}).status_code == 403


def test_lines_are_cancelled_over_rest(company: Company, clerk: ApiUser, api_as: ApiAs) -> None:
    sold = sold_line(company)
    returned = announce(company, (sold, 5), (sold, 1))
    address = f"return-orders/{returned.rma_number}/cancel-lines"

    api_as("WH").send(address, {"lines": [10]}, expect=403)
    assert clerk.send(address, {"lines": [30]}, expect=422).json()["errors"][0]["field"] == "lines.0.line_number"
    shown = clerk.send(address, {"lines": [10]}, expect=200).json()

    assert [line["status"] for line in shown["lines"]] == ["cancelled", "awaiting"]
    assert clerk.send(address, {"lines": [10]}, expect=409).json()["code"] == "GEN-06"
