"""A gift wholesaler and its real orders: import a file, deliver and invoice everything, and say what came of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.db import connection
from django.db.models import Count, Sum

from customers.models import Customer, Party, PartyAddress
from foundation.batch.models import BatchRun
from foundation.batch.services.define_jobs import JobDefinition, define_job
from foundation.batch.services.start_runs import start_due_jobs
from foundation.batch.services.work import work_on
from foundation.imports.running import ImportOptions, ImportReport, run_import
from foundation.imports.sheets import read_sheet_file
from foundation.ledger.checks import violations
from foundation.ledger.models import LedgerEntry
from foundation.organization.models import Membership
from invoicing.models import CustomerInvoice, InvoicingParameters, QuantityOption, SummaryUpdate
from invoicing.planning import InvoiceRequest
from invoicing.services.post_invoices import post_invoices
from returns.models import ReturnLine
from returns.services.import_returns import ReturnImporter
from returns.services.register_arrivals import Arrival, register_arrivals
from sales.deliveries import DeliveryRequest
from sales.models import SalesOrder, SalesOrderLine
from sales.services.create_missing import MissingRecords
from sales.services.import_orders import OrderImporter
from sales.services.post_packing_slips import post_packing_slips
from tests.factories.company import Company, make_company
from tests.factories.returns import disposition, return_reason

ANONYMOUS = "WEB"
RUNNER = "IN"  # the role that may both deliver and invoice
SECONDS = 900.0


@dataclass(frozen=True)
class Proof:
    """What stands in the books after a set of orders was invoiced."""

    invoices: int
    lines: int
    net: Decimal
    largest: int
    first_number: int
    last_number: int
    orders_left: int
    receivable: Decimal
    invoiced: Decimal
    violations: int

    @property
    def is_gapless(self) -> bool:
        """Tell whether the invoices are numbered one after the other."""
        return self.last_number - self.first_number + 1 == self.invoices


def make_wholesaler() -> Company:
    """Create the British company that sells in pounds, with a customer for orders that name none."""
    company = make_company("UK01", country="GB", currency="GBP", time_zone="Europe/London")
    company.customer(ANONYMOUS, country="GB", one_time=True)
    company.user(RUNNER)
    InvoicingParameters.objects.create(legal_entity=company.entity, print_invoice=False)
    return company


def import_orders(company: Company, file: Path) -> ImportReport:
    """Import a file of order lines; customers and items that nobody knows yet are created."""
    group = company.customers[ANONYMOUS].group
    missing = MissingRecords(group, company.piece, item_sales_tax_group=company.item_tax_groups["H21"], warehouse=company.warehouse)
    importer = OrderImporter(company.entity, company.clerk, ANONYMOUS, missing)
    report = run_import(read_sheet_file(file), importer, ImportOptions(date_order="dmy"))
    _complete_addresses(company)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # the planner knows nothing of rows that are not committed
    return report


def import_returns(company: Company, file: Path) -> ImportReport:
    """Import what a file takes back as return orders that nothing arrived of yet."""
    group = company.customers[ANONYMOUS].group
    missing = MissingRecords(group, company.piece, item_sales_tax_group=company.item_tax_groups["H21"], warehouse=company.warehouse)
    importer = ReturnImporter(company.entity, company.clerk, ANONYMOUS, missing, reason=return_reason(company))
    report = run_import(read_sheet_file(file), importer, ImportOptions(date_order="dmy"))
    _complete_addresses(company)
    return report


def receive_and_credit(company: Company) -> BatchRun:
    """Let everything that is expected arrive to be credited, post the packing slips, and credit it by one batch job."""
    entity, code = company.entity, disposition(company)
    expected = list(ReturnLine.of(entity).awaiting().values_list("pk", flat=True))
    register_arrivals(entity, [Arrival(key, code) for key in expected], company.user("WH"))
    orders = list(SalesOrder.of(entity).open().filter(order_type="returned_order").values_list("pk", flat=True))
    post_packing_slips(DeliveryRequest(entity, orders), company.user("WH")).or_raise()
    Membership.objects.filter(user=company.user(RUNNER)).update(credit_note_limit=None)
    return _run(company, {"quantity": QuantityOption.ALL, "summary_update": SummaryUpdate.NONE})


def _complete_addresses(company: Company) -> None:
    """Add what an invoice must say and the file does not know: street and city of the customers that were created."""
    parties = Customer.of(company.entity).values("party")
    found = {"street": "High Street", "house_number": "1", "city": "Anytown"}
    PartyAddress.objects.filter(party__in=parties, street="").update(**found)
    without = Party.objects.filter(pk__in=parties, addresses=None)
    PartyAddress.objects.bulk_create(PartyAddress(party=party, country="GB", is_primary=True, **found) for party in without)


def deliver_and_invoice_by_job(company: Company, summary: str = SummaryUpdate.NONE) -> BatchRun:
    """Let one batch job deliver everything and invoice the packing slips."""
    return _run(company, {"deliver_first": "all", "quantity": QuantityOption.PACKING_SLIP, "summary_update": summary})


def invoice_by_job(company: Company, summary: str = SummaryUpdate.NONE) -> BatchRun:
    """Let one batch job invoice the orders, which delivers them without packing slips."""
    return _run(company, {"quantity": QuantityOption.ALL, "summary_update": summary})


def deliver_and_invoice_one_by_one(company: Company) -> None:
    """Deliver and invoice order after order, as clerks do."""

    def invoice(key: int) -> None:
        post_packing_slips(DeliveryRequest(company.entity, [key]), company.user("WH")).or_raise()
        request = InvoiceRequest(QuantityOption.PACKING_SLIP, SummaryUpdate.NONE, print_invoice=False)
        post_invoices(company.entity, [key], request, user=company.clerk).plan.or_raise()

    _each(company, invoice)


def invoice_one_by_one(company: Company) -> None:
    """Invoice order after order without packing slips."""
    request = InvoiceRequest(QuantityOption.ALL, SummaryUpdate.NONE, print_invoice=False)

    def invoice(key: int) -> None:
        post_invoices(company.entity, [key], request, user=company.clerk).plan.or_raise()

    _each(company, invoice)


def _each(company: Company, work: Callable[[int], None]) -> None:
    for key in SalesOrder.of(company.entity).open().order_by("pk").values_list("pk", flat=True):
        work(key)


def _run(company: Company, parameters: dict[str, str]) -> BatchRun:
    runner = company.user(RUNNER)
    define_job(company.entity, JobDefinition("customer_invoice", "All orders", runner, parameters=parameters), user=runner)
    [run] = start_due_jobs()
    work_on(run.pk, SECONDS)
    run.refresh_from_db()
    return run


def prove(company: Company) -> Proof:
    """Read the books."""
    entity = company.entity
    invoices = CustomerInvoice.of(entity)
    numbers = sorted(int(re.sub(r".*-", "", number)) for number in invoices.values_list("number", flat=True))
    sums = invoices.aggregate(net=Sum("sum_lines"), amount=Sum("invoice_amount"))
    sizes = invoices.annotate(size=Count("lines")).values_list("size", flat=True)
    receivable = LedgerEntry.of(entity).filter(main_account__is_summary=True).aggregate(total=Sum("amount"))["total"]
    return Proof(
        invoices=len(numbers),
        lines=sum(sizes),
        net=sums["net"] or Decimal(0),
        largest=max(sizes, default=0),
        first_number=numbers[0] if numbers else 1,
        last_number=numbers[-1] if numbers else 0,
        orders_left=SalesOrderLine.of(entity).exclude(ordered_quantity=0).exclude(status="invoiced").count(),
        receivable=receivable or Decimal(0),
        invoiced=sums["amount"] or Decimal(0),
        violations=len(violations()),
    )
