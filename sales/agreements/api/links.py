"""The links of order lines to sales agreements over REST: made and removed by hand (sales.md §15.4)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.references import unknown_code
from foundation.backoffice.api.serializers import CommandSerializer, ReadSerializer
from foundation.backoffice.api.views import EntityReadViewSet
from sales.agreements.models import AgreementLine, AgreementLink
from sales.agreements.services.link_lines import create_link, remove_link
from sales.models import SalesOrderLine

CHANGE = "sales.change_salesorder"


class AgreementLinkSerializer(ReadSerializer):
    """An order line that counts on a commitment."""

    order = serializers.CharField(source="line.order.number", read_only=True)
    line_number = serializers.IntegerField(source="line.line_number", read_only=True)
    item = serializers.CharField(source="line.item.number", read_only=True)
    agreement = serializers.CharField(source="commitment.agreement.number", read_only=True)
    agreement_line = serializers.IntegerField(source="commitment.line_number", read_only=True)
    differs = serializers.BooleanField(read_only=True, help_text="Whether the line has other terms than were agreed.")

    class Meta:
        model = AgreementLink
        fields: ClassVar[list[str]] = ["id", "order", "line_number", "item", "agreement", "agreement_line", "differs", "created_at"]


class NewLink(CommandSerializer):
    """Which line of an order is to count on which commitment."""

    order = serializers.CharField(max_length=20)
    line_number = serializers.IntegerField(min_value=1)
    agreement = serializers.CharField(max_length=20)
    agreement_line = serializers.IntegerField(min_value=1)


class LinkRemoval(CommandSerializer):
    """What becomes of the price of a line whose link goes."""

    recalculate = serializers.BooleanField(
        default=None, allow_null=True, help_text="The answer to AGR-09: search the price again (true) or keep it. Not answered: refused."
    )


class AgreementLinkFilter(filters.FilterSet):
    """Links by order and agreement."""

    order = filters.CharFilter(field_name="line__order__number", label=_("Sales order"))
    agreement = filters.CharFilter(field_name="commitment__agreement__number", label=_("Sales agreement"))

    class Meta:
        model = AgreementLink
        fields: ClassVar[list[str]] = []


class AgreementLinkViewSet(EntityReadViewSet):
    """Which order lines count on which commitments."""

    tags = ("sales agreements",)
    serializer_class = AgreementLinkSerializer
    filterset_class = AgreementLinkFilter
    ordering_fields = ("id",)
    ordering = ("-id",)
    action_permissions: ClassVar[dict[str, str]] = {
        "list": "agreements.view_salesagreement",
        "retrieve": "agreements.view_salesagreement",
        "create": CHANGE,
        "remove": CHANGE,
    }

    def get_queryset(self) -> Any:
        """Return the links of the entity with what is shown of them."""
        return AgreementLink.objects.for_display()

    @extend_schema(request=NewLink, responses={201: AgreementLinkSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let an order line count on a commitment, at its terms; a link that the line has goes."""
        data = self.command(NewLink)
        line = SalesOrderLine.of(self.entity).numbered(data["order"], data["line_number"])
        if line is None:
            raise unknown_code(f"{data['order']} / {data['line_number']}", "line_number")
        commitment = AgreementLine.of(self.entity).numbered(data["agreement"], data["agreement_line"])
        if commitment is None:
            raise unknown_code(f"{data['agreement']} / {data['agreement_line']}", "agreement_line")
        limit = self.access.manual_discount_limit
        create_link(self.entity, line.order_id, line.pk, commitment.pk, self.user, discount_limit=limit)
        return self.answer(status_code=status.HTTP_201_CREATED, line=line.pk)

    @extend_schema(request=LinkRemoval, responses={204: None})
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let an order line count on nothing; its price is searched again or kept, as answered."""
        link, data = self.get_object(), self.command(LinkRemoval)
        limit = self.access.manual_discount_limit
        remove_link(self.entity, link.line.order_id, link.line_id, self.user, recalculate=data["recalculate"], discount_limit=limit)
        return Response(status=status.HTTP_204_NO_CONTENT)
