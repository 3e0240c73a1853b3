"""The plan of all orders in one table: template, day, customer and the numbers of every document, in the order of their days."""

from __future__ import annotations

from datetime import date

from benchmarks.generator.cloning import execute
from benchmarks.generator.templates import AGE, KINDS

FIRST_DIGITS = 7
PAID_AFTER = 45


def make_plan(orders: int, today: date, templates: dict[str, list[int]], customers: dict[int, int], customers_per_class: int) -> None:
    """Make the table ``plan`` with one row per order, ``rank`` counting from one by day."""
    kinds = _kinds(templates)
    classes = ", ".join(f"({template}, {first})" for template, first in customers.items())
    execute("SELECT setseed(0.4711)")
    execute(f"CREATE TEMP TABLE kind AS SELECT * FROM (VALUES {kinds}) AS k (first, last, youngest, oldest, templates)")
    execute(f"CREATE TEMP TABLE class AS SELECT * FROM (VALUES {classes}) AS c (template_id, first_id)")
    execute(
        f"""
        CREATE TEMP TABLE chosen AS
        SELECT templates[1 + floor(random() * cardinality(templates))::int] AS template,
            youngest + floor(random() * (oldest - youngest))::int AS age,
            floor(power(random(), 1.5) * {customers_per_class})::int AS customer
        FROM generate_series(1, {orders}) AS g JOIN kind ON (g * 37) % 100 BETWEEN first AND last
        """
    )
    _number_documents(today)
    execute("ANALYZE plan")


def _kinds(templates: dict[str, list[int]]) -> str:
    rows, first = [], 0
    for kind in KINDS:
        keys = ", ".join(map(str, templates[kind.name]))
        rows.append(f"({first}, {first + kind.percent - 1}, {kind.youngest}, {kind.oldest}, ARRAY[{keys}]::bigint[])")
        first += kind.percent
    return ", ".join(rows)


def _number_documents(today: date) -> None:
    """Make the plan: number the documents in the order of their dates, invoices per year, and say which invoices are paid."""
    execute(
        f"""
        CREATE TEMP TABLE plan AS
        SELECT ranked.rank, template, shift, ranked.customer_id,
            coalesce(i.invoice_date + shift < date '{today}' - {PAID_AFTER} AND ranked.rank % 20 <> 0, false) AS paid,
            period.id AS voucher_period, account, customer_name, {_number("SO-", "ranked.rank")} AS order_number,
            CASE WHEN ranked.rank % 3 = 0 THEN '' ELSE
                (ARRAY['PO-', 'REF ', '45', 'Bestelling '])[1 + ranked.rank % 4] || (ranked.rank * 7919 % 10000000)::text END AS reference,
            CASE WHEN c.id IS NOT NULL THEN {_posted("OC-", "c")} END AS confirmation_number,
            CASE WHEN s.id IS NOT NULL THEN {_posted("PS-", "s")} END AS slip_number,
            CASE WHEN i.id IS NOT NULL THEN 'F' || {_year("i")} || '-' || {_yearly()} END AS invoice_number,
            CASE WHEN i.id IS NOT NULL THEN 'IV' || right({_year("i")}, 2) || '-' || {_yearly()} END AS voucher_number
        FROM (
            SELECT row_number() OVER (ORDER BY age DESC, template, customer) AS rank, template, {AGE} - age AS shift,
                cc.id AS customer_id, cc.account, p.name AS customer_name
            FROM chosen JOIN sales_salesorder o ON o.id = template JOIN class ON class.template_id = o.customer_id
            JOIN customers_customer cc ON cc.id = class.first_id + chosen.customer JOIN customers_party p ON p.id = cc.party_id
        ) AS ranked
        LEFT JOIN sales_orderconfirmation c ON c.order_id = template
        LEFT JOIN sales_packingslip s ON s.order_id = template
        LEFT JOIN invoicing_customerinvoice i ON i.order_id = template
        LEFT JOIN organization_fiscalperiod period
            ON period.legal_entity_id = i.legal_entity_id AND i.invoice_date + shift BETWEEN period.start_date AND period.end_date
        ORDER BY ranked.rank
        """
    )


def _number(prefix: str, value: str) -> str:
    return f"'{prefix}' || lpad(({value})::text, {FIRST_DIGITS}, '0')"


def _posted(prefix: str, alias: str) -> str:
    return _number(prefix, f"row_number() OVER (PARTITION BY {alias}.id IS NULL ORDER BY ranked.rank)")


def _year(alias: str) -> str:
    return f"to_char({alias}.invoice_date + shift, 'YYYY')"


def _yearly() -> str:
    within = f"PARTITION BY {_year('i')} ORDER BY i.invoice_date + shift, ranked.rank"
    return f"lpad((row_number() OVER ({within}))::text, {FIRST_DIGITS}, '0')"
