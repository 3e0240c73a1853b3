"""What an order comes to by basis, and the quantities of its lines (sales.md §7.7, §9.7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.formats import format_amount, format_percent, format_quantity
from foundation.backoffice.records import find
from foundation.backoffice.views import EntityView
from foundation.errors import Text
from sales.models import SalesOrder
from sales.services.line_quantities import quantities_of
from sales.services.total_order import BasisTotals, TotalsOfOrder, total_order

COST = "sales.view_cost"
STOCK = "inventory.view_stock"


@dataclass(frozen=True)
class Row:
    """A row of figures, one per basis."""

    label: Text
    values: Sequence[str]
    strong: bool = False


class OrderTotalsPage(EntityView):
    """The totals of one order on every basis, with weight and volume, and what is left of the credit."""

    permission_required = "sales.view_salesorder"
    title = _("Totals")
    model, rows = SalesOrder, "for_page"
    template_name = "sales/order_totals.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the figures."""
        found = total_order(self.entity, find(self.get_rows(), int(kwargs["pk"])).pk)
        problem = next((known.summary.problem for known in found.bases if known.summary.problem is not None), None)
        shown = {"order": found.order, "bases": found.bases, "figures": list(self.figures(found)), "problem": problem}
        return self.page(shown | {"credit": list(self.credit(found))})

    def figures(self, found: TotalsOfOrder) -> Iterable[Row]:
        """Return the rows; cost and margin for those who may see costs."""
        currency = found.order.currency_id

        def amounts(label: Text, of: Callable[[BasisTotals], Any], *, strong: bool = False) -> Row:
            return Row(label, [format_amount(of(known), currency) for known in found.bases], strong)

        yield amounts(_("Lines"), lambda known: known.summary.totals.subtotal)
        yield amounts(_("Total discount"), lambda known: -known.summary.totals.total_discount)
        yield amounts(_("Charges of lines"), lambda known: known.summary.totals.line_charges)
        yield amounts(_("Charges of the order"), lambda known: known.summary.totals.header_charges)
        yield amounts(_("Sales tax"), lambda known: known.summary.totals.tax)
        yield amounts(_("Rounding"), lambda known: known.summary.totals.rounding_off)
        yield amounts(_("Total"), lambda known: known.summary.totals.amount, strong=True)
        yield amounts(_("Cash discount"), lambda known: known.cash_discount)
        if self.may(COST):
            yield amounts(_("Cost"), lambda known: known.summary.totals.cost)
            yield amounts(_("Margin"), lambda known: known.summary.totals.margin)
            ratios = [known.summary.totals.contribution_ratio for known in found.bases]
            yield Row(_("Contribution ratio"), ["–" if ratio is None else format_percent(ratio) for ratio in ratios])
        yield Row(_("Number of lines"), [str(known.line_count) for known in found.bases])
        yield Row(_("Weight in kg"), [format_quantity(known.weight) for known in found.bases])
        yield Row(_("Volume in m³"), [format_quantity(known.volume) for known in found.bases])

    def credit(self, found: TotalsOfOrder) -> Iterable[tuple[Text, str]]:
        """Return how the customer stands, in accounting currency."""
        credit, currency = found.credit, self.entity.currency_id
        yield _("Balance"), format_amount(credit.exposure.balance, currency)
        yield _("Delivered, not invoiced"), format_amount(credit.exposure.delivered, currency)
        yield _("Ordered, not delivered"), format_amount(credit.exposure.ordered, currency)
        yield _("Credit limit"), "–" if credit.limit is None else format_amount(credit.limit, currency)
        yield _("Remaining credit"), "–" if credit.left is None else format_amount(credit.left, currency)


class LineQuantityPage(EntityView):
    """What became of the quantities of an order's lines, in their unit and in the inventory unit of the item."""

    permission_required = "sales.view_salesorder"
    title = _("Line quantity")
    model, rows = SalesOrder, "for_page"
    template_name = "sales/line_quantity.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the lines."""
        order = find(self.get_rows(), int(kwargs["pk"]))
        return self.page({"order": order, "lines": quantities_of(self.entity, order.pk), "with_stock": self.may(STOCK)})
