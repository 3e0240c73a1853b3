"""The page of one sales order: how far it is, what it comes to, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.documents import Field, Notice, Related, Section, Step, Total
from foundation.backoffice.formats import format_percent
from foundation.backoffice.views import DocumentPage
from sales.models import OrderConfirmation, OrderHold, PackingSlip, SalesOrder, SalesOrderCharge, SalesOrderLine
from sales.order_progress import steps_of
from sales.services.summarise_order import OrderSummary, summarise_order
from sales.statuses import SalesStatus, sales_order_states
from sales.tables.orders import STATUS_TONES, SalesOrderLineTable
from sales.views.texts import address_lines, customer_url, name_of

VIEW = "sales.view_salesorder"
CHANGE = "sales.change_salesorder"
COST = "sales.view_cost"
ADDRESS = ("delivery_name", "delivery_street", "delivery_postal_code", "delivery_city", "delivery_country")


class SalesOrderPage(DocumentPage):
    """One order from entry to invoice."""

    permission_required = VIEW
    template_name = "sales/order.html"
    model, rows, title = SalesOrder, "for_page", _("Sales order")
    list_page = "sales:orders"
    states = sales_order_states
    status_tones = STATUS_TONES
    lines_table_class = SalesOrderLineTable

    @cached_property
    def order_lines(self) -> list[SalesOrderLine]:
        """Return the lines, read once for table, track and totals."""
        return list(SalesOrderLine.of(self.entity).of_order(self.object.pk))

    @cached_property
    def summary(self) -> OrderSummary:
        """Return what the order comes to."""
        return summarise_order(self.entity, self.object.pk)

    @cached_property
    def holds(self) -> list[OrderHold]:
        """Return the holds of the order, active ones first."""
        return list(OrderHold.of(self.entity).of_order(self.object.pk))

    @property
    def edit_reason(self) -> str:
        """Return why the order cannot be changed now."""
        return self._refused("change")

    def party(self, document: Any) -> tuple[str, str]:
        """Return the customer."""
        return f"{document.customer.name} ({document.customer.account})", customer_url(self.entity, document.customer_id)

    def track(self, document: Any) -> list[Step]:
        """Return how far the order is."""
        return steps_of(document, self.order_lines)

    def notices(self, document: Any) -> list[Notice]:
        """Say what stands in the way: holds, changes since the confirmation, a tax that cannot be calculated."""
        found = [
            Notice("amber", _("On hold (%(code)s): %(reason)s") % {"code": hold.code, "reason": hold.reason or hold.code.name})
            for hold in self.holds
            if hold.cleared_at is None
        ]
        if document.changed_since_confirmation and document.status == SalesStatus.OPEN:
            found.append(Notice("blue", _("The order was changed since the customer got its confirmation. Confirm it again.")))
        if self.summary.problem is not None:
            found.append(Notice("red", str(self.summary.problem)))
        return found

    def sections(self, document: Any) -> list[Section]:
        """Return the header fields."""
        return [
            Section(
                _("General"),
                [
                    Field(_("Order date"), document.order_date),
                    Field(_("Customer reference"), document.customer_reference),
                    Field(_("Requisition"), document.customer_requisition),
                    Field(_("Contact"), document.contact_name),
                    Field(_("Responsible"), document.responsible),
                    Field(_("Order taker"), document.created_by),
                ],
            ),
            Section(
                _("Delivery"),
                [
                    Field(_("Requested ship date"), document.requested_ship_date),
                    Field(_("Confirmed ship date"), document.confirmed_ship_date),
                    Field(_("Address"), address_lines(*(getattr(document, name) for name in ADDRESS)), wide=True),
                    Field(_("Mode of delivery"), name_of(document.delivery_mode)),
                    Field(_("Delivery terms"), name_of(document.delivery_terms)),
                    Field(_("Warehouse"), document.warehouse),
                    Field(_("Deliver complete only"), document.prevent_partial_delivery),
                ],
            ),
            Section(
                _("Price and payment"),
                [
                    Field(
                        _("Invoice account"),
                        f"{document.invoice_account.account} {document.invoice_account.name}",
                        customer_url(self.entity, document.invoice_account_id),
                    ),
                    Field(_("Currency"), document.currency_id),
                    Field(_("Terms of payment"), name_of(document.payment_terms)),
                    Field(_("Method of payment"), name_of(document.payment_method)),
                    Field(_("Price group"), document.price_group),
                    Field(_("Sales tax group"), document.sales_tax_group),
                    Field(_("Combine invoices"), document.summary_update_allowed),
                ],
            ),
        ]

    def lines(self, document: Any) -> Iterable[Any]:
        """Return the lines with what is left of them."""
        return self.order_lines

    def line_tone(self, line: Any) -> str:
        """Mark lines that should have left, and lines that are stopped."""
        if line.stopped:
            return "warning"
        return "danger" if line.status == SalesStatus.OPEN and line.promised_ship < self.entity.today() else ""

    def totals(self, document: Any) -> list[Total]:
        """Return the totals of the order, and the margin for those who may see costs."""
        totals, currency = self.summary.totals, document.currency_id
        rows = [Total(_("Lines"), totals.subtotal, currency)]
        if totals.total_discount:
            note = format_percent(document.total_discount_percent)
            rows.append(Total(_("Total discount"), -totals.total_discount, currency, note=note))
        if totals.charges:
            rows.append(Total(_("Charges"), totals.charges, currency))
        rows += [Total(_("Sales tax"), tax.tax, currency, note=format_percent(tax.rule.effective_rate)) for tax in self.summary.taxes]
        if totals.rounding_off:
            rows.append(Total(_("Rounding"), totals.rounding_off, currency))
        rows.append(Total(_("Total"), totals.amount, currency, strong=True))
        if self.may(COST):
            ratio = totals.contribution_ratio
            rows.append(Total(_("Margin"), totals.margin, currency, note="" if ratio is None else format_percent(ratio)))
        return rows

    def related(self, document: Any) -> list[Related]:
        """Return confirmations and packing slips."""
        found = [
            Related(
                _("Confirmation"),
                str(version),
                self.url("sales:confirmation", pk=version.pk),
                version.date,
                amount=version.total_amount,
                currency=version.currency_id,
            )
            for version in OrderConfirmation.of(self.entity).of_order(document.pk)
        ]
        for slip in PackingSlip.of(self.entity).of_order(document.pk):
            state, tone = (_("To invoice"), "amber") if slip.open_lines else (_("Invoiced"), "green")
            found.append(Related(_("Packing slip"), slip.number, self.url("sales:packing-slip", pk=slip.pk), slip.date, state, tone))
        return found

    def context(self, document: Any) -> dict[str, Any]:
        """Return holds and charges, which the page shows below the lines."""
        return {"holds": self.holds, "charges": list(SalesOrderCharge.of(self.entity).of_order(document.pk))}
