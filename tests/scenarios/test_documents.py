"""Print management and payment references, as chapters 8 and 9 of the invoicing specification tell them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from foundation.documents.models import Output
from foundation.documents.payment_reference import belgian_reference, rf_reference
from foundation.documents.services.archive import find_original
from foundation.documents.services.deliver_documents import produce
from foundation.documents.services.resolve_printing import plan_outputs
from foundation.documents.services.work_outbox import work_outbox
from foundation.organization.models import Currency, LegalEntity
from tests.documents.samples import seller
from tests.documents.stories import ARCHIVE, CUSTOMER, ORDER, add_setting, email, print_record, printable, queue


@pytest.fixture
def company(db: None, settings: Any, tmp_path: Path) -> LegalEntity:
    """Return a saved company with a folder of its own for files."""
    settings.MEDIA_ROOT = str(tmp_path)
    currency, _ = Currency.objects.get_or_create(code="EUR")
    entity = seller(currency=currency)
    entity.save()
    return entity


@pytest.mark.scenario("invoicing", "S8.13")
def test_the_payment_reference_of_an_invoice_passes_the_banks_check() -> None:
    assert rf_reference("F2026-000421") == "RF91F2026000421"
    assert belgian_reference("F2026-000421") == "+++202/6000/42127+++"


@pytest.mark.scenario("invoicing", "S9.1")
def test_records_of_customer_and_order_replace_suppress_and_add_to_those_of_the_module(company: LegalEntity) -> None:
    print_record(company, "Original", email())
    print_record(company, "Accounts", ARCHIVE, kind="copy")
    print_record(company, "Accounts", owner=CUSTOMER, suppress=True, kind="copy")
    print_record(company, "Branch", email(to="b@example.test"), owner=CUSTOMER, kind="copy")
    print_record(company, "Original", queue("Q1"), owner=ORDER, copies=2)

    produce(company, printable(), lambda rendition: b"%PDF " + rendition.kind.encode())
    work_outbox()

    outputs = {output.record_name: output for output in Output.of(company)}
    assert set(outputs) == {"Original", "Branch"}
    assert (outputs["Original"].queue, outputs["Original"].copies) == ("Q1", 2)
    assert [message.to for message in mail.outbox] == [["b@example.test"]]


@pytest.mark.scenario("invoicing", "S9.2")
@pytest.mark.parametrize(("total", "cc"), [("5000.00", ()), ("5000.01", ("chief@example.test",))])
def test_a_setting_counts_when_the_document_meets_its_condition(company: LegalEntity, total: str, cc: tuple[str, ...]) -> None:
    original = print_record(company, "Original", email())
    add_setting(
        original,
        email(cc="chief@example.test"),
        sequence=1,
        condition_field="total",
        condition_operator="gt",
        condition_value="5000",
    )

    [planned] = plan_outputs(company, printable(facts={"total": Decimal(total)}))

    assert planned.to == ("ap@bouwbedrijf.example",)
    assert planned.cc == cc


@pytest.mark.scenario("customers", "24")
def test_the_customers_row_wins_and_a_missing_address_leaves_the_document_posted(company: LegalEntity) -> None:
    print_record(company, "Original", queue("Q1"), language="nl")
    print_record(company, "Original", email(), owner=CUSTOMER, language="de")

    [planned] = plan_outputs(company, printable())
    assert (planned.destination, planned.rendition.language) == ("email", "de")

    produce(company, printable(addresses={}), lambda rendition: b"%PDF")
    [output] = Output.of(company).not_delivered()
    assert output.error_code == "INV-901"
    assert output.problem == "No invoice e-mail address for Bouwbedrijf."
    assert find_original(company, "customer_invoice", 1) is not None
