"""Columns of vouchers, their entries and their taxes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import (
    AmountColumn,
    BooleanColumn,
    DateColumn,
    LinkColumn,
    ListTable,
    MomentColumn,
    PercentColumn,
    TextColumn,
)


class VoucherTable(ListTable):
    """Vouchers with their source and the sum of their debit entries."""

    number = LinkColumn(_("Voucher"), page="ledger:voucher")
    date = DateColumn(_("Date"))
    source_number = TextColumn(_("Source document"))
    text = TextColumn(_("Text"))
    debit_total = AmountColumn(_("Amount"), total=True)
    period = TextColumn(_("Period"), order_by="period__start_date")
    posted_by = TextColumn(_("Posted by"), accessor="posted_by.name", hidden=True)
    posted_at = MomentColumn(_("Posted at"), hidden=True)


class LedgerEntryTable(ListTable):
    """Entries over all vouchers, as they are looked through per account."""

    voucher = LinkColumn(_("Voucher"), accessor="voucher.number", page="ledger:voucher", target="voucher_id")
    date = DateColumn(_("Date"), accessor="voucher.date")
    main_account = TextColumn(_("Main account"), order_by="main_account__number")
    posting_type = TextColumn(_("Posting type"))
    source = TextColumn(_("Source document"), accessor="voucher.source_number")
    party_account = TextColumn(_("Customer"))
    tax_code = TextColumn(_("Sales tax code"), hidden=True)
    text = TextColumn(_("Text"), hidden=True)
    amount = AmountColumn(_("Amount"), currency="currency_id")
    accounting_amount = AmountColumn(_("In accounting currency"), total=True)


class VoucherEntryTable(ListTable):
    """The entries of one voucher."""

    main_account = TextColumn(_("Main account"))
    posting_type = TextColumn(_("Posting type"))
    party_account = TextColumn(_("Customer"))
    tax_code = TextColumn(_("Sales tax code"))
    text = TextColumn(_("Text"))
    debit = AmountColumn(_("Debit"), currency="currency_id", sortable=False)
    credit = AmountColumn(_("Credit"), currency="currency_id", sortable=False)
    accounting_amount = AmountColumn(_("In accounting currency"))


class VoucherTaxTable(ListTable):
    """The taxes of one voucher."""

    tax_code = TextColumn(_("Sales tax code"))
    category = TextColumn(_("Category"))
    rate = PercentColumn(_("Rate"))
    tax_date = DateColumn(_("Tax date"))
    base = AmountColumn(_("Base"), currency="currency_id")
    tax = AmountColumn(_("Sales tax"), currency="currency_id")
    accounting_tax = AmountColumn(_("In accounting currency"))


class TaxTransactionTable(ListTable):
    """Posted taxes over all vouchers: what a return is checked against."""

    voucher = LinkColumn(_("Voucher"), accessor="voucher.number", page="ledger:voucher", target="voucher_id")
    tax_date = DateColumn(_("Tax date"))
    tax_code = TextColumn(_("Sales tax code"), order_by="tax_code__code")
    category = TextColumn(_("Category"))
    rate = PercentColumn(_("Rate"))
    source = TextColumn(_("Source document"), accessor="voucher.source_number")
    buyer_vat_number = TextColumn(_("VAT number of the buyer"))
    buyer_country = TextColumn(_("Country"), hidden=True)
    reverse_charge = BooleanColumn(_("Reverse charge"), hidden=True)
    accounting_base = AmountColumn(_("Base"), total=True)
    accounting_tax = AmountColumn(_("Sales tax"), total=True)
