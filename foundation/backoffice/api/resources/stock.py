"""Stock transactions and adjustments of stock over REST (sales.md §2.3, §2.7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.fields import AmountField, PriceField, QuantityField
from foundation.backoffice.api.problems import InvalidInput
from foundation.backoffice.api.references import find_by_code, key_of
from foundation.backoffice.api.serializers import CommandSerializer, ReadSerializer, list_of
from foundation.backoffice.api.views import EntityApiView, EntityViewSet, ListMixin
from foundation.backoffice.inventory.filters import StockTransactionFilter
from foundation.backoffice.inventory.items import COST, STOCK
from foundation.backoffice.inventory.stock import ADJUST
from foundation.inventory.models import InventoryTransaction, Item, Warehouse
from foundation.inventory.services.adjust import Adjustment, adjust_stock
from foundation.organization.models import LegalEntity

MOST_LINES = 500


class StockTransactionSerializer(ReadSerializer):
    """A part of a document line in one status: the quantity in inventory units, an issue below zero."""

    item = serializers.CharField(source="item.number")
    warehouse = serializers.CharField(source="warehouse.code")
    unit = serializers.CharField(source="item.inventory_unit.code")
    document = serializers.CharField(source="origin_number", help_text="The number of the document; empty for an adjustment.")
    physical_cost = serializers.SerializerMethodField(help_text="In the currency of the legal entity; null for those who may not see cost.")
    financial_cost = serializers.SerializerMethodField(help_text="As physical_cost, of what is invoiced.")

    class Meta:
        model = InventoryTransaction
        fields: ClassVar[list[str]] = [
            *("id", "item", "warehouse", "direction", "status", "quantity", "unit", "document", "packing_slip", "invoice"),
            *("expected_date", "physical_date", "financial_date", "physical_cost", "financial_cost"),
        ]

    @extend_schema_field(AmountField(allow_null=True))
    def get_physical_cost(self, row: InventoryTransaction) -> str | None:
        """Return what the goods cost when they moved."""
        return self._cost(row.physical_cost)

    @extend_schema_field(AmountField(allow_null=True))
    def get_financial_cost(self, row: InventoryTransaction) -> str | None:
        """Return what the goods cost when they were invoiced."""
        return self._cost(row.financial_cost)

    def _cost(self, cost: Any) -> str | None:
        hidden = cost is None or not self.context["view"].access.may(COST)
        return None if hidden else AmountField().to_representation(cost)


class StockTransactionViewSet(ListMixin, EntityViewSet):
    """What is expected, reserved, delivered and sold, line by line."""

    tags = ("inventory",)
    serializer_class = StockTransactionSerializer
    filterset_class = StockTransactionFilter
    ordering = ("-id",)
    action_permissions: ClassVar[dict[str, str]] = {"list": STOCK}

    def get_queryset(self) -> Any:
        """Return the transactions of the entity."""
        return InventoryTransaction.objects.for_list()


class AdjustmentLineFields(CommandSerializer):
    """A quantity of an item that is added or, below zero, taken away, in its inventory unit."""

    item = serializers.CharField(max_length=40, help_text="The item number.")
    warehouse = serializers.CharField(max_length=20, required=False, help_text="The default warehouse of the item unless given.")
    quantity = QuantityField()
    unit_cost = PriceField(min_value=0, required=False, allow_null=True, help_text="Of what is added; its average cost unless given.")


class AdjustmentFields(CommandSerializer):
    """Opening stock, counted differences and losses: they are posted as a whole or not at all."""

    on_date = serializers.DateField(required=False, help_text="Today unless given.")
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    lines = list_of(AdjustmentLineFields(), max_length=MOST_LINES, allow_empty=False)


class AdjustedSerializer(serializers.Serializer[Any]):
    """What an adjustment wrote."""

    transactions = StockTransactionSerializer(many=True)


class StockAdjustmentsView(EntityApiView):
    """Moves stock without a document."""

    tags = ("inventory",)
    action_permissions: ClassVar[dict[str, str]] = {"perform": ADJUST}

    @extend_schema(request=AdjustmentFields, responses={201: AdjustedSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add to the stock, or take from it."""
        data = self.command(AdjustmentFields)
        written = adjust_stock(
            self.entity,
            adjustments(self.entity, data["lines"]),
            on_date=data.get("on_date") or self.entity.today(),
            user=self.user,
            reason=data["reason"],
        )
        rows = InventoryTransaction.objects.for_list().filter(pk__in=[row.pk for row in written]).order_by("pk")
        return Response(AdjustedSerializer({"transactions": rows}, context={"view": self}).data, status=status.HTTP_201_CREATED)


def adjustments(entity: LegalEntity, lines: Sequence[Mapping[str, Any]]) -> list[Adjustment]:
    """Return the lines as the service takes them; raises InvalidInput at the path of what is not known."""
    items = find_by_code(entity, Item, (line["item"] for line in lines), field="number")
    warehouses = find_by_code(entity, Warehouse, (line.get("warehouse") for line in lines))
    found = []
    for index, line in enumerate(lines):
        item = key_of(items, line["item"], path=f"lines.{index}.item") or 0
        warehouse = key_of(warehouses, line.get("warehouse"), path=f"lines.{index}.warehouse") or items[line["item"]].default_warehouse_id
        if warehouse is None:
            raise InvalidInput({f"lines.{index}.warehouse": [_("Name the warehouse: the item has none of its own.")]})
        found.append(Adjustment(item, warehouse, line["quantity"], line.get("unit_cost")))
    return found
