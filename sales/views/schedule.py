"""Splitting a line into several deliveries: spread evenly first, then as it is to be (sales.md §12.6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.documents import Total
from foundation.backoffice.formats import format_quantity
from foundation.backoffice.lines import Calculation
from foundation.backoffice.views import LinesFormView
from sales.forms.schedule import DeliveryForm, RemoveScheduleForm, ScheduleForm, SpreadForm
from sales.models import SalesOrder, SalesOrderLine
from sales.schedule import ZERO, Delivery, spread_deliveries
from sales.services.delivery_schedule import make_schedule, remove_schedule
from sales.views.order_actions import OrderActionView

CHANGE = "sales.change_salesorder"


class SpreadAction(OrderActionView):
    """Say how many deliveries a line has; what comes of it is shown to be changed and saved."""

    permission_required = CHANGE
    title, verb = _("Delivery schedule"), _("Continue")
    form_class = SpreadForm  # type: ignore[assignment]

    def make_form(self, data: Any = None) -> SpreadForm:
        """Return the form with the lines that can be split."""
        lines = list(SalesOrderLine.of(self.entity).schedulable().of_order(self.object.pk))
        initial = {"start": lines[0].requested_ship_date if lines else self.entity.today()}
        return SpreadForm(data, lines=lines, entity=self.entity, access=self.request.access, initial=initial)

    def perform(self, document: Any, form: Any) -> Any:
        """Return what was asked; nothing is written yet."""
        return form.cleaned_data

    def success_url(self, done: Any) -> str:
        """Lead to the deliveries that come of it."""
        query = {name: done[name] for name in ("line", "count", "every", "unit")} | {"start": done["start"].isoformat()}
        return self.url("sales:order-schedule", query=urlencode(query), pk=self.object.pk)


class ScheduleEdit(LinesFormView):
    """The deliveries of one line."""

    permission_required = CHANGE
    model, rows, title = SalesOrder, "for_page", _("Delivery schedule")
    form_class, line_form_class = ScheduleForm, DeliveryForm
    lines_title = _("Deliveries")
    success_page = cancel_page = "sales:order"
    save_label = _("Save delivery schedule")

    @cached_property
    def line(self) -> SalesOrderLine | None:
        """Return the line that is split."""
        key = self.request.GET.get("line", "")
        lines = SalesOrderLine.of(self.entity).schedulable().of_order(self.pk)
        return next((line for line in lines if str(line.pk) == key), None)

    def new_lines(self) -> Sequence[dict[str, Any]]:
        """Offer equal deliveries as they were asked for."""
        form = SpreadForm(self.request.GET, lines=[self.line] if self.line else [], entity=self.entity, access=self.request.access)
        if self.line is None or not form.is_valid():
            return []
        data = form.cleaned_data
        found = spread_deliveries(
            self.line.ordered_quantity, data["count"], data["start"], data["every"], data["unit"], self.line.unit.step
        )
        return [{"quantity": known.quantity, "ship_date": known.ship_date, "warehouse": self.line.warehouse} for known in found]

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
        data = form.cleaned_data
        deliveries = [delivery_of(line) for line in lines if not line.get("DELETE")]
        make_schedule(
            self.entity,
            self.object.pk,
            self.line.pk if self.line is not None else 0,
            deliveries,
            self.request.user,
            charges=data["charges"],
            change_quantity=data["change_quantity"],
        )
        return SalesOrder.of(self.entity).get(pk=self.object.pk)


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
    warehouse = line.get("warehouse")
    return Delivery(line["quantity"], line["ship_date"], warehouse.pk if warehouse else None)
