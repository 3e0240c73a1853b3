"""What vendors still have to deliver to customers, over REST (sales.md §20: L15)."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.api.views import EntityViewSet, ListMixin
from purchasing.api.serializers import DirectDeliverySerializer
from purchasing.filters import PurchaseLineFilter
from purchasing.models import PurchaseOrderLine


class DirectDeliveryFilter(PurchaseLineFilter):
    """Direct deliveries by what purchase lines are filtered by, and by whether the vendor promised a date."""

    confirmed = filters.BooleanFilter(field_name="confirmed_date", lookup_expr="isnull", exclude=True, label=_("Confirmed"))


class DirectDeliveryViewSet(ListMixin, EntityViewSet):
    """The purchase lines that go straight to customers and are still to come."""

    tags = ("purchasing",)
    serializer_class = DirectDeliverySerializer
    filterset_class = DirectDeliveryFilter
    ordering_fields = ("id", "expected_date", "confirmed_date")
    ordering = ("id",)
    action_permissions: ClassVar[dict[str, str]] = {"list": "purchasing.view_purchaseorder"}

    def get_queryset(self) -> Any:
        """Return the lines of the entity."""
        return PurchaseOrderLine.objects.for_list().direct()
