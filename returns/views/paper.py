"""The papers of a return, as it stands now."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from foundation.backoffice.records import find
from foundation.backoffice.views import EntityView
from returns.models import ReturnLine, ReturnOrder
from returns.paper import print_return


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
