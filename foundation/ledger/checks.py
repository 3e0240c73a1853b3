"""The checks of the books: each is SQL that returns violations; apps above register their own (reliability.md §4)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class Violation:
    """One row that breaks a guarantee."""

    check: str
    detail: tuple[object, ...]


_CHECKS: dict[str, str] = {}


def register_check(name: str, sql: str) -> None:
    """Register a check; its SQL returns one row per violation and takes no parameters."""
    _CHECKS[name] = sql


def register_gap_check(reference: str, table: str) -> None:
    """Register that the documents in a table are as many as the numbers that their series gave out (REL-10).

    Numbers are unique, so with equal counts no number is missing. Series that take numbers by hand, or that may have gaps,
    are left alone.
    """
    register_check(
        f"REL-10 no gap in the series {reference}",
        f"""
        WITH given AS (
            SELECT s.legal_entity_id, s.name, sum(c.next - s.smallest) AS numbers
            FROM organization_numbersequence s JOIN organization_numbercounter c ON c.sequence_id = s.id
            WHERE s.reference = '{reference}' AND s.continuous AND NOT s.manual GROUP BY 1, 2
        ), used AS (
            SELECT legal_entity_id, count(*) AS documents FROM {table} GROUP BY 1
        )
        SELECT given.legal_entity_id, given.name, given.numbers, coalesce(used.documents, 0)
        FROM given LEFT JOIN used USING (legal_entity_id) WHERE given.numbers <> coalesce(used.documents, 0)
        """,  # noqa: S608
    )


def checks() -> dict[str, str]:
    """Return the registered checks by name."""
    return dict(_CHECKS)


def violations() -> list[Violation]:
    """Run every check and return what they find: nothing, when the books are right."""
    found: list[Violation] = []
    with connection.cursor() as cursor:
        for name, sql in sorted(_CHECKS.items()):
            cursor.execute(sql)
            found.extend(Violation(name, tuple(row)) for row in cursor.fetchall())
    return found


register_check(
    "REL-1 vouchers balance in accounting currency",
    "SELECT voucher_id, sum(accounting_amount) FROM ledger_ledgerentry GROUP BY voucher_id HAVING sum(accounting_amount) <> 0",
)
register_check(
    "REL-1 vouchers balance per currency",
    "SELECT voucher_id, currency_id, sum(amount) FROM ledger_ledgerentry GROUP BY voucher_id, currency_id HAVING sum(amount) <> 0",
)
register_check(
    "REL-2 no empty voucher",
    "SELECT id FROM ledger_voucher v WHERE (SELECT count(*) FROM ledger_ledgerentry e WHERE e.voucher_id = v.id) < 2",
)
register_check(
    "Tax transactions equal the entries on tax accounts",
    """
    WITH entries AS (
        SELECT voucher_id, tax_code, -sum(amount) AS tax FROM ledger_ledgerentry WHERE posting_type = 'sales_tax' GROUP BY 1, 2
    ), taxes AS (
        SELECT t.voucher_id, c.code AS tax_code, sum(t.tax) AS tax
        FROM ledger_taxtransaction t JOIN ledger_salestaxcode c ON c.id = t.tax_code_id GROUP BY 1, 2
    )
    SELECT voucher_id, tax_code, entries.tax, taxes.tax FROM entries FULL JOIN taxes USING (voucher_id, tax_code)
    WHERE coalesce(entries.tax, 0) <> coalesce(taxes.tax, 0)
    """,
)
