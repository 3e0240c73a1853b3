"""Reserving stock for an order or one line of it, and giving it back (sales.md §2.6)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation.errors import Text
from sales.forms.reservations import ReservationForm
from sales.models import SalesOrderLine
from sales.services.reservations import release_of_order, reserve_of_order
from sales.views.order_actions import OrderActionView


class ReserveAction(OrderActionView):
    """Reserve for the lines of an order; with the number of a line in the address for that one."""

    permission_required = "inventory.reserve_stock"
    title, verb = _("Reservation"), _("Save reservation")
    form_class = ReservationForm  # type: ignore[assignment]
    success_message: Text = _("The reservation of %(document)s is saved.")  # type: ignore[misc]

    @cached_property
    def lines(self) -> list[SalesOrderLine]:
        """Return the lines that stock can be reserved for: one statement."""
        found = SalesOrderLine.of(self.entity).for_reservation().of_order(self.object.pk)
        number = self.kwargs.get("line")
        return list(found if number is None else found.filter(line_number=number))

    def make_form(self, data: Any = None) -> ReservationForm:
        """Return the form with a quantity per line."""
        return ReservationForm(data, lines=self.lines, entity=self.entity, access=self.request.access)

    def perform(self, document: Any, form: Any) -> Any:
        """Reserve or release; what fell short is returned."""
        keys = None if self.kwargs.get("line") is None else self._keys(document)
        if form.releases:
            release_of_order(self.entity, document.pk, self.request.user, line_ids=keys)
            return {}
        return reserve_of_order(self.entity, document.pk, self.request.user, line_ids=keys, wanted=form.wanted)

    def _keys(self, document: Any) -> list[int]:
        """Return the key of the line in the address."""
        found = SalesOrderLine.of(self.entity).filter(order=document.pk, line_number=self.kwargs["line"])
        return list(found.values_list("pk", flat=True))

    def success_url(self, done: Any) -> str:
        """Say what fell short, and lead back to the order."""
        for short in done.values():
            messages.warning(self.request, str(short))
        return super().success_url(done)
