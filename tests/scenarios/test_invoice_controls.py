"""Who may post what and when, and what nobody may change (invoicing.md chapters 1.7, 9 and 11)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from customers.models import Customer, CustomerParameters, PartyAddress
from customers.models.customer import HoldKind
from customers.models.parameters import CreditLimitType
from foundation.ledger.checks import violations
from foundation.organization.access import access_for
from foundation.organization.errors import PeriodNotOpen
from foundation.organization.models import FiscalPeriod, Membership, Module, NumberCounter, Role
from invoicing.errors import AboveOwnLimit, CreditLimitExceeded, InvoiceDataMissing, VatNumberNotValid
from invoicing.models import CustomerInvoice, CustomerInvoiceLine, QuantityOption
from invoicing.services.post_invoices import post_invoices
from sales.models import SalesOrder
from sales.services.enter_orders import ChargeDraft
from tests.factories.company import Company
from tests.factories.invoicing import invoice, plan, post, request_for, set_invoicing_parameters
from tests.factories.sales import charge_code, deliver, sales_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


def no_number_was_drawn() -> bool:
    return not NumberCounter.objects.filter(sequence__reference="customer_invoice").exists()


@pytest.fixture
def near_the_limit(company: Company) -> SalesOrder:
    """S1.8: limit 10,000.00; 6,200.00 owed, 1,500.00 delivered, 2,000.00 ordered; a packing slip of 2,420.00 to invoice."""
    Customer.of(company.entity).filter(account="C-110").update(credit_limit=Decimal(10000))
    untaxed = {"customer": "C-110", "sales_tax_group_id": company.tax_groups["EXPORT"].pk}
    invoice(company, sales_order(company, ("A", 62, "100.00"), **untaxed))
    deliver(company, sales_order(company, ("A", 15, "100.00"), **untaxed))
    sales_order(company, ("A", 20, "100.00"), **untaxed)
    order = sales_order(company, ("A", 20, "100.00"), customer="C-110")
    deliver(company, order)
    return order


@pytest.mark.scenario("invoicing", "S1.8")
@pytest.mark.parametrize(
    ("limit_type", "excess"),
    [
        (CreditLimitType.BALANCE, None),
        (CreditLimitType.BALANCE_PACKING_SLIP, Decimal("120.00")),
        (CreditLimitType.BALANCE_ALL, Decimal("2120.00")),
    ],
)
def test_the_slip_being_invoiced_counts_once_against_the_credit_limit(
    company: Company, near_the_limit: SalesOrder, limit_type: str, excess: Decimal | None
) -> None:
    result = post(company, near_the_limit, quantity=QuantityOption.PACKING_SLIP, credit_limit_type=limit_type)

    [draft] = result.plan.drafts
    assert [Decimal(warning.params["excess"]) for warning in draft.warnings] == ([] if excess is None else [excess])
    assert result.invoices


@pytest.mark.scenario("invoicing", "S1.8")
def test_a_limit_that_stops_the_invoice_draws_no_number(company: Company, near_the_limit: SalesOrder) -> None:
    CustomerParameters.objects.update_or_create(legal_entity=company.entity, defaults={"credit_limit_message": "error"})
    before = NumberCounter.objects.get(sequence__reference="customer_invoice").next

    result = post(company, near_the_limit, quantity=QuantityOption.PACKING_SLIP, credit_limit_type=CreditLimitType.BALANCE_PACKING_SLIP)

    [[refusal]] = result.plan.refused.values()
    assert isinstance(refusal, CreditLimitExceeded)
    assert result.invoices == []
    assert NumberCounter.objects.get(sequence__reference="customer_invoice").next == before


@pytest.mark.scenario("invoicing", "S7.5")
def test_goods_to_another_member_state_bear_no_tax_when_the_buyer_has_a_vat_number(company: Company) -> None:
    posted = invoice(company, sales_order(company, ("A", 10, "25.00"), customer="C-200"))

    [tax] = posted.taxes.all()
    assert (tax.category, tax.tax, posted.invoice_amount) == ("K", 0, Decimal("250.00"))
    assert (posted.seller["vat_number"], posted.buyer["vat_number"]) == ("NL001234567B01", "DE123456788")
    assert posted.vat_statements == ["Intra-Community supply, Article 138 Directive 2006/112/EC"]


@pytest.mark.scenario("invoicing", "S7.5")
def test_goods_to_another_member_state_bear_domestic_tax_when_the_buyer_has_none(company: Company) -> None:
    company.customer("C-210", country="DE")

    assert invoice(company, sales_order(company, ("A", 10, "25.00"), customer="C-210")).invoice_amount == Decimal("302.50")


@pytest.mark.scenario("invoicing", "S7.5")
@pytest.mark.parametrize(("rule", "state"), [("block", "invalid"), ("block", "not_checked")])
def test_a_zero_rate_can_ask_for_a_valid_vat_number(company: Company, rule: str, state: str) -> None:
    set_invoicing_parameters(company, vat_check_before_zero_rate=rule)
    Customer.of(company.entity).filter(account="C-200").update(vat_state=state)

    with pytest.raises(VatNumberNotValid, match="VAT number DE123456788 of C-200"):
        invoice(company, sales_order(company, ("A", 10, "25.00"), customer="C-200"))

    assert no_number_was_drawn()


def test_an_answer_of_the_vat_service_holds_for_some_days(company: Company) -> None:
    set_invoicing_parameters(company, vat_check_before_zero_rate="block")
    order = sales_order(company, ("A", 10, "25.00"), customer="C-200")
    customer = Customer.of(company.entity).filter(account="C-200")

    customer.update(vat_state="valid", vat_checked_at=datetime(2026, 2, 1, tzinfo=UTC))
    assert isinstance(plan(company, order).refused[order.pk][0], VatNumberNotValid)
    customer.update(vat_checked_at=datetime(2026, 3, 30, tzinfo=UTC))
    assert plan(company, order).or_raise().drafts


def test_a_number_that_was_found_invalid_is_warned_of(company: Company) -> None:
    Customer.of(company.entity).filter(account="C-200").update(vat_state="invalid")

    [draft] = plan(company, sales_order(company, ("A", 10, "25.00"), customer="C-200")).or_raise().drafts

    assert [warning.code for warning in draft.warnings] == ["INV-157"]


@pytest.mark.scenario("invoicing", "S9.5")
def test_missing_data_are_named_before_a_number_is_drawn(company: Company) -> None:
    PartyAddress.objects.filter(party=company.customers["C-200"].party).update(street="", city="")
    order = sales_order(company, ("A", 1, "10.00"), customer="C-200")

    with pytest.raises(InvoiceDataMissing, match="street of customer C-200.*city of customer C-200"):
        invoice(company, order)

    assert no_number_was_drawn()


@pytest.mark.scenario("invoicing", "S11.1")
def test_a_period_on_hold_for_sales_takes_no_invoice(company: Company) -> None:
    january = FiscalPeriod.of(company.entity).containing(date(2026, 1, 31)).get()
    january.held_modules = [Module.SALES]
    january.save()

    with pytest.raises(PeriodNotOpen, match="on hold"):
        invoice(company, sales_order(company, ("A", 1, "10.00")), invoice_date=date(2026, 1, 31))

    assert no_number_was_drawn()
    assert FiscalPeriod.of(company.entity).require_open(date(2026, 1, 31), Module.PAYMENTS, lock=False) == january


@pytest.mark.scenario("invoicing", "S11.2")
def test_the_document_total_counts_against_the_limit_of_who_posts(company: Company) -> None:
    Membership.objects.filter(user=company.user("BC")).update(posting_limit=Decimal(5000))
    order = sales_order(company, ("A", 1, "4999.99"))

    def post_as(role: str) -> list[CustomerInvoice]:
        user = company.user(role)
        access = access_for(user, company.entity.code)
        result = post_invoices(company.entity, [order.pk], request_for(), user=user, access=access)
        result.plan.or_raise()
        return result.invoices

    with pytest.raises(AboveOwnLimit, match=r"6,?049\.99 is above your limit"):
        post_as("BC")
    assert no_number_was_drawn()
    assert post_as("AR")[0].invoice_amount == Decimal("6049.99")


@pytest.mark.scenario("invoicing", "S11.4")
@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.update(invoice_amount=Decimal(1)),
        lambda rows: rows.update(invoice_date=date(2026, 1, 1)),
        lambda rows: rows.update(number="F2026-999999"),
        lambda rows: rows.delete(),
        lambda rows: CustomerInvoiceLine.unscoped("all rows").filter(invoice__in=rows).update(line_net=Decimal(1)),
        lambda rows: CustomerInvoiceLine.unscoped("all rows").filter(invoice__in=rows).delete(),
    ],
)
def test_a_posted_invoice_can_neither_be_changed_nor_deleted(company: Company, change: object) -> None:
    posted = invoice(company, sales_order(company, ("A", 1, "10.00")))

    with pytest.raises(DatabaseError), transaction.atomic():
        change(CustomerInvoice.of(company.entity).filter(pk=posted.pk))  # type: ignore[operator]

    assert CustomerInvoice.of(company.entity).get(pk=posted.pk).invoice_amount == Decimal("12.10")


@pytest.mark.scenario("invoicing", "S11.5")
def test_sub_ledger_and_ledger_agree_after_any_mixture(company: Company) -> None:
    for number in range(6):
        order = sales_order(
            company,
            ("A", 3 + number, "9.99"),
            ("B", 1, "0.335"),
            customer=("C-100", "C-110", "C-200")[number % 3],
            total_discount_percent=Decimal(number),
        )
        if number % 2:
            deliver(company, order, updates={10: 2})
            invoice(company, order, quantity=QuantityOption.PACKING_SLIP)
        invoice(company, order)

    assert violations() == []


def test_a_blocked_customer_gets_a_credit_note_and_no_invoice_whatever_the_quantities(company: Company) -> None:
    dear = ChargeDraft(charge_code(company).pk, Decimal(5000))
    invoiced = sales_order(company, ("A", -1, "10.00"), charges=[dear])
    credited = sales_order(company, ("A", -3, "10.00"), ("B", 1, "1.00"))
    Customer.of(company.entity).filter(account="C-100").update(hold=HoldKind.INVOICE, hold_reason="late")

    result = post(company, invoiced, credited)

    assert {order: [error.code for error in errors] for order, errors in result.plan.refused.items()} == {invoiced.pk: ["INV-107"]}
    assert [posted.invoice_amount for posted in result.invoices] == [Decimal("-35.21")]


def test_a_role_that_does_not_post_lends_no_larger_limit(company: Company) -> None:
    clerk = company.user("BC")
    Membership.objects.filter(user=clerk).update(posting_limit=Decimal(50), credit_note_limit=Decimal(20), manual_discount_limit=5)
    others = Role.objects.filter(code__in=["WH", "OC"])
    Membership.objects.bulk_create(
        Membership(user=clerk, legal_entity=company.entity, role=role, credit_note_limit=None, manual_discount_limit=7) for role in others
    )
    Membership.objects.filter(user=clerk, role__code="WH").update(manual_discount_limit=100)

    access = company.access("BC")

    assert (access.posting_limit, access.credit_note_limit, access.manual_discount_limit) == (50, 20, 7)
