"""Customers: the list, and the page of one customer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from customers.credit_position import CreditPosition, credit_position
from customers.filters import CustomerFilter
from customers.models import Customer, CustomerTransaction, HoldKind
from customers.rights import hidden_fields
from customers.statuses import customer_states
from customers.tables import STATUS_TONES, OpenTransactionTable, customer_table
from customers.views.customer_sections import customer_notices, customer_sections, customer_totals
from foundation.backoffice.documents import Action, Notice, Related, Section, Total
from foundation.backoffice.lists import BulkAction, ListTable, Search, Tab
from foundation.backoffice.views import DocumentPage, ListPage
from foundation.errors import Text
from foundation.organization.access import Access

VIEW, CHANGE = "customers.view_customer", "customers.change_customer"
MOST_OPEN = 20


class CustomerList(ListPage):
    """All customers of the legal entity."""

    permission_required = VIEW
    export_permission = "customers.export_customer"
    title = _("Customers")
    model, rows = Customer, "for_list"
    filterset_class = CustomerFilter
    tabs: ClassVar[Sequence[Tab]] = (
        Tab("all", _("All")),
        Tab("active", _("Active"), rows="active"),
        Tab("hold", _("On hold"), rows="on_hold"),
        Tab("inactive", _("Inactive"), rows="inactive"),
    )
    order_by = "account"
    # create_page
    create_page, create_permission = "customers:customer-new", CHANGE
    create_label = _("New customer")
    bulk_actions: ClassVar[Sequence[BulkAction]] = (
        BulkAction("hold", _("Put on hold"), "customers:customers-hold", "customers.set_hold", icon="player-pause"),
        BulkAction("release", _("Release hold"), "customers:customers-release", "customers.release_hold", icon="player-play"),
    )
    empty_text = _("Everybody who buys from you stands here: enter a customer, or import a file of them.")

    @property
    def table_class(self) -> type[ListTable]:  # type: ignore[override]
        """Return the columns that the user may see: terms, limits and what customers owe are not for everybody."""
        return customer_table(self.hidden)

    @property
    def search(self) -> Search:  # type: ignore[override]
        """Return where the search box looks: in VAT numbers for those who may see them."""
        return Search(rows="named" if "vat_number" in self.hidden else "matching")

    @property
    def hidden(self) -> frozenset[str]:
        """Return the fields that the user may not see."""
        hidden = hidden_fields(self.request.access)
        return hidden if self.may("customers.view_balance") else hidden | {"balance"}

    def row_tone(self, record: Any) -> str:
        """Mark customers on hold."""
        tones = {HoldKind.ALL: "danger", HoldKind.INVOICE: "warning", HoldKind.PAYMENT: "warning"}
        return tones.get(record.hold_on(self.entity.today()), "")


def _nothing_to_release(customer: Any, _access: Access) -> Text:
    return "" if customer.hold != HoldKind.NONE else _("The customer is not on hold.")


class CustomerPage(DocumentPage):
    """One customer: what it owes, what it may, and everything around it."""

    permission_required = VIEW
    model, rows, title = Customer, "for_page", _("Customer")
    list_page = "customers:customers"
    states, status_tones = customer_states, STATUS_TONES
    edit_page, edit_permission = "customers:customer-edit", "customers.change_party"
    # edit_page
    template_name = "customers/customer.html"
    lines_title = _("Open transactions")
    actions = (
        Action("hold", _("Put on hold"), "customers:customer-hold", "customers.set_hold", icon="player-pause", order=200, menu=True),
        Action(
            "release",
            _("Release hold"),
            "customers:customer-release",
            "customers.release_hold",
            icon="player-play",
            order=210,
            menu=True,
            blocked=_nothing_to_release,
        ),
        Action("deactivate", _("Deactivate"), "customers:customer-deactivate", CHANGE, icon="ban", order=220, menu=True),
        Action("activate", _("Activate"), "customers:customer-activate", CHANGE, icon="check", order=230, menu=True),
        Action("delete", _("Delete"), "customers:customer-delete", "customers.delete_party", icon="trash", order=240, menu=True),
    )

    @property
    def heading(self) -> str:
        """Return account and name."""
        return f"{self.object.account} {self.object.party.name}"

    @property
    def lines_table_class(self) -> type[ListTable] | None:  # type: ignore[override]
        """Return the open transactions for those who may see them."""
        return OpenTransactionTable if self.may("customers.view_customertransaction") else None

    @cached_property
    def position(self) -> CreditPosition | None:
        """Return how the customer stands with its limit, None for those who may not see it."""
        return credit_position(self.entity, self.object) if self.may("customers.view_balance") else None

    def notices(self, document: Any) -> list[Notice]:
        """Say what stands in the way of orders and invoices."""
        return customer_notices(document, self.position, self.entity.today())

    def sections(self, document: Any) -> list[Section]:
        """Return what documents start from."""
        return customer_sections(document, self.request.access)

    def lines(self, document: Any) -> Iterable[Any]:
        """Return what the customer still has to pay, what is due first in front."""
        return CustomerTransaction.of(self.entity).of_customer(document.pk).open().for_display()[:MOST_OPEN]

    def line_tone(self, line: Any) -> str:
        """Mark what is overdue."""
        return "warning" if line.balance > 0 and line.due_date < self.entity.today() else ""

    def totals(self, document: Any) -> list[Total]:
        """Return balance, exposure and what is left of the limit."""
        if self.position is None:
            return []
        url = self.url("customers:transactions", f"customer={document.account}") if self.may("customers.view_customertransaction") else ""
        return customer_totals(self.position, str(self.entity.currency_id), url, with_limit=self.may("customers.view_credit"))

    def related(self, document: Any) -> list[Related]:
        """Return the accounts that are invoiced to this one."""
        others = Customer.of(self.entity).invoiced_to(document.pk)
        return [
            Related(_("Order account"), f"{other.account} {other.party.name}", self.url("customers:customer", pk=other.pk))
            for other in others
        ]

    def context(self, document: Any) -> dict[str, Any]:
        """Return the address book of the customer; private addresses only for those who may see them."""
        with_private = self.may("customers.view_sensitive")
        return {
            "addresses": [row for row in document.party.addresses.all() if with_private or not row.is_private],
            "electronic_addresses": document.party.electronic_addresses.all(),
            "contacts": document.party.contacts.all(),
            "may_change_party": self.may("customers.change_party"),
        }
