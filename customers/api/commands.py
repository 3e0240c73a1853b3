"""What the API takes for customers: types only; the rules stand in the services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django.conf import settings
from rest_framework import serializers

from customers.models import (
    CreditGroup,
    Customer,
    CustomerDiscountGroup,
    CustomerGroup,
    CustomerPostingProfile,
    DeliveryMode,
    DeliveryTerms,
    HoldKind,
    MethodOfPayment,
    Party,
    PartyAddress,
)
from customers.models.customer import PartialDelivery
from customers.purposes import PURPOSES
from customers.services.save_address import AddressData
from foundation.backoffice.api.fields import AmountField, CodeField, PercentField
from foundation.backoffice.api.serializers import CommandSerializer
from foundation.inventory.models import Warehouse
from foundation.ledger.models import CashDiscount, SalesTaxGroup, TermsOfPayment
from foundation.organization.models import Currency


def _discount_group(kind: str) -> CodeField:
    return CodeField(CustomerDiscountGroup, only={"kind": kind}, required=False, allow_null=True)


def _text(length: int) -> serializers.CharField:
    return serializers.CharField(max_length=length, required=False, allow_blank=True)


class CustomerFields(CommandSerializer):
    """Properties of a customer, of its party, its primary address and how it is reached."""

    name = _text(100)
    search_name = _text(60)
    known_as = _text(60)
    first_name = _text(50)
    middle_name = _text(50)
    last_name_prefix = _text(20)
    last_name = _text(50)
    external_id = _text(60)
    registration_number = _text(40)
    street = _text(100)
    house_number = _text(20)
    extra_lines = _text(200)
    postal_code = _text(12)
    city = _text(60)
    region = _text(60)
    country = serializers.CharField(min_length=2, max_length=2, required=False)
    email = _text(200)
    phone = _text(40)

    group = CodeField(CustomerGroup, required=False)
    classification = _text(10)
    statistics_group = _text(10)
    one_time = serializers.BooleanField(required=False)
    invoice_account = CodeField(Customer, "account", required=False, allow_null=True)
    order_allowed = serializers.BooleanField(required=False)
    currency = CodeField(Currency, required=False)
    language = serializers.ChoiceField(choices=["", *(code for code, _name in settings.LANGUAGES)], required=False)
    price_group = _discount_group(CustomerDiscountGroup.Kind.PRICE)
    line_discount_group = _discount_group(CustomerDiscountGroup.Kind.LINE)
    multiline_discount_group = _discount_group(CustomerDiscountGroup.Kind.MULTILINE)
    total_discount_group = _discount_group(CustomerDiscountGroup.Kind.TOTAL)
    charge_group = _discount_group(CustomerDiscountGroup.Kind.CHARGE)
    delivery_terms = CodeField(DeliveryTerms, required=False, allow_null=True)
    delivery_mode = CodeField(DeliveryMode, required=False, allow_null=True)
    warehouse = CodeField(Warehouse, required=False, allow_null=True)
    partial_delivery = serializers.ChoiceField(choices=PartialDelivery.choices, required=False)
    tolerance_over = PercentField(min_value=0, required=False, allow_null=True)
    tolerance_under = PercentField(min_value=0, max_value=100, required=False, allow_null=True)
    summary_update_allowed = serializers.BooleanField(required=False)
    buyer_reference = _text(60)

    payment_terms = CodeField(TermsOfPayment, required=False, allow_null=True)
    cash_discount = CodeField(CashDiscount, required=False, allow_null=True)
    payment_method = CodeField(MethodOfPayment, required=False, allow_null=True)
    posting_profile = CodeField(CustomerPostingProfile, required=False, allow_null=True)
    iban = _text(42)
    sales_tax_group = CodeField(SalesTaxGroup, required=False, allow_null=True)
    vat_number = _text(20)
    prices_include_tax = serializers.BooleanField(required=False)

    credit_limit = AmountField(min_value=0, required=False)
    mandatory_credit_limit = serializers.BooleanField(required=False)
    unlimited_credit = serializers.BooleanField(required=False)
    exclude_from_credit_control = serializers.BooleanField(required=False)
    credit_limit_valid_to = serializers.DateField(required=False, allow_null=True)
    credit_group = CodeField(CreditGroup, required=False, allow_null=True)


class NewCustomer(CustomerFields):
    """A new customer with its party; terms that are not given come from the group."""

    account = serializers.CharField(
        max_length=20, required=False, help_text="From the number sequence unless given, where the sequence allows it."
    )
    kind = serializers.ChoiceField(choices=Party.Kind.choices, default=Party.Kind.ORGANISATION)
    group = CodeField(CustomerGroup)


class CustomerHoldPlacement(CommandSerializer):
    """What is stopped for the customer, why, and until when."""

    kind = serializers.ChoiceField(choices=[choice for choice in HoldKind.choices if choice[0] != HoldKind.NONE])
    reason = serializers.CharField(max_length=200, default="", allow_blank=True)
    until = serializers.DateField(default=None, allow_null=True)


class CustomerRelease(CommandSerializer):
    """Why the hold is lifted."""

    reason = serializers.CharField(max_length=200, default="", allow_blank=True)


class AddressFields(CommandSerializer):
    """A postal address; on a change what is not given stays."""

    description = _text(60)
    purposes = serializers.ListField(child=serializers.ChoiceField(choices=PURPOSES), required=False, max_length=20)
    street = _text(100)
    house_number = _text(20)
    extra_lines = _text(200)
    postal_code = _text(12)
    city = _text(60)
    region = _text(60)
    country = serializers.CharField(min_length=2, max_length=2, required=False)
    valid_from = serializers.DateField(required=False, allow_null=True)
    valid_to = serializers.DateField(required=False, allow_null=True)
    is_primary = serializers.BooleanField(required=False)
    is_private = serializers.BooleanField(required=False)
    delivery_note = _text(200)


class NewAddress(AddressFields):
    """A new postal address."""

    country = serializers.CharField(min_length=2, max_length=2)


def address_data(data: Mapping[str, Any], before: PartyAddress | None = None) -> AddressData:
    """Return what an address is to become: what was given, else what it is."""
    known = {field.name: getattr(before, field.name) for field in fields(AddressData)} if before is not None else {}
    return AddressData(**{**known, **data})
