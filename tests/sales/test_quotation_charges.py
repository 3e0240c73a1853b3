"""Charges are offered with a quotation: on the whole and on its lines, by hand (sales.md §5.1, §8)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sales.quotations.errors import StartRevision
from sales.quotations.models import Quotation, QuotationCharge
from sales.quotations.services.change_charges import change_quotation_charges
from sales.services.change_charges import ChargeEntry
from tests.factories.company import Company
from tests.factories.quotations import quotation, send
from tests.factories.sales import charge_code
from tests.web_fixtures import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


def entry(company: Company, value: str, **values: object) -> ChargeEntry:
    return ChargeEntry(charge_code(company, "FEE"), Decimal(value), **values)  # type: ignore[arg-type]


def test_charges_count_in_what_is_offered(company: Company) -> None:
    offered = quotation(company, ("A", 4, "10"))

    change_quotation_charges(
        company.entity, offered.pk, [entry(company, "5"), entry(company, "1", category="pieces", line_number=10)], company.clerk
    )

    assert Quotation.of(company.entity).get(pk=offered.pk).quotation_amount == 49
    assert [charge.origin for charge in QuotationCharge.of(company.entity).of_quotation(offered.pk)] == ["manual", "manual"]


def test_a_sent_quotation_becomes_its_next_revision(company: Company) -> None:
    offered = quotation(company, ("A", 4, "10"))
    send(company, offered)

    with pytest.raises(StartRevision):
        change_quotation_charges(company.entity, offered.pk, [entry(company, "5")], company.clerk)
    change_quotation_charges(company.entity, offered.pk, [entry(company, "5")], company.clerk, start_revision=True)

    changed = Quotation.of(company.entity).get(pk=offered.pk)
    assert (changed.revision, changed.status, changed.quotation_amount) == (offered.revision + 1, "created", 45)


def test_charges_are_maintained_on_the_page(signed_in_client: SignIn, company: Company) -> None:
    offered, client = quotation(company, ("A", 4, "10")), signed_in_client("OC")
    change_quotation_charges(company.entity, offered.pk, [entry(company, "5")], company.clerk)
    address = f"/NL01/quotations/{offered.pk}/charges/"
    [fee] = QuotationCharge.of(company.entity).of_quotation(offered.pk)
    assert address in client.get(f"/NL01/quotations/{offered.pk}/").content.decode()
    page = client.get(address)
    sent = {"lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 1, "_shown_as": page.context["view"].shown_as}
    sent |= {"lines-0-pk": fee.pk, "lines-0-code": fee.code_id, "lines-0-category": "percent", "lines-0-value": "10"}

    answer = client.post(address, sent)

    assert answer.status_code == 302, answer.context["lines"].errors
    assert Quotation.of(company.entity).get(pk=offered.pk).quotation_amount == 44
    assert signed_in_client("WH").get(address).status_code == 403
