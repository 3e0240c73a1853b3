"""Customers over REST."""

from __future__ import annotations

from typing import Any, ClassVar

from customers.api.filters import CustomerApiFilter
from customers.api.serializers import CustomerSerializer, CustomerSummarySerializer
from customers.models import Customer
from foundation.backoffice.api.views import EntityReadViewSet


class CustomerViewSet(EntityReadViewSet):
    """The customers of a legal entity."""

    tags = ("customers",)
    lookup_field = "account"
    serializer_class = CustomerSerializer
    serializer_classes: ClassVar[dict[str, Any]] = {"list": CustomerSummarySerializer}
    filterset_class = CustomerApiFilter
    ordering_fields = ("account", "party__name", "created_at")
    ordering = ("account",)
    action_permissions: ClassVar[dict[str, str]] = {
        "list": "customers.view_customer",
        "retrieve": "customers.view_customer",
    }

    def get_queryset(self) -> Any:
        """Return the customers of the entity with what is shown of them."""
        return Customer.objects.for_display()
