"""What was printed and sent, over REST: read, and sent again."""

from __future__ import annotations

from typing import Any, ClassVar

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.filters import MomentFilter
from foundation.backoffice.api.serializers import CommandSerializer, ReadSerializer
from foundation.backoffice.api.views import EntityReadViewSet
from foundation.documents.models import Destination, Output
from foundation.documents.services.retry_outputs import retry_outputs
from foundation.documents.statuses import OutputState


class OutputSerializer(ReadSerializer):
    """One copy of one document for one destination, and whether it got there."""

    class Meta:
        model = Output
        fields: ClassVar[list[str]] = [
            *("id", "document_type", "number", "party_name", "destination", "copies", "queue", "state", "sent_to"),
            *("error_code", "last_error", "note", "sha256", "created_at", "finished_at"),
        ]


class OutputApiFilter(filters.FilterSet):
    """Filters of the list of outputs."""

    document_type = filters.CharFilter(field_name="document_type")
    number = filters.CharFilter(field_name="number", label="The number of the document")
    destination = filters.ChoiceFilter(choices=Destination.choices)
    state = filters.MultipleChoiceFilter(choices=OutputState.choices)
    created_from = MomentFilter(field_name="created_at", lookup_expr="gte")

    class Meta:
        model = Output
        fields: ClassVar[list[str]] = []


class OutputRetry(CommandSerializer):
    """Where to send an e-mail this time."""

    to = serializers.ListField(child=serializers.EmailField(), default=list, max_length=20, help_text="None: to the same addresses.")


class OutputViewSet(EntityReadViewSet):
    """The outputs of a legal entity."""

    tags = ("outputs",)
    lookup_field = "pk"
    lookup_value_regex = "[0-9]+"
    serializer_class = OutputSerializer
    filterset_class = OutputApiFilter
    ordering_fields = ("created_at",)
    ordering = ("-id",)
    locking_actions = ("retry",)
    action_permissions: ClassVar[dict[str, str]] = {
        "list": "documents.view_output",
        "retrieve": "documents.view_output",
        "retry": "documents.retry_output",
    }

    def get_queryset(self) -> Any:
        """Return the outputs of the entity."""
        return Output.objects.for_list()

    @extend_schema(request=OutputRetry, responses={200: OutputSerializer})
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Send again what failed, with the same file."""
        data = self.command(OutputRetry)
        retry_outputs(self.entity, [self.locked_object().pk], user=self.user, to=data["to"])
        return self.answer()
