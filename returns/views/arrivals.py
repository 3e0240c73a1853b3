"""Goods that come back: the overview of what is expected, the registration of what arrived, and its reversal (sales.md §14.5)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import BulkAction, Search
from foundation.backoffice.posting import InputCell, Outcome, Preview, PreviewDocument, PreviewTable, ResultLink
from foundation.backoffice.views import DocumentActionView, ListPage, PostingDialogView
from returns.filters import ReturnLineFilter
from returns.forms.arrivals import ArrivalForm, arrivals_of
from returns.models import ReturnLine, ReturnOrder
from returns.services.register_arrivals import register_arrivals, reverse_registrations
from returns.tables import ExpectedLineTable

VIEW, REGISTER = "returns.view_returnorder", "returns.register_arrival"


class ArrivalOverview(ListPage):
    """Lines of return orders that did not arrive yet."""

    permission_required = export_permission = VIEW
    title = _("Arrival overview")
    model, rows = ReturnLine, "expected"
    table_class = ExpectedLineTable
    filterset_class = ReturnLineFilter
    search = Search(prefix=("return_order__rma_number", "order_line__item__number"), contains=("order_line__name",))
    order_by = "-pk"
    bulk_actions = (BulkAction("register", _("Register arrival"), "returns:register-arrivals", REGISTER, icon="package"),)
    empty_text = _("Goods that customers announced and that did not arrive yet stand here.")


class ArrivalDialog(PostingDialogView):
    """Register what arrived of the chosen lines, and what is done with it."""

    permission_required = REGISTER
    title, verb = _("Register arrival"), _("Register")
    model, rows = ReturnLine, "expected"
    list_class, list_page = ArrivalOverview, "returns:arrivals"
    form_class = ArrivalForm
    remembered = ("disposition",)

    posted_text, not_posted_text = _("Registered"), _("Not registered")

    def counted(self, count: int) -> str:
        """Return that lines are chosen, not documents."""
        return ngettext("%(count)s line", "%(count)s lines", count)

    def make_plan(self, documents: list[Any], parameters: dict[str, Any]) -> list[ReturnLine]:
        """Return the lines: what they are is shown, and what is typed is judged when it is registered."""
        return documents

    def describe(self, plan: list[ReturnLine]) -> Preview:
        """Show the lines of every return, in which quantities and codes are typed."""
        returns: dict[ReturnOrder, list[ReturnLine]] = defaultdict(list)
        for line in plan:
            returns[line.return_order].append(line)
        return Preview([self.describe_return(returned, lines) for returned, lines in returns.items()])

    def describe_return(self, returned: ReturnOrder, lines: list[ReturnLine]) -> PreviewDocument:
        """Show the expected lines of one return."""
        headings = [_("Line"), _("Item"), _("Description"), _("Expected"), _("Arrived"), _("Unit"), _("Disposition code")]
        rows = [
            [
                line.order_line.line_number,
                line.order_line.item.number,
                line.order_line.name,
                -line.order_line.ordered_quantity,
                InputCell(f"quantity_{line.pk}", -line.order_line.ordered_quantity),
                line.order_line.unit.code,
                InputCell(f"disposition_{line.pk}"),
            ]
            for line in lines
        ]
        return PreviewDocument(
            title=returned.rma_number,
            party=returned.order.customer.name,
            url=self.url("returns:return", pk=returned.pk),
            lines=PreviewTable(headings, rows),
        )

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Register the arrivals."""
        arrivals = arrivals_of(documents, parameters)
        done = register_arrivals(self.entity, arrivals, self.request.user)
        returns = {line.return_order.pk: line.return_order for line in done.lines}
        links = [ResultLink(str(returned), self.url("returns:return", pk=key)) for key, returned in returns.items()]
        return Outcome(links, (), [(str(notice.params["r"]), "", notice.as_refusal()) for notice in done.notices])


class ReverseRegistrationAction(DocumentActionView):
    """Take back the registration of the lines of a return that wait for their packing slip."""

    permission_required = REGISTER
    model = ReturnOrder
    title, verb = _("Reverse registration"), _("Reverse")
    question = _("Take back that goods of %(document)s arrived? Their lines are expected again.")
    document_page = "returns:return"

    def perform(self, document: Any, form: Any) -> Any:
        """Reverse it."""
        lines = ReturnLine.of(self.entity).filter(return_order=document.pk).registered()
        done = reverse_registrations(self.entity, [line.pk for line in lines], self.request.user)
        messages.success(self.request, gettext("%(count)s lines are expected again.") % {"count": len(done)})
        return document
