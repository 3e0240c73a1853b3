"""What backorders add to a sales order: a priority for all of its lines that wait (sales.md §19.4)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backorders.forms.dialogs import OrderPriorityForm
from backorders.models import Backorder
from backorders.services.set_priority import set_priority
from backorders.views.lists import CHANGE
from foundation.backoffice.views import DocumentActionView
from sales.models import SalesOrder


class OrderPriorityAction(DocumentActionView):
    """Say how early all waiting lines of an order are served."""

    permission_required = CHANGE
    model, rows = SalesOrder, "for_display"
    document_page = "sales:order"
    title, verb = _("Set priority"), _("Set priority")
    form_class = OrderPriorityForm
    success_message = _("The lines of %(document)s that wait have the new priority.")

    def get_initial(self, document: Any) -> dict[str, Any]:
        """Propose the priority of the order."""
        return {"priority": document.priority}

    def perform(self, document: Any, form: Any) -> Any:
        """Set it."""
        keys = Backorder.of(self.entity).keys_of_order(document.pk)
        return set_priority(self.entity, keys, form.cleaned_data["priority"], self.request.user)
