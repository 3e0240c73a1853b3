"""Acceptance scenarios of customers.md: VAT numbers, addresses, credit, holds, posting profiles, changes by two people."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from customers.addresses import AddressBook
from customers.credit import CreditResult, CreditTerms, Exposure, check_credit
from customers.errors import (
    CustomerOnHold,
    HoldNotForCustomers,
    IdentificationRequired,
    InvoiceAccountHasItsOwn,
    NoPostingProfileLine,
    RecordChangedByAnother,
    VatNumberNotValid,
)
from customers.exposure import credit_terms, exposures
from customers.holds import HeldAction, check_holds, hold_refusal
from customers.models import (
    CreditGroup,
    CreditLimitType,
    Customer,
    CustomerGroup,
    CustomerParameters,
    CustomerPostingProfile,
    CustomerPostingProfileLine,
    HoldKind,
    PartyAddress,
)
from customers.posting_profiles import PostingProfiles
from customers.services.change_customers import change_customer
from customers.services.create_customers import create_customer
from customers.services.save_address import AddressData, save_address
from customers.services.set_hold import set_hold
from foundation.ledger.models import Relation
from foundation.organization.models import AuditEntry
from tests.customers.balances import owe
from tests.factories.company import Company

TODAY = date(2026, 3, 1)


def create(company: Company, **values: Any) -> Customer:
    entered = {"name": "Nord-Pumpen GmbH", "group": CustomerGroup.of(company.entity).get(code="FOREIGN")} | values
    return create_customer(company.entity, entered, user=company.clerk).customer


@pytest.mark.scenario("customers", "3")
@pytest.mark.parametrize("number", ["DE123456788", "NL100000009B39", "BE0412345614"])
def test_a_vat_number_with_the_right_check_digits_is_accepted(company: Company, number: str) -> None:
    assert create(company, vat_number=number).vat_number == number


@pytest.mark.scenario("customers", "3")
@pytest.mark.parametrize("number", ["DE123456789", "BE0412345615"])
def test_a_vat_number_with_a_wrong_check_digit_is_refused(company: Company, number: str) -> None:
    with pytest.raises(VatNumberNotValid, match=f"{number} is not a valid VAT number for {number[:2]}"):
        create(company, vat_number=number)


@pytest.mark.scenario("customers", "3")
def test_where_the_company_only_wants_a_warning_the_number_is_saved_with_it(company: Company) -> None:
    CustomerParameters.objects.create(legal_entity=company.entity, vat_check=CustomerParameters.VatCheck.WARNING)

    saved = create_customer(
        company.entity,
        {"name": "Nord", "group": CustomerGroup.of(company.entity).get(code="FOREIGN"), "vat_number": "DE123456789"},
        user=company.clerk,
    )

    assert [warning.code for warning in saved.warnings] == ["CU-040"]


@pytest.mark.scenario("customers", "5")
def test_the_address_of_the_day_is_proposed(company: Company) -> None:
    party = company.customers["C-100"].party
    first = PartyAddress.objects.create(
        party=party, country="NL", city="Delft", purposes=["delivery"], valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30)
    )
    second = PartyAddress.objects.create(party=party, country="NL", city="Leiden", purposes=["delivery"], valid_from=date(2026, 7, 1))
    party.addresses.filter(is_primary=True).update(purposes=["business", "invoice"])

    assert AddressBook.load([party.pk], date(2026, 7, 10)).address(party.pk, "delivery") == second
    assert AddressBook.load([party.pk], date(2026, 6, 12)).address(party.pk, "delivery") == first


@pytest.mark.scenario("customers", "6")
def test_marking_a_second_address_primary_unmarks_the_first(company: Company) -> None:
    customer = company.customers["C-100"]

    save_address(company.entity, customer, AddressData(country="NL", city="Leiden", is_primary=True), user=company.clerk)

    assert [(row.city, row.is_primary) for row in customer.party.addresses.order_by("pk")] == [("Amsterdam", False), ("Leiden", True)]


@pytest.mark.scenario("customers", "6")
def test_at_no_day_there_are_two_primary_addresses(company: Company) -> None:
    party = company.customers["C-100"].party
    party.addresses.update(valid_to=date(2026, 6, 30))
    PartyAddress.objects.create(party=party, country="NL", is_primary=True, valid_from=date(2026, 7, 1))

    with pytest.raises(IntegrityError), transaction.atomic():
        PartyAddress.objects.create(party=party, country="NL", is_primary=True, valid_from=date(2026, 6, 30), valid_to=date(2026, 6, 30))


@pytest.mark.scenario("customers", "7")
def test_an_invoice_account_must_not_have_one_itself(company: Company) -> None:
    k1999, k2000 = create(company, account="K-1999"), create(company, account="K-2000")
    create(company, account="K-2001", invoice_account=k2000)

    with pytest.raises(InvoiceAccountHasItsOwn):
        change_customer(k2000, {"invoice_account": k1999}, user=company.clerk)


LIMIT = CreditTerms(Decimal("10000.00"))
USED = Exposure(Decimal("4250.00"), Decimal("1310.00"), Decimal("2600.00"))


def result(amount: str, limit_type: str, *, terms: CreditTerms = LIMIT, used: Exposure = USED) -> CreditResult | None:
    return check_credit(terms, used, Decimal(amount), limit_type, TODAY)


@pytest.mark.scenario("customers", "8")
def test_balance_deliveries_and_orders_are_compared_with_the_limit_as_the_type_says() -> None:
    assert result("1428.00", CreditLimitType.BALANCE_ALL) is None
    over = result("1904.00", CreditLimitType.BALANCE_ALL)
    assert over is not None
    assert (over.exposure, over.excess) == (Decimal("10064.00"), Decimal("64.00"))
    assert result("1904.00", CreditLimitType.BALANCE) is None
    assert result("1904.00", CreditLimitType.BALANCE_PACKING_SLIP) is None


@pytest.mark.scenario("customers", "8")
def test_an_exposure_of_exactly_the_limit_passes() -> None:
    assert result("1840.00", CreditLimitType.BALANCE_ALL) is None
    over = result("1840.01", CreditLimitType.BALANCE_ALL)
    assert over is not None
    assert over.excess == Decimal("0.01")


@pytest.mark.scenario("customers", "9")
def test_a_mandatory_limit_is_tested_although_the_company_tests_none() -> None:
    used = Exposure(Decimal("4250.00"))

    over = result("1428.00", CreditLimitType.NONE, terms=CreditTerms(Decimal(5000), mandatory=True), used=used)

    assert over is not None
    assert (over.exposure, over.excess) == (Decimal("5678.00"), Decimal("678.00"))
    assert result("1428.00", CreditLimitType.NONE, terms=CreditTerms(Decimal(5000)), used=used) is None


@pytest.mark.scenario("customers", "10")
@pytest.mark.parametrize("limit_type", CreditLimitType.values)
def test_a_limit_of_nothing_is_no_limit_unless_it_is_mandatory(limit_type: str) -> None:
    assert result("1428.00", limit_type, terms=CreditTerms(), used=Exposure()) is None
    assert result("0.01", limit_type, terms=CreditTerms(mandatory=True), used=Exposure()) is not None


@pytest.mark.scenario("customers", "10")
def test_the_limit_of_the_group_counts_the_members_and_an_own_limit_the_account(company: Company) -> None:
    group = CreditGroup.objects.create(code="NORD", name="Nord", limit=Decimal(20000), currency_id="EUR")
    without, own = company.customer("G-1", credit_group=group), company.customer("G-2", credit_group=group, credit_limit=Decimal(5000))
    for customer, amount in ((without, "18000.00"), (own, "1000.00")):
        owe(company, customer, amount)
    known = exposures(company.entity, [without.pk, own.pk])

    over = check_credit(credit_terms(without), known[without.pk], Decimal("1428.00"), CreditLimitType.BALANCE, TODAY)

    assert over is not None
    assert (over.limit, over.excess) == (20000, Decimal("428.00"))
    assert check_credit(credit_terms(own), known[own.pk], Decimal("1428.00"), CreditLimitType.BALANCE, TODAY) is None


@pytest.mark.scenario("customers", "13")
def test_a_hold_on_invoices_lets_orders_and_picking_through_and_stops_the_packing_slip(company: Company) -> None:
    [customer] = set_hold(company.entity, [company.customers["C-100"]], HoldKind.INVOICE, reason="late", user=company.clerk)

    check_holds([customer], HeldAction.SALES_ORDER, TODAY)
    check_holds([customer], HeldAction.PICKING_LIST, TODAY)
    with pytest.raises(CustomerOnHold, match=r"Customer C-100 is on hold \(Invoice\): late\."):
        check_holds([customer], HeldAction.PACKING_SLIP, TODAY)


@pytest.mark.scenario("customers", "13")
def test_a_hold_on_all_refuses_orders_and_accepts_payments(company: Company) -> None:
    [customer] = set_hold(company.entity, [company.customers["C-100"]], HoldKind.ALL, reason="late", user=company.clerk)

    assert hold_refusal(customer, HeldAction.SALES_ORDER, TODAY) is not None
    assert hold_refusal(customer, HeldAction.PAYMENT, TODAY) is None


@pytest.mark.scenario("customers", "13")
def test_a_hold_until_the_last_of_march_is_over_on_the_first_of_april(company: Company) -> None:
    until = date(2026, 3, 31)
    [customer] = set_hold(company.entity, [company.customers["C-100"]], HoldKind.INVOICE, reason="late", until=until, user=company.clerk)

    assert hold_refusal(customer, HeldAction.PACKING_SLIP, until) is not None
    assert hold_refusal(customer, HeldAction.PACKING_SLIP, date(2026, 4, 1)) is None


@pytest.mark.scenario("customers", "13")
def test_the_hold_of_vendors_is_refused(company: Company) -> None:
    with pytest.raises(HoldNotForCustomers):
        set_hold(company.entity, [company.customers["C-100"]], "requisition", reason="x", user=company.clerk)


@pytest.mark.scenario("customers", "23")
def test_the_line_for_the_customer_beats_that_of_its_group_and_that_of_all(company: Company) -> None:
    foreign, domestic = company.customers["C-200"], company.customers["C-100"]
    profile = CustomerPostingProfile.of(company.entity).get()

    before = PostingProfiles.load(company.entity)
    CustomerPostingProfileLine.of(company.entity).create(
        legal_entity=company.entity,
        profile=profile,
        relation=Relation.TABLE,
        key="C-200",
        summary_account=company.accounts["1300"],
    )
    after = PostingProfiles.load(company.entity)

    assert before.summary_account(foreign) == company.accounts["1310"].pk
    assert before.summary_account(domestic) == company.accounts["1300"].pk
    assert after.summary_account(foreign) == company.accounts["1300"].pk


@pytest.mark.scenario("customers", "23")
def test_a_customer_that_no_line_covers_cannot_be_posted(company: Company) -> None:
    CustomerPostingProfileLine.of(company.entity).filter(relation=Relation.ALL).delete()

    with pytest.raises(NoPostingProfileLine, match="No posting profile line for customer C-100 in profile GEN"):
        PostingProfiles.load(company.entity).summary_account(company.customers["C-100"])


@pytest.mark.scenario("customers", "28")
def test_the_second_save_of_a_customer_that_two_people_opened_is_refused(company: Company) -> None:
    customer = create(company)
    seen = customer.updated_at
    change_customer(customer, {"classification": "A"}, user=company.users["OM"], read_at=seen)

    with pytest.raises(RecordChangedByAnother, match="Record was changed by OM at"):
        change_customer(customer, {"classification": "B"}, user=company.clerk, read_at=seen)

    assert Customer.of(company.entity).get(pk=customer.pk).classification == "A"
    assert AuditEntry.of(company.entity).filter(action="changed").count() == 1


@pytest.mark.scenario("customers", "29")
def test_a_government_id_is_required_from_a_limit_on(company: Company) -> None:
    CustomerParameters.objects.create(
        legal_entity=company.entity,
        require_identification=CustomerParameters.Identification.MINIMUM,
        identification_limit=Decimal(2500),
    )

    with pytest.raises(IdentificationRequired):
        create(company, credit_limit=Decimal("2500.00"))
    assert create(company, credit_limit=Decimal("2499.99")).credit_limit == Decimal("2499.99")
    assert create(company, credit_limit=Decimal("2500.00"), government_id="X1").credit_limit == 2500
