"""The papers of a return, as it stands now, on the screen and by e-mail."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.records import find
from foundation.backoffice.views import DocumentActionView, EntityView
from returns.models import ReturnLine, ReturnOrder
from returns.paper import print_return
from returns.services.send_papers import printable, send_return
from sales.views.paper import SendForm


class ReturnOrderPdf(EntityView):
    """What may come back, for the customer."""

    permission_required = "returns.view_returnorder"
    rate = "pdf"
    model, rows = ReturnOrder, "for_display"
    acknowledges: ClassVar[bool] = False

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the paper."""
        returned = find(self.get_rows(), int(kwargs["pk"]))
        content = print_return(returned, list(ReturnLine.of(self.entity).of_return(returned.pk)), acknowledges=self.acknowledges)
        headers = {"Content-Disposition": f'inline; filename="{returned.rma_number}.pdf"', "X-Content-Type-Options": "nosniff"}
        return HttpResponse(content, content_type="application/pdf", headers=headers)


class AcknowledgementPdf(ReturnOrderPdf):
    """What arrived, for the customer."""

    acknowledges = True


class ReturnOrderSend(DocumentActionView):
    """Send the authorisation to addresses that are typed."""

    permission_required = "invoicing.send_document"
    model, rows, document_page = ReturnOrder, "for_display", "returns:return"
    title, verb = _("Send return order"), _("Send")
    form_class = SendForm
    success_message = _("%(document)s is on its way.")
    acknowledges: ClassVar[bool] = False

    def get_initial(self, document: Any) -> dict[str, Any]:
        """Propose the customer's own address."""
        return {"to": ", ".join(printable(document).addresses.get("", []))}

    def perform(self, document: Any, form: Any) -> Any:
        """Queue the e-mail."""
        found = self.get_rows().get(pk=document.pk)
        return send_return(found, form.addresses(), self.request.user, acknowledges=self.acknowledges)


class AcknowledgementSend(ReturnOrderSend):
    """Send the acknowledgement to addresses that are typed."""

    title = _("Send acknowledgement")
    acknowledges = True
