"""Acceptance scenarios of invoicing.md chapter 7 that the calculation of sales tax decides alone."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from foundation.ledger.errors import NoTaxCodeFits
from foundation.ledger.models import SalesTaxCode, SalesTaxCodeValue
from foundation.ledger.tax import TaxableLine, TaxCodeRule, TaxResult, calculate_tax
from foundation.ledger.tax_setup import TaxSetup
from foundation.ledger.vouchers import to_accounting
from foundation.money import CENT
from tests.factories.company import Company

HIGH = TaxCodeRule("H21", Decimal(21))
LOW = TaxCodeRule("L9", Decimal(9))


def high(*amounts: str, method: str = "total", prices_include_tax: bool = False) -> TaxResult:
    lines = [TaxableLine(str(number), Decimal(amount)) for number, amount in enumerate(amounts, start=1)]
    return calculate_tax(lines, {line.key: [HIGH] for line in lines}, method=method, prices_include_tax=prices_include_tax)


@pytest.mark.scenario("invoicing", "S7.1")
def test_tax_on_the_total_and_tax_per_line_differ_by_their_rounding() -> None:
    per_line = high("10.12", "10.12", "10.12", method="line")
    assert [per_line.tax_of(key) for key in "123"] == [Decimal("2.13")] * 3
    assert per_line.total_tax == Decimal("6.39")

    on_total = high("10.12", "10.12", "10.12")
    assert on_total.rows[0].base == Decimal("30.36")
    assert on_total.total_tax == Decimal("6.38")
    assert [on_total.tax_of(key) for key in "123"] == [Decimal("2.13"), Decimal("2.12"), Decimal("2.13")]


@pytest.mark.scenario("invoicing", "S7.2")
def test_prices_with_tax_contain_base_and_tax() -> None:
    single = high("49.95", prices_include_tax=True)
    assert (single.rows[0].base, single.rows[0].tax) == (Decimal("41.28"), Decimal("8.67"))

    both = high("49.95", "19.99", prices_include_tax=True)
    assert (both.rows[0].base, both.rows[0].tax) == (Decimal("57.80"), Decimal("12.14"))


@pytest.mark.scenario("invoicing", "S7.4")
def test_a_header_charge_without_tax_group_follows_the_bases_of_the_document() -> None:
    lines = [
        TaxableLine("high", Decimal("300.00")),
        TaxableLine("low", Decimal("100.00")),
        TaxableLine("freight", Decimal("20.00"), spread=True),
    ]

    result = calculate_tax(lines, {"high": [HIGH], "low": [LOW]})

    rows = {row.rule.code: (row.base, row.tax) for row in result.rows}
    assert rows == {"H21": (Decimal("315.00"), Decimal("66.15")), "L9": (Decimal("105.00"), Decimal("9.45"))}
    assert Decimal("420.00") + result.total_tax == Decimal("495.60")


@pytest.mark.scenario("invoicing", "S7.6")
def test_a_new_rate_holds_from_its_first_day(company: Company) -> None:
    change = date(2026, 7, 1)
    code = SalesTaxCode.of(company.entity).get(code="H21")
    SalesTaxCodeValue.of(company.entity).filter(tax_code=code).update(valid_to=change - timedelta(days=1))
    SalesTaxCodeValue.of(company.entity).create(legal_entity=company.entity, tax_code=code, valid_from=change, rate=Decimal(22))
    setup = TaxSetup.load(company.entity)
    lines = [TaxableLine("june", Decimal("100.00")), TaxableLine("july", Decimal("100.00"))]

    def rows(june: date, july: date) -> list[tuple[Decimal, Decimal]]:
        rules = {"june": setup.rules_for("NL", "H21", june), "july": setup.rules_for("NL", "H21", july)}
        return [(row.base, row.tax) for row in calculate_tax(lines, rules).rows]

    by_supply = rows(date(2026, 6, 30), change)
    assert by_supply == [(Decimal("100.00"), Decimal("21.00")), (Decimal("100.00"), Decimal("22.00"))]
    by_invoice_date = rows(date(2026, 7, 3), date(2026, 7, 3))
    assert by_invoice_date == [(Decimal("200.00"), Decimal("44.00"))]


@pytest.mark.scenario("invoicing", "S7.9")
def test_the_tax_of_a_credit_is_rounded_away_from_zero() -> None:
    assert high("-0.50").total_tax == Decimal("-0.11")


@pytest.mark.scenario("invoicing", "S7.10")
def test_groups_without_a_common_code_are_refused(company: Company) -> None:
    company.tax_groups["NL"].codes.filter(tax_code__code="L9").delete()

    with pytest.raises(NoTaxCodeFits, match="No tax code fits group NL and item group L9") as refused:
        TaxSetup.load(company.entity).rules_for("NL", "L9", date(2026, 3, 10), line=1)
    assert refused.value.code == "INV-150"


@pytest.mark.scenario("invoicing", "S7.11")
def test_tax_in_a_foreign_currency_is_also_known_in_the_accounting_currency() -> None:
    tax = high("1000.00").total_tax

    assert tax == Decimal("210.00")
    assert to_accounting(tax, Decimal("0.92"), 1, CENT) == Decimal("193.20")
