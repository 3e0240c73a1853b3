"""The limit in force, and what it is compared with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from customers.credit import CreditResult, CreditTerms, Exposure, Limit, check_credit, effective_limit
from customers.exposure import credit_terms, exposures
from customers.models import CreditGroup, CreditLimitType
from tests.customers.balances import owe
from tests.factories.company import Company

TODAY = date(2026, 3, 1)
PASSED = date(2026, 2, 28)


def amount(text: str) -> Decimal:
    return Decimal(text)


@pytest.mark.parametrize(
    ("terms", "group_limit", "limit"),
    [
        (CreditTerms(amount("100"), excluded=True), "50", None),
        (CreditTerms(amount("100"), unlimited=True), None, None),
        (CreditTerms(mandatory=True), "50", Limit(amount("0"))),
        (CreditTerms(), "50", Limit(amount("50"), is_group=True)),
        (CreditTerms(), None, None),
        (CreditTerms(amount("100")), "50", Limit(amount("50"), is_group=True)),
        (CreditTerms(amount("100")), "200", Limit(amount("100"))),
        (CreditTerms(amount("100")), None, Limit(amount("100"))),
        (CreditTerms(amount("100"), mandatory=True, valid_to=PASSED), None, Limit(amount("0"))),
        (CreditTerms(amount("100"), valid_to=PASSED), None, Limit(amount("100"))),
    ],
)
def test_the_first_rule_that_fits_gives_the_limit(terms: CreditTerms, group_limit: str | None, limit: Limit | None) -> None:
    assert effective_limit(terms, TODAY, Decimal(group_limit) if group_limit else None) == limit


def test_a_credit_note_is_never_stopped() -> None:
    assert check_credit(CreditTerms(mandatory=True), Exposure(amount("50")), amount("-10"), CreditLimitType.BALANCE, TODAY) is None


def test_an_expired_limit_keeps_counting_and_says_so() -> None:
    terms = CreditTerms(amount("100"), valid_to=PASSED)

    assert check_credit(terms, Exposure(amount("95")), amount("10"), CreditLimitType.BALANCE, TODAY) == CreditResult(
        amount("100"), amount("95"), amount("10"), CreditLimitType.BALANCE, expired=True
    )


def test_the_balance_of_a_customer_is_what_is_open(company: Company) -> None:
    customer = company.customers["C-100"]
    owe(company, customer, "250.00")
    owe(company, customer, "-50.00")

    assert exposures(company.entity, [customer.pk, company.customers["C-110"].pk]) == {
        customer.pk: Exposure(amount("200.0000")),
        company.customers["C-110"].pk: Exposure(),
    }


def test_members_of_a_credit_group_in_two_legal_entities_share_its_limit(company: Company, other_company: Company) -> None:
    group = CreditGroup.objects.create(code="PUMPS", name="Pumps", limit=Decimal(20000), currency_id="EUR")
    here = company.customer("G-1", credit_group=group)
    there = other_company.customer("G-1", credit_group=group)
    owe(company, here, "4000.00")
    owe(other_company, there, "15000.00")

    known = exposures(company.entity, [here.pk])[here.pk]

    assert known.group is not None
    assert (known.balance, known.group.balance, known.group_limit) == (4000, 19000, 20000)
    found = check_credit(credit_terms(here), known, amount("1428.00"), CreditLimitType.BALANCE, TODAY)
    assert found is not None
    assert (found.limit, found.used, found.excess) == (20000, 19000, 428)


def test_a_document_that_is_about_to_be_owed_counts_for_customer_and_group() -> None:
    known = Exposure(amount("1"), group=Exposure(amount("5")), group_limit=amount("9")).owing(amount("2"))

    assert known == Exposure(amount("3"), group=Exposure(amount("7")), group_limit=amount("9"))
