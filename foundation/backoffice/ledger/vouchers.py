"""Looking into the books: vouchers, their entries, posted taxes."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.documents import Field, Related, Section, Total
from foundation.backoffice.ledger.filters import LedgerEntryFilter, TaxTransactionFilter, VoucherFilter
from foundation.backoffice.ledger.tables import LedgerEntryTable, TaxTransactionTable, VoucherEntryTable, VoucherTable, VoucherTaxTable
from foundation.backoffice.lists import ListTable, Search
from foundation.backoffice.views import DocumentPage, ListPage
from foundation.errors import Text
from foundation.ledger.models import LedgerEntry, TaxTransaction, Voucher

VIEW, EXPORT = "ledger.view_voucher", "ledger.export_voucher"


class VoucherList(ListPage):
    """All vouchers."""

    permission_required, export_permission = VIEW, EXPORT
    title = _("Vouchers")
    model, rows = Voucher, "for_list"
    table_class = VoucherTable
    filterset_class = VoucherFilter
    search = Search(prefix=("number", "source_number"), contains=("text",))
    order_by = "-date"
    empty_text = _("Every posting writes a voucher here.")


class LedgerEntryList(ListPage):
    """The entries of all vouchers."""

    permission_required, export_permission = VIEW, EXPORT
    title = _("Voucher transactions")
    model, rows = LedgerEntry, "for_list"
    table_class = LedgerEntryTable
    filterset_class = LedgerEntryFilter
    search = Search(prefix=("voucher__number", "main_account__number", "party_account"), contains=("text",))
    order_by = "-voucher__date"
    empty_text = _("Every posting writes its entries here.")


class TaxTransactionList(ListPage):
    """All posted taxes."""

    permission_required, export_permission = VIEW, EXPORT
    title = _("Posted sales tax")
    model, rows = TaxTransaction, "for_list"
    table_class = TaxTransactionTable
    filterset_class = TaxTransactionFilter
    search = Search(prefix=("voucher__number", "voucher__source_number", "buyer_vat_number"))
    order_by = "-tax_date"
    empty_text = _("Every invoice writes its taxes here.")


class VoucherPage(DocumentPage):
    """One voucher; apps register the document behind it as related."""

    permission_required = VIEW
    model, rows, title = Voucher, "for_display", _("Voucher")
    list_page = "ledger:vouchers"
    lines_table_class = VoucherEntryTable
    lines_title = _("Entries")
    with_notes = False

    @cached_property
    def entries(self) -> list[LedgerEntry]:
        """Return the entries, read once."""
        return list(LedgerEntry.of(self.entity).of_voucher(self.object))

    def sections(self, document: Voucher) -> list[Section]:
        """Return date, period, source and who posted it."""
        fields = [
            Field(_("Date"), document.date),
            Field(_("Period"), document.period),
            Field(_("Source document"), document.source_number, self.source_url),
            Field(_("Text"), document.text),
            Field(_("Posted by"), document.posted_by),
            Field(_("Posted at"), document.posted_at),
        ]
        if document.reversal_of is not None:
            fields.append(Field(_("Reverses"), document.reversal_of, self.url("ledger:voucher", pk=document.reversal_of_id)))
        return [Section(_("General"), fields)]

    @property
    def source_url(self) -> str:
        """Return the page of the document behind the voucher, as the app that made it registered it."""
        return next((known.url for known in self.known_related if known.label == self.object.source_number), "")

    def lines(self, _document: Voucher) -> Iterable[Any]:
        """Return the entries."""
        return self.entries

    def totals(self, _document: Voucher) -> list[Total]:
        """Return both sides in the accounting currency."""
        currency = self.entity.currency_id
        debit = sum((entry.accounting_amount for entry in self.entries if entry.debit is not None), Decimal(0))
        credit = -sum((entry.accounting_amount for entry in self.entries if entry.debit is None), Decimal(0))
        return [Total(_("Debit"), debit, currency), Total(_("Credit"), credit, currency, strong=True)]

    def tables(self, document: Voucher) -> list[tuple[Text, type[ListTable], Iterable[Any]]]:
        """Return the taxes."""
        return [(_("Sales tax"), VoucherTaxTable, TaxTransaction.of(self.entity).of_voucher(document))]

    def related(self, document: Voucher) -> list[Related]:
        """Return the vouchers that reverse this one."""
        return [
            Related(_("Reversal"), known.number, self.url("ledger:voucher", pk=known.pk), known.date) for known in document.reversals.all()
        ]
