"""Columns of the lists of customers and of their account."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from customers.models import CustomerStatus, CustomerTransactionType, HoldKind, ProspectStatus
from foundation.backoffice.lists import (
    AmountColumn,
    BooleanColumn,
    DateColumn,
    LinkColumn,
    ListTable,
    NumberColumn,
    StatusColumn,
    TextColumn,
)

STATUS_TONES = {
    CustomerStatus.ACTIVE.value: "green",
    CustomerStatus.INACTIVE.value: "grey",
    CustomerStatus.MERGED.value: "grey",
    CustomerStatus.ANONYMISED.value: "grey",
}
PROSPECT_TONES = {ProspectStatus.OPEN.value: "blue", ProspectStatus.CONVERTED.value: "green"}
HOLD_TONES = {HoldKind.ALL.value: "red", HoldKind.INVOICE.value: "amber", HoldKind.PAYMENT.value: "amber", HoldKind.NEVER.value: "blue"}
TRANSACTION_TONES = {CustomerTransactionType.INVOICE.value: "blue", CustomerTransactionType.CREDIT_NOTE.value: "amber"} | {
    CustomerTransactionType.PAYMENT.value: "green"
}


class HoldColumn(StatusColumn):
    """The hold in force today; nothing where there is none."""

    by_value = False

    def render(self, value: Any, record: Any, bound_column: Any) -> str:
        """Return the badge, or nothing."""
        in_force = record.hold_on(record.legal_entity.today())
        return "" if in_force == HoldKind.NONE else super().render(value, record, bound_column)


class CustomerTable(ListTable):
    """Customers with everything that a list may show of them; ``customer_table`` leaves out what a reader may not see."""

    account = LinkColumn(_("Account"), page="customers:customer")
    name = TextColumn(_("Name"), accessor="party.name", order_by="party__name")
    city = TextColumn(_("City"))
    group = TextColumn(_("Group"), accessor="group.code", order_by="group__code")
    hold = HoldColumn(_("Hold"), tones=HOLD_TONES)
    status = StatusColumn(_("Status"), tones=STATUS_TONES)
    currency = TextColumn(_("Currency"), accessor="currency_id", hidden=True)
    search_name = TextColumn(_("Search name"), accessor="party.search_name", order_by="party__search_name", hidden=True)
    invoice_account = TextColumn(_("Invoice account"), accessor="invoice_account.account", order_by="invoice_account__account", hidden=True)
    vat_number = TextColumn(_("VAT number"), hidden=True)
    language = TextColumn(_("Language"), hidden=True)
    classification = TextColumn(_("Classification"), hidden=True)
    hold_until = DateColumn(_("Hold until"), hidden=True)
    one_time = BooleanColumn(_("One-time"), hidden=True)
    balance = AmountColumn(_("Balance"), total=True)
    credit_limit = AmountColumn(_("Credit limit"), hidden=True)
    payment_terms = TextColumn(_("Terms of payment"), accessor="payment_terms.code", order_by="payment_terms__code", hidden=True)


@cache
def customer_table(hidden: frozenset[str]) -> type[ListTable]:
    """Return the columns of customers without those of hidden fields: they are not shown, sorted, compared or exported."""
    return type("CustomerTable", (CustomerTable,), dict.fromkeys(hidden & set(CustomerTable.base_columns)))


class CustomerTransactionTable(ListTable):
    """The account of all customers."""

    document_number = LinkColumn(_("Document"), page="customers:transaction")
    type = StatusColumn(_("Type"), tones=TRANSACTION_TONES)
    customer = LinkColumn(
        _("Customer"), page="customers:customer", target="customer_id", accessor="customer.account", order_by="customer__account"
    )
    name = TextColumn(_("Name"), accessor="customer.party.name", order_by="customer__party__name")
    date = DateColumn(_("Date"))
    due_date = DateColumn(_("Due date"))
    amount = AmountColumn(_("Amount"), currency="currency_id", total=True)
    balance = AmountColumn(_("Open"), currency="currency_id", total=True)
    voucher = TextColumn(_("Voucher"), accessor="voucher.number", order_by="voucher__number")
    accounting_amount = AmountColumn(_("In accounting currency"), hidden=True)
    accounting_balance = AmountColumn(_("Open in accounting currency"), hidden=True)
    summary_account = TextColumn(_("Summary account"), accessor="summary_account.number", order_by="summary_account__number", hidden=True)
    payment_reference = TextColumn(_("Payment reference"), hidden=True)
    text = TextColumn(_("Text"), hidden=True)
    instalment = NumberColumn(_("Instalment"), hidden=True)


class OpenTransactionTable(ListTable):
    """What one customer still has to pay."""

    document_number = LinkColumn(_("Document"), page="customers:transaction")
    type = StatusColumn(_("Type"), tones=TRANSACTION_TONES)
    date = DateColumn(_("Date"))
    due_date = DateColumn(_("Due date"))
    amount = AmountColumn(_("Amount"), currency="currency_id")
    balance = AmountColumn(_("Open"), currency="currency_id")


class ProspectTable(ListTable):
    """All prospects."""

    account = LinkColumn(_("Prospect"), page="customers:prospect")
    name = TextColumn(_("Name"), accessor="party.name", order_by="party__name")
    status = StatusColumn(_("Status"), tones=PROSPECT_TONES)
    group = TextColumn(_("Group"), accessor="group.code", order_by="group__code")
    contact_name = TextColumn(_("Contact"))
    currency = TextColumn(_("Currency"), accessor="currency_id")
    customer = TextColumn(_("Customer"), accessor="customer.account", order_by="customer__account")
