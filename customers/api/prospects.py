"""Prospects over REST: entered, changed, and made customers."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django_filters import rest_framework
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from customers.api.serializers import AddressSerializer, ElectronicAddressSerializer
from customers.models import CustomerGroup, Prospect, ProspectStatus
from customers.services.save_prospects import check_account, convert_prospect, save_prospect
from foundation.backoffice.api.around import AroundRecord
from foundation.backoffice.api.fields import CodeField
from foundation.backoffice.api.serializers import CommandSerializer, NoticeSerializer, ReadSerializer
from foundation.backoffice.api.views import EntityReadViewSet
from foundation.organization.models import Currency


def _text(length: int) -> serializers.CharField:
    return serializers.CharField(max_length=length, required=False, allow_blank=True)


class ProspectFields(CommandSerializer):
    """Properties of a prospect and of its party."""

    name = _text(100)
    group = CodeField(CustomerGroup, required=False)
    currency = CodeField(Currency, required=False)
    language = serializers.ChoiceField(choices=["", *(code for code, _name in settings.LANGUAGES)], required=False)
    contact_name = _text(100)
    street = _text(100)
    house_number = _text(20)
    extra_lines = _text(200)
    postal_code = _text(12)
    city = _text(60)
    region = _text(60)
    country = _text(2)
    email = _text(200)
    phone = _text(40)


class NewProspect(ProspectFields):
    """A new prospect."""

    name = serializers.CharField(max_length=100)
    group = CodeField(CustomerGroup, help_text="The group of the customer that it would become.")


class AccountChoice(CommandSerializer):
    """The account of the customer to be."""

    account = serializers.CharField(max_length=20, default="", allow_blank=True, help_text="Blank: the next number of the sequence.")


class ProspectSerializer(ReadSerializer):
    """A prospect, how to reach it, and the customer that it became."""

    name = serializers.CharField(source="party.name")
    group = serializers.CharField(source="group.code")
    currency = serializers.CharField(source="currency_id")
    customer = serializers.CharField(source="customer.account", default=None, allow_null=True)
    addresses = AddressSerializer(source="party.addresses", many=True)
    electronic_addresses = ElectronicAddressSerializer(source="party.electronic_addresses", many=True)
    notices = serializers.SerializerMethodField(help_text="Warnings and information about the change just made.")

    class Meta:
        model = Prospect
        fields: ClassVar[list[str]] = [
            "id",
            "account",
            "name",
            "status",
            "group",
            "currency",
            "language",
            "contact_name",
            "customer",
            "addresses",
            "electronic_addresses",
            "created_at",
            "updated_at",
            "notices",
        ]

    @extend_schema_field(NoticeSerializer(many=True))
    def get_notices(self, _prospect: Prospect) -> list[dict[str, object]]:
        """Return nothing: only a change has notices, which its answer adds."""
        return []


class ProspectApiFilter(rest_framework.FilterSet):
    """Filters of the list of prospects over REST."""

    account = rest_framework.CharFilter(field_name="account")
    name = rest_framework.CharFilter(field_name="party__name", lookup_expr="icontains")
    status = rest_framework.ChoiceFilter(choices=ProspectStatus.choices)

    class Meta:
        model = Prospect
        fields: ClassVar[list[str]] = []


class ProspectViewSet(AroundRecord, EntityReadViewSet):
    """The prospects of a legal entity."""

    page = "customers:prospect"
    tags = ("customers",)
    lookup_field = "account"
    serializer_class = ProspectSerializer
    filterset_class = ProspectApiFilter
    ordering_fields = ("account", "party__name", "created_at", "updated_at")
    ordering = ("account",)
    action_permissions: ClassVar[dict[str, str]] = {
        "list": "customers.view_prospect",
        "retrieve": "customers.view_prospect",
        "create": "customers.change_prospect",
        "partial_update": "customers.change_prospect",
        "check": "customers.change_customer",
        "convert": "customers.change_customer",
    }

    def get_queryset(self) -> Any:
        """Return the prospects of the entity with what is shown of them."""
        return Prospect.objects.for_display()

    @extend_schema(request=NewProspect, responses={201: ProspectSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Enter a prospect with its party, its address and its contact data."""
        made = save_prospect(self.entity, self.command(NewProspect), user=self.user)
        return self.answer(status_code=status.HTTP_201_CREATED, pk=made.pk)

    @extend_schema(request=ProspectFields, responses={200: ProspectSerializer})
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change a prospect and its party."""
        values = self.command(ProspectFields)
        save_prospect(self.entity, values, user=self.user, prospect=self.locked_object())
        return self.answer()

    @extend_schema(request=AccountChoice, responses={200: NoticeSerializer})
    @action(detail=True, methods=["post"], url_path="check-account")
    def check(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Tell whether the account is free (GEN-03); nothing changes."""
        self.get_object()
        found = check_account(self.entity, self.command(AccountChoice)["account"])
        return Response(NoticeSerializer(found).data)

    @extend_schema(request=AccountChoice, responses={200: ProspectSerializer})
    @action(detail=True, methods=["post"])
    def convert(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make a customer of the prospect; its open quotations are the customer's from now on."""
        saved = convert_prospect(self.entity, self.locked_object().pk, self.command(AccountChoice)["account"], user=self.user)
        return self.answer(notices=saved.warnings)
