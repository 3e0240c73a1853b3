"""Prices over REST without an order: what a customer would pay for an item, and why (sales.md §3.7)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customers.models import Customer, CustomerDiscountGroup
from foundation.backoffice.api.fields import AmountField, CodeField, PercentField, PriceField, QuantityField
from foundation.backoffice.api.files import PDF_RENDERERS, PDF_RESPONSE, pdf_response
from foundation.backoffice.api.references import unknown_code
from foundation.backoffice.api.serializers import CommandSerializer
from foundation.backoffice.api.views import EntityApiView
from foundation.documents.formatting import DOCUMENT_LANGUAGES
from foundation.inventory.models import Item, ItemGroup, Unit, Warehouse
from foundation.organization.models import Currency
from sales.api.document_serializers import TradeAgreementSerializer
from sales.services.find_prices import PriceQuestion, find_prices
from sales.services.price_lists import PriceListRequest, print_price_list

VIEW, COST = "sales.view_tradeagreement", "sales.view_cost"


class PriceQuery(CommandSerializer):
    """Which item, for whom, how much, when."""

    item = CodeField(Item, "number")
    customer = CodeField(Customer, "account", required=False)
    quantity = QuantityField(required=False, default=Decimal(1))
    unit = CodeField(Unit, required=False)
    date = serializers.DateField(required=False)
    currency = CodeField(Currency, required=False)
    warehouse = CodeField(Warehouse, required=False)


class PriceStepSerializer(serializers.Serializer[Any]):
    """An agreement that was looked at; `reason` says in words why it was used or passed over."""

    agreement = TradeAgreementSerializer(allow_null=True)
    used = serializers.BooleanField(source="is_used")
    reason = serializers.CharField()


class FoundPriceSerializer(serializers.Serializer[Any]):
    """What a line of an order would say; cost, margin and ratio only for those who may see costs."""

    item = serializers.CharField(source="line.item.number")
    quantity = QuantityField(source="line.ordered_quantity")
    unit = serializers.CharField(source="line.unit.code")
    date = serializers.DateField(source="on_date")
    currency = serializers.CharField()
    unit_price = PriceField(source="line.unit_price")
    price_unit = QuantityField(source="line.price_unit")
    discount_amount = PriceField(source="line.discount_amount")
    discount_percent = PercentField(source="line.discount_percent")
    multiline_amount = PriceField(source="line.multiline_amount")
    multiline_percent = PercentField(source="line.multiline_percent")
    net_amount = AmountField(source="line.net_amount")
    cost = AmountField(allow_null=True)
    margin = AmountField(allow_null=True)
    contribution_ratio = PercentField(source="ratio", allow_null=True)
    found_as = serializers.CharField(source="source", help_text="Where the price comes from, in words.")
    agreements = PriceStepSerializer(source="steps", many=True)


class FindPricesView(EntityApiView):
    """What a customer would pay for an item, and which agreements say so."""

    tags = ("prices",)
    action_permissions: ClassVar[dict[str, str]] = {"perform": VIEW}

    @extend_schema(
        operation_id="find_prices_retrieve",
        parameters=[
            OpenApiParameter("item", str, required=True, description="The item number."),
            OpenApiParameter("customer", str, description="The account; what everybody pays unless given."),
            OpenApiParameter("quantity", str, description="1 unless given."),
            OpenApiParameter("unit", str, description="The item's sales unit unless given."),
            OpenApiParameter("date", str, description="Today unless given."),
            OpenApiParameter("currency", str, description="That of the customer unless given."),
            OpenApiParameter("warehouse", str, description="Agreements for a warehouse are found with it only."),
        ],
        responses={200: FoundPriceSerializer},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return price, discounts, net amount and the agreements looked at."""
        asked = PriceQuery(data=request.query_params, context={"view": self, "request": request})
        asked.is_valid(raise_exception=True)
        data = asked.validated_data
        found = find_prices(
            self.entity,
            PriceQuestion(
                item=data["item"],
                customer=data.get("customer"),
                quantity=data["quantity"],
                unit=data.get("unit"),
                on_date=data.get("date"),
                currency=data["currency"].pk if "currency" in data else "",
                warehouse_id=data["warehouse"].pk if "warehouse" in data else None,
            ),
        )
        shown = FoundPriceSerializer(found).data
        hidden = {} if self.access.may(COST) else dict.fromkeys(("cost", "margin", "contribution_ratio"))
        return Response(shown | hidden)


class PriceListQuery(CommandSerializer):
    """For whom, for which day, and what stands on the list."""

    customer = CodeField(Customer, "account", required=False)
    price_group = serializers.CharField(max_length=20, required=False)
    date = serializers.DateField(required=False)
    currency = CodeField(Currency, required=False)
    item_group = CodeField(ItemGroup, required=False)
    language = serializers.ChoiceField(choices=DOCUMENT_LANGUAGES, required=False)


class PriceListView(EntityApiView):
    """The price list of a customer or of a price group as PDF."""

    tags = ("prices",)
    renderer_classes = PDF_RENDERERS
    action_permissions: ClassVar[dict[str, str]] = {"perform": VIEW}

    @extend_schema(
        operation_id="price_list_retrieve",
        parameters=[
            OpenApiParameter("customer", str, description="The account; what everybody pays without customer and group."),
            OpenApiParameter("price_group", str, description="The code of a price group, without a customer."),
            OpenApiParameter("date", str, description="Today unless given."),
            OpenApiParameter("currency", str, description="That of the customer unless given."),
            OpenApiParameter("item_group", str, description="All items unless given."),
            OpenApiParameter("language", str, description="That of the customer unless given."),
        ],
        responses=PDF_RESPONSE,
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Print the list; refused with PRC-18 when no item has a price."""
        asked = PriceListQuery(data=request.query_params, context={"view": self, "request": request})
        asked.is_valid(raise_exception=True)
        data = asked.validated_data
        customer, group = data.get("customer"), None
        if data.get("price_group") and customer is None:
            groups = CustomerDiscountGroup.of(self.entity).filter(kind=CustomerDiscountGroup.Kind.PRICE)
            group = groups.filter(code=data["price_group"]).first()
            if group is None:
                raise unknown_code(data["price_group"], "price_group")
        content = print_price_list(
            self.entity,
            PriceListRequest(
                customer=customer,
                price_group=group,
                on_date=data.get("date"),
                currency=data["currency"].pk if "currency" in data else "",
                item_group=data.get("item_group"),
                language=data.get("language", ""),
            ),
        )
        return pdf_response(content, f"{self.entity.code}-price-list.pdf")
