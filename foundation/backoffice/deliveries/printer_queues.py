"""Printer queues: what waits for a person to print, fetched as one PDF."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.views.base import EntityView
from foundation.documents.errors import NothingToPrint
from foundation.documents.models import Output
from foundation.documents.services.printer_queue import fetch_queue


class PrinterQueues(EntityView):
    """How many documents wait in each queue; fetching one marks them as printed."""

    permission_required = "invoicing.print_document"
    title = _("Printer queues")
    template_name = "backoffice/deliveries/printer_queues.html"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Show the queues."""
        return self.page({"queues": Output.of(self.entity).waiting_by_queue()})

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Answer with everything that waits in a queue as one PDF."""
        queue = request.POST.get("queue", "")
        try:
            content = fetch_queue(self.entity, queue, user=self.request.user)
        except NothingToPrint as refusal:
            messages.error(request, str(refusal))
            return self.go(self.url("documents:printer-queues"))
        headers = {"Content-Disposition": 'inline; filename="print.pdf"', "X-Content-Type-Options": "nosniff"}
        return HttpResponse(content, content_type="application/pdf", headers=headers)
