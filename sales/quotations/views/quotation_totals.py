"""What a quotation comes to, on a page of its own (sales.md §5.6)."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.formats import format_amount, format_percent, format_quantity
from foundation.backoffice.records import find
from foundation.backoffice.views import EntityView
from foundation.errors import Text
from foundation.money import ZERO
from sales.quotations.models import Quotation
from sales.quotations.services.total_quotation import TotalsOfQuotation, total_quotation

COST = "sales.view_cost"


class QuotationTotalsPage(EntityView):
    """Quantity, discounts, charges, estimated tax and total of one quotation; cost and margin for those who may see costs."""

    permission_required = "quotations.view_quotation"
    title = _("Totals")
    model, rows = Quotation, "for_page"
    template_name = "sales/quotations/totals.html"

    def get(self, request: HttpRequest, pk: int, **_kwargs: object) -> HttpResponse:
        """Show the figures."""
        quotation = find(self.get_rows(), pk)
        found = total_quotation(self.entity, quotation.pk)
        return self.page({"quotation": quotation, "figures": list(self.figures(found)), "problem": found.summary.problem})

    def figures(self, found: TotalsOfQuotation) -> Iterable[tuple[Text, str, bool]]:
        """Return label, figure, and whether it stands out."""
        totals, currency = found.summary.totals, found.currency
        yield _("Number of lines"), str(found.line_count), False
        yield _("Quantity"), format_quantity(found.quantity), False
        yield _("Lines"), format_amount(totals.subtotal, currency), False
        yield _("Total discount"), format_amount(-totals.total_discount, currency), False
        yield _("Charges"), format_amount(totals.charges, currency), False
        yield _("Sales tax"), format_amount(totals.tax, currency), False
        yield _("Rounding"), format_amount(totals.rounding_off, currency), False
        yield _("Total"), format_amount(totals.amount, currency), True
        if self.may(COST):
            yield _("Cost"), format_amount(totals.cost, currency), False
            yield _("Margin"), format_amount(totals.margin, currency), False
            yield _("Contribution ratio"), format_percent(totals.contribution_ratio or ZERO), False
