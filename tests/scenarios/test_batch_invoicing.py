"""Batch invoicing: thousands of orders at once, never twice, one bad one never stops the rest (invoicing.md chapter 3)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine

from foundation.batch.models import RunItem
from foundation.batch.services.rerun_failed import rerun_failed
from foundation.batch.services.work import work_on
from foundation.documents.models import OutboxMessage
from foundation.ledger.checks import violations
from foundation.ledger.models import ItemSalesTaxGroup
from foundation.organization.models import Membership, Role
from invoicing.models import CustomerInvoice
from sales.models import SalesOrder
from tests.factories.batch_invoicing import job, many_orders, outcomes, run
from tests.factories.company import Company
from tests.factories.invoicing import invoice, set_invoicing_parameters
from tests.factories.sales import deliver, sales_order

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def in_march() -> object:
    with time_machine.travel("2026-03-31 10:00Z", tick=False):
        yield


@pytest.mark.scenario("invoicing", "S3.1")
def test_one_bad_order_among_many_is_listed_and_the_rest_are_posted_without_a_gap(company: Company) -> None:
    orders = many_orders(company, 200)
    bad = orders[77]
    untaxed = ItemSalesTaxGroup.of(company.entity).create(legal_entity=company.entity, code="EMPTY", name="Without codes")
    bad.lines.update(item_sales_tax_group=untaxed)

    first = run(company, job(company))

    assert (first.selected, first.posted, first.failed) == (200, 199, 1)
    assert outcomes(company, first) == [(bad.number, "failed", "INV-150")]
    assert first.ended_with_failures
    numbers = CustomerInvoice.of(company.entity).order_by("number").values_list("number", flat=True)
    assert list(numbers) == [f"F2026-{number:06}" for number in range(1, 200)]
    assert violations() == []

    again = run(company, job(company))
    assert (again.selected, again.posted, again.failed) == (1, 0, 1)
    assert CustomerInvoice.of(company.entity).count() == 199


@pytest.mark.scenario("invoicing", "S3.4")
@pytest.mark.parametrize("whole", [False, True])
def test_a_bad_order_leaves_the_invoice_of_its_customer_or_holds_it_back(company: Company, whole: bool) -> None:
    set_invoicing_parameters(company, block_zero_price=True, keep_invoices_whole=whole)
    orders = [sales_order(company, ("A", 1, "10.00")) for _number in range(4)]
    free = sales_order(company, ("A", 1, "0.00"))

    ended = run(company, job(company, parameters={"summary_update": "invoice_account"}))

    if whole:
        assert outcomes(company, ended) == [(order.number, "failed", "INV-311") for order in orders] + [(free.number, "failed", "INV-106")]
        assert not CustomerInvoice.of(company.entity).exists()
    else:
        assert outcomes(company, ended) == [(free.number, "failed", "INV-106")]
        assert CustomerInvoice.of(company.entity).get().order_count == 4


@pytest.mark.scenario("invoicing", "S3.5")
def test_a_month_of_deliveries_becomes_one_invoice_of_its_last_day(company: Company) -> None:
    set_invoicing_parameters(company, default_invoice_date="end_of_previous_month")
    for day, quantity in ((5, 12), (14, 30), (31, 7)):
        deliver(company, sales_order(company, ("A", quantity, "8.75")), delivery_date=date(2026, 1, day))
    february = sales_order(company, ("A", 1, "8.75"))

    with time_machine.travel("2026-02-01 01:00Z", tick=False):
        deliver(company, february, delivery_date=date(2026, 2, 1))
        criteria = ({"field": "slip_date", "operator": "between", "values": ["start_of_month(-1)", "end_of_month(-1)"]},)
        monthly = {"quantity": "packing_slip", "summary_update": "invoice_account", "slips_until": "end_of_month(-1)"}
        ended = run(company, job(company, parameters=monthly, criteria=criteria))

    posted = CustomerInvoice.of(company.entity).get()
    assert ended.posted == 3
    assert posted.invoice_date == date(2026, 1, 31)
    assert (posted.sum_lines, posted.sum_tax, posted.invoice_amount) == (Decimal("428.75"), Decimal("90.04"), Decimal("518.79"))
    assert (posted.supply_from, posted.supply_to) == (date(2026, 1, 5), date(2026, 1, 31))
    assert len(posted.terms["packing_slips"]) == 3


@pytest.mark.scenario("invoicing", "S3.7")
def test_late_selection_takes_what_is_there_when_the_job_starts(company: Company) -> None:
    monday = [sales_order(company, ("A", 1, "10.00")) for _number in range(2)]
    listed = job(company, start_at=datetime(2026, 3, 31, 12, tzinfo=UTC), late_selection=False, keys=[order.pk for order in monday])
    late = job(company, start_at=datetime(2026, 3, 31, 14, tzinfo=UTC))
    invoice(company, monday[0], invoice_date=date(2026, 3, 31))
    tuesday = sales_order(company, ("A", 1, "10.00"))

    with time_machine.travel("2026-03-31 12:01Z", tick=False):
        of_the_list = run(company, listed)
    assert outcomes(company, of_the_list) == [(monday[0].number, "skipped", "INV-123")]
    assert of_the_list.posted == 1

    with time_machine.travel("2026-03-31 14:01Z", tick=False):
        of_the_query = run(company, late)
    labels = RunItem.of(company.entity).filter(run=of_the_query).values_list("object_label", flat=True)
    assert list(labels) == [tuesday.number]


def test_a_job_delivers_and_invoices_what_was_only_ordered(company: Company) -> None:
    delivered = sales_order(company, ("A", 10, "10.00"))
    deliver(company, delivered, updates={10: 4})
    ordered = sales_order(company, ("A", 3, "10.00"))
    Membership.objects.create(user=company.user("AR"), legal_entity=company.entity, role=Role.objects.get(code="WH"))

    ended = run(company, job(company, parameters={"deliver_first": "all"}))

    assert (ended.posted, ended.failed) == (2, 0)
    amounts = CustomerInvoice.of(company.entity).order_by("number").values_list("sum_lines", flat=True)
    assert list(amounts) == [Decimal("100.00"), Decimal("30.00")]
    ordered.refresh_from_db()
    assert ordered.status == "invoiced"
    assert ordered.packing_slips.count() == 1


def test_what_is_on_hold_or_excluded_is_not_selected(company: Company) -> None:
    SalesOrder.of(company.entity).filter(pk=sales_order(company, ("A", 1, "10.00")).pk).update(exclude_from_batch_invoicing=True)
    wanted = sales_order(company, ("A", 1, "10.00"))

    ended = run(company, job(company))

    assert (ended.selected, ended.posted) == (1, 1)
    assert CustomerInvoice.of(company.entity).get().order == wanted


def test_a_failed_order_is_posted_by_the_rerun_after_it_was_mended(company: Company) -> None:
    set_invoicing_parameters(company, block_zero_price=True)
    sales_order(company, ("A", 1, "10.00"))
    free = sales_order(company, ("A", 1, "0.00"))
    first = run(company, job(company))
    set_invoicing_parameters(company, block_zero_price=False)

    with time_machine.travel("2026-03-31 11:00Z", tick=False):
        again = rerun_failed(first, user=company.user("AR"))
        work_on(again.pk)
    again.refresh_from_db()

    assert (again.selected, again.posted) == (1, 1)
    assert CustomerInvoice.of(company.entity).filter(order=free).count() == 1


def test_every_invoice_of_a_run_is_printed_by_the_worker_afterwards(company: Company) -> None:
    many_orders(company, 3)

    ended = run(company, job(company))

    assert OutboxMessage.of(company.entity).filter(kind="archive_invoice").count() == 3
    assert set(CustomerInvoice.of(company.entity).values_list("batch_run_id", flat=True)) == {ended.pk}
