"""Quotations over REST: enter, change, copy, delete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.views import EntityReadViewSet
from sales.api.drafts import check_rights, header_values, line_edits, or_raise, order_draft
from sales.quotations.api import commands
from sales.quotations.api.serializers import QuotationSerializer, QuotationSummarySerializer
from sales.quotations.filters import QuotationApiFilter
from sales.quotations.models import Quotation
from sales.quotations.services.delete_quotations import delete_quotations
from sales.quotations.services.enter_quotations import QuotationDraft, copy_quotation, create_quotations
from sales.quotations.services.revise_quotation import OWN_DATES, revise_quotation
from sales.services.change_lines import Answers
from sales.services.enter_orders import EnteredOrders
from sales.services.revise_order import OrderRevision
from sales.statuses import SalesOrderType

CHANGE = "quotations.change_quotation"


class QuotationViewSet(EntityReadViewSet):
    """The quotations of a legal entity."""

    tags = ("quotations",)
    lookup_field = "number"
    serializer_class = QuotationSerializer
    serializer_classes: ClassVar[dict[str, Any]] = {"list": QuotationSummarySerializer}
    filterset_class = QuotationApiFilter
    ordering_fields = ("number", "quotation_date", "expiry_date", "quotation_amount", "updated_at")
    ordering = ("-quotation_date", "-id")
    action_permissions: ClassVar[dict[str, str]] = {
        "list": "quotations.view_quotation",
        "retrieve": "quotations.view_quotation",
        "create": CHANGE,
        "partial_update": CHANGE,
        "copy": CHANGE,
        "destroy": "quotations.delete_quotation",
    }

    def get_queryset(self) -> Any:
        """Return the quotations of the entity with what is shown of them."""
        return Quotation.objects.for_display() if self.action == "list" else Quotation.objects.for_detail()

    @extend_schema(request=commands.NewQuotation, responses={201: QuotationSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Enter a quotation with its lines and charges; prices, discounts and charges that are not given are searched."""
        data = self.command(commands.NewQuotation)
        check_rights(self.access, data)
        draft = order_draft(self.entity, as_order(data) | {"order_type": SalesOrderType.SALES_ORDER})
        result, limit = EnteredOrders(), self.access.manual_discount_limit
        made = create_quotations(self.entity, [QuotationDraft(draft, **own_dates(data))], self.user, result, discount_limit=limit)
        or_raise(result)
        return self.answer(status_code=status.HTTP_201_CREATED, notices=made[0].notices, pk=made[0].quotation.pk)

    @extend_schema(request=commands.QuotationChange, responses={200: QuotationSerializer})
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change header and lines in one step; prices follow as on the page."""
        data = self.command(commands.QuotationChange)
        check_rights(self.access, data)
        quotation = self.locked_object()
        revision = OrderRevision(
            header_values(as_order(data)),
            data["customer"].pk if "customer" in data else None,
            data["invoice_account"].pk if "invoice_account" in data else None,
            line_edits(quotation, data["lines"]),
        )
        answers = Answers(data["overwrite_prices"], discount_limit=self.access.manual_discount_limit)
        return self.answer(notices=revise_quotation(self.entity, quotation.pk, revision, self.user, answers, own_dates(data)))

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Delete a quotation that the customer does not have."""
        delete_quotations(self.entity, [self.locked_object().pk], self.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=commands.QuotationCopy, responses={201: QuotationSerializer})
    @action(detail=True, methods=["post"])
    def copy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Offer the same again in a new quotation of today."""
        data = self.command(commands.QuotationCopy)
        entered = copy_quotation(self.entity, self.get_object().pk, self.user, search_prices=data["search_prices"])
        return self.answer(status_code=status.HTTP_201_CREATED, notices=entered.notices, pk=entered.quotation.pk)


def as_order(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was given as an order names it, without the dates that only quotations have."""
    names = {"quotation_date": "order_date"}
    return {names.get(name, name): value for name, value in data.items() if name not in OWN_DATES}


def own_dates(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the dates that only quotations have, as far as they were given."""
    return {name: data[name] for name in OWN_DATES if name in data}
