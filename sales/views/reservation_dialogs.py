"""Dialogs that reserve stock for chosen lines of any orders, change what is reserved, or give it back (sales.md §2.6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.formats import format_quantity
from foundation.backoffice.forms import PostingForm
from foundation.backoffice.posting import InputCell, Outcome, Preview, PreviewDocument, PreviewTable, ResultLink
from foundation.backoffice.views import ListPage, PostingDialogView
from foundation.errors import BusinessRuleError
from sales.forms.reservations import QUANTITY, ReservationsForm, typed_reservations
from sales.models import SalesOrderLine
from sales.services.reservations import release_chosen, reserve_chosen
from sales.views.order_lists import RESERVE, ReservationList

HEADINGS = (
    _("Order"),
    _("Line"),
    _("Reserved"),
    _("Open"),
    _("Available"),
    _("Unit"),
    _("Warehouse"),
    _("Requested ship date"),
    _("Customer"),
)


class ReserveDialog(PostingDialogView):
    """Reserve as much as possible of what is there for chosen lines, first come first served."""

    permission_required = RESERVE
    model, rows = SalesOrderLine, "for_reservation_list"
    list_class: ClassVar[type[ListPage]] = ReservationList
    list_page = "sales:reservations"
    title, verb = _("Reserve what is there"), _("Reserve")
    posted_text = _("Reserved")

    def make_plan(self, documents: list[Any], parameters: dict[str, Any]) -> list[Any]:
        """Return the lines by item and warehouse, those that leave first at the top."""
        return sorted(documents, key=lambda line: (line.item.number, line.warehouse.code, line.requested_ship_date, line.pk))

    def describe(self, plan: list[Any]) -> Preview:
        """Show the lines per item."""
        by_item: dict[str, list[Any]] = {}
        for line in plan:
            by_item.setdefault(line.item.number, []).append(line)
        return Preview([PreviewDocument(number, lines[0].name, lines=self.table(lines)) for number, lines in by_item.items()])

    def table(self, lines: list[Any]) -> PreviewTable:
        """Return what is open, held and free of each line."""
        rows = [
            [
                *(line.order.number, line.line_number, self.held(line), line.deliver_rest, line.free, line.unit.code),
                *(line.warehouse.code, line.requested_ship_date, line.order.customer.name),
            ]
            for line in lines
        ]
        return PreviewTable(HEADINGS, rows)

    def held(self, line: Any) -> Any:
        """Return what is reserved of a line."""
        return line.held

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Reserve, and tell what fell short."""
        keys = [line.pk for line in self.make_plan(documents, parameters)]
        short = self.change(keys, parameters)
        found = SalesOrderLine.of(self.entity).for_reservation_list().filter(pk__in=keys).order_by("order__number", "line_number")
        links = [ResultLink(str(line), self.page_of(line), detail=self.detail_of(line)) for line in found]
        told = [(str(line), self.page_of(line), short[line.pk].as_refusal()) for line in found if line.pk in short]
        return Outcome(links, warnings=told)

    def change(self, keys: list[int], parameters: Mapping[str, Any]) -> Mapping[int, BusinessRuleError]:
        """Reserve for the lines; return what fell short."""
        return reserve_chosen(self.entity, keys, self.request.user)

    def page_of(self, line: Any) -> str:
        """Return the page of the order of a line."""
        return self.url("sales:order", pk=line.order_id)

    def detail_of(self, line: Any) -> str:
        """Say how much of a line is reserved now."""
        values = {"held": format_quantity(line.held), "open": format_quantity(line.deliver_rest), "unit": line.unit.code}
        return f"{line.item.number} · " + gettext("%(held)s of %(open)s %(unit)s reserved") % values

    def counted(self, count: int) -> str:
        """Return how many lines are chosen."""
        return ngettext("%(count)s line", "%(count)s lines", count)


class ChangeReservationsDialog(ReserveDialog):
    """Type how much of each chosen line shall be reserved: what one gives back another can have."""

    title, verb = _("Change reservation"), _("Save reservations")
    form_class: ClassVar[type[PostingForm]] = ReservationsForm
    posted_text = _("Changed")

    def held(self, line: Any) -> Any:
        """Let the quantity be typed over."""
        return InputCell(f"{QUANTITY}{line.pk}", line.held)

    def change(self, keys: list[int], parameters: Mapping[str, Any]) -> Mapping[int, BusinessRuleError]:
        """Reserve what was typed."""
        return reserve_chosen(self.entity, keys, self.request.user, wanted=typed_reservations(parameters))


class ReleaseDialog(ReserveDialog):
    """Give the reservations of chosen lines back; what is picked stays."""

    title, verb = _("Release reservations"), _("Release")
    posted_text = _("Released")

    def change(self, keys: list[int], parameters: Mapping[str, Any]) -> Mapping[int, BusinessRuleError]:
        """Release."""
        release_chosen(self.entity, keys, self.request.user)
        return {}
