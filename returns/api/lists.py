"""Lists of returns over REST beside the returns themselves: their lines, what can come back, what was lost (sales.md §14, §20)."""

from __future__ import annotations

from typing import Any, ClassVar

from foundation.backoffice.api.views import EntityViewSet, ListMixin
from returns.api import serializers
from returns.filters import InvoicedLineFilter, ReturnLineFilter
from returns.models import ReturnLine, StockLoss, lines_to_return


class ReturnLineViewSet(ListMixin, EntityViewSet):
    """The lines of all return orders; those with status `awaiting` are the overview of arrivals."""

    tags = ("return orders",)
    serializer_class = serializers.ListedReturnLineSerializer
    filterset_class = ReturnLineFilter
    ordering = ("-id",)
    action_permissions: ClassVar[dict[str, str]] = {"list": "returns.view_returnorder"}

    def get_queryset(self) -> Any:
        """Return the lines of the entity."""
        return ReturnLine.objects.for_line_list()


class ReturnableLineViewSet(ListMixin, EntityViewSet):
    """The invoice lines of which something can still come back: what a new return may name."""

    tags = ("return orders",)
    serializer_class = serializers.ReturnableLineSerializer
    filterset_class = InvoicedLineFilter
    ordering = ("-id",)
    action_permissions: ClassVar[dict[str, str]] = {"list": "returns.change_returnorder"}

    def get_queryset(self) -> Any:
        """Return the lines of which something is left."""
        return lines_to_return(self.entity)


class StockLossViewSet(ListMixin, EntityViewSet):
    """What was lost because goods that came back were thrown away."""

    tags = ("return orders",)
    serializer_class = serializers.StockLossSerializer
    ordering = ("-id",)
    action_permissions: ClassVar[dict[str, str]] = {"list": "sales.view_cost"}

    def get_queryset(self) -> Any:
        """Return the losses of the entity."""
        return StockLoss.objects.for_list()
