"""What the API takes for sales agreements: types and required properties only; the rules stand in the services."""

from __future__ import annotations

from rest_framework import serializers

from customers.models import Customer, DeliveryMode, DeliveryTerms
from foundation.backoffice.api.fields import AmountField, CodeField, PercentField, PriceField, QuantityField
from foundation.backoffice.api.serializers import CommandSerializer, list_of
from foundation.inventory.models import Item, SalesCategory, Site, Unit, Warehouse
from foundation.ledger.models import CashDiscount, TermsOfPayment
from foundation.organization.models import Currency
from sales.agreements.commitments import CommitmentKind
from sales.agreements.models import AgreementClassification

MOST_LINES = 500


class AgreementHeaderFields(CommandSerializer):
    """Header properties; what is not given of a new agreement comes from the customer."""

    classification = CodeField(AgreementClassification, required=False, allow_null=True)
    currency = CodeField(Currency, required=False)
    default_commitment = serializers.ChoiceField(CommitmentKind.choices, required=False)
    effective_date = serializers.DateField(required=False, allow_null=True)
    expiration_date = serializers.DateField(required=False, allow_null=True)
    document_title = serializers.CharField(max_length=60, required=False, allow_blank=True)
    external_reference = serializers.CharField(max_length=60, required=False, allow_blank=True)
    payment_terms = CodeField(TermsOfPayment, required=False, allow_null=True)
    cash_discount = CodeField(CashDiscount, required=False, allow_null=True)
    delivery_terms = CodeField(DeliveryTerms, required=False, allow_null=True)
    delivery_mode = CodeField(DeliveryMode, required=False, allow_null=True)
    delivery_name = serializers.CharField(max_length=100, required=False, allow_blank=True)
    delivery_street = serializers.CharField(max_length=120, required=False, allow_blank=True)
    delivery_postal_code = serializers.CharField(max_length=12, required=False, allow_blank=True)
    delivery_city = serializers.CharField(max_length=60, required=False, allow_blank=True)
    delivery_country = serializers.CharField(max_length=2, required=False, allow_blank=True)
    text = serializers.CharField(max_length=1000, required=False, allow_blank=True)


class AgreementLineFields(CommandSerializer):
    """A commitment; prices are in the agreement's currency per price unit."""

    commitment = serializers.ChoiceField(CommitmentKind.choices, required=False)
    item = CodeField(Item, "number", required=False, allow_null=True)
    category = CodeField(SalesCategory, required=False, allow_null=True)
    quantity = QuantityField(required=False, allow_null=True)
    unit = CodeField(Unit, required=False, allow_null=True)
    unit_price = PriceField(required=False)
    price_unit = QuantityField(required=False)
    discount_amount = PriceField(required=False)
    discount_percent = PercentField(min_value=0, max_value=100, required=False)
    net_amount = AmountField(required=False, help_text="The committed amount; that of a quantity is calculated.")
    effective_date = serializers.DateField(required=False, allow_null=True, help_text="None: as the agreement.")
    expiration_date = serializers.DateField(required=False, allow_null=True, help_text="None: as the agreement.")
    site = CodeField(Site, required=False, allow_null=True)
    warehouse = CodeField(Warehouse, required=False, allow_null=True)
    max_is_enforced = serializers.BooleanField(required=False)
    price_and_discount_fixed = serializers.BooleanField(required=False)
    min_release_amount = AmountField(required=False)
    max_release_amount = AmountField(required=False)
    stopped = serializers.BooleanField(required=False)


class NewAgreement(AgreementHeaderFields):
    """A new agreement."""

    customer = CodeField(Customer, "account", help_text="The account of the customer.")
    lines = list_of(AgreementLineFields(), max_length=MOST_LINES, default=list)


class AgreementLineChange(AgreementLineFields):
    """One commitment to add, change or remove."""

    line_number = serializers.IntegerField(min_value=1, required=False, help_text="The line to change or remove; none for a new line.")
    remove = serializers.BooleanField(default=False)


class AgreementChange(AgreementHeaderFields):
    """Changes of header and lines in one step: all of it happens or nothing."""

    customer = CodeField(Customer, "account", required=False)
    lines = list_of(AgreementLineChange(), max_length=MOST_LINES, default=list)
    update_linked_lines = serializers.BooleanField(
        default=None, allow_null=True, help_text="The answer to AGR-06: give linked order lines of which nothing left the new terms."
    )


class AgreementConfirmation(CommandSerializer):
    """How to confirm an agreement."""

    mark_as_effective = serializers.BooleanField(default=False)
    send = serializers.BooleanField(default=True, help_text="Send the paper as print management says; otherwise it is only archived.")


class AgreementClosing(CommandSerializer):
    """How to close an agreement."""

    close_anyway = serializers.BooleanField(default=False, help_text="The answer to AGR-03: close although something is open.")


class ReleaseLine(CommandSerializer):
    """What to order of one commitment."""

    line_number = serializers.IntegerField(min_value=1)
    quantity = QuantityField()


class Release(CommandSerializer):
    """When and what to order from an agreement; without lines everything that remains."""

    ship_date = serializers.DateField()
    customer_reference = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    lines = list_of(ReleaseLine(), max_length=MOST_LINES, default=None, allow_null=True)
