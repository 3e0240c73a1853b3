"""Sending and printing posted documents over REST: to whom, in which form, by whom, and in which entity."""

from __future__ import annotations

from foundation.documents.models import Output
from invoicing.models import CustomerInvoice
from tests.api.conftest import ApiAs
from tests.factories.company import Company, make_company
from tests.factories.invoicing import invoice
from tests.factories.sales import deliver, sales_order


def posted(company: Company) -> CustomerInvoice:
    """Return an invoice of a delivered order."""
    order = sales_order(company, ("A", 1, "10.00"))
    deliver(company, order)
    return invoice(company, order)


def test_a_copy_goes_by_e_mail_to_the_addresses_that_were_sent_and_a_repeated_call_sends_it_once(company: Company, api_as: ApiAs) -> None:
    address = f"customer-invoices/{posted(company).number}/send"
    biller = api_as("BC")

    answers = [biller.send(address, {"to": ["ap@buyer.example"], "what": "copy"}, key="k-1", expect=201).json() for _again in range(2)]

    assert answers[0] == answers[1]
    assert (answers[0]["destination"], answers[0]["sent_to"], answers[0]["state"]) == ("email", "ap@buyer.example", "queued")
    [output] = Output.of(company.entity).filter(sent_to="ap@buyer.example")
    assert output.archived is not None
    assert output.archived.kind == "copy"


def test_a_printer_queue_takes_as_many_as_were_asked_for(company: Company, api_as: ApiAs) -> None:
    printed = (
        api_as("BC")
        .send(f"customer-invoices/{posted(company).number}/print", {"queue": "Counter", "copies": 2}, key="k-2", expect=201)
        .json()
    )

    assert (printed["destination"], printed["queue"], printed["copies"]) == ("queue", "Counter", 2)


def test_what_cannot_be_read_is_said_by_field_and_nothing_is_sent(company: Company, api_as: ApiAs) -> None:
    address = f"customer-invoices/{posted(company).number}"

    refused = api_as("BC").send(f"{address}/send", {"to": ["nobody"]}, key="k-3")

    assert refused.status_code in {400, 422}
    assert refused["Content-Type"].startswith("application/problem+json")
    assert not Output.of(company.entity).filter(destination="email", note__gt="").exists()


def test_only_those_who_may_send_do_and_only_in_their_own_entity(company: Company, api_as: ApiAs) -> None:
    own, other = posted(company), posted(make_company("BE01", country="BE"))

    assert api_as("AU").send(f"customer-invoices/{own.number}/send", {"to": ["x@y.example"]}, key="k-4").status_code == 403
    foreign = api_as("BC").send(f"customer-invoices/{other.number}9/send", {"to": ["x@y.example"]}, key="k-5")
    assert foreign.status_code == 404
