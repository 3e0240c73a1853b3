"""Suggestions over REST: what is offered on an order or a quotation, and the answers to it."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.references import find_by_code, unknown_code
from foundation.backoffice.api.serializers import NoInput
from foundation.backoffice.api.views import EntityReadViewSet
from foundation.inventory.models import Item
from sales.suggestions.api.serializers import (
    Accepting,
    Declining,
    OfferedSerializer,
    QuotationSuggestionSerializer,
    SuggestionSerializer,
)
from sales.suggestions.models import SuggestionLog, SuggestionState
from sales.suggestions.services.answer_suggestions import accept_suggestion, decline_suggestion, postpone_suggestion

CHANGE = "sales.change_salesorder"


class AnyFilter(filters.FilterSet):
    """Suggestions by rule and state."""

    rule = filters.CharFilter(field_name="rule__code", label=_("Rule"))
    state = filters.ChoiceFilter(choices=SuggestionState.choices, label=_("State"))

    class Meta:
        model = SuggestionLog
        fields: tuple[str, ...] = ()


class SuggestionFilter(AnyFilter):
    """Suggestions by order, rule and state."""

    order = filters.CharFilter(field_name="order__number", label=_("Sales order"))


class QuotationSuggestionFilter(AnyFilter):
    """Suggestions by quotation, rule and state."""

    quotation = filters.CharFilter(field_name="quotation__number", label=_("Quotation"))


class SuggestionViewSet(EntityReadViewSet):
    """What was suggested on sales orders, and what became of it."""

    tags = ("sales orders",)
    serializer_class: type[OfferedSerializer] = SuggestionSerializer
    filterset_class: ClassVar[type[AnyFilter]] = SuggestionFilter
    ordering_fields = ("shown_at",)
    ordering = ("-shown_at", "-id")
    action_permissions: ClassVar[dict[str, str]] = {
        "list": "sales.view_salesorder",
        "retrieve": "sales.view_salesorder",
        "accept": CHANGE,
        "decline": CHANGE,
        "later": CHANGE,
    }

    def get_queryset(self) -> Any:
        """Return the suggestions on orders of the entity."""
        return SuggestionLog.objects.on_orders()

    @extend_schema(request=Accepting)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put the suggested item on the document, of a master the variant named: in place of the line, or beside it."""
        number = self.command(Accepting)["variant"]
        variant = find_by_code(self.entity, Item, [number], field="number").get(number)
        if number and variant is None:
            raise unknown_code(number, "variant")
        limit = self.access.manual_discount_limit
        changed = accept_suggestion(self.entity, self.get_object().pk, self.user, discount_limit=limit, variant=variant)
        return self.answer(notices=changed.notices)

    @extend_schema(request=Declining)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Remember for the document that the suggestion was declined."""
        data = self.command(Declining)
        decline_suggestion(self.entity, self.get_object().pk, self.user, reason=data["reason"])
        return self.answer()

    @extend_schema(request=NoInput)
    @action(detail=True, methods=["post"])
    def later(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Leave the suggestion on the document."""
        self.command(NoInput)
        postpone_suggestion(self.entity, self.get_object().pk)
        return self.answer()


class QuotationSuggestionViewSet(SuggestionViewSet):
    """What was suggested on quotations, and what became of it."""

    tags = ("quotations",)
    serializer_class = QuotationSuggestionSerializer
    filterset_class = QuotationSuggestionFilter
    action_permissions: ClassVar[dict[str, str]] = {
        "list": "quotations.view_quotation",
        "retrieve": "quotations.view_quotation",
        "accept": "quotations.change_quotation",
        "decline": "quotations.change_quotation",
        "later": "quotations.change_quotation",
    }

    def get_queryset(self) -> Any:
        """Return the suggestions on quotations of the entity."""
        return SuggestionLog.objects.on_quotations()
