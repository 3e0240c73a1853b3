"""Customers and their account over REST."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from customers.api.account_serializers import BalanceSerializer, CustomerTransactionSerializer
from customers.api.commands import (
    AddressFields,
    CustomerFields,
    CustomerHoldPlacement,
    CustomerRelease,
    NewAddress,
    NewCustomer,
    address_data,
)
from customers.api.filters import CustomerApiFilter, CustomerTransactionApiFilter
from customers.api.serializers import CustomerSerializer, CustomerSummarySerializer
from customers.credit_position import credit_position
from customers.models import Customer, CustomerTransaction, PartyAddress
from customers.rights import require_rights, right_to_hold
from customers.services.change_customers import CustomerChange, change_customers
from customers.services.create_customers import create_customer
from customers.services.save_address import remove_address, save_address
from customers.services.set_hold import release_hold, set_hold
from foundation.backoffice.api.around import AroundRecord
from foundation.backoffice.api.views import EntityReadViewSet


class CustomerViewSet(AroundRecord, EntityReadViewSet):
    """The customers of a legal entity."""

    page = "customers:customer"
    tags = ("customers",)
    lookup_field = "account"
    serializer_class = CustomerSerializer
    serializer_classes: ClassVar[dict[str, Any]] = {"list": CustomerSummarySerializer}
    filterset_class = CustomerApiFilter
    ordering_fields = ("account", "party__name", "created_at", "updated_at")
    ordering = ("account",)
    locking_actions = ("hold", "release", "add_address")
    action_permissions: ClassVar[dict[str, str]] = {
        "list": "customers.view_customer",
        "retrieve": "customers.view_customer",
        "create": "customers.change_customer",
        "partial_update": "customers.change_party",
        "hold": "customers.set_hold",
        "release": "customers.release_hold",
        "balance": "customers.view_balance",
        "add_address": "customers.change_party",
        "change_address": "customers.change_party",
        "remove_address": "customers.change_party",
    }

    def get_queryset(self) -> Any:
        """Return the customers of the entity with what is shown of them."""
        return Customer.objects.for_display() if self.action == "list" else Customer.objects.for_page()

    @extend_schema(request=NewCustomer, responses={201: CustomerSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Create a customer with its party, its primary address and its contact data."""
        values = self.command(NewCustomer)
        require_rights(self.access, set(values) - {"kind"})
        saved = create_customer(self.entity, values, user=self.user)
        return self.answer(status_code=status.HTTP_201_CREATED, notices=saved.warnings, pk=saved.customer.pk)

    @extend_schema(request=CustomerFields, responses={200: CustomerSerializer})
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change a customer; each property asks for the right of its kind: party, customer, terms or credit."""
        values = self.command(CustomerFields)
        require_rights(self.access, values)
        [saved] = change_customers(self.entity, [CustomerChange(self.locked_object().pk, values)], user=self.user)
        return self.answer(notices=saved.warnings)

    @extend_schema(request=CustomerHoldPlacement, responses={200: CustomerSerializer})
    @action(detail=True, methods=["post"])
    def hold(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put the customer on hold; weakening a hold that is in force asks for the right to release."""
        data, customer = self.command(CustomerHoldPlacement), self.locked_object()
        self.access.require(right_to_hold([customer], data["kind"], data["until"], self.entity.today()))
        set_hold(self.entity, [customer], data["kind"], reason=data["reason"], until=data["until"], user=self.user)
        return self.answer()

    @extend_schema(request=CustomerRelease, responses={200: CustomerSerializer})
    @action(detail=True, methods=["post"], url_path="release-hold")
    def release(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Release the customer from its hold."""
        data = self.command(CustomerRelease)
        release_hold(self.entity, [self.locked_object()], reason=data["reason"], user=self.user)
        return self.answer()

    @extend_schema(request=NewAddress, responses={200: CustomerSerializer})
    @action(detail=True, methods=["post"], url_path="addresses")
    def add_address(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add a postal address."""
        data = address_data(self.command(NewAddress))
        save_address(self.entity, self.locked_object(), data, user=self.user)
        return self.answer()

    @extend_schema(request=AddressFields, responses={200: CustomerSerializer})
    @action(detail=True, methods=["patch"], url_path="addresses/(?P<address>[0-9]+)")
    def change_address(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change a postal address; posted documents keep the one they printed."""
        customer, address = self._customer_and_address()
        data = address_data(self.command(AddressFields), address)
        save_address(self.entity, customer, data, user=self.user, address=address)
        return self.answer()

    @extend_schema(request=None, responses={200: CustomerSerializer})
    @change_address.mapping.delete
    def remove_address(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Remove a postal address."""
        customer, address = self._customer_and_address()
        remove_address(self.entity, address, customer, user=self.user)
        return self.answer()

    def _customer_and_address(self) -> tuple[Customer, PartyAddress]:
        customer: Customer = self.locked_object()
        visible = customer.party.addresses.visible(private=self.access.may("customers.view_sensitive"))
        return customer, generics.get_object_or_404(visible, pk=self.kwargs["address"])

    @extend_schema(responses=BalanceSerializer)
    @action(detail=True, methods=["get"])
    def balance(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return what the customer owes and will owe, and how it stands with its credit limit."""
        customer = generics.get_object_or_404(self.get_queryset(), **self.lookup)
        return Response(BalanceSerializer(credit_position(self.entity, customer), context=self.get_serializer_context()).data)


class CustomerTransactionViewSet(EntityReadViewSet):
    """Everything that was booked on the accounts of customers."""

    tags = ("customers",)
    lookup_field = "pk"
    lookup_value_regex = "[0-9]+"
    serializer_class = CustomerTransactionSerializer
    filterset_class = CustomerTransactionApiFilter
    ordering_fields = ("date", "due_date", "amount")
    ordering = ("-date", "-id")
    action_permissions: ClassVar[dict[str, str]] = {
        "list": "customers.view_customertransaction",
        "retrieve": "customers.view_customertransaction",
    }

    def get_queryset(self) -> Any:
        """Return the transactions of the entity with what is shown of them."""
        return CustomerTransaction.objects.for_display()
