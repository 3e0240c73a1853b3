"""What follows from the documents: payments, the counters of the number series, and stock on hand."""

from __future__ import annotations

from datetime import date

from benchmarks.generator import cloning
from benchmarks.generator.plan import FIRST_DIGITS
from customers.models import CustomerTransaction
from foundation.inventory.models import InventoryTransaction, OnHand
from foundation.ledger.models import LedgerEntry, Voucher
from foundation.organization.models import NumberCounter, NumberSequence
from tests.factories.company import Company

DAYS_TO_PAY = "(10 + p.rank % 30)::int"
OPENING = 10_000_000


def pay(company: Company) -> int:
    """Book a payment of every paid invoice: bank to customer, its transaction without an open part; return how many."""
    entity, voucher = company.entity.pk, cloning.next_key(Voucher)
    within = "PARTITION BY date_part('year', {0}) ORDER BY {0}, i.id".format(f"i.invoice_date + {DAYS_TO_PAY}")
    number = f"'PV' || to_char(i.invoice_date + {DAYS_TO_PAY}, 'YY-') || lpad((row_number() OVER ({within}))::text, {FIRST_DIGITS}, '0')"
    cloning.execute(
        f"""
        CREATE TEMP TABLE payment AS
        SELECT {voucher} + row_number() OVER (ORDER BY i.id) AS id, {number} AS number, i.invoice_date + {DAYS_TO_PAY} AS day,
            i.invoice_account_id, i.currency_id, i.number AS invoice_number, p.account, t.summary_account_id, t.posting_profile_id,
            t.amount, t.accounting_amount, t.exchange_rate
        FROM plan p JOIN invoicing_customerinvoice i ON i.number = p.invoice_number
        JOIN customers_customertransaction t ON t.voucher_id = i.voucher_id
        WHERE p.paid AND i.legal_entity_id = {entity}
        """
    )
    period = (
        f"(SELECT f.id FROM organization_fiscalperiod f WHERE f.legal_entity_id = {entity} AND p.day BETWEEN f.start_date AND f.end_date)"
    )
    cloning.insert(
        Voucher,
        "payment p",
        {"id": "p.id", "legal_entity_id": str(entity), "number": "p.number", "date": "p.day", "period_id": period}
        | {"source_type": "'customers.payment'", "source_number": "p.invoice_number"},
    )
    bank = company.accounts["1100"].pk
    for line, account, posting_type, sign in ((1, str(bank), "bank", ""), (2, "p.summary_account_id", "customer_balance", "-")):
        cloning.insert(
            LedgerEntry,
            "payment p",
            {"legal_entity_id": str(entity), "voucher_id": "p.id", "line_number": str(line), "main_account_id": account}
            | {"posting_type": f"'{posting_type}'", "currency_id": "p.currency_id", "party_account": "p.account" if line == 2 else "''"}
            | {"amount": f"{sign}p.amount", "accounting_amount": f"{sign}p.accounting_amount"},
        )
    paid = cloning.insert(
        CustomerTransaction,
        "payment p",
        {"legal_entity_id": str(entity), "customer_id": "p.invoice_account_id", "type": "'payment'", "voucher_id": "p.id"}
        | {"summary_account_id": "p.summary_account_id", "posting_profile_id": "p.posting_profile_id", "document_number": "p.number"}
        | {"date": "p.day", "due_date": "p.day", "currency_id": "p.currency_id", "amount": "-p.amount"}
        | {"accounting_amount": "-p.accounting_amount", "exchange_rate": "p.exchange_rate"},
    )
    cloning.set_sequence(Voucher)
    return paid


def set_counters(company: Company) -> None:
    """Let every number series go on after the last number that it gave out."""
    given = {
        "sales_order": "SELECT number, order_date AS day FROM sales_salesorder",
        "order_confirmation": "SELECT number, date FROM sales_orderconfirmation",
        "packing_slip": "SELECT number, date FROM sales_packingslip",
        "customer_invoice": "SELECT number, invoice_date FROM invoicing_customerinvoice",
        "invoice_voucher": "SELECT v.number, v.date FROM ledger_voucher v JOIN invoicing_customerinvoice i ON i.voucher_id = v.id",
        "payment_voucher": "SELECT number, date FROM ledger_voucher WHERE source_type = 'customers.payment'",
    }
    NumberSequence.of(company.entity).update(smallest=1)
    NumberCounter.objects.filter(sequence__legal_entity=company.entity).delete()
    for reference, documents in given.items():
        cloning.execute(
            f"""
            INSERT INTO organization_numbercounter (sequence_id, scope_key, next, last_date)
            SELECT s.id, CASE s.scope WHEN 'year' THEN to_char(d.day, 'YYYY') ELSE '' END, s.smallest + count(*), max(d.day)
            FROM organization_numbersequence s, ({documents}) AS d (number, day)
            WHERE s.legal_entity_id = {company.entity.pk} AND s.reference = '{reference}' GROUP BY 1, 2, s.smallest
            """
        )


def set_stock(company: Company, today: date) -> int:
    """Give every item an opening receipt, and on-hand as its transactions add up; return the number of rows."""
    entity, place = company.entity.pk, company.warehouse.pk
    OnHand.of(company.entity).delete()
    cloning.insert(
        InventoryTransaction,
        f"inventory_item item WHERE item.legal_entity_id = {entity} AND item.stocked",
        {"legal_entity_id": str(entity), "item_id": "item.id", "warehouse_id": str(place), "direction": "'receipt'"}
        | {"status": "'purchased'", "quantity": str(OPENING), "origin": "'inventory.opening'", "origin_number": "'OPENING'"}
        | {"physical_date": f"date '{today}' - 1200", "financial_date": f"date '{today}' - 1200"}
        | {"physical_cost": f"{OPENING} * item.base_cost", "financial_cost": f"{OPENING} * item.base_cost"},
    )
    in_status = "coalesce(sum(abs(quantity)) FILTER (WHERE status = '{0}'), 0)"
    sums = {name: in_status.format(name) for name in ("deducted", "reserved_physical", "on_order", "received", "ordered")}
    return cloning.insert(
        OnHand,
        f"inventory_inventorytransaction t WHERE legal_entity_id = {entity} GROUP BY item_id, warehouse_id",
        sums
        | {"legal_entity_id": str(entity), "item_id": "item_id", "warehouse_id": "warehouse_id", "negative_allowed": "true"}
        | {"posted": "coalesce(sum(quantity) FILTER (WHERE status IN ('sold', 'purchased')), 0)"}
        | {"value": "coalesce(sum(financial_cost) FILTER (WHERE status = 'purchased'), 0)"},
    )
