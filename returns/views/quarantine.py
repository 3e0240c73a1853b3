"""Goods in quarantine: the list, the page of one inspection, and what ends it (sales.md §20 L21)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.documents import Action, Field, Section
from foundation.backoffice.lists import Search, Tab
from foundation.backoffice.views import DocumentActionView, DocumentPage, ListPage
from returns.filters import QuarantineOrderFilter
from returns.forms.quarantine import DispositionForm, EndQuarantineForm, NoteForm
from returns.models import QuarantineOrder, ReturnLine
from returns.services.quarantine import change_disposition, end_quarantine, report_finished
from returns.statuses import quarantine_states
from returns.tables import QUARANTINE_TONES, QuarantineOrderTable

VIEW, REGISTER = "returns.view_returnorder", "returns.register_arrival"


class QuarantineOrderList(ListPage):
    """Goods that came back and are inspected."""

    permission_required = export_permission = VIEW
    title = _("Quarantine orders")
    model, rows = QuarantineOrder, "for_list"
    table_class = QuarantineOrderTable
    filterset_class = QuarantineOrderFilter
    search = Search(prefix=("number", "line__return_order__rma_number", "line__order_line__item__number"))
    tabs = (
        Tab("started", _("Started"), rows="started"),
        Tab("ended", _("Ended"), rows="ended"),
        Tab("all", _("All")),
    )
    order_by = "-pk"
    empty_text = _("Goods that came back and are inspected before anybody decides about them stand here.")


class QuarantineOrderPage(DocumentPage):
    """One inspection."""

    permission_required = VIEW
    model, rows, title = QuarantineOrder, "for_list", _("Quarantine order")
    list_page = "returns:quarantine-orders"
    states = quarantine_states
    status_tones = QUARANTINE_TONES
    actions = (
        Action("end", _("End"), "returns:quarantine-end", REGISTER, icon="check", key="e", order=10),
        Action("finish", _("Report as finished"), "returns:quarantine-finish", REGISTER, icon="package", order=20),
    )

    def party(self, document: Any) -> tuple[str, str]:
        """Return the customer."""
        customer = document.line.return_order.order.customer
        return f"{customer.name} ({customer.account})", self.url("customers:customer", pk=customer.pk)

    def sections(self, document: Any) -> list[Section]:
        """Return what is inspected, where, and what was decided."""
        line, returned = document.line, document.line.return_order
        return [
            Section(
                _("General"),
                [
                    Field(_("Return order"), returned.rma_number, self.url("returns:return", pk=returned.pk)),
                    Field(_("Item"), f"{line.order_line.item.number} · {line.order_line.name}"),
                    Field(_("Quantity"), -line.order_line.ordered_quantity, note=line.order_line.unit.code),
                    Field(_("In quarantine since"), document.started_on),
                    Field(_("Quarantine warehouse"), document.quarantine_warehouse),
                    Field(_("Warehouse"), document.warehouse),
                    Field(_("Disposition code"), document.disposition.shown if document.disposition is not None else ""),
                    Field(_("Inspector"), document.inspector),
                    Field(_("Inspector's note"), document.note, wide=True),
                ],
            )
        ]


class EndQuarantineAction(DocumentActionView):
    """Decide what is done with inspected goods."""

    permission_required = REGISTER
    model = QuarantineOrder
    title, verb = _("End quarantine"), _("End")
    form_class = EndQuarantineForm
    document_page = "returns:quarantine-order"
    success_message = _("Quarantine order %(document)s is ended.")

    def perform(self, document: Any, form: Any) -> Any:
        """End it."""
        data = form.cleaned_data
        return end_quarantine(self.entity, document.pk, data["disposition"], self.request.user, note=data["note"])


class FinishQuarantineAction(DocumentActionView):
    """Say that goods were inspected, and decide when their arrival is registered."""

    permission_required = REGISTER
    model = QuarantineOrder
    title, verb = _("Report as finished"), _("Report as finished")
    form_class = NoteForm
    document_page = "returns:quarantine-order"
    success_message = _("Quarantine order %(document)s is reported as finished.")

    def perform(self, document: Any, form: Any) -> Any:
        """Report it."""
        return report_finished(self.entity, document.pk, self.request.user, note=form.cleaned_data["note"])


class ChangeDispositionAction(DocumentActionView):
    """Give a registered line another disposition code."""

    permission_required = REGISTER
    model, rows = ReturnLine, "for_list"
    title, verb = _("Disposition"), _("Save")
    form_class = DispositionForm

    def get_initial(self, document: Any) -> dict[str, Any]:
        """Start with the code that the line has."""
        return {"disposition": document.disposition_id}

    def perform(self, document: Any, form: Any) -> Any:
        """Change it."""
        return change_disposition(self.entity, document.pk, form.cleaned_data["disposition"], self.request.user)

    @property
    def document_url(self) -> str:
        """Return the page of the return."""
        return self.url("returns:return", pk=self.object.return_order_id)
