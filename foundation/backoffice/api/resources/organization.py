"""The legal entity of the path and its number sequences over REST, to read."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.serializers import ReadSerializer
from foundation.backoffice.api.views import EntityApiView, EntityReadViewSet
from foundation.organization.models import LegalEntity, NumberSequence


class LegalEntitySerializer(ReadSerializer):
    """A company: who sells, in whose books and calendar."""

    currency = serializers.CharField(source="currency_id")

    class Meta:
        model = LegalEntity
        fields: ClassVar[list[str]] = [
            *("code", "name", "currency", "country", "language", "time_zone", "street", "postal_code", "city", "phone", "email"),
            *("website", "vat_number", "registration_number", "bank_name", "iban", "bic", "legal_footer", "retention_years"),
        ]


class LegalEntityView(EntityApiView):
    """The legal entity of the path."""

    tags = ("organization",)
    action_permissions: ClassVar[dict[str, str]] = {"perform": "organization.view_legalentity"}

    @extend_schema(responses=LegalEntitySerializer, operation_id="legal_entity_retrieve")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the legal entity."""
        return Response(LegalEntitySerializer(self.entity).data)


class NumberSequenceSerializer(ReadSerializer):
    """The series that a kind of document is numbered with."""

    class Meta:
        model = NumberSequence
        fields: ClassVar[list[str]] = [
            *("reference", "name", "format", "scope", "smallest", "largest", "continuous", "manual", "chronological"),
        ]


class NumberSequenceViewSet(EntityReadViewSet):
    """The number sequences of a legal entity."""

    tags = ("organization",)
    lookup_field = "reference"
    serializer_class = NumberSequenceSerializer
    ordering_fields = ("reference",)
    ordering = ("reference",)
    action_permissions: ClassVar[dict[str, str]] = {
        "list": "organization.view_numbersequence",
        "retrieve": "organization.view_numbersequence",
    }

    def get_queryset(self) -> Any:
        """Return the number sequences of the entity."""
        return NumberSequence.objects.all()
