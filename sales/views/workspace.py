"""The workspace of whoever enters and follows sales orders (sales.md §20)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.formats import format_amount
from foundation.backoffice.views.home import Home
from sales import workspace


class SalesWorkspace(Home):
    """Counts, charts and what was looked at last; everything leads to the list that it counts."""

    permission_required: ClassVar[str] = workspace.ORDER
    title = _("Sales workspace")
    template_name = "sales/workspace.html"
    place: ClassVar[str] = workspace.PLACE

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show the page."""
        currency = self.entity.currency_id
        intake = f"{format_amount(workspace.intake_this_month(self.request.access), currency)} {currency}"
        return self.page({"tiles": self.tiles(), "charts": self.charts(), "recent": self.recent(), "intake": intake})
