"""Builders for invoicing: invoice orders and read the books in one line each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from customers.models import OpenTransaction
from foundation.ledger.models import LedgerEntry
from invoicing.models import CustomerInvoice, InvoicingParameters, QuantityOption, SummaryUpdate
from invoicing.planning import InvoicePlan, InvoiceRequest
from invoicing.services.plan_invoices import plan_invoices
from invoicing.services.post_invoices import PostingResult, post_invoices
from sales.models import SalesOrder
from tests.factories.company import Company

DAY = date(2026, 3, 10)


def request_for(**values: Any) -> InvoiceRequest:
    """Return the choices of a posting form."""
    return InvoiceRequest(**({"quantity": QuantityOption.ALL, "summary_update": SummaryUpdate.NONE, "invoice_date": DAY} | values))


def plan(company: Company, *orders: SalesOrder, **values: Any) -> InvoicePlan:
    """Plan invoices of orders."""
    return plan_invoices(company.entity, [order.pk for order in orders], request_for(**values))


def post(company: Company, *orders: SalesOrder, **values: Any) -> PostingResult:
    """Post invoices of orders; refusals are set aside in the result."""
    return post_invoices(company.entity, [order.pk for order in orders], request_for(**values), user=company.clerk)


def invoice(company: Company, *orders: SalesOrder, **values: Any) -> CustomerInvoice:
    """Post the one invoice of some orders; the first refusal is raised."""
    result = post(company, *orders, **values)
    result.plan.or_raise()
    [found] = result.invoices
    return CustomerInvoice.of(company.entity).get(pk=found.pk)


def voucher_of(posted: CustomerInvoice) -> dict[str, Decimal]:
    """Return the accounting amounts of an invoice's voucher by account: debit positive."""
    found: dict[str, Decimal] = {}
    for number, amount in (
        LedgerEntry.of(posted.legal_entity_id).filter(voucher=posted.voucher_id).values_list("main_account__number", "accounting_amount")
    ):
        found[number] = found.get(number, Decimal(0)) + amount
    return found


def open_balance(posted: CustomerInvoice) -> Decimal:
    """Return what is still to be paid of an invoice."""
    parts = OpenTransaction.of(posted.legal_entity_id).filter(transaction__voucher=posted.voucher_id)
    return sum((part.balance for part in parts), Decimal(0))


def set_invoicing_parameters(company: Company, **values: Any) -> InvoicingParameters:
    """Set invoicing parameters of the company."""
    return InvoicingParameters.objects.update_or_create(legal_entity=company.entity, defaults=values)[0]
