"""Real orders of a wholesaler, as they are: imported, delivered and invoiced by one batch job or one by one, right to the penny.

The sample in this file has the oddities of the real data set; the data set itself is no part of the product and is used where
ONLINE_RETAIL_SAMPLE names it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from invoicing.models import CustomerInvoice, SummaryUpdate
from returns.models import ReturnLine, ReturnOrder
from sales.models import SalesOrder
from tests.factories import online_retail as retail
from tests.factories.batch_invoicing import outcomes
from tests.factories.company import Company

pytestmark = pytest.mark.django_db

FILE = Path(os.environ.get("ONLINE_RETAIL_SAMPLE", "no sample"))
SAMPLE = """InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
600001,10001A,HEART SHAPED LANTERN,6,12/1/2010 8:26,2.55,17001,United Kingdom
600001,10002,BIRD FEEDER,8,12/1/2010 8:26,2.75,17001,United Kingdom
600001,10001A,HEART SHAPED LANTERN,2,12/1/2010 8:26,2.10,17001,United Kingdom
600002,10003,PAPER CHAIN KIT,48,12/1/2010 9:02,2.95,17002,Germany
600002,POST,POSTAGE,1,12/1/2010 9:02,18.00,17002,Germany
600003,10002,BIRD FEEDER,1,12/1/2010 10:15,0.00,,United Kingdom
600004,10004,,3,12/2/2010 11:00,0.39,,United Kingdom
600004,DOT,DOTCOM POSTAGE,1,12/2/2010 11:00,569.77,,United Kingdom
600005,10002,BIRD FEEDER,120,12/2/2010 12:40,2.31,17001,United Kingdom
C600006,10002,BIRD FEEDER,-4,12/2/2010 13:00,2.75,17001,United Kingdom
600007,10004,damaged,-12,12/2/2010 14:00,0.00,,United Kingdom
"""
WAYS = [retail.deliver_and_invoice_by_job, retail.invoice_by_job, retail.deliver_and_invoice_one_by_one, retail.invoice_one_by_one]


@pytest.fixture
def wholesaler(db: None) -> Company:
    return retail.make_wholesaler()


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    file = tmp_path / "orders.csv"
    file.write_text(SAMPLE, encoding="utf-8")
    return file


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_invoicing_ends_in_the_same_books(wholesaler: Company, sample: Path, way: Callable[[Company], object]) -> None:
    report = retail.import_orders(wholesaler, sample)
    way(wholesaler)

    proof = retail.prove(wholesaler)
    assert report.reasons() == {"ORD-42": 1, "ORD-43": 1}
    assert (proof.invoices, proof.lines, proof.largest) == (5, 9, 3)
    assert proof.net == Decimal("15.30") + 22 + Decimal("4.20") + Decimal("141.60") + 18 + Decimal("1.17") + Decimal("569.77") + Decimal(
        "277.20"
    )
    assert proof.is_gapless
    assert proof.orders_left == 0
    assert proof.receivable == proof.invoiced
    assert proof.violations == 0


def test_arranged_by_invoice_account_each_customer_gets_one_invoice(wholesaler: Company, sample: Path) -> None:
    retail.import_orders(wholesaler, sample)
    run = retail.deliver_and_invoice_by_job(wholesaler, SummaryUpdate.INVOICE_ACCOUNT)

    assert (run.selected, run.posted, run.failed) == (5, 5, 0)
    accounts = CustomerInvoice.of(wholesaler.entity).values_list("invoice_account__account", flat=True)
    assert sorted(accounts) == ["17001", "17002", retail.ANONYMOUS]
    assert retail.prove(wholesaler).lines == 9


@pytest.mark.skipif(not FILE.exists(), reason="the sample of real orders is not part of the product")
@pytest.mark.parametrize("summary", [SummaryUpdate.NONE, SummaryUpdate.INVOICE_ACCOUNT])
def test_a_week_of_a_real_wholesaler_is_delivered_and_invoiced_by_one_job(wholesaler: Company, summary: str) -> None:
    report = retail.import_orders(wholesaler, FILE)
    run = retail.deliver_and_invoice_by_job(wholesaler, summary)

    proof = retail.prove(wholesaler)
    kinds = set(SalesOrder.of(wholesaler.entity).values_list("invoice_account", "sales_tax_group"))  # these may not be combined
    assert report.reasons() == {"ORD-42": 43, "ORD-43": 30}
    assert (run.selected, run.posted, run.failed) == (439, 439, 0)
    assert (proof.lines, proof.net) == (9869, Decimal("184239.83"))
    assert proof.invoices == (439 if summary == SummaryUpdate.NONE else len(kinds))
    assert proof.is_gapless
    assert proof.receivable == proof.invoiced
    assert (proof.orders_left, proof.violations) == (0, 0)


def test_what_the_file_takes_back_becomes_returns_that_are_received_and_credited(wholesaler: Company, sample: Path) -> None:
    report = retail.import_returns(wholesaler, sample)

    [returned] = ReturnOrder.of(wholesaler.entity)
    assert (report.reasons(), returned.order.external_id, returned.order.order_amount) == (
        {"RET-28": 5, "ORD-43": 1},
        "C600006",
        Decimal("-11.00"),
    )
    run = retail.receive_and_credit(wholesaler)
    assert (run.posted, run.failed) == (1, 0)
    proof = retail.prove(wholesaler)
    assert (proof.invoices, proof.net, proof.receivable, proof.violations) == (1, Decimal("-11.00"), proof.invoiced, 0)


def test_a_file_of_returns_is_imported_once(wholesaler: Company, sample: Path) -> None:
    retail.import_returns(wholesaler, sample)

    assert retail.import_returns(wholesaler, sample).counts().get("unchanged") == 1
    assert ReturnOrder.of(wholesaler.entity).count() == 1


@pytest.mark.skipif(not FILE.exists(), reason="the sample of real orders is not part of the product")
def test_the_cancellations_of_a_real_wholesaler_are_received_and_credited_to_the_penny(wholesaler: Company) -> None:
    retail.import_returns(wholesaler, FILE)
    assert (ReturnOrder.of(wholesaler.entity).count(), ReturnLine.of(wholesaler.entity).count()) == (43, 100)

    run = retail.receive_and_credit(wholesaler)

    proof = retail.prove(wholesaler)
    assert outcomes(wholesaler, run) == []
    assert (run.selected, run.posted, run.failed) == (43, 43, 0)
    assert (proof.invoices, proof.lines, proof.net) == (43, 100, Decimal("-3580.58"))
    assert (proof.receivable, proof.orders_left, proof.violations) == (proof.invoiced, 0, 0)
    assert not ReturnOrder.of(wholesaler.entity).exclude(status="closed").exists()
