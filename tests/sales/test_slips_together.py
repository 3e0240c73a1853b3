"""Packing slips are printed, sent, invoiced and cancelled together; each that stays says why (sales.md §11.3, §11.4)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from customers.models import ElectronicAddress
from foundation.documents.models import Output
from invoicing.models import CustomerInvoice
from sales.models import PackingSlip
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import deliver, sales_order
from tests.invoicing.test_posting_dialog import post
from tests.web_fixtures import SignIn

LIST = "/NL01/sales/packing-slips/"
pytestmark = pytest.mark.usefixtures("in_march")
Slips = Callable[[], list[PackingSlip]]


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in administrator."""
    return signed_in_client("OM")


@pytest.fixture
def slips(company: Company) -> list[PackingSlip]:
    """Two packing slips of one order of which a third is left out, by number."""
    order = sales_order(company, ("A", 20, "5.00"))
    for quantity in (8, 4, 2):
        deliver(company, order, updates={10: quantity})
    return list(PackingSlip.of(company.entity).order_by("number"))


def chosen(*slips: PackingSlip) -> str:
    """Return slips as a list names them."""
    return ",".join(str(slip.pk) for slip in slips)


def test_selected_slips_are_one_file(client: Client, slips: list[PackingSlip]) -> None:
    printed = client.get(f"{LIST}print/?selected={chosen(*slips[:2])}")

    assert (printed["Content-Type"], printed.content[:5]) == ("application/pdf", b"%PDF-")
    assert f"{slips[0].number}-{slips[1].number}.pdf" in printed["Content-Disposition"]
    assert client.get(f"{LIST}print/?selected=").status_code == 302


def test_only_the_selected_slips_are_invoiced(signed_in_client: SignIn, company: Company, slips: list[PackingSlip]) -> None:
    page = post(signed_in_client("BC"), f"/NL01/packing-slips/invoice/?selected={chosen(*slips[:2])}")

    assert page.context["outcome"].refusals == []
    assert sum(line.quantity for made in CustomerInvoice.of(company.entity) for line in made.lines.all()) == 12


def test_slips_are_cancelled_but_those_that_are_invoiced(client: Client, company: Company, slips: list[PackingSlip]) -> None:
    done = post(client, f"{LIST}cancel/?selected={chosen(*slips[:2])}").context["outcome"]

    assert len(done.links) == 2
    assert sorted(PackingSlip.of(company.entity).values_list("status", flat=True)) == ["cancelled", "cancelled", "posted"]
    invoice(company, slips[0].order, quantity="packing_slip")
    refused = client.get(f"{LIST}cancel/?selected={chosen(*slips)}").context["preview"]
    assert not refused.documents and len(refused.refusals) == 3


def test_slips_of_a_customer_without_an_address_are_not_sent(client: Client, company: Company, slips: list[PackingSlip]) -> None:
    client.get(f"{LIST}print/?selected={chosen(*slips)}")
    address = f"{LIST}send/?selected={chosen(*slips[:2])}"
    shown = client.get(address).context["preview"]
    ElectronicAddress.objects.create(
        party=slips[0].customer.party, kind=ElectronicAddress.Kind.EMAIL, value="buyer@example.com", purposes=["sales"], is_primary=True
    )

    done = post(client, address).context["outcome"]

    assert ([refused[2].code for refused in shown.refusals], list(shown.documents)) == (["INV-901", "INV-901"], [])
    assert [link.detail for link in done.links] == ["buyer@example.com", "buyer@example.com"]
    assert list(Output.of(company.entity).filter(destination="email").values_list("sent_to", flat=True)) == ["buyer@example.com"] * 2
