"""What the page of a sales order offers of agreements: which commitment each line counts on, and changing that."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from sales.agreements.forms.order_links import OrderLinksForm, Wish
from sales.agreements.models import AgreementLink
from sales.agreements.services.link_lines import create_link, offers_for, remove_link
from sales.models import SalesOrderLine
from sales.views.order_actions import OrderActionView


class OrderLinksAction(OrderActionView):
    """Link lines of an order to commitments, or remove their links."""

    permission_required = "sales.change_salesorder"
    title, verb = _("Sales agreement"), _("Save links")
    form_class = OrderLinksForm
    success_message = _("The lines of %(document)s are linked as chosen.")

    def get_initial(self, document: Any) -> dict[str, Any]:
        """Return the lines with what they are linked to and what they can be."""
        links = {link.line_id: link.commitment for link in AgreementLink.of(self.entity).of_order(document.pk)}
        offers = offers_for(self.entity, document.pk)
        lines = SalesOrderLine.of(self.entity).of_order(document.pk)
        return {"wishes": [Wish(line, links.get(line.pk), offers.get(line.pk, [])) for line in lines]}

    def perform(self, document: Any, form: Any) -> Any:
        """Make and remove the links that changed."""
        user, limit = self.request.user, self.request.access.manual_discount_limit
        for line_id, chosen in form.changes().items():
            if chosen is None:
                recalculate = form.recalculate
                remove_link(self.entity, document.pk, line_id, user, recalculate=recalculate, discount_limit=limit)
            else:
                create_link(self.entity, document.pk, line_id, chosen, user, discount_limit=limit)
        return document
