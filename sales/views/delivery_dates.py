"""When the lines of an order can leave, and what of an item can be promised (sales.md §12.2, §12.3)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.records import find
from foundation.backoffice.views import EntityView
from foundation.inventory.models import Item
from sales.forms.dates import AtpForm, DeliveryDatesForm
from sales.services.available_to_promise import available_to_promise_of
from sales.services.delivery_dates import available_dates, set_dates
from sales.views.order_actions import OrderActionView


class DeliveryDatesAction(OrderActionView):
    """Show the next possible dates of every open line, and take them over."""

    permission_required = "sales.change_salesorder"
    title, verb = _("Delivery dates"), _("Update dates")
    form_class = DeliveryDatesForm  # type: ignore[assignment]
    success_message = _("The dates of %(document)s are updated.")

    @cached_property
    def found(self) -> Any:
        """Return the open lines with their dates."""
        return available_dates(self.entity, self.object.pk)

    def make_form(self, data: Any = None) -> DeliveryDatesForm:
        """Return the form with the dates per line."""
        return DeliveryDatesForm(data, entity=self.entity, access=self.request.access, found=self.found)

    def perform(self, document: Any, form: Any) -> Any:
        """Set the dates, and tell what still cannot be met."""
        data = form.cleaned_data
        work = set_dates(self.entity, document.pk, form.ship_dates, data["kind"], self.request.user, one_date=data["one_date"])
        for notice in work.notices:
            messages.warning(self.request, str(notice))
        return work


class AtpPage(EntityView):
    """What of an item can still be promised, day by day."""

    permission_required = "inventory.view_stock"
    title = _("Available to promise")
    model, rows = Item, "for_display"
    template_name = "sales/available_to_promise.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the table of the item, and the first day for the quantity asked for."""
        item = find(self.get_rows(), int(kwargs["pk"]))
        form = AtpForm(request.GET or None, entity=self.entity, access=self.request.access)
        asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
        warehouse, quantity = asked.get("warehouse"), asked.get("quantity")
        found = available_to_promise_of(self.entity, item, warehouse.pk if warehouse else None, quantity)
        return self.page({"item": item, "form": form, "found": found, "quantity": quantity})
