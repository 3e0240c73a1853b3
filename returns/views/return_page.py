"""The page of one return order."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.documents import Action, Field, Notice, Related, Section, Total
from foundation.backoffice.views import DocumentActionView, DocumentPage
from invoicing.views.invoices import related_invoices
from returns.explanations import (
    arrival_address,
    invoice_address,
    not_replaceable,
    nothing_arrived,
    nothing_expected,
    nothing_registered,
    nothing_to_credit,
    packing_slip_address,
)
from returns.forms.returns import CancelReturnForm
from returns.models import ReturnLine, ReturnOrder
from returns.services.cancel_returns import cancel_returns
from returns.services.delete_returns import delete_returns
from returns.services.replace_goods import going_on
from returns.statuses import ReturnStatus, return_states
from returns.tables import RETURN_TONES, LinesOfReturnTable
from sales.models import PackingSlip
from sales.services.summarise_order import OrderSummary, summarise_order
from sales.views.order_page import slip_state
from sales.views.totals import total_rows

REGISTER, SEND = "returns.register_arrival", "invoicing.send_document"
VIEW, CHANGE, CANCEL = "returns.view_returnorder", "returns.change_returnorder", "returns.cancel_returnorder"
COST = "sales.view_cost"


RETURN_ACTIONS = (
    Action(
        "register_arrival",
        _("Register arrival"),
        "returns:register-arrivals",
        REGISTER,
        icon="package",
        blocked=nothing_expected,
        address=arrival_address,
        key="r",
        order=10,
    ),
    Action(
        "packing_slip",
        _("Post packing slip"),
        "sales:order-post-packing-slip",
        "sales.post_packingslip",
        icon="truck-delivery",
        blocked=nothing_registered,
        address=packing_slip_address,
        key="p",
        order=20,
    ),
    Action(
        "invoice",
        _("Post credit note"),
        "invoicing:order-invoice",
        "invoicing.post_customerinvoice",
        icon="file-invoice",
        blocked=nothing_to_credit,
        address=invoice_address,
        key="i",
        order=30,
    ),
    Action(
        "replacement_order",
        _("Replacement order"),
        "returns:return-replace",
        CHANGE,
        icon="arrow-forward-up",
        blocked=not_replaceable,
        order=50,
        menu=True,
    ),
    Action(
        "reverse_registration",
        _("Reverse registration"),
        "returns:return-reverse-registration",
        REGISTER,
        icon="rotate",
        blocked=nothing_registered,
        order=60,
        menu=True,
    ),
    Action("pdf", _("Print return order"), "returns:return-pdf", VIEW, icon="printer", order=61, menu=True, new_tab=True),
    Action(
        "acknowledgement",
        _("Print acknowledgement"),
        "returns:return-acknowledgement",
        VIEW,
        icon="printer",
        blocked=nothing_arrived,
        order=62,
        menu=True,
        new_tab=True,
    ),
    Action("send", _("Send return order"), "returns:return-send", SEND, icon="mail", order=63, menu=True),
    Action(
        "send_acknowledgement",
        _("Send acknowledgement"),
        "returns:return-acknowledgement-send",
        SEND,
        icon="mail",
        blocked=nothing_arrived,
        order=64,
        menu=True,
    ),
    Action(
        "split_line",
        _("Split line"),
        "returns:return-split-line",
        CHANGE,
        icon="arrows-sort",
        blocked=nothing_expected,
        order=68,
        menu=True,
    ),
    Action(
        "cancel_lines",
        _("Cancel lines"),
        "returns:return-cancel-lines",
        CANCEL,
        icon="ban",
        blocked=nothing_expected,
        order=69,
        menu=True,
    ),
    Action("cancel", _("Cancel order"), "returns:return-cancel", CANCEL, icon="ban", order=70, menu=True),
    Action("delete", _("Delete"), "returns:return-delete", CANCEL, icon="trash", order=80, menu=True),
)


class ReturnOrderPage(DocumentPage):
    """One return from authorisation to credit note."""

    permission_required = VIEW
    model, rows, title = ReturnOrder, "for_display", _("Return order")
    list_page = "returns:returns"
    states = return_states
    status_tones = RETURN_TONES
    edit_page, edit_permission = "returns:return-edit", CHANGE
    lines_table_class = LinesOfReturnTable
    actions = RETURN_ACTIONS

    @cached_property
    def summary(self) -> OrderSummary:
        """Return what the return comes to."""
        return summarise_order(self.entity, self.object.order_id)

    @property
    def edit_reason(self) -> str:
        """Return why the return cannot be changed now."""
        return self._refused("change")

    def party(self, document: Any) -> tuple[str, str]:
        """Return the customer."""
        customer = document.order.customer
        return f"{customer.name} ({customer.account})", self.url("customers:customer", pk=customer.pk)

    def notices(self, document: Any) -> list[Notice]:
        """Say that nothing arrived in time."""
        if document.status == ReturnStatus.CREATED and document.deadline < self.entity.today():
            return [Notice("amber", _("The deadline has passed and nothing arrived."))]
        return []

    def sections(self, document: Any) -> list[Section]:
        """Return the RMA block."""
        return [
            Section(
                _("General"),
                [
                    Field(_("Sales order"), document.order.number, self.url("sales:order", pk=document.order_id)),
                    Field(_("Return reason"), document.reason.name_in(self.request.user.language) if document.reason else ""),
                    Field(_("Deadline"), document.deadline),
                    Field(_("Customer reference"), document.order.customer_reference),
                    Field(_("Customer's packing slip"), document.customer_packing_slip),
                    Field(_("Warehouse"), document.order.warehouse),
                    Field(_("Entered by"), document.created_by),
                    Field(_("Entered at"), document.created_at),
                ],
            )
        ]

    def related(self, document: Any) -> list[Related]:
        """Return the receipts, the credit notes, and the orders that replace what comes back."""
        if not self.may("sales.view_salesorder"):
            return []
        found = []
        for slip in PackingSlip.of(self.entity).of_order(document.order_id):
            state, tone = slip_state(slip)
            found.append(Related(_("Packing slip"), slip.number, self.url("sales:packing-slip", pk=slip.pk), slip.date, state, tone))
        found += related_invoices(document.order, self.request.access)
        return found + [
            Related(
                _("Replacement order"), order.number, self.url("sales:order", pk=order.pk), order.order_date, order.get_status_display()
            )
            for order in document.replacements()
        ]

    def lines(self, document: Any) -> Iterable[Any]:
        """Return the lines."""
        return ReturnLine.of(self.entity).of_return(document.pk)

    def totals(self, document: Any) -> list[Total]:
        """Return what the customer will be credited."""
        order = document.order
        return total_rows(self.summary, order.currency_id, order.total_discount_percent, with_cost=self.may(COST))


class CancelReturnAction(DocumentActionView):
    """Cancel a return of which nothing arrived."""

    permission_required = CANCEL
    model = ReturnOrder
    title, verb = _("Cancel return order"), _("Cancel order")
    form_class = CancelReturnForm
    document_page = "returns:return"
    success_message = _("Return order %(document)s is cancelled.")

    def perform(self, document: Any, form: Any) -> Any:
        """Cancel it, and tell of the replacement order that goes on."""
        notices = going_on(self.entity, document.pk)
        done = cancel_returns(self.entity, [document.pk], self.request.user, reason=form.text())
        for notice in notices:
            messages.warning(self.request, str(notice))
        return done


class DeleteReturnAction(DocumentActionView):
    """Delete a return of which nothing arrived."""

    permission_required = CANCEL
    model = ReturnOrder
    title, verb = _("Delete return order"), _("Delete")
    question = _("Delete %(document)s with its sales order? The audit trail keeps what it said.")
    document_page = "returns:return"
    success_message = _("Return order %(document)s is deleted.")

    def perform(self, document: Any, form: Any) -> Any:
        """Delete it."""
        return delete_returns(self.entity, [document.pk], self.request.user)

    def success_url(self, _done: Any) -> str:
        """Lead to the list: the page of the return is gone."""
        return self.url("returns:returns")
