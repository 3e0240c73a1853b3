"""Packing slips and order confirmations as they were posted: list and pages."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.documents import Action, Field, Notice, Related, Section, Step, Total
from foundation.backoffice.formats import format_day
from foundation.backoffice.lists import BulkAction, ListTable, Search, Tab
from foundation.backoffice.views import DocumentPage, ListPage
from foundation.errors import Text
from sales.delivery_places import address_in
from sales.filters import ConfirmationFilter, PackingSlipFilter
from sales.models import OrderConfirmation, PackingSlip, PackingSlipCorrection, PackingSlipLine
from sales.statuses import SlipStatus, packing_slip_states
from sales.tables.packing_slips import (
    OrderConfirmationLineTable,
    OrderConfirmationTable,
    PackingSlipLineTable,
    PackingSlipTable,
    SlipCorrectionTable,
)
from sales.views.texts import name_of

VIEW_SLIP = "sales.view_packingslip"
VIEW_ORDER = "sales.view_salesorder"


def printed_address(header: dict[str, Any]) -> str:
    """Return the delivery address as it was printed."""
    return "\n".join(address_in(header).lines)


def paper_actions(page: str, permission: str) -> tuple[Action, ...]:
    """Return what can be done with the paper of a document whose page has this route name."""
    return (
        Action("pdf", _("PDF"), f"{page}-pdf", permission, icon="file-type-pdf", key="p", order=10, new_tab=True),
        Action("print", _("Print"), f"{page}-print", permission, icon="printer", order=15),
        Action("send", _("Send by e-mail"), f"{page}-send", "invoicing.send_document", icon="mail", order=20),
        Action("copy", _("Print copy"), f"{page}-pdf", permission, icon="copy", method="post", order=30, new_tab=True),
    )


SLIP_ACTIONS = (
    Action("correct", _("Correct"), "sales:packing-slip-correct", "sales.correct_packingslip", icon="pencil", order=60, menu=True),
    Action("cancel", _("Cancel packing slip"), "sales:packing-slip-cancel", "sales.correct_packingslip", icon="ban", order=70, menu=True),
)


class PackingSlipList(ListPage):
    """All packing slips."""

    permission_required = export_permission = VIEW_SLIP
    title = _("Packing slips")
    model, rows = PackingSlip, "for_list"
    table_class = PackingSlipTable
    filterset_class = PackingSlipFilter
    search = Search(rows="matching")
    tabs = (
        Tab("all", _("All")),
        Tab("open", _("To invoice"), rows="to_invoice"),
        Tab("invoiced", _("Invoiced"), rows="invoiced"),
        Tab("taken_back", _("Corrected or cancelled"), rows="taken_back"),
    )
    order_by = "-date"
    bulk_actions = (
        BulkAction("print", _("Print as one PDF"), "sales:packing-slips-print", VIEW_SLIP, icon="printer"),
        BulkAction("send", _("Send"), "sales:packing-slips-send", "invoicing.send_document", icon="send"),
        BulkAction("cancel", _("Cancel packing slip"), "sales:packing-slips-cancel", "sales.correct_packingslip", icon="ban"),
    )
    empty_text = _("What leaves the warehouse stands here once its packing slip is posted.")


def correction_title(correction: PackingSlipCorrection) -> str:
    """Say which version a correction made, when, by whom and why."""
    values = {"version": correction.version, "date": format_day(correction.date), "user": correction.posted_by}
    title = _("Version %(version)s of %(date)s by %(user)s") % values
    return f"{title}: {correction.reason}" if correction.reason else title


class PackingSlipPage(DocumentPage):
    """One delivery as it left."""

    permission_required = VIEW_SLIP
    model, rows, title = PackingSlip, "for_display", _("Packing slip")
    list_page = "sales:packing-slips"
    lines_table_class = PackingSlipLineTable
    actions = (*paper_actions("sales:packing-slip", VIEW_SLIP), *SLIP_ACTIONS)
    states = packing_slip_states

    @cached_property
    def slip_lines(self) -> list[PackingSlipLine]:
        """Return the lines, read once."""
        return list(PackingSlipLine.of(self.entity).of_slip(self.object.pk))

    @property
    def status(self) -> tuple[str, str]:
        """Return whether invoices cover the slip; a cancelled one waits for none."""
        if self.object.status == SlipStatus.CANCELLED:
            return str(self.object.get_status_display()), "grey"
        return (str(_("To invoice")), "amber") if any(line.open_quantity for line in self.slip_lines) else (str(_("Invoiced")), "green")

    def party(self, document: Any) -> tuple[str, str]:
        """Return the customer as printed."""
        return f"{document.header['customer_name']} ({document.customer.account})", self.url("customers:customer", pk=document.customer_id)

    def track(self, document: Any) -> list[Step]:
        """Return how far the delivery is."""
        if document.status == SlipStatus.CANCELLED:
            return [Step(_("Shipped"), "done"), Step(_("Cancelled"), "stopped")]
        some = any(line.invoiced_quantity for line in self.slip_lines)
        rest = any(line.open_quantity for line in self.slip_lines)
        return [Step(_("Shipped"), "done"), Step(_("Invoiced"), "todo" if not some else "partial" if rest else "done")]

    def sections(self, document: Any) -> list[Section]:
        """Return the header as printed."""
        header = document.header
        return [
            Section(
                _("Delivery"),
                [
                    Field(_("Delivery date"), document.date),
                    Field(_("Warehouse"), document.warehouse),
                    Field(_("Address"), printed_address(header), wide=True),
                    Field(_("Mode of delivery"), header.get("delivery_mode")),
                    Field(_("Delivery terms"), header.get("delivery_terms")),
                    Field(_("Delivery reason"), name_of(document.delivery_reason)),
                    Field(_("External reference"), document.external_reference),
                ],
            ),
            Section(
                _("General"),
                [
                    Field(_("Customer reference"), header.get("customer_reference")),
                    Field(
                        _("Invoice account"), str(document.invoice_account), self.url("customers:customer", pk=document.invoice_account_id)
                    ),
                    Field(_("Posted by"), document.posted_by),
                    Field(_("Posted at"), document.posted_at),
                ],
            ),
        ]

    def lines(self, document: Any) -> Iterable[Any]:
        """Return what was delivered."""
        return self.slip_lines

    def notices(self, document: Any) -> list[Notice]:
        """Say that the goods, or some of them, came back."""
        if document.status == SlipStatus.POSTED:
            return []
        if document.status == SlipStatus.CANCELLED:
            return [Notice("amber", _("This packing slip is cancelled: everything on it is open to deliver again."))]
        corrected = _("This packing slip was corrected: version %(version)s counts. The lines show what left and what came back.")
        return [Notice("blue", corrected % {"version": document.version})]

    def tables(self, document: Any) -> list[tuple[Text, type[ListTable], Iterable[Any]]]:
        """Return what each correction took back, latest first."""
        found = PackingSlipCorrection.of(self.entity).of_slip(document.pk)
        return [(correction_title(known), SlipCorrectionTable, known.lines.all()) for known in reversed(found)]

    def related(self, document: Any) -> list[Related]:
        """Return the orders on the slip."""
        orders = {line.order_line.order_id: line.order_line.order for line in self.slip_lines}
        return [
            Related(_("Sales order"), order.number, self.url("sales:order", pk=key), order.order_date, order.get_status_display(), "blue")
            for key, order in orders.items()
        ]


class OrderConfirmationList(ListPage):
    """All confirmations, version by version (list L23)."""

    permission_required = export_permission = VIEW_ORDER
    title = _("Confirmations")
    model, rows = OrderConfirmation, "for_list"
    table_class = OrderConfirmationTable
    filterset_class = ConfirmationFilter
    search = Search(rows="matching")
    tabs = (
        Tab("all", _("All")),
        Tab("latest", _("Counting"), rows="in_force"),
        Tab("replaced", _("Replaced"), rows="replaced"),
    )
    order_by = "-date"
    empty_text = _("What is promised to customers stands here once their orders are confirmed.")


class OrderConfirmationPage(DocumentPage):
    """One version of what was promised to the customer."""

    permission_required = VIEW_ORDER
    model: ClassVar[Any] = OrderConfirmation
    rows, title = "for_display", _("Confirmation")
    list_page = "sales:confirmations"
    lines_table_class = OrderConfirmationLineTable
    actions = paper_actions("sales:confirmation", "sales.view_salesorder")

    def party(self, document: Any) -> tuple[str, str]:
        """Return the customer as printed."""
        return document.header["customer_name"], self.url("customers:customer", pk=document.order.customer_id)

    def sections(self, document: Any) -> list[Section]:
        """Return the header as printed."""
        header = document.header
        return [
            Section(
                _("General"),
                [
                    Field(_("Date"), document.date),
                    Field(_("Version"), document.version),
                    Field(_("Customer reference"), header.get("customer_reference")),
                    Field(_("Terms of payment"), header.get("payment_terms")),
                    Field(_("Posted by"), document.posted_by),
                    Field(_("Posted at"), document.posted_at),
                ],
            ),
            Section(
                _("Delivery"),
                [
                    Field(_("Address"), printed_address(header), wide=True),
                    Field(_("Mode of delivery"), header.get("delivery_mode")),
                    Field(_("Delivery terms"), header.get("delivery_terms")),
                ],
            ),
        ]

    def lines(self, document: Any) -> Iterable[Any]:
        """Return what was promised."""
        return document.lines.select_related("confirmation")

    def totals(self, document: Any) -> list[Total]:
        """Return the totals as promised."""
        currency = document.currency_id
        rows = [Total(_("Lines"), document.subtotal, currency)]
        if document.total_discount:
            rows.append(Total(_("Total discount"), -document.total_discount, currency))
        if document.charges_amount:
            rows.append(Total(_("Charges"), document.charges_amount, currency))
        rows.append(Total(_("Sales tax"), document.tax_amount, currency))
        rows.append(Total(_("Total"), document.total_amount, currency, strong=True))
        return rows

    def related(self, document: Any) -> list[Related]:
        """Return the order and its other versions."""
        order = document.order
        url = self.url("sales:order", pk=order.pk)
        found = [Related(_("Sales order"), order.number, url, order.order_date, order.get_status_display(), "blue")]
        for version in OrderConfirmation.of(self.entity).of_order(order.pk):
            if version.pk != document.pk:
                found.append(Related(_("Confirmation"), str(version), self.url("sales:confirmation", pk=version.pk), version.date))
        return found
