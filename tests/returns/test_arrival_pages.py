"""The pages of goods that come back: the overview, the registration of what arrived, and the way on from the return."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from foundation.documents.models import Output
from foundation.documents.services import archive
from tests.factories.company import Company
from tests.factories.returns import announce, arrive, disposition, return_lines, sold_line

pytestmark = pytest.mark.django_db


def test_a_part_of_what_is_expected_is_registered_from_the_overview_and_goes_on_from_the_return(company: Company, client: Client) -> None:
    returned, code = announce(company, (sold_line(company), 7)), disposition(company)
    [line] = return_lines(returned)
    client.force_login(company.user("WH"))
    assert returned.rma_number.encode() in client.get("/NL01/returns/arrivals/").content
    page = client.get(f"/NL01/returns/orders/{returned.pk}/")
    address = f"/NL01/returns/arrivals/register/?selected={line.pk}"
    assert address.encode() in page.content
    assert f"quantity_{line.pk}".encode() in client.get(address).content

    answer = client.post(address, {f"quantity_{line.pk}": "5", f"disposition_{line.pk}": code.pk})

    assert answer.status_code == 302
    part, rest = return_lines(returned)
    assert (part.status, part.order_line.ordered_quantity, rest.order_line.ordered_quantity) == ("registered", Decimal(-5), Decimal(-2))
    assert returned.rma_number.encode() in client.get(answer["Location"]).content
    shown = client.get(f"/NL01/returns/orders/{returned.pk}/").content.decode()
    assert f"/NL01/sales/orders/{returned.order_id}/post-packing-slip/" in shown


def test_a_registration_is_taken_back_from_the_return(company: Company, client: Client) -> None:
    returned = announce(company, (sold_line(company), 3))
    [line] = return_lines(returned)
    client.force_login(company.user("WH"))
    client.post(f"/NL01/returns/arrivals/register/?selected={line.pk}", {"disposition": disposition(company).pk})
    assert return_lines(returned)[0].status == "registered"

    client.post(f"/NL01/returns/orders/{returned.pk}/reverse-registration/")

    assert return_lines(returned)[0].status == "awaiting"


def test_a_disposition_code_stands_with_its_name_wherever_a_clerk_chooses_or_reads_it(company: Company, client: Client) -> None:
    returned = announce(company, (sold_line(company), 3))
    [line] = return_lines(returned)
    code = disposition(company)
    code.names = {"en": "Credit the goods", "nl": "Goederen crediteren"}
    code.save()
    client.force_login(company.user("WH"))
    choice = client.get(f"/NL01/returns/arrivals/register/?selected={line.pk}")
    assert choice.content.decode().count("CREDIT · Credit the goods</option>") == 2

    arrive(company, returned)

    for page in (f"/NL01/returns/orders/{returned.pk}/", "/NL01/returns/lines/"):
        assert "CREDIT · Credit the goods" in client.get(page).content.decode(), page
    reader = company.user("WH")
    reader.language = "nl"
    reader.save()
    assert "CREDIT · Goederen crediteren" in client.get("/NL01/returns/lines/").content.decode()


def test_without_a_code_the_dialog_says_what_is_missing(company: Company, client: Client) -> None:
    returned = announce(company, (sold_line(company), 3))
    client.force_login(company.user("WH"))

    answer = client.post(f"/NL01/returns/arrivals/register/?selected={return_lines(returned)[0].pk}", {})

    assert b"Choose a disposition code." in answer.content


def test_what_may_come_back_and_what_arrived_are_printed(company: Company, client: Client) -> None:
    returned = announce(company, (sold_line(company), 3))
    client.force_login(company.user("OC"))
    address = f"/NL01/returns/orders/{returned.pk}"
    company.entity.street, company.entity.city = "Kade 7", "Zaandam"
    company.entity.save(update_fields=["street", "city"])
    printed = PdfReader(BytesIO(client.get(f"{address}/pdf/").content)).pages[0].extract_text()
    assert "Kade 7" in printed and printed.count("Zaandam") >= 2

    arrive(company, returned)

    assert client.get(f"{address}/acknowledgement/").content.startswith(b"%PDF")
    assert f"{address}/acknowledgement/".encode() in client.get(f"{address}/").content


@pytest.mark.parametrize("paper", ["send", "acknowledgement/send"])
def test_the_papers_of_a_return_are_sent_and_kept_as_they_went(company: Company, client: Client, paper: str) -> None:
    returned = announce(company, (sold_line(company), 3))
    arrive(company, returned)
    client.force_login(company.user("OC"))
    address = f"/NL01/returns/orders/{returned.pk}"
    assert f"{address}/{paper}/".encode() in client.get(f"{address}/").content
    assert b'name="to"' in client.get(f"{address}/{paper}/").content

    client.post(f"{address}/{paper}/", {"to": "returns@example.com, dock@example.com"})

    [output] = Output.of(company.entity).filter(document_type="return_order")
    assert (output.number, output.sent_to, output.state) == (returned.rma_number, "returns@example.com, dock@example.com", "queued")
    assert archive.read(output.archived).startswith(b"%PDF")


def test_papers_go_to_addresses_only(company: Company, client: Client) -> None:
    returned = announce(company, (sold_line(company), 3))
    client.force_login(company.user("OC"))

    answer = client.post(f"/NL01/returns/orders/{returned.pk}/send/", {"to": "nobody"})

    assert answer.status_code == 422 or b"nobody" in answer.content
    assert not Output.of(company.entity).filter(document_type="return_order").exists()
