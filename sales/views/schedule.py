"""Splitting a line into several deliveries: spread evenly first, then as it is to be (sales.md §12.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, Prospect
from foundation.backoffice.documents import Total
from foundation.backoffice.formats import format_quantity
from foundation.backoffice.lines import Calculation
from foundation.backoffice.views import DocumentActionView, LinesFormView
from foundation.errors import RecordChanged
from sales.chosen_addresses import OfferedAddress, addresses_of
from sales.delivery_places import ADDRESS
from sales.forms.schedule import DeliveryForm, RemoveScheduleForm, ScheduleForm, SpreadForm
from sales.models import SalesOrder, SalesOrderLine, SalesParameters
from sales.schedule import ZERO, Delivery, spread_deliveries
from sales.services.delivery_schedule import KEEP_PRICES, ScheduleRequest, make_schedule, remove_schedule
from sales.services.ship_days import ShipDays
from sales.views.order_actions import OrderActionView

CHANGE = "sales.change_salesorder"


class SpreadView(DocumentActionView):
    """Say how many deliveries a line of a document has; what comes of it is shown to be changed and saved."""

    title, verb = _("Delivery schedule"), _("Continue")
    form_class = SpreadForm
    next_page: ClassVar[str]

    def candidates(self) -> Sequence[Any]:
        """Return the lines that can be split."""
        raise NotImplementedError

    def make_form(self, data: Any = None) -> SpreadForm:
        """Return the form with the lines that can be split."""
        lines = list(self.candidates())
        initial = {"start": lines[0].requested_ship_date if lines else self.entity.today()}
        return SpreadForm(data, lines=lines, entity=self.entity, access=self.request.access, initial=initial)

    def perform(self, document: Any, form: Any) -> Any:
        """Return what was asked; nothing is written yet."""
        return form.cleaned_data

    def success_url(self, done: Any) -> str:
        """Lead to the deliveries that come of it."""
        query = {name: done[name] for name in ("line", "count", "every", "unit")} | {"start": done["start"].isoformat()}
        return self.url(self.next_page, query=urlencode(query), pk=self.object.pk)


class ScheduleView(LinesFormView):
    """The deliveries of one line of a document."""

    rows, title = "for_page", _("Delivery schedule")
    form_class, line_form_class = ScheduleForm, DeliveryForm
    save_label = _("Save delivery schedule")

    def candidates(self) -> Any:
        """Return the lines that can be split."""
        raise NotImplementedError

    @property
    def lines_title(self) -> str:  # type: ignore[override]
        """Name the line, and the quantity that its deliveries come to."""
        line = self.line
        if line is None:
            return gettext("Deliveries")
        said = {"line": line.line_number, "name": line.name, "quantity": format_quantity(line.ordered_quantity), "unit": line.unit.code}
        return gettext("Deliveries of line %(line)s: %(name)s, %(quantity)s %(unit)s") % said

    def make_schedule(self, request: ScheduleRequest, form: Any) -> None:
        """Call the service."""
        raise NotImplementedError

    @property
    def buyer(self) -> Customer | Prospect:
        """Return whom the document is for."""
        customer: Customer = self.object.customer
        return customer

    @cached_property
    def line(self) -> Any:
        """Return the line that is split, None when there is no such line."""
        key = self.request.GET.get("line", "")
        return next((line for line in self.candidates() if str(line.pk) == key), None)

    def new_lines(self) -> Sequence[dict[str, Any]]:
        """Offer equal deliveries as they were asked for."""
        form = SpreadForm(self.request.GET, lines=[self.line] if self.line else [], entity=self.entity, access=self.request.access)
        if self.line is None or not form.is_valid():
            return []
        data = form.cleaned_data
        calendar = ShipDays.load(self.entity, SalesParameters.of(self.entity)).calendar
        asked = (self.line.ordered_quantity, data["count"], data["start"], data["every"], data["unit"], self.line.unit.step)
        found = spread_deliveries(*asked, calendar)
        return [{"quantity": known.quantity, "ship_date": known.ship_date, "warehouse": self.line.warehouse} for known in found]

    @property
    def line_options(self) -> dict[str, Any]:
        """Offer every delivery the addresses of the buyer."""
        return super().line_options | {"offered": self.offered}

    @cached_property
    def offered(self) -> list[OfferedAddress]:
        """Return the addresses that a delivery may go to."""
        return addresses_of(self.buyer, self.entity.today(), self.request.access)

    def calculate(self, _form: Any, lines: Sequence[dict[str, Any] | None]) -> Calculation:
        """Show the total of the deliveries and what remains of the line."""
        typed = [line for line in lines if line and not line.get("DELETE")]
        total = sum((line["quantity"] for line in typed), ZERO)
        ordered = self.line.ordered_quantity if self.line is not None else ZERO
        return Calculation(
            totals=[
                Total(_("Total quantity"), None, note=format_quantity(total), strong=True),
                Total(_("Remaining quantity"), None, note=format_quantity(ordered - total)),
            ]
        )

    def perform(self, form: Any, lines: list[dict[str, Any]]) -> Any:  # type: ignore[override]
        """Make the schedule."""
        if self.line is None:
            raise RecordChanged(object=self.object, user="–")
        data = form.cleaned_data
        deliveries = [delivery_of(line) for line in lines if not line.get("DELETE")]
        self.make_schedule(ScheduleRequest(self.line.pk, deliveries, data["charges"], data["change_quantity"]), form)
        return self.object


class SpreadAction(SpreadView):
    """Split a line of an order."""

    permission_required = CHANGE
    model, document_page, next_page = SalesOrder, "sales:order", "sales:order-schedule"

    def candidates(self) -> Sequence[SalesOrderLine]:
        """Return the open lines of which nothing has moved."""
        return list(SalesOrderLine.of(self.entity).schedulable().of_order(self.object.pk))


class ScheduleEdit(ScheduleView):
    """The deliveries of one line of an order."""

    permission_required = CHANGE
    model = SalesOrder
    success_page = cancel_page = "sales:order"

    def candidates(self) -> Any:
        """Return the open lines of which nothing has moved."""
        return SalesOrderLine.of(self.entity).schedulable().of_order(self.pk)

    def make_schedule(self, request: ScheduleRequest, form: Any) -> None:
        """Make the schedule."""
        answers = replace(KEEP_PRICES, discount_limit=self.request.access.manual_discount_limit)
        make_schedule(self.entity, self.object.pk, request, self.request.user, answers)


class RemoveScheduleAction(OrderActionView):
    """Make a normal line of a line with multiple deliveries."""

    permission_required = CHANGE
    title, verb = _("Remove delivery schedule"), _("Remove delivery schedule")
    form_class = RemoveScheduleForm  # type: ignore[assignment]
    success_message = _("The delivery schedule of %(document)s is removed.")

    def make_form(self, data: Any = None) -> RemoveScheduleForm:
        """Return the form with the lines that have a schedule."""
        lines = list(SalesOrderLine.of(self.entity).scheduled().of_order(self.object.pk))
        return RemoveScheduleForm(data, lines=lines, entity=self.entity, access=self.request.access)

    def perform(self, document: Any, form: Any) -> Any:
        """Remove it."""
        return remove_schedule(self.entity, document.pk, int(form.cleaned_data["line"]), self.request.user)


def delivery_of(line: dict[str, Any]) -> Delivery:
    """Return a delivery as it was typed."""
    warehouse, mode = line.get("warehouse"), line.get("delivery_mode")
    place = {name: line.get(name) or "" for name in ADDRESS} | {"delivery_mode_id": mode.pk if mode else None}
    return Delivery(line["quantity"], line["ship_date"], warehouse.pk if warehouse else None, place)
