"""Sales tax as a pure calculation, and the set-up that says which codes apply."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from foundation.ledger.errors import NoTaxAccount, NoTaxRate, TaxGroupMissing, TaxOnTaxOnTax, TwoGrossTaxes, ZeroTaxWithoutReason
from foundation.ledger.models import LedgerPostingGroup, SalesTaxCode, SalesTaxCodeValue, SalesTaxGroupCode
from foundation.ledger.tax import TaxableLine, TaxCodeRule, TaxResult, calculate_tax
from foundation.ledger.tax_setup import TaxSetup, check_base, check_combination, destination_of
from tests.factories.company import Company

DAY = date(2026, 3, 10)
HIGH = TaxCodeRule("H21", Decimal(21))


def taxed(rules: list[TaxCodeRule], *amounts: str, quantity: str = "1", **options: Any) -> TaxResult:
    lines = [TaxableLine(str(number), Decimal(amount), Decimal(quantity)) for number, amount in enumerate(amounts, start=1)]
    return calculate_tax(lines, {line.key: rules for line in lines}, **options)


def taxes(result: TaxResult) -> dict[str, Decimal]:
    return {row.rule.code: row.tax for row in result.rows}


def test_a_tax_per_unit_that_comes_before_others_is_taxed_itself() -> None:
    levy = TaxCodeRule("LEVY", Decimal("0.50"), origin="amount_per_unit", before_other_taxes=True)

    result = taxed([levy, HIGH], "100.00", quantity="10")

    assert taxes(result) == {"LEVY": Decimal("5.00"), "H21": Decimal("22.05")}


def test_a_tax_on_a_tax_takes_the_tax_of_its_base_code() -> None:
    surcharge = TaxCodeRule("SUR", Decimal("5.2"), origin="percent_of_tax", base_code="H21")

    result = taxed([HIGH, surcharge], "100.00")

    assert taxes(result) == {"H21": Decimal("21.00"), "SUR": Decimal("1.09")}


def test_a_tax_on_the_gross_amount_contains_all_other_taxes() -> None:
    gross = TaxCodeRule("GROSS", Decimal(2), origin="percent_of_gross")

    result = taxed([HIGH, gross], "100.00")

    assert taxes(result)["GROSS"] == Decimal("2.42")


def test_a_calculated_percentage_is_part_of_the_amount_with_tax() -> None:
    calculated = TaxCodeRule("CALC", Decimal(20), origin="calculated_percent")

    assert taxes(taxed([calculated], "100.00")) == {"CALC": Decimal("25.00")}
    assert taxes(taxed([calculated], "100.00", prices_include_tax=True)) == {"CALC": Decimal("20.00")}


def test_two_percentages_in_one_price_share_what_is_above_the_base() -> None:
    result = taxed([HIGH, TaxCodeRule("EXTRA", Decimal(4))], "125.00", prices_include_tax=True)

    assert taxes(result) == {"H21": Decimal("21.00"), "EXTRA": Decimal("4.00")}
    assert {row.base for row in result.rows} == {Decimal("100.00")}


@pytest.mark.parametrize("flag", ["exempt", "reverse_charge"])
def test_who_is_exempt_or_owes_the_tax_himself_is_charged_none(flag: str) -> None:
    result = taxed([TaxCodeRule("H21", Decimal(21), **{flag: True})], "100.00")

    assert [(row.base, row.tax) for row in result.rows] == [(Decimal("100.00"), Decimal(0))]


def test_rounding_by_combination_rounds_the_sum_of_codes_that_apply_together() -> None:
    rules = [TaxCodeRule("ONE", Decimal("2.5")), TaxCodeRule("TWO", Decimal("2.5"))]

    assert taxed(rules, "0.90").total_tax == Decimal("0.04")
    assert taxed(rules, "0.90", rounding="combination").total_tax == Decimal("0.05")


def test_a_currency_without_cents_is_taxed_in_whole_units() -> None:
    assert taxed([HIGH], "1012", step=Decimal(1)).total_tax == 213


def test_a_document_of_spread_charges_only_is_not_taxed() -> None:
    assert calculate_tax([TaxableLine("charge", Decimal(10), spread=True)], {}).rows == []


def test_a_line_without_groups_is_refused(company: Company) -> None:
    setup = TaxSetup.load(company.entity)

    with pytest.raises(TaxGroupMissing, match="Line 1 has no sales tax group"):
        setup.rules_for("", "H21", DAY, line=1)
    with pytest.raises(TaxGroupMissing, match="Line 2 has no item sales tax group"):
        setup.rules_for("NL", "", DAY, line=2)


def test_a_day_without_a_rate_is_refused(company: Company) -> None:
    with pytest.raises(NoTaxRate, match="H21 has no rate on 31 Dec 2019"):
        TaxSetup.load(company.entity).rules_for("NL", "H21", date(2019, 12, 31))


def test_zero_tax_needs_a_reason(company: Company) -> None:
    SalesTaxCode.of(company.entity).filter(code="IC0").update(exemption_text={})

    with pytest.raises(ZeroTaxWithoutReason, match="IC0"):
        TaxSetup.load(company.entity).rules_for("EU", "H21", DAY)


def test_a_tax_that_is_charged_needs_an_account(company: Company) -> None:
    LedgerPostingGroup.of(company.entity).filter(code="HIGH").update(payable=None)

    with pytest.raises(NoTaxAccount, match="H21"):
        TaxSetup.load(company.entity).rules_for("NL", "H21", DAY)


def test_the_set_up_is_read_in_the_same_number_of_queries_for_any_document(company: Company, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        setup = TaxSetup.load(company.entity)
    with django_assert_num_queries(0):
        for _line in range(50):
            setup.rules_for("NL", "L9", DAY)


def test_rates_of_one_code_never_overlap(company: Company) -> None:
    code = SalesTaxCode.of(company.entity).get(code="H21")

    with pytest.raises(Exception, match="tax_code_value_no_overlap"):
        SalesTaxCodeValue.of(company.entity).create(
            legal_entity=company.entity, tax_code=code, valid_from=date(2026, 7, 1), rate=Decimal(22)
        )


def test_destinations_are_seen_from_the_country_of_the_legal_entity(company: Company) -> None:
    assert [destination_of(company.entity, country) for country in ("", "NL", "DE", "US")] == ["domestic", "domestic", "eu", "outside_eu"]


def test_two_taxes_on_the_gross_amount_of_one_line_are_refused(company: Company) -> None:
    high, low = SalesTaxCode.of(company.entity).order_by("code")[:2]
    high.origin = low.origin = SalesTaxCode.Origin.PERCENT_OF_GROSS

    check_combination([high])
    with pytest.raises(TwoGrossTaxes) as refusal:
        check_combination([high, low])

    assert refusal.value.code == "INV-153"
    assert high.code in str(refusal.value)
    assert low.code in str(refusal.value)


def test_a_tax_on_a_tax_may_not_be_the_base_of_a_third(company: Company) -> None:
    of_tax = SalesTaxCode.Origin.PERCENT_OF_TAX
    net = SalesTaxCode(code="NET")
    first = SalesTaxCode(code="FIRST", origin=of_tax, base_code=net)
    second = SalesTaxCode(code="SECOND", origin=of_tax, base_code=first)

    check_base(first)
    with pytest.raises(TaxOnTaxOnTax, match="SECOND"):
        check_base(second)


def test_setup_refuses_the_combination_when_a_line_would_meet_it(company: Company) -> None:
    group, item_group = company.tax_groups["NL"], company.item_tax_groups["H21"]
    codes = [known.tax_code_id for known in SalesTaxGroupCode.of(company.entity).filter(group=group)]
    item_group.tax_codes.set(codes)
    SalesTaxCode.of(company.entity).filter(pk__in=codes).update(origin=SalesTaxCode.Origin.PERCENT_OF_GROSS)

    with pytest.raises(TwoGrossTaxes):
        TaxSetup.load(company.entity).rules_for(group.code, item_group.code, DAY)
