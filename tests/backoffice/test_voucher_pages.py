"""Vouchers, their entries and posted taxes on screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from foundation.backoffice import registry
from foundation.backoffice.documents import Related
from foundation.ledger.models import PostingType, SalesTaxCode, Voucher
from foundation.ledger.services.post_vouchers import post_vouchers
from foundation.ledger.vouchers import EntryDraft, TaxDraft, VoucherDraft
from foundation.organization.models import FiscalPeriod
from tests.factories.company import Company
from tests.web_fixtures import SignIn

DAY = date(2026, 3, 10)
Post = Callable[..., Voucher]


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in accounts receivable manager."""
    return signed_in_client("AR")


@pytest.fixture
def post(company: Company) -> Post:
    """Return a function that posts a voucher: revenue with sales tax of a customer."""

    def voucher(source: str = "INV-1", net: str = "100.00") -> Voucher:
        accounts, amount = company.accounts, Decimal(net)
        tax = (amount * Decimal("0.21")).quantize(Decimal("0.01"))
        code = SalesTaxCode.of(company.entity).filter(category="S").order_by("pk").first()
        assert code is not None
        entries = [
            EntryDraft(accounts["7000"].pk, PostingType.CUSTOMER_BALANCE, amount + tax, party_account="C-1"),
            EntryDraft(accounts["8000"].pk, PostingType.REVENUE, -amount),
            EntryDraft(accounts["8000"].pk, PostingType.SALES_TAX, -tax, tax_code=code.code),
        ]
        period = FiscalPeriod.of(company.entity).containing(DAY).get()
        taxes = [TaxDraft(code.pk, "S", Decimal(21), amount, tax, DAY)]
        draft = VoucherDraft(DAY, period.pk, "test.document", "EUR", entries, source_number=source, text="March", taxes=taxes)
        return post_vouchers(company.entity, [draft], user=company.clerk, reference="invoice_voucher")[0]

    return voucher


def test_a_voucher_shows_both_sides_and_its_taxes(client: Client, post: Post) -> None:
    page = client.get(f"/NL01/ledger/vouchers/{post().pk}/")

    shown = page.content.decode()
    assert [total.amount for total in page.context["totals"]] == [Decimal("121.00"), Decimal("121.00")]
    assert "121.00" in shown
    assert "Sales tax" in [str(table.title) for table in page.context["view"].shown_tables()]
    assert page.context["view"].entries[1].debit is None


def test_a_voucher_links_to_the_document_behind_it(client: Client, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    def documents(voucher: Any, _access: Any) -> list[Related]:
        return [Related("Invoice", voucher.source_number, f"/somewhere/{voucher.pk}/")]

    monkeypatch.setitem(registry._related, "ledger.voucher", [documents])
    voucher = post("INV-77")

    assert f'<a href="/somewhere/{voucher.pk}/">INV-77</a>' in client.get(f"/NL01/ledger/vouchers/{voucher.pk}/").content.decode()


def test_vouchers_are_found_by_source_account_and_period(client: Client, post: Post) -> None:
    post("INV-1")
    other = post("INV-2", "50.00")

    def found(query: str) -> list[str]:
        return [row.source_number for row in client.get(f"/NL01/ledger/vouchers/?{query}").context["listing"].rows.rows]

    assert found("q=inv-2") == ["INV-2"]
    assert found(f"q={other.number}") == ["INV-2"]
    assert sorted(found("account=7000&year=2026&period=3")) == ["INV-1", "INV-2"]
    assert found("account=1234") == []
    assert found("date_after=2026-04-01") == []


def test_the_sums_of_lists_are_those_of_the_whole_result(client: Client, post: Post) -> None:
    post("INV-1")
    post("INV-2", "50.00")

    vouchers = client.get("/NL01/ledger/vouchers/").context["listing"].totals()
    entries = client.get("/NL01/ledger/entries/?account=8000").context["listing"].totals()
    taxes = client.get("/NL01/ledger/taxes/").context["listing"].totals()

    assert [total.amount for total in vouchers] == ["181.50"]
    assert [total.amount for total in entries] == ["-181.50"]
    assert [total.amount for total in taxes] == ["150.00", "31.50"]


@pytest.mark.parametrize("name", ["vouchers", "entries", "taxes"])
def test_a_long_list_takes_as_many_queries_as_a_short_one(
    client: Client, post: Post, name: str, django_assert_max_num_queries: Any
) -> None:
    for number in range(15):
        post(f"INV-{number}")
    client.get(f"/NL01/ledger/{name}/")

    with django_assert_max_num_queries(14):
        client.get(f"/NL01/ledger/{name}/")


def test_vouchers_are_for_those_who_keep_the_books(signed_in_client: SignIn, post: Post) -> None:
    voucher = post()

    assert signed_in_client("OC").get(f"/NL01/ledger/vouchers/{voucher.pk}/").status_code == 403
    assert signed_in_client("AU").get("/NL01/ledger/vouchers/?export=csv").status_code == 200
    assert signed_in_client("BC").get("/NL01/ledger/vouchers/?export=csv").status_code == 403
