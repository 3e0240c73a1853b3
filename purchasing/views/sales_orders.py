"""What purchasing adds to sales orders: ordering their lines from vendors."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.views import DocumentActionView
from purchasing.forms.purchase_orders import DirectDeliveryForm, OrderForSalesForm
from purchasing.services.deliver_direct import deliver_direct
from purchasing.services.order_for_sales import order_for_sales, propose
from sales.models import SalesOrder
from sales.statuses import DeliveryType


class OrderForSalesAction(DocumentActionView):
    """Order the open lines of a sales order from vendors."""

    permission_required = "purchasing.change_purchaseorder"
    model, rows = SalesOrder, "for_display"
    document_page = "sales:order"
    title, verb = _("Create purchase order"), _("Create purchase order")
    form_class = OrderForSalesForm
    success_message = _("Goods for %(document)s are ordered.")

    def make_form(self, data: Any = None) -> OrderForSalesForm:
        """Return the form with quantity and vendor per line that is not ordered yet."""
        proposals = propose(self.entity, self.object.pk)
        return OrderForSalesForm(data, entity=self.entity, access=self.request.access, proposals=proposals)

    def perform(self, document: Any, form: Any) -> Any:
        """Order them."""
        return order_for_sales(self.entity, document.pk, self.request.user, form.choices)

    def success_url(self, done: Any) -> str:
        """Lead to the purchase order when it is one, else back to the sales order."""
        return self.url("purchasing:purchase-order", pk=done[0].pk) if len(done) == 1 else self.document_url


class DirectDeliveryAction(OrderForSalesAction):
    """Let vendors deliver lines of a sales order straight to its customer."""

    title, verb = _("Direct delivery"), _("Order for direct delivery")
    success_message = _("Vendors will deliver %(document)s directly.")

    def make_form(self, data: Any = None) -> OrderForSalesForm:
        """Return the form with the lines that leave from stock so far."""
        proposals = [known for known in propose(self.entity, self.object.pk) if known.line.delivery_type == DeliveryType.STOCK]
        return DirectDeliveryForm(data, entity=self.entity, access=self.request.access, proposals=proposals)

    def perform(self, document: Any, form: Any) -> Any:
        """Order them for the address of the customer."""
        return deliver_direct(self.entity, document.pk, self.request.user, form.choices)
