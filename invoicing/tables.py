"""Columns of the lists and documents of invoicing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import (
    SHORT,
    AmountColumn,
    DateColumn,
    LinkColumn,
    ListTable,
    NumberColumn,
    PercentColumn,
    PriceColumn,
    QuantityColumn,
    StatusColumn,
    TextColumn,
)


class CustomerInvoiceTable(ListTable):
    """Posted invoices and credit notes."""

    number = LinkColumn(_("Invoice"), page="invoicing:invoice", order_by="number_folded")
    document_type = StatusColumn(_("Document"), tones={"invoice": "blue", "credit_note": "amber"}, sortable=SHORT)
    invoice_account = TextColumn(_("Invoice account"), accessor="invoice_account.account", order_by="invoice_account__account")
    name = TextColumn(_("Name"), accessor="invoice_account.party.name", order_by="invoice_account__party__name")
    invoice_date = DateColumn(_("Invoice date"))
    due_date = DateColumn(_("Due date"))
    order = TextColumn(_("Sales order"), accessor="order_text", sortable=False)
    invoice_amount = AmountColumn(_("Amount"), currency="currency_id", total=True)
    open_balance = AmountColumn(_("Open"), currency="currency_id", total=True, sortable=SHORT)
    your_reference = TextColumn(_("Your reference"), sortable=SHORT, hidden=True)
    voucher = TextColumn(_("Voucher"), accessor="voucher.number", order_by="voucher__number", sortable=SHORT, hidden=True)
    sum_tax = AmountColumn(_("Sales tax"), currency="currency_id", sortable=SHORT, hidden=True)
    accounting_amount = AmountColumn(_("In accounting currency"), sortable=SHORT, hidden=True)
    batch_run_id = NumberColumn(_("Batch run"), sortable=SHORT, hidden=True)


class CustomerInvoiceLineTable(ListTable):
    """The lines of one posted invoice."""

    line_number = NumberColumn(_("Line"))
    order = LinkColumn(_("Sales order"), page="sales:order", target="order_id", accessor="order.number")
    customer_reference = TextColumn(_("Your reference"), sortable=False)
    item_number = TextColumn(_("Item"))
    description = TextColumn(_("Description"))
    quantity = QuantityColumn(_("Quantity"))
    unit_name = TextColumn(_("Unit"))
    unit_price = PriceColumn(_("Price"))
    discount_percent = PercentColumn(_("Discount %"))
    tax_amount = AmountColumn(_("Sales tax"), currency="invoice.currency_id", show_currency=False)
    line_net = AmountColumn(_("Net"), currency="invoice.currency_id", show_currency=False)


class InvoiceTaxTable(ListTable):
    """The taxes of one posted invoice, with the words that explain a zero."""

    tax_code = TextColumn(_("Sales tax code"), accessor="tax_code.code")
    name = TextColumn(_("Name"), accessor="tax_code.name")
    rate = PercentColumn(_("Rate"))
    base = AmountColumn(_("Base"), currency="invoice.currency_id", show_currency=False)
    tax = AmountColumn(_("Sales tax"), currency="invoice.currency_id", show_currency=False)
    exemption_text = TextColumn(_("Because"))
