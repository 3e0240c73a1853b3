"""The list of picking lists, the page of one, and its paper."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.deliveries.printing import PrintView
from foundation.backoffice.documents import Action, Field, Related, Section, Step
from foundation.backoffice.lists import BulkAction, Search, Tab
from foundation.backoffice.records import find
from foundation.backoffice.views import DocumentPage, EntityView, ListPage, ParametersView
from foundation.documents.services import archive
from sales.models import PackingSlip
from sales.picking.filters import PickingListFilter
from sales.picking.forms.picking import PickingParametersForm
from sales.picking.models import PickingList, PickingListLine, PickingParameters
from sales.picking.services.print_picking_lists import PRINTING, copy_of, original_of
from sales.picking.statuses import PickingStatus, picking_list_states
from sales.picking.tables import TONES, PickingListLineTable, PickingListTable

VIEW, POST = "picking.view_pickinglist", "picking.post_pickinglist"


class PickingListList(ListPage):
    """All picking lists (list L23)."""

    permission_required = export_permission = VIEW
    title = _("Picking lists")
    model, rows = PickingList, "for_list"
    table_class = PickingListTable
    filterset_class = PickingListFilter
    search = Search(rows="matching")
    tabs = (
        Tab("all", _("All")),
        Tab("activated", _("To pick"), rows="activated"),
        Tab("completed", _("Completed"), rows="completed"),
        Tab("cancelled", _("Cancelled"), rows="cancelled"),
    )
    order_by = "-date"
    bulk_actions = (BulkAction("register", _("Register as listed"), "picking:picking-lists-register", POST, icon="checklist"),)
    empty_text = _("What is to be taken from the shelves stands here once a picking list of an order is posted.")


class PickingListPage(DocumentPage):
    """One picking list: what was to be picked, and what was."""

    permission_required = VIEW
    model, rows, title = PickingList, "for_display", _("Picking list")
    list_page = "picking:picking-lists"
    lines_table_class = PickingListLineTable
    states, status_tones = picking_list_states, TONES
    actions = (
        Action("register", _("Register"), "picking:picking-list-register", POST, icon="checklist", key="r", order=5),
        Action("pdf", _("PDF"), "picking:picking-list-pdf", VIEW, icon="file-type-pdf", key="p", order=10, new_tab=True),
        Action("print", _("Print"), "picking:picking-list-print", VIEW, icon="printer", order=15),
        Action("copy", _("Print copy"), "picking:picking-list-pdf", VIEW, icon="copy", method="post", order=30, new_tab=True),
        Action("unpick", _("Unpick"), "picking:picking-list-unpick", POST, icon="arrow-back-up", order=60, menu=True),
        Action("cancel", _("Cancel picking list"), "picking:picking-list-cancel", POST, icon="ban", order=70, menu=True),
    )

    @cached_property
    def list_lines(self) -> list[PickingListLine]:
        """Return the lines, read once."""
        return list(PickingListLine.of(self.entity).of_list(self.object.pk))

    def party(self, document: Any) -> tuple[str, str]:
        """Return the customer of the first order."""
        customer = document.order.customer
        return f"{customer.name} ({customer.account})", self.url("customers:customer", pk=customer.pk)

    def track(self, document: Any) -> list[Step]:
        """Return how far the picking is."""
        if document.status == PickingStatus.CANCELLED:
            return [Step(_("Posted"), "done"), Step(_("Cancelled"), "stopped")]
        some = any(line.picked_quantity for line in self.list_lines)
        rest = any(line.open_quantity for line in self.list_lines)
        return [Step(_("Posted"), "done"), Step(_("Picked"), "done" if not rest else "partial" if some else "todo")]

    def sections(self, document: Any) -> list[Section]:
        """Return what the list is for."""
        return [
            Section(
                _("General"),
                [
                    Field(_("Warehouse"), document.warehouse),
                    Field(_("Date"), document.date),
                    Field(_("Posted by"), document.posted_by),
                    Field(_("Posted at"), document.posted_at),
                ],
            )
        ]

    def lines(self, document: Any) -> Iterable[Any]:
        """Return what is to be picked."""
        return self.list_lines

    def related(self, document: Any) -> list[Related]:
        """Return the orders on the list, and the packing slips with which they left."""
        orders = {line.order_line.order_id: line.order_line.order for line in self.list_lines}
        found = [
            Related(_("Sales order"), order.number, self.url("sales:order", pk=key), order.order_date, order.get_status_display(), "blue")
            for key, order in orders.items()
        ]
        for slip in PackingSlip.of(self.entity).filter(pk__in=PackingSlip.of(self.entity).for_orders(list(orders))):
            url = self.url("sales:packing-slip", pk=slip.pk)
            found.append(Related(_("Packing slip"), slip.number, url, slip.date, slip.get_status_display()))
        return found


class PickingListPdf(EntityView):
    """The archived original, and copies."""

    permission_required = VIEW
    rate = "pdf"
    model, rows = PickingList, "for_print"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the original."""
        posted, user = find(self.get_rows(), int(kwargs["pk"])), self.request.user
        return self.pdf(archive.open_original(original_of(posted, user=user), user=user), posted.number)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Print and show a copy with the mark COPY."""
        posted = find(self.get_rows(), int(kwargs["pk"]))
        return self.pdf(archive.read(copy_of(posted, user=self.request.user)), f"{posted.number}-copy")

    def pdf(self, content: bytes, name: str) -> HttpResponse:
        """Answer with a PDF that the browser shows."""
        headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "X-Content-Type-Options": "nosniff"}
        return HttpResponse(content, content_type="application/pdf", headers=headers)


class PickingListPrint(PrintView):
    """The print dialog of a picking list."""

    permission_required = VIEW
    model, document_page = PickingList, "picking:picking-list"
    printing = PRINTING


class PickingParametersPage(ParametersView):
    """How picking works in the company."""

    permission_required, permission_to_change = "sales.view_parameters", "sales.change_parameters"
    title, model, form_class = _("Picking parameters"), PickingParameters, PickingParametersForm
    success_page = "picking:parameters"
