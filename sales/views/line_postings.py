"""Packing slips of lines that people chose in a list of lines: these leave, and nothing else of their orders (sales.md §20)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import ngettext

from foundation.backoffice.forms import PostingForm
from foundation.backoffice.views import ListPage
from sales.deliveries import DeliveryPlan, DeliveryRequest, LineUpdate
from sales.forms.posting import LinesSlipForm
from sales.models import SalesOrderLine
from sales.print_moments import PrintMoment
from sales.services.chosen_lines import orders_and_other_lines
from sales.views.order_lists import ReadyToShipList
from sales.views.posting import PackingSlipDialog

NOTHING = LineUpdate(Decimal(0))


class LinesSlipDialog(PackingSlipDialog):
    """Post packing slips of chosen lines."""

    model: ClassVar[Any] = SalesOrderLine
    list_class: ClassVar[type[ListPage]] = ReadyToShipList
    rows, list_page = "for_open_list", "sales:ready-to-ship"
    form_class: ClassVar[type[PostingForm]] = LinesSlipForm
    remembered: ClassVar[Sequence[str]] = ("print_moment",)
    batch_kind = ""

    @property
    def count_text(self) -> str:
        """Return how many lines are chosen."""
        return ngettext("%(count)s line", "%(count)s lines", len(self.keys)) % {"count": len(self.keys)}

    def request_of(self, documents: list[Any], parameters: Mapping[str, Any]) -> DeliveryRequest:
        """Return what is asked for: the open quantity of the lines, and nothing of the others."""
        orders, others = orders_and_other_lines(self.entity, [line.pk for line in documents])
        return DeliveryRequest(
            self.entity,
            orders,
            updates=dict.fromkeys(others, NOTHING),
            delivery_date=parameters.get("delivery_date"),
            combine=bool(parameters.get("combine")),
            reduce=bool(parameters.get("reduce")),
            overrule_credit=bool(parameters.get("overrule_credit")),
            credit_reason=parameters.get("credit_reason") or "",
            print_moment=parameters.get("print_moment") or PrintMoment.AFTER,
            external_reference=parameters.get("external_reference") or "",
            delivery_reason=parameters.get("delivery_reason"),
        )

    def takes_typed(self, plan: DeliveryPlan) -> bool:
        """Take the lines as they were chosen."""
        return False
