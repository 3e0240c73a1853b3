"""Webhooks over REST: who is told what, and the log of what was sent."""

from __future__ import annotations

from typing import Any, ClassVar

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.filters import MomentFilter
from foundation.backoffice.api.once import AnswerWithSecret
from foundation.backoffice.api.serializers import CommandSerializer, NoInput, ReadSerializer
from foundation.backoffice.api.views import EntityReadViewSet
from foundation.webhooks.models import WebhookDelivery, WebhookSubscription
from foundation.webhooks.services import subscriptions
from foundation.webhooks.statuses import DeliveryState, WebhookEvent

VIEW, CHANGE = "webhooks.view_webhook", "webhooks.change_webhook"


class WebhookSerializer(ReadSerializer):
    """A receiver; `failing_since` says since when it has not taken a message."""

    events = serializers.ListField(child=serializers.CharField(), help_text="See docs/webhooks.md.")

    class Meta:
        model = WebhookSubscription
        fields: ClassVar[list[str]] = ["id", "name", "url", "events", "active", "failing_since", "previous_until", "created_at"]


class WebhookSecretSerializer(WebhookSerializer):
    """A receiver with its new secret, which is shown this once; a replayed answer has null in its place."""

    secret = serializers.CharField(allow_null=True)

    class Meta(WebhookSerializer.Meta):
        fields: ClassVar[list[str]] = [*WebhookSerializer.Meta.fields, "secret"]


class WebhookFields(CommandSerializer):
    """What can be changed of a receiver."""

    name = serializers.CharField(max_length=60, required=False)
    url = serializers.URLField(max_length=500, required=False, help_text="A public https address without credentials.")
    events = serializers.ListField(child=serializers.ChoiceField(WebhookEvent.choices), min_length=1, max_length=20, required=False)
    active = serializers.BooleanField(required=False)


class NewWebhook(WebhookFields):
    """A new receiver."""

    name = serializers.CharField(max_length=60)
    url = serializers.URLField(max_length=500, help_text="A public https address without credentials.")
    events = serializers.ListField(child=serializers.ChoiceField(WebhookEvent.choices), min_length=1, max_length=20)


class WebhookDeliverySerializer(ReadSerializer):
    """One message to one receiver; `event_id` is the `webhook-id` of its header."""

    webhook = serializers.IntegerField(source="subscription_id")

    class Meta:
        model = WebhookDelivery
        fields: ClassVar[list[str]] = [
            *("id", "webhook", "event", "event_id", "state", "attempts", "next_attempt_at", "response_status", "last_error"),
            *("created_at", "finished_at"),
        ]


class WebhookViewSet(EntityReadViewSet):
    """The receivers of a legal entity."""

    tags = ("webhooks",)
    lookup_field = "pk"
    lookup_value_regex = "[0-9]+"
    serializer_class = WebhookSerializer
    ordering = ("name",)
    ordering_fields = ("name",)
    locking_actions = ("rotate_secret", "test")
    action_permissions: ClassVar[dict[str, str]] = {
        "list": VIEW,
        "retrieve": VIEW,
        **dict.fromkeys(("create", "partial_update", "destroy", "rotate_secret", "test"), CHANGE),
    }

    def get_queryset(self) -> Any:
        """Return the receivers of the entity."""
        return WebhookSubscription.of(self.entity)

    @extend_schema(request=NewWebhook, responses={201: WebhookSecretSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make a receiver; the answer holds the secret, this once."""
        made, secret = subscriptions.create_subscription(self.entity, user=self.user, **self.command(NewWebhook))
        answer = self.answer(status_code=status.HTTP_201_CREATED, pk=made.pk)
        return AnswerWithSecret(answer, secret)

    @extend_schema(request=WebhookFields, responses={200: WebhookSerializer})
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change a receiver, or switch it on again; what waited is sent then."""
        values = self.command(WebhookFields)
        subscriptions.change_subscription(self.locked_object(), user=self.user, **values)
        return self.answer()

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Delete a receiver with its log."""
        subscriptions.delete_subscription(self.locked_object(), user=self.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=NoInput, responses={200: WebhookSecretSerializer})
    @action(detail=True, methods=["post"], url_path="rotate-secret")
    def rotate_secret(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make a new secret, shown this once; for a day messages carry the signatures of both."""
        self.command(NoInput)
        secret = subscriptions.rotate_secret(self.locked_object(), user=self.user)
        return AnswerWithSecret(self.answer(), secret)

    @extend_schema(request=NoInput, responses={200: WebhookDeliverySerializer})
    @action(detail=True, methods=["post"])
    def test(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Send the event `webhook.test`."""
        self.command(NoInput)
        delivery = subscriptions.send_test(self.locked_object(), user=self.user)
        return Response(WebhookDeliverySerializer(delivery).data)


class WebhookDeliveryApiFilter(filters.FilterSet):
    """Filters of the log."""

    webhook = filters.NumberFilter(field_name="subscription_id")
    event = filters.CharFilter(field_name="event")
    state = filters.MultipleChoiceFilter(choices=DeliveryState.choices)
    created_from = MomentFilter(field_name="created_at", lookup_expr="gte")

    class Meta:
        model = WebhookDelivery
        fields: ClassVar[list[str]] = []


class WebhookDeliveryViewSet(EntityReadViewSet):
    """The messages of the last ninety days."""

    tags = ("webhooks",)
    lookup_field = "pk"
    lookup_value_regex = "[0-9]+"
    serializer_class = WebhookDeliverySerializer
    filterset_class = WebhookDeliveryApiFilter
    ordering = ("-id",)
    ordering_fields = ("created_at",)
    locking_actions = ("resend",)
    action_permissions: ClassVar[dict[str, str]] = {"list": VIEW, "retrieve": VIEW, "resend": CHANGE}

    def get_queryset(self) -> Any:
        """Return the messages of the entity."""
        return WebhookDelivery.of(self.entity).for_display()

    @extend_schema(request=NoInput, responses={200: WebhookDeliverySerializer})
    @action(detail=True, methods=["post"])
    def resend(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Send a message again that ended, with the same event id."""
        self.command(NoInput)
        subscriptions.resend(self.locked_object(), user=self.user)
        return self.answer()
