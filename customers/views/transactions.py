"""The customers' account: the list of transactions, and the page of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from customers.filters import CustomerTransactionFilter
from customers.models import CustomerTransaction
from customers.tables import CustomerTransactionTable
from foundation.backoffice.documents import Field, Section, Step, Total
from foundation.backoffice.lists import Search, Tab
from foundation.backoffice.views import DocumentPage, ListPage

VIEW = "customers.view_customertransaction"


class CustomerTransactionList(ListPage):
    """Everything that was booked on the accounts of customers."""

    permission_required = VIEW
    export_permission = VIEW
    title = _("Customer transactions")
    model, rows = CustomerTransaction, "for_display"
    table_class = CustomerTransactionTable
    filterset_class = CustomerTransactionFilter
    search = Search(
        prefix=("document_number", "voucher__number", "customer__account", "payment_reference"), contains=("customer__party__name",)
    )
    tabs: ClassVar[Sequence[Tab]] = (
        Tab("all", _("All")),
        Tab("open", _("Open"), rows="open"),
        Tab("overdue", _("Overdue"), rows="overdue"),
        Tab("closed", _("Closed"), rows="closed"),
    )
    order_by = "-date"
    empty_text = _("Posted invoices, credit notes and payments of customers stand here.")

    def row_tone(self, record: Any) -> str:
        """Mark what is overdue."""
        return "warning" if record.balance > 0 and record.due_date < self.entity.today() else ""


class CustomerTransactionPage(DocumentPage):
    """One debit or credit on a customer's account."""

    permission_required = VIEW
    model, rows, title = CustomerTransaction, "for_display", _("Customer transaction")
    list_page = "customers:transactions"

    @property
    def status(self) -> tuple[str, str]:
        """Return whether something is still open."""
        if not self.object.balance:
            return str(_("Closed")), "green"
        if self.object.balance > 0 and self.object.due_date < self.entity.today():
            return str(_("Overdue")), "red"
        return str(_("Open")), "blue"

    def party(self, document: Any) -> tuple[str, str]:
        """Return the customer."""
        return f"{document.customer.party.name} ({document.customer.account})", self.url("customers:customer", pk=document.customer_id)

    def track(self, document: Any) -> list[Step]:
        """Return how far it is settled."""
        if not document.balance:
            return [Step(_("Posted"), "done"), Step(_("Settled"), "done")]
        return [Step(_("Posted"), "done"), Step(_("Settled"), "partial" if document.balance != document.amount else "todo")]

    def sections(self, document: Any) -> list[Section]:
        """Return what was booked."""
        order_account = document.order_account
        url = self.url("customers:customer", pk=order_account.pk) if order_account else ""
        voucher_url = self.url("ledger:voucher", pk=document.voucher_id) if self.may("ledger.view_voucher") else ""
        instalment = f"{document.instalment} / {document.instalments}" if document.instalments > 1 else ""
        return [
            Section(
                _("General"),
                [
                    Field(_("Type"), document.get_type_display()),
                    Field(_("Document"), document.document_number),
                    Field(_("Date"), document.date),
                    Field(_("Due date"), document.due_date),
                    Field(_("Order account"), order_account.account if order_account else "", url),
                    Field(_("Instalment"), instalment),
                    Field(_("Payment reference"), document.payment_reference),
                    Field(_("Text"), document.text, wide=True),
                ],
            ),
            Section(
                _("Posting"),
                [
                    Field(_("Voucher"), document.voucher.number, voucher_url),
                    Field(_("Summary account"), f"{document.summary_account.number} {document.summary_account.name}"),
                    Field(_("Exchange rate"), document.exchange_rate if document.exchange_rate != 1 else ""),
                ],
            ),
        ]

    def totals(self, document: Any) -> list[Total]:
        """Return amount and what is open, in both currencies where they differ."""
        own = str(self.entity.currency_id)
        voucher = self.url("ledger:voucher", pk=document.voucher_id) if self.may("ledger.view_voucher") else ""
        totals = [Total(_("Amount"), document.amount, document.currency_id, url=voucher)]
        if document.currency_id != own:
            totals.append(Total(_("Amount in accounting currency"), document.accounting_amount, own))
            totals.append(Total(_("Open in accounting currency"), document.accounting_balance, own))
        return [*totals, Total(_("Open"), document.balance, document.currency_id, strong=True)]
