"""However an invoice is divided into credits, invoice and credits come to nothing, per tax code too (invoicing.md 6.2)."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.ledger.checks import violations
from foundation.ledger.models import TaxTransaction
from foundation.money import ZERO
from invoicing.models import CustomerInvoice, CustomerInvoiceLine
from invoicing.models.credit_line import charges_to_credit
from invoicing.services.credit_invoice import Crediting, credit_invoice
from sales.services.enter_orders import ChargeDraft
from tests.factories.company import Company
from tests.factories.invoicing import invoice, post
from tests.factories.returns import announce, arrive
from tests.factories.sales import charge_code, deliver, sales_order

PRICE = st.integers(1, 9999).map(lambda cents: Decimal(cents) / 1000)
PERCENT = st.sampled_from([Decimal(0), Decimal(2), Decimal("7.5"), Decimal(50)])


@st.composite
def divided(draw: Any, most: int = 7) -> list[int]:
    """A quantity in the parts in which it is credited."""
    return draw(st.lists(st.integers(1, most), min_size=1, max_size=3))


@pytest.mark.django_db
@pytest.mark.usefixtures("in_march")
@settings(max_examples=8, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    one=divided(),
    other=divided(),
    prices=st.tuples(PRICE, PRICE),
    discounts=st.tuples(PERCENT, PERCENT),
    freight=st.integers(0, 5000),
    includes_tax=st.booleans(),
    comes_back=st.booleans(),
)
def test_an_invoice_and_its_credits_come_to_nothing(
    company: Company,
    one: list[int],
    other: list[int],
    prices: tuple[Decimal, Decimal],
    discounts: tuple[Decimal, Decimal],
    freight: int,
    includes_tax: bool,
    comes_back: bool,
) -> None:
    charges = [ChargeDraft(charge_code(company).pk, Decimal(freight) / 100)] if freight else []
    lines = ("A", sum(one), prices[0], {"discount_percent": discounts[0]}), ("B", sum(other), prices[1])
    order = sales_order(company, *lines, total_discount_percent=discounts[1], prices_include_tax=includes_tax, charges=charges)
    sold = invoice(company, order)
    keys = [line.pk for line in CustomerInvoiceLine.of(company.entity).filter(invoice=sold).order_by("line_number")]
    steps = [(key, quantity) for key, parts in zip(keys, (one, other), strict=True) for quantity in parts]

    notes = [_come_back(company, *steps.pop())] if comes_back else []
    for number, (key, quantity) in enumerate(steps):
        chosen = [charge.pk for charge in charges_to_credit(company.entity, sold.pk)] if number == 0 else []
        crediting = Crediting({key: Decimal(quantity)}, reason="wrong", charges=chosen)
        notes.append(invoice(company, credit_invoice(company.entity, sold.pk, crediting, company.user("OM"))))

    documents = [sold, *notes]
    assert sum(document.invoice_amount for document in documents) == 0
    assert sum(document.sum_lines - document.total_discount + document.sum_charges for document in documents) == 0
    assert includes_tax or sum(document.sum_charges for document in documents) == 0
    assert set(_taxes(documents).values()) <= {(ZERO, ZERO)}
    assert violations() == []


def _come_back(company: Company, key: int, quantity: int) -> CustomerInvoice:
    returned = announce(company, (CustomerInvoiceLine.of(company.entity).get(pk=key), quantity))
    arrive(company, returned)
    deliver(company, returned.order).or_raise()
    return post(company, returned.order).invoices[0]


def _taxes(documents: list[CustomerInvoice]) -> dict[str, tuple[Decimal, Decimal]]:
    found: dict[str, tuple[Decimal, Decimal]] = defaultdict(lambda: (ZERO, ZERO))
    for row in TaxTransaction.of(documents[0].legal_entity_id).filter(voucher__in=[known.voucher_id for known in documents]):
        base, tax = found[str(row.tax_code)]
        found[str(row.tax_code)] = base + row.base, tax + row.tax
    return found
