"""Orders and invoices calculate charges by one rule, so their totals agree (sales.md §7.7, §8; invoicing.md 1.6)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.money import ZERO
from sales.charges import ChargedLine, ChargeRule, Extent, document_charges, share_of
from sales.models import SalesOrderCharge
from sales.services.enter_orders import ChargeDraft
from sales.services.summarise_order import summarise_order
from tests.factories.company import Company
from tests.factories.invoicing import plan
from tests.factories.sales import charge_code, sales_order

SIDES = {
    "PAYS": {},
    "PRORATED": {"prorate": True},
    "REDUCES": {"debit": "ledger", "credit": "customer"},
    "INTERNAL": {"debit": "ledger", "credit": "ledger"},
}
MONEY = st.integers(-2000, 2000).filter(bool).map(lambda cents: Decimal(cents) / 100)
QUANTITY = st.integers(1, 40).map(Decimal)


@st.composite
def charges(draw: Any, *, lines: int) -> dict[str, Any]:
    line = draw(st.sampled_from([None, *range(lines)]))
    category = draw(st.sampled_from(["fixed", "percent"] if line is None else ["fixed", "percent", "pieces"]))
    automatic = draw(st.booleans())
    return {
        "side": draw(st.sampled_from(list(SIDES))),
        "value": draw(MONEY),
        "category": category,
        "line": line,
        "keep": draw(st.booleans()),
        "compound": automatic and draw(st.booleans()),
        "origin": "auto" if automatic else "manual",
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("in_march")
@settings(max_examples=12, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(quantities=st.lists(QUANTITY, min_size=2, max_size=2), known=st.lists(charges(lines=2), min_size=1, max_size=6))
def test_an_order_and_its_invoice_come_to_the_same(company: Company, quantities: list[Decimal], known: list[dict[str, Any]]) -> None:
    for side, values in SIDES.items():
        charge_code(company, side, debit_account=company.accounts["8060"], **values)
    drafts = [_draft(company, charge, position) for position, charge in enumerate(known, 1)]
    order = sales_order(company, ("A", quantities[0], "19.99"), ("B", quantities[1], "7.35"), charges=drafts)
    for charge, row in zip(known, SalesOrderCharge.of(company.entity).filter(order=order).order_by("position"), strict=True):
        SalesOrderCharge.of(company.entity).filter(pk=row.pk).update(compound=charge["compound"], origin=charge["origin"])

    totals = summarise_order(company.entity, order.pk).totals
    [draft] = plan(company, order).or_raise().drafts

    assert draft.sum_charges == totals.charges
    assert draft.sum_tax == totals.tax
    assert draft.amount == totals.amount


def _draft(company: Company, charge: dict[str, Any], position: int) -> ChargeDraft:
    return ChargeDraft(
        code_id=charge_code(company, charge["side"]).pk,
        value=charge["value"],
        category=charge["category"],
        line=charge["line"],
        keep=charge["keep"],
        position=position,
    )


@given(
    value=MONEY,
    parts=st.lists(QUANTITY, min_size=1, max_size=6),
    prorate=st.booleans(),
    sign=st.sampled_from([1, -1]),
    on_line=st.booleans(),
)
def test_a_fixed_charge_comes_once_however_the_order_is_invoiced(
    value: Decimal, parts: list[Decimal], prorate: bool, sign: int, on_line: bool
) -> None:
    whole, taken = [quantity * 5 for quantity in parts], ZERO
    for number, quantity in enumerate(parts, 1):
        extent = Extent(share_of([quantity * 5], whole), closes=number == len(parts))
        rule = ChargeRule(0, 7 if on_line else None, 1, "F", "fixed", value, customer_sign=sign, prorate=prorate, invoiced=taken)
        line = ChargedLine(7, 1, quantity, "pcs", quantity * 5, extent)
        taken += sum((known.amount for known in document_charges([rule], [line], extent=extent)), ZERO)

    assert taken == value * sign
