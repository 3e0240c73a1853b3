"""Vouchers: what post_vouchers writes, and what the database refuses whoever writes (reliability.md §4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from foundation.ledger.checks import violations
from foundation.ledger.errors import VoucherOutOfBalance
from foundation.ledger.models import LedgerEntry, LedgerParameters, PostingType, Voucher
from foundation.ledger.services.post_vouchers import post_vouchers
from foundation.ledger.vouchers import EntryDraft, VoucherDraft
from foundation.organization.models import FiscalPeriod
from tests.factories.company import Company

DAY = date(2026, 3, 10)


def entry(company: Company, account: str, amount: str, **values: Any) -> EntryDraft:
    return EntryDraft(company.accounts[account].pk, values.pop("posting_type", PostingType.REVENUE), Decimal(amount), **values)


def draft(company: Company, *entries: EntryDraft, **values: Any) -> VoucherDraft:
    period = FiscalPeriod.of(company.entity).containing(DAY).get()
    return VoucherDraft(DAY, period.pk, "test.document", values.pop("currency", "EUR"), list(entries), **values)


def balanced(company: Company, amount: str = "121.00") -> VoucherDraft:
    return draft(company, entry(company, "7000", amount), entry(company, "8000", f"-{amount}"))


def post(company: Company, *drafts: VoucherDraft) -> list[Voucher]:
    return post_vouchers(company.entity, list(drafts), user=company.clerk, reference="invoice_voucher")


def written(voucher: Voucher) -> list[tuple[str, Decimal, Decimal]]:
    rows = LedgerEntry.of(voucher.legal_entity_id).filter(voucher=voucher).order_by("line_number")
    return [(row.main_account.number, row.amount, row.accounting_amount) for row in rows.select_related("main_account")]


def check_deferred() -> None:
    """Let the checks that wait for the commit speak now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_vouchers_are_numbered_in_the_order_of_their_drafts(company: Company) -> None:
    posted = post(company, balanced(company, "1.00"), balanced(company, "2.00"))

    assert [voucher.number for voucher in posted] == ["IV26-000001", "IV26-000002"]
    assert written(posted[1])[0] == ("7000", Decimal("2.00"), Decimal("2.00"))


def test_entries_that_differ_in_their_amount_only_are_merged_but_never_debit_with_credit(company: Company) -> None:
    rows = [entry(company, "8000", amount) for amount in ("-10.00", "-5.00", "3.00")]

    [voucher] = post(company, draft(company, entry(company, "7000", "12.00"), *rows))

    assert [(number, amount) for number, amount, _accounting in written(voucher)] == [
        ("7000", Decimal("12.00")),
        ("8000", Decimal("-15.00")),
        ("8000", Decimal("3.00")),
    ]


def test_a_detailed_voucher_keeps_its_entries_apart(company: Company) -> None:
    LedgerParameters.objects.create(legal_entity=company.entity, summarised_vouchers=False)
    rows = [entry(company, "8000", amount) for amount in ("-10.00", "-5.00")]

    [voucher] = post(company, draft(company, entry(company, "7000", "15.00"), *rows))

    assert len(written(voucher)) == 3


def test_what_a_conversion_leaves_over_goes_to_the_penny_difference(company: Company) -> None:
    rows = [entry(company, "8000", "-0.01"), entry(company, "8010", "-0.01"), entry(company, "1310", "0.02")]

    [voucher] = post(company, draft(company, *rows, currency="USD", rate=Decimal("0.60")))

    assert written(voucher)[-1] == ("4910", Decimal("0.00"), Decimal("0.01"))
    check_deferred()


def test_a_difference_larger_than_allowed_stops_the_posting(company: Company) -> None:
    LedgerParameters.objects.create(legal_entity=company.entity, max_conversion_penny_difference=0)
    rows = [entry(company, "8000", "-0.01"), entry(company, "8010", "-0.01"), entry(company, "1310", "0.02")]

    with pytest.raises(VoucherOutOfBalance, match="out of balance by -0.01 EUR"):
        post(company, draft(company, *rows, currency="USD", rate=Decimal("0.60")))


def test_a_voucher_that_does_not_balance_is_refused_before_it_is_written(company: Company) -> None:
    with pytest.raises(VoucherOutOfBalance, match="by 1.00 EUR"), transaction.atomic():
        post(company, draft(company, entry(company, "7000", "2.00"), entry(company, "8000", "-1.00")))

    assert not Voucher.of(company.entity).exists()


def test_the_number_of_statements_is_the_same_for_one_voucher_and_for_fifty(company: Company, django_assert_num_queries: Any) -> None:
    single, fifty = [balanced(company)], [balanced(company) for _number in range(50)]

    with django_assert_num_queries(6):
        post(company, *single)
    with django_assert_num_queries(6):
        post(company, *fifty)


@pytest.mark.scenario("reliability", "REL-1")
@pytest.mark.parametrize(("amount", "accounting"), [("-1.00", "-0.99"), ("-0.99", "-1.00")], ids=["accounting", "currency"])
def test_the_database_refuses_a_voucher_that_does_not_balance(company: Company, amount: str, accounting: str) -> None:
    period = FiscalPeriod.of(company.entity).containing(DAY).get()
    voucher = Voucher.of(company.entity).create(legal_entity=company.entity, number="X", date=DAY, period=period, source_type="test")
    plain = {"legal_entity": company.entity, "voucher": voucher, "posting_type": PostingType.REVENUE, "currency_id": "EUR"}
    LedgerEntry.of(company.entity).create(**plain, line_number=1, main_account=company.accounts["7000"], amount=1, accounting_amount=1)
    other = {"amount": Decimal(amount), "accounting_amount": Decimal(accounting)}
    LedgerEntry.of(company.entity).create(**plain, **other, line_number=2, main_account=company.accounts["8000"])

    with pytest.raises(DatabaseError, match="Voucher X does not balance"):
        check_deferred()


@pytest.mark.scenario("reliability", "REL-2")
def test_the_database_refuses_a_voucher_without_entries(company: Company) -> None:
    period = FiscalPeriod.of(company.entity).containing(DAY).get()
    Voucher.of(company.entity).create(legal_entity=company.entity, number="EMPTY", date=DAY, period=period, source_type="test")

    with pytest.raises(DatabaseError, match="Voucher EMPTY does not balance"):
        check_deferred()


@pytest.mark.scenario("reliability", "REL-2")
@pytest.mark.django_db(transaction=True)
def test_no_entry_joins_a_voucher_after_its_transaction(company: Company) -> None:
    [voucher] = post(company, balanced(company))
    late = LedgerEntry(
        legal_entity=company.entity,
        voucher=voucher,
        line_number=9,
        main_account=company.accounts["8000"],
        posting_type=PostingType.REVENUE,
        currency_id="EUR",
        amount=0,
        accounting_amount=0,
    )

    with pytest.raises(DatabaseError, match="takes no entries after the transaction that made it"), transaction.atomic():
        late.save(force_insert=True)


@pytest.mark.scenario("reliability", "REL-1")
def test_the_check_of_the_books_finds_a_voucher_that_was_tampered_with(company: Company) -> None:
    post(company, balanced(company))
    output = StringIO()
    call_command("check_ledger", stdout=output)
    assert "no violation" in output.getvalue()
    check_deferred()

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE ledger_ledgerentry SET accounting_amount = accounting_amount + 1 WHERE line_number = 1")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")

    assert [found.check for found in violations()] == ["REL-1 vouchers balance in accounting currency"]
    with pytest.raises(CommandError, match="1 violations"):
        call_command("check_ledger", stdout=output)
