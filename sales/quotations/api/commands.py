"""What the API takes for quotations: types and required properties only; the rules stand in the services."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from customers.models import Customer, DeliveryMode, DeliveryTerms, MethodOfPayment, Prospect
from foundation.backoffice.api.fields import AmountField, CodeField, PercentField, PriceField
from foundation.backoffice.api.serializers import CommandSerializer, list_of
from foundation.documents.formatting import DOCUMENT_LANGUAGES
from foundation.inventory.models import Warehouse
from foundation.ledger.models import CashDiscount, SalesTaxGroup, TermsOfPayment
from foundation.organization.models import Currency
from sales.api.charge_actions import ChargeChanges
from sales.api.commands import MOST_LINES, LineFields, NewCharge
from sales.price_errors import PriceIsZero
from sales.quotations.models import PrognosisCode, Quotation, QuotationReason, SimulationTarget


class QuotationLineFields(LineFields):
    """Properties of a line, which names an item or, where that does not exist yet, a sales category."""

    category = serializers.CharField(max_length=20, required=False, help_text="The code of a sales category, instead of an item.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse an item beside a category."""
        if {"item", "category"} <= set(attrs):
            raise serializers.ValidationError({"category": _("Name an item or a sales category.")})
        return attrs


class NewQuotationLine(QuotationLineFields):
    """A line of a new quotation."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for an item or a category."""
        if not {"item", "category"} & set(attrs):
            raise serializers.ValidationError({"item": _("Name an item or a sales category.")})
        return super().validate(attrs)


class QuotationHeaderFields(CommandSerializer):
    """Header properties; what is not given comes from the customer and the parameters."""

    invoice_account = CodeField(Customer, "account", required=False)
    contact_name = serializers.CharField(max_length=100, required=False, allow_blank=True)
    customer_reference = serializers.CharField(max_length=60, required=False, allow_blank=True)
    customer_requisition = serializers.CharField(max_length=60, required=False, allow_blank=True)
    language = serializers.ChoiceField(DOCUMENT_LANGUAGES, required=False)
    currency = CodeField(Currency, required=False)
    prices_include_tax = serializers.BooleanField(required=False)
    sales_tax_group = CodeField(SalesTaxGroup, required=False, allow_null=True)
    payment_terms = CodeField(TermsOfPayment, required=False, allow_null=True)
    cash_discount = CodeField(CashDiscount, required=False, allow_null=True)
    payment_method = CodeField(MethodOfPayment, required=False, allow_null=True)
    total_discount_percent = PercentField(min_value=0, max_value=100, required=False)
    total_discount_amount = AmountField(
        min_value=0, required=False, help_text="Instead of a percentage; not above the net amount of the lines that count."
    )
    quotation_date = serializers.DateField(required=False)
    follow_up_date = serializers.DateField(required=False)
    expiry_date = serializers.DateField(required=False)
    requested_ship_date = serializers.DateField(required=False)
    requested_receipt_date = serializers.DateField(required=False)
    warehouse = CodeField(Warehouse, required=False, allow_null=True)
    delivery_name = serializers.CharField(max_length=100, required=False, allow_blank=True)
    delivery_street = serializers.CharField(max_length=120, required=False, allow_blank=True)
    delivery_postal_code = serializers.CharField(max_length=12, required=False, allow_blank=True)
    delivery_city = serializers.CharField(max_length=60, required=False, allow_blank=True)
    delivery_country = serializers.CharField(max_length=2, required=False)
    delivery_terms = CodeField(DeliveryTerms, required=False, allow_null=True)
    delivery_mode = CodeField(DeliveryMode, required=False, allow_null=True)
    prevent_partial_delivery = serializers.BooleanField(required=False)
    text = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    internal_note = serializers.CharField(max_length=1000, required=False, allow_blank=True)


class NewQuotation(QuotationHeaderFields):
    """A new quotation."""

    customer = CodeField(Customer, "account", required=False, help_text="The account of the customer.")
    prospect = CodeField(Prospect, "account", required=False, help_text="The account of the prospect; one of both must be given.")
    lines = list_of(NewQuotationLine(), max_length=MOST_LINES, default=list)
    charges = list_of(NewCharge(), max_length=MOST_LINES, default=list)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for a customer or a prospect, not both."""
        if ("customer" in attrs) == ("prospect" in attrs):
            raise serializers.ValidationError({"customer": _("Name a customer or a prospect.")})
        return super().validate(attrs)


class QuotationLineChange(QuotationLineFields):
    """One line to add, change or remove."""

    line_number = serializers.IntegerField(min_value=1, required=False, help_text="The line to change or remove; none for a new line.")
    remove = serializers.BooleanField(default=False)


class QuotationChange(QuotationHeaderFields):
    """Changes of header and lines in one step: all of it happens or nothing."""

    customer = CodeField(Customer, "account", required=False)
    lines = list_of(QuotationLineChange(), max_length=MOST_LINES, default=list)
    overwrite_prices = serializers.BooleanField(
        default=None, allow_null=True, help_text="The answer to ORD-32: search again what was typed. Not answered: refused with ORD-32."
    )

    start_revision = serializers.BooleanField(
        default=False,
        help_text="The answer to QUO-03: a quotation that was sent becomes its next revision. Not agreed: refused with QUO-03.",
    )


class QuotationChargeChanges(ChargeChanges):
    """Charges of a quotation that are added, changed and removed in one step; charges that are not named stay."""

    start_revision = serializers.BooleanField(default=False, help_text="The answer to QUO-03.")


class Sending(CommandSerializer):
    """How a quotation is sent."""

    deliver = serializers.BooleanField(default=True, help_text="Send the paper as print management says; else it is archived only.")
    accept_warnings = serializers.ListField(
        child=serializers.ChoiceField([PriceIsZero.code]), default=list, help_text="PRC-03: lines without a price are meant so."
    )


class Cancellation(CommandSerializer):
    """Why a quotation is withdrawn."""

    reason = CodeField(QuotationReason)


class Loss(Cancellation):
    """Why a quotation is lost, and to whom."""

    competitor = serializers.CharField(max_length=60, default="", allow_blank=True)


class Confirming(CommandSerializer):
    """How a quotation becomes a sales order."""

    reason = CodeField(
        QuotationReason,
        required=False,
        help_text="The answer to QUO-07: why the alternative quotations are lost. Not answered: refused with QUO-07 where there are any.",
    )


class Alternatives(CommandSerializer):
    """The alternatives of a quotation, which replace those that it has."""

    quotations = serializers.ListField(child=CodeField(Quotation, "number"), max_length=MOST_LINES)


class Simulation(CommandSerializer):
    """One figure that is changed, of the whole quotation or of a line."""

    target = serializers.ChoiceField(SimulationTarget.choices)
    value = PriceField()
    line_number = serializers.IntegerField(min_value=1, required=False, help_text="The line; none for the whole quotation.")


class Applying(CommandSerializer):
    """How a simulation is applied."""

    simulation = serializers.IntegerField(min_value=1, help_text="The id of the simulation.")
    start_revision = serializers.BooleanField(default=False, help_text="The answer to QUO-03.")


class LineProbability(CommandSerializer):
    """How likely one line is."""

    line_number = serializers.IntegerField(min_value=1)
    probability_percent = PercentField(min_value=0, max_value=100)


class Rating(CommandSerializer):
    """How likely the quotation is and when; a percentage or prognosis of the whole overwrites that of all lines."""

    probability_percent = PercentField(min_value=0, max_value=100, required=False)
    prognosis = CodeField(PrognosisCode, required=False)
    lines = list_of(LineProbability(), max_length=MOST_LINES, default=list)


class Extension(CommandSerializer):
    """Until when a quotation stands."""

    expiry_date = serializers.DateField()


class TemplateNames(CommandSerializer):
    """Under which name a quotation is a template; without ``active`` it is none."""

    group = serializers.CharField(max_length=30)
    name = serializers.CharField(max_length=60)
    active = serializers.BooleanField(default=True)


class FromTemplate(CommandSerializer):
    """For whom quotations are made from a template, and at which prices."""

    customers = serializers.ListField(child=CodeField(Customer, "account"), max_length=MOST_LINES, default=list)
    prospects = serializers.ListField(child=CodeField(Prospect, "account"), max_length=MOST_LINES, default=list)
    search_prices = serializers.BooleanField(default=False, help_text="Find the prices of today; else those of the template stand.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for somebody to quote to."""
        if not attrs["customers"] and not attrs["prospects"]:
            raise serializers.ValidationError({"customers": _("Name a customer or a prospect.")})
        return attrs


class QuotationCopy(CommandSerializer):
    """How to copy a quotation."""

    search_prices = serializers.BooleanField(default=False, help_text="Search the prices that were not typed by hand again.")
