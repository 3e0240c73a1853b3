"""Batch invoicing: thousands of orders at once, never twice, one bad one never stops the rest (invoicing.md chapter 3)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.core.mail import EmailMessage

from customers.models import HoldKind
from customers.services.set_hold import set_hold
from foundation.batch.models import BatchJob, RunItem
from foundation.batch.recurrence import Recurrence, Unit
from foundation.batch.services.change_status import cancel
from foundation.batch.services.claim_chunks import claim_chunk
from foundation.batch.services.post_chunks import post_chunk
from foundation.batch.services.rerun_failed import rerun_failed
from foundation.batch.services.select_items import select_items
from foundation.batch.services.start_runs import start_due_jobs
from foundation.batch.services.work import work_on
from foundation.documents.models import OutboxMessage
from foundation.documents.services.work_outbox import handle
from foundation.ledger.checks import violations
from foundation.ledger.models import ItemSalesTaxGroup
from foundation.organization.models import Membership, Role
from invoicing.models import CustomerInvoice
from sales.models import PackingSlip, SalesOrder
from tests.factories.batch_invoicing import job, many_orders, outcomes, run
from tests.factories.company import Company
from tests.factories.invoicing import invoice, set_invoicing_parameters
from tests.factories.sales import deliver, lines_of, sales_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


@pytest.mark.scenario("invoicing", "S3.1")
def test_one_bad_order_among_many_is_listed_and_the_rest_are_posted_without_a_gap(company: Company, mailoutbox: list[EmailMessage]) -> None:
    orders = many_orders(company, 200)
    bad = orders[77]
    untaxed = ItemSalesTaxGroup.of(company.entity).create(legal_entity=company.entity, code="EMPTY", name="Without codes")
    bad.lines.update(item_sales_tax_group=untaxed)

    first = run(company, job(company, alerts={"on": ["ended_with_failures"], "emails": ["billing@example.com"]}))

    assert (first.selected, first.posted, first.failed) == (200, 199, 1)
    assert outcomes(company, first) == [(bad.number, "failed", "INV-150")]
    assert first.ended_with_failures
    numbers = CustomerInvoice.of(company.entity).order_by("number").values_list("number", flat=True)
    assert list(numbers) == [f"F2026-{number:06}" for number in range(1, 200)]
    assert violations() == []

    alert = OutboxMessage.of(company.entity).get(kind="batch_alert")
    handle(alert)
    [sent] = mailoutbox
    assert (sent.to, bad.number in sent.body, "Posted: 199" in sent.body) == (["billing@example.com"], True, True)

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


def test_what_cannot_be_invoiced_is_not_delivered_either(company: Company) -> None:
    dear, cheap = sales_order(company, ("A", 10, "10.00")), sales_order(company, ("A", 1, "10.00"))
    Membership.objects.filter(user=company.user("AR")).update(posting_limit=Decimal(50))
    Membership.objects.create(user=company.user("AR"), legal_entity=company.entity, role=Role.objects.get(code="WH"))

    ended = run(company, job(company, parameters={"deliver_first": "all", "summary_update": "none"}))

    assert outcomes(company, ended) == [(dear.number, "failed", "INV-532")]
    assert (ended.posted, CustomerInvoice.of(company.entity).get().order) == (1, cheap)
    assert [(slip.order, slip.number[-6:]) for slip in PackingSlip.of(company.entity)] == [(cheap, "000001")]
    assert lines_of(dear)[0].delivered_quantity == 0
    assert violations() == []


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


@pytest.mark.scenario("invoicing", "S3.3")
def test_two_jobs_over_the_same_orders_invoice_each_of_them_once(company: Company) -> None:
    numbers = [order.number for order in many_orders(company, 100)]

    def over(first: int, last: int) -> BatchJob:
        between = {"field": "order_number", "operator": "between", "values": [numbers[first], numbers[last]]}
        return job(company, criteria=(between,))

    one, two = over(0, 59), over(40, 99)
    runs = {begun.job_id: begun for begun in start_due_jobs()}
    select_items(runs[one.pk])
    select_items(runs[two.pk])
    work_on(runs[two.pk].pk)
    work_on(runs[one.pk].pk)

    invoiced = CustomerInvoice.of(company.entity).values_list("order__number", flat=True)
    assert sorted(invoiced) == sorted(numbers)
    for begun in runs.values():
        begun.refresh_from_db()
    assert (runs[one.pk].posted, runs[one.pk].skipped) == (60, 0)
    assert (runs[two.pk].posted, runs[two.pk].skipped) == (40, 20)
    assert outcomes(company, runs[two.pk]) == [(number, "skipped", "INV-301") for number in numbers[40:60]]


@pytest.mark.scenario("invoicing", "S3.8")
def test_a_cancelled_run_finishes_the_invoices_in_hand_and_a_rerun_does_the_rest(company: Company) -> None:
    many_orders(company, 150)
    wanted = job(company)
    [begun] = start_due_jobs()
    select_items(begun)
    in_hand = claim_chunk(begun.pk)
    assert in_hand is not None

    cancel([wanted], user=company.user("AR"))
    post_chunk(in_hand)
    work_on(begun.pk)
    begun.refresh_from_db()
    assert (begun.status, begun.posted, begun.not_processed) == ("cancelled", 50, 100)

    with time_machine.travel("2026-03-31 11:00Z", tick=False):
        again = rerun_failed(begun, user=company.user("AR"))
        work_on(again.pk)
    again.refresh_from_db()
    assert (again.status, again.posted) == ("ended", 100)
    used = CustomerInvoice.of(company.entity).order_by("number").values_list("number", flat=True)
    assert list(used) == [f"F2026-{number:06}" for number in range(1, 151)]


@pytest.mark.scenario("customers", "14")
def test_a_customer_on_hold_is_reported_and_the_others_are_invoiced(company: Company) -> None:
    orders = [sales_order(company, ("A", 1, "10.00"), customer=account) for account in ("C-100", "C-110", "C-200")]
    set_hold(company.entity, [company.customers["C-110"]], HoldKind.INVOICE, reason="late", user=company.clerk)

    ended = run(company, job(company))

    assert (ended.posted, ended.failed) == (2, 1)
    [(label, outcome, _code)] = outcomes(company, ended)
    assert (label, outcome) == (orders[1].number, "failed")


def test_a_daily_job_invoices_what_is_new_each_day(company: Company) -> None:
    daily = job(company, recurrence=Recurrence(datetime.fromisoformat("2026-03-31T13:00"), company.entity.time_zone, Unit.DAYS))
    invoiced = []
    for day in (31, 1, 2):
        month = 3 if day == 31 else 4
        many_orders(company, 2)
        with time_machine.travel(datetime(2026, month, day, 11, 0, 5, tzinfo=UTC), tick=False):
            invoiced.append(run(company, daily).posted)

    assert invoiced == [2, 2, 2]
    daily.refresh_from_db()
    assert (daily.status, daily.next_run_at) == ("waiting", datetime(2026, 4, 3, 11, tzinfo=UTC))
