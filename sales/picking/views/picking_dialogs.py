"""Dialogs of picking lists: register what was picked, unpick, cancel."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.formats import format_quantity
from foundation.backoffice.forms import PostingForm
from foundation.backoffice.posting import InputCell, Outcome, Preview, PreviewDocument, PreviewTable, ResultLink
from foundation.backoffice.views import PostingDialogView
from sales.picking.forms.picking import CancelListForm, ListLinesForm, RegisterForm, typed_quantities
from sales.picking.models import PickingList, PickingListLine, PickingParameters
from sales.picking.services.locked_lists import ListedLine, LockedLists, read_lists
from sales.picking.services.register_picking import register_picking
from sales.picking.services.unpick import cancel_picking_lists, unpick
from sales.picking.statuses import picking_list_states
from sales.picking.views.picking_lists import PickingListList


class ListDialog(PostingDialogView):
    """A dialog over one picking list or a selection; ``action`` is the one of the state machine."""

    permission_required = "picking.post_pickinglist"
    model, rows = PickingList, "for_display"
    list_class, list_page, document_page = PickingListList, "picking:picking-lists", "picking:picking-list"
    form_class: ClassVar[type[PostingForm]] = ListLinesForm
    action: ClassVar[str] = ""

    def make_plan(self, documents: list[Any], parameters: dict[str, Any]) -> LockedLists:
        """Read the lists; raises PIK-05 where one is closed."""
        picking_list_states.check_all(self.action, documents)
        return read_lists(self.entity, [known.pk for known in documents])

    def describe(self, plan: LockedLists) -> Preview:
        """Show the lists with what can be typed."""
        one = len(plan.lists) == 1
        headings = [_("Line"), _("Order"), _("Item"), _("Description"), _("To pick"), _("Picked"), self.verb, _("Unit")]
        return Preview(
            [
                PreviewDocument(
                    title=known.number,
                    party=str(known.warehouse),
                    url=self.url("picking:picking-list", pk=key),
                    lines=PreviewTable(headings, [self.cells(line, typed=one) for line in plan.lines[key]]),
                )
                for key, known in plan.lists.items()
            ]
        )

    def cells(self, line: ListedLine, *, typed: bool) -> list[Any]:
        """Return a line under the headings."""
        row, quantity = line.row, self.suggested(line)
        cell = InputCell(f"quantity_{row.pk}", quantity) if typed and quantity and self.form_class is not CancelListForm else quantity
        return [row.line_number, str(row.order_line), row.item.number, row.name, row.quantity, row.picked_quantity, cell, row.unit]

    def suggested(self, line: ListedLine) -> Decimal:
        """Return the quantity that is proposed of a line."""
        raise NotImplementedError

    def done(self, documents: list[Any], parameters: dict[str, Any]) -> Sequence[PickingList]:
        """Do it, and return the lists."""
        raise NotImplementedError

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Do it, and link the lists; below each stands what became of its lines."""
        links: list[ResultLink] = []
        for known in self.done(documents, parameters):
            page = self.url("picking:picking-list", pk=known.pk)
            links.append(ResultLink(known.number, page, detail=str(known.get_status_display())))
            links += [_line_result(row) for row in PickingListLine.of(self.entity).of_list(known.pk)] if len(documents) == 1 else []
        return Outcome(links)

    def chosen(self, documents: list[Any], parameters: dict[str, Any]) -> dict[int, Decimal]:
        """Return the quantities as they stand in the cells, an emptied one being nothing; those of a selection are the proposed ones."""
        return self.proposed(documents) if len(documents) != 1 else typed_quantities(parameters)

    def proposed(self, documents: list[Any]) -> dict[int, Decimal]:
        """Return what is proposed of every line."""
        found = read_lists(self.entity, [known.pk for known in documents])
        return {line.row.pk: self.suggested(line) for lines in found.lines.values() for line in lines}

    def get_initial(self, documents: list[Any]) -> dict[str, Any]:
        """Write the proposal into the cells of a single list, so that what is seen is what is done."""
        if len(documents) != 1:
            return {}
        return {f"quantity_{key}": quantity for key, quantity in self.proposed(documents).items()}


def _line_result(row: PickingListLine) -> ResultLink:
    """Return what stands now of a line of a list: picked, given back to the order, still open."""
    figures = {"picked": row.picked_quantity, "ended": row.ended_quantity, "open": row.open_quantity}
    told = gettext("%(item)s %(name)s: picked %(picked)s, back to the order %(ended)s, open %(open)s %(unit)s")
    values = {name: format_quantity(value) for name, value in figures.items()}
    label = f"{row.order_line.order.number} / {row.order_line.line_number}"
    return ResultLink(label, detail=told % (values | {"item": row.item.number, "name": row.name, "unit": row.unit}))


class RegisterDialog(ListDialog):
    """Register what was picked; the rest goes back to the order, or stays open on the list."""

    title, verb = _("Picking list registration"), _("Register")
    form_class = RegisterForm
    action = "register"
    posted_text, not_posted_text = _("Registered"), _("Not registered")

    def get_initial(self, documents: list[Any]) -> dict[str, Any]:
        """Propose what the parameter says of the rest."""
        return super().get_initial(documents) | {"end_remainder": PickingParameters.of(self.entity).end_remainder}

    def suggested(self, line: ListedLine) -> Decimal:
        """Propose everything that is still to be picked."""
        return line.most_to_pick

    def done(self, documents: list[Any], parameters: dict[str, Any]) -> Sequence[PickingList]:
        """Register the picking."""
        return register_picking(
            self.entity,
            [known.pk for known in documents],
            self.request.user,
            picked=self.chosen(documents, parameters),
            end_remainder=bool(parameters.get("end_remainder")),
        )


class UnpickDialog(ListDialog):
    """Put picked goods back: they stay reserved, and open on the list."""

    title, verb = _("Unpick"), _("Unpick")
    action = "unpick"
    posted_text, not_posted_text = _("Unpicked"), _("Not unpicked")

    def suggested(self, line: ListedLine) -> Decimal:
        """Propose everything that was picked and has not left."""
        return line.still_picked

    def done(self, documents: list[Any], parameters: dict[str, Any]) -> Sequence[PickingList]:
        """Unpick the quantities."""
        return unpick(self.entity, [known.pk for known in documents], self.chosen(documents, parameters), self.request.user)


class CancelListDialog(ListDialog):
    """Cancel picking lists: what was picked goes back on the shelf and stays reserved."""

    title, verb = _("Cancel picking list"), _("Back on the shelf")
    form_class = CancelListForm
    action = "cancel"
    posted_text, not_posted_text = _("Cancelled"), _("Not cancelled")

    def suggested(self, line: ListedLine) -> Decimal:
        """Show what goes back."""
        return line.still_picked

    def done(self, documents: list[Any], parameters: dict[str, Any]) -> Sequence[PickingList]:
        """Cancel the lists."""
        keys = [known.pk for known in documents]
        return cancel_picking_lists(self.entity, keys, self.request.user, reason=parameters.get("reason") or "")
