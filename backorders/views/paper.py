"""The list of backorders on paper: the chosen lines, customer by customer (sales.md §19.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from backorders.models import Backorder
from backorders.views.lists import VIEW, BackorderList
from foundation.backoffice.api.files import pdf_response
from foundation.backoffice.formats import format_day, format_quantity
from foundation.backoffice.lists.listing import Listing
from foundation.documents.rendering import Seller, render_pdf

MOST = 500
HEADINGS = (
    *((_("Order"), "w-amount"), (_("Item"), "w-quantity"), (_("Description"), ""), (_("To deliver"), "w-item number")),
    *((_("Reserved"), "w-quantity number"), (_("Promised"), "w-date"), (_("Covered on"), "w-date")),
)


class BackordersPdf(BackorderList):
    """The chosen lines that wait, as one file in the reader's language."""

    rate = "pdf"
    permission_required = VIEW

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Show the file."""
        return self.printed(Listing(self, self.request, request.GET))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Show the file of the rows that a list sent."""
        return self.printed(Listing(self, self.request, request.POST))

    def printed(self, listing: Listing) -> HttpResponseBase:
        """Return the PDF of the chosen lines, or lead to the list when none is chosen, or too many."""
        keys = listing.selected_keys(MOST + 1)
        if not 0 < len(keys) <= MOST:
            nothing, many = _("Select the lines to print first."), _("Select at most %(most)d lines to print at once.")
            messages.error(self.request, str(many) % {"most": MOST} if keys else nothing)
            return self.go(self.url("backorders:customers"))
        order = ("order__customer__party__name", "order__customer", "promised_ship", "order__number", "line_number")
        lines = Backorder.of(self.entity).for_list().filter(pk__in=keys).order_by(*order)
        content = render_pdf(
            "backorders/print/backorders.html", self.paper(lines), entity=self.entity, language=get_language() or self.entity.language
        )
        return pdf_response(content, f"{self.entity.code}-backorders.pdf")

    def paper(self, lines: Iterable[Any]) -> dict[str, Any]:
        """Return what the paper says."""
        by_customer = groupby(lines, key=lambda line: line.order.customer)
        return {
            "title": gettext("Backorders by customer"),
            "number": "",
            "seller": Seller.of(self.entity),
            "recipient": [],
            "facts": [(gettext("Date"), format_day(self.entity.today())), (gettext("Printed by"), self.request.user.name)],
            "headings": HEADINGS,
            "customers": [(f"{customer.name} ({customer.account})", [_cells(line) for line in rows]) for customer, rows in by_customer],
        }


def _cells(line: Any) -> Sequence[tuple[str, str]]:
    """Return the cells of a line as printed, in the order of the headings."""
    order, open_quantity = f"{line.order.number} / {line.line_number}", f"{format_quantity(line.deliver_rest)} {line.unit.code}"
    reserved, days = format_quantity(line.reserved), (_day(line.promised_ship), _day(line.cover_date))
    texts = (order, line.item.number, line.name, open_quantity, reserved, *days)
    return [(text, kind) for text, (_heading, kind) in zip(texts, HEADINGS, strict=True)]


def _day(day: Any) -> str:
    return format_day(day) if day else ""
