"""What the API takes for sales orders: types and required properties only; the rules stand in the services."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from customers.models import Customer, CustomerDiscountGroup, DeliveryMode, DeliveryTerms, MethodOfPayment
from foundation.backoffice.api.fields import AmountField, CodeField, PercentField, PriceField, QuantityField
from foundation.backoffice.api.serializers import CommandSerializer, list_of
from foundation.documents.formatting import DOCUMENT_LANGUAGES
from foundation.inventory.models import DeliveryDateControl, Warehouse
from foundation.ledger.models import CashDiscount, SalesTaxGroup, TermsOfPayment
from foundation.organization.models import Currency, User
from foundation.organization.scope import current_entity_id
from sales.deliveries import DeliveryQuantity
from sales.models import HoldCode, ReasonCode
from sales.models.charge import ChargeCategory
from sales.print_moments import PrintMoment
from sales.statuses import SalesOrderType
from sales.subscriptions import MOST_EVERY, CycleUnit, InvoiceMoment, WeekendRule

LEAST_UNITS = Decimal("0.0001")
MOST_LINES = 2000
MOST_ORDERS = 200
MOST_NOTES = 2000


class MemberField(CodeField):
    """A user of the legal entity, by the address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(User, "email", **kwargs)

    def get_queryset(self) -> Any:
        """Return the users who may enter the legal entity."""
        return User.objects.filter(memberships__legal_entity=current_entity_id(), is_active=True).distinct()


class OrderHeaderFields(CommandSerializer):
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
    fixed_exchange_rate = serializers.DecimalField(
        max_digits=19,
        decimal_places=9,
        min_value=Decimal("0.000000001"),
        required=False,
        allow_null=True,
        help_text="Null: the rate of the day of each invoice.",
    )
    price_group = CodeField(CustomerDiscountGroup, only={"kind": "price"}, required=False, allow_null=True)
    line_discount_group = CodeField(CustomerDiscountGroup, only={"kind": "line"}, required=False, allow_null=True)
    multiline_discount_group = CodeField(CustomerDiscountGroup, only={"kind": "multiline"}, required=False, allow_null=True)
    total_discount_group = CodeField(CustomerDiscountGroup, only={"kind": "total"}, required=False, allow_null=True)
    order_date = serializers.DateField(required=False)
    requested_ship_date = serializers.DateField(required=False)
    requested_receipt_date = serializers.DateField(required=False)
    confirmed_ship_date = serializers.DateField(required=False, allow_null=True)
    confirmed_receipt_date = serializers.DateField(required=False, allow_null=True)
    delivery_date_control = serializers.ChoiceField(choices=DeliveryDateControl.choices, required=False)
    warehouse = CodeField(Warehouse, required=False, allow_null=True)
    delivery_address = serializers.IntegerField(
        min_value=1, required=False, help_text="The id of an address of the customer, for the address fields that are not given."
    )
    delivery_name = serializers.CharField(max_length=100, required=False, allow_blank=True)
    delivery_street = serializers.CharField(max_length=120, required=False, allow_blank=True)
    delivery_postal_code = serializers.CharField(max_length=12, required=False, allow_blank=True)
    delivery_city = serializers.CharField(max_length=60, required=False, allow_blank=True)
    delivery_country = serializers.CharField(max_length=2, required=False)
    delivery_terms = CodeField(DeliveryTerms, required=False, allow_null=True)
    delivery_mode = CodeField(DeliveryMode, required=False, allow_null=True)
    prevent_partial_delivery = serializers.BooleanField(required=False)
    automatic_reservation = serializers.BooleanField(required=False)
    summary_update_allowed = serializers.BooleanField(required=False)
    exclude_from_batch_invoicing = serializers.BooleanField(required=False)
    exclude_from_credit_check = serializers.BooleanField(required=False)
    responsible = MemberField(required=False, allow_null=True, help_text="The e-mail address of a user of the legal entity.")
    priority = serializers.IntegerField(min_value=1, max_value=9, required=False)
    text = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    internal_note = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    external_id = serializers.CharField(max_length=60, required=False, allow_blank=True)


class LineFields(CommandSerializer):
    """Properties of a line; a price or discount that is given counts as typed, one that is not is searched."""

    item = serializers.CharField(max_length=40, required=False)
    quantity = QuantityField(required=False)
    unit = serializers.CharField(max_length=10, required=False)
    unit_price = PriceField(min_value=0, required=False)
    price_unit = QuantityField(min_value=LEAST_UNITS, required=False, help_text="For how many units the price is; goes with `unit_price`.")
    discount_amount = PriceField(required=False)
    discount_percent = PercentField(required=False)
    warehouse = serializers.CharField(max_length=20, required=False)
    delivery_name = serializers.CharField(
        max_length=100, required=False, allow_blank=True, help_text="Address fields that are all blank: the address of the order."
    )
    delivery_street = serializers.CharField(max_length=120, required=False, allow_blank=True)
    delivery_postal_code = serializers.CharField(max_length=12, required=False, allow_blank=True)
    delivery_city = serializers.CharField(max_length=60, required=False, allow_blank=True)
    delivery_country = serializers.CharField(max_length=2, required=False, allow_blank=True)
    delivery_mode = serializers.CharField(
        max_length=20, required=False, allow_null=True, help_text="The code of a mode of delivery. Null: that of the order."
    )
    name = serializers.CharField(max_length=200, required=False)
    text = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    requested_ship_date = serializers.DateField(required=False)
    requested_receipt_date = serializers.DateField(required=False)
    sales_tax_group = serializers.CharField(max_length=20, required=False)
    item_sales_tax_group = serializers.CharField(max_length=20, required=False)


class OrderLineFields(LineFields):
    """Properties of a line of an order: what is promised, what leaves next, and how much may differ."""

    delivery_address = serializers.IntegerField(
        min_value=1, required=False, help_text="The id of an address of the customer, for the address fields that are not given."
    )
    stopped = serializers.BooleanField(required=False)
    deliver_now = QuantityField(required=False)
    delivery_date_control = serializers.ChoiceField(choices=DeliveryDateControl.choices, required=False)
    confirmed_ship_date = serializers.DateField(required=False, allow_null=True)
    confirmed_receipt_date = serializers.DateField(
        required=False, allow_null=True, help_text="By the mode of delivery of the order unless given."
    )
    prevent_partial_delivery = serializers.BooleanField(required=False)
    overdelivery_percent = PercentField(min_value=0, max_value=100, required=False)
    underdelivery_percent = PercentField(min_value=0, max_value=100, required=False)


class NewLine(OrderLineFields):
    """A line of a new order."""

    item = serializers.CharField(max_length=40, help_text="The item number.")
    net_amount = AmountField(
        required=False,
        help_text="Counts where the parameter *Recalculate net amount on import* is off; else it is calculated anew, and ORD-59 tells.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse the units of a price that is not given."""
        if "price_unit" in attrs and "unit_price" not in attrs:
            raise serializers.ValidationError({"price_unit": _("Give the price that these units are for.")})
        return attrs


class NewCharge(CommandSerializer):
    """A charge of a new order, or of one of its lines."""

    code = serializers.CharField(max_length=20)
    value = PriceField()
    category = serializers.ChoiceField(choices=ChargeCategory.choices, default=ChargeCategory.FIXED)
    line = serializers.IntegerField(min_value=0, required=False, help_text="Position in `lines`, from 0; none for a charge of the order.")
    unit = serializers.CharField(max_length=10, required=False)
    currency = serializers.CharField(max_length=3, required=False, help_text="Of an amount; none for that of the order.")
    item_sales_tax_group = serializers.CharField(max_length=20, required=False, help_text="None for that of the charge code.")
    keep = serializers.BooleanField(default=False)


class Cycles(CommandSerializer):
    """How often a subscription is delivered and invoiced, from when and until when."""

    start_date = serializers.DateField(required=False, help_text="Mandatory: refused with SUB-01 without it.")
    delivery_every = serializers.IntegerField(min_value=1, max_value=MOST_EVERY, default=1)
    delivery_unit = serializers.ChoiceField(choices=CycleUnit.choices, default=CycleUnit.MONTH)
    invoice_every = serializers.IntegerField(min_value=1, max_value=MOST_EVERY, default=1)
    invoice_unit = serializers.ChoiceField(choices=CycleUnit.choices, default=CycleUnit.MONTH)
    end_date = serializers.DateField(required=False, allow_null=True)
    number_of_cycles = serializers.IntegerField(min_value=1, max_value=99999, required=False, allow_null=True)
    deliver_automatically = serializers.BooleanField(default=True)
    invoice_moment = serializers.ChoiceField(choices=InvoiceMoment.choices, default=InvoiceMoment.BY_HAND)
    weekend_rule = serializers.ChoiceField(choices=WeekendRule.choices, default=WeekendRule.NONE)
    reprice_each_cycle = serializers.BooleanField(default=False, help_text="Typed prices and discounts stay as they are.")


class SubscriptionPause(CommandSerializer):
    """Until when a subscription pauses."""

    until = serializers.DateField(allow_null=True, help_text="What is due before this day is skipped; null ends the pause.")


class SubscriptionStop(CommandSerializer):
    """When a subscription ends, and why."""

    date = serializers.DateField(required=False, help_text="Today in the company's calendar unless given.")
    reason = serializers.CharField(max_length=200, default="", allow_blank=True)


class OverruleCredit(CommandSerializer):
    """Going on although the credit limit is exceeded, for those who may."""

    overrule_credit = serializers.BooleanField(default=False, help_text="Go on although the credit limit is exceeded (CU-050).")
    credit_reason = serializers.CharField(
        max_length=200, default="", allow_blank=True, help_text="Why; mandatory with `overrule_credit`, and kept in the audit trail."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for the reason."""
        if attrs.get("overrule_credit") and not attrs["credit_reason"].strip():
            raise serializers.ValidationError({"credit_reason": _("Say why the order goes on although the credit limit is exceeded.")})
        found: dict[str, Any] = super().validate(attrs)
        return found


class NewOrder(OverruleCredit, OrderHeaderFields):
    """A new sales order."""

    customer = CodeField(Customer, "account", help_text="The account of the customer.")
    order_type = serializers.ChoiceField(
        choices=SalesOrderType.choices, required=False, help_text="That of the sales parameters unless given."
    )
    lines = list_of(NewLine(), max_length=MOST_LINES, default=list)
    charges = list_of(NewCharge(), max_length=MOST_LINES, default=list)
    subscription = Cycles(required=False, help_text="The cycles of an order of the type `subscription`.")
    agreement = serializers.CharField(
        max_length=20, required=False, help_text="The number of the customer's sales agreement that the lines look into."
    )
    agreement_terms = serializers.BooleanField(
        default=None, allow_null=True, help_text="The answer to ORD-36: the terms of the agreement are those of the order."
    )


class ChangeOfType(CommandSerializer):
    """Another type for an order."""

    order_type = serializers.ChoiceField(choices=SalesOrderType.choices)
    reason = serializers.CharField(max_length=200, default="", allow_blank=True, help_text="Mandatory once the order was confirmed.")
    search_prices = serializers.BooleanField(
        default=None, allow_null=True, help_text="The answer to ORD-33: search prices as of today. Not answered: refused with ORD-33."
    )
    remove_links = serializers.BooleanField(
        default=False, help_text="The answer to AGR-26: lines of an order that becomes a journal leave their sales agreements."
    )
    turn_quantities = serializers.BooleanField(
        default=None, allow_null=True, help_text="The answer to ORD-34: turn the sign of all quantities. Not answered: refused with ORD-34."
    )
    overrule_credit = serializers.BooleanField(default=False, help_text="Go on although the credit limit is exceeded.")
    subscription = Cycles(required=False, help_text="The cycles of an order that becomes a subscription.")


class OrderChange(OverruleCredit, OrderHeaderFields):
    """Changes of the header; lines that are neither delivered nor invoiced follow dates, warehouse and tax group."""

    customer = CodeField(Customer, "account", required=False)
    agreement = serializers.CharField(
        max_length=20,
        required=False,
        help_text="The number of the customer's sales agreement that new lines look into; lines that are there join by `agreement-links`.",
    )
    agreement_terms = serializers.BooleanField(
        default=False, help_text="The payment and delivery terms of `agreement` become those of the order."
    )
    update_lines = serializers.BooleanField(
        default=True,
        allow_null=True,
        help_text="The answer to ORD-55, where the parameters ask whether lines follow the header. Null: refused with ORD-55.",
    )
    overwrite_prices = serializers.BooleanField(
        default=None, allow_null=True, help_text="The answer to ORD-32: search again what was typed. Not answered: refused with ORD-32."
    )
    end_terms = serializers.BooleanField(
        default=None,
        allow_null=True,
        help_text="The answer to AGR-14 and AGR-15: lines leave their agreement and are priced anew (true) or keep what they have (false).",
    )


class LineChange(OrderLineFields):
    """One line to add, change or remove."""

    line_number = serializers.IntegerField(min_value=1, required=False, help_text="The line to change or remove; none for a new line.")
    remove = serializers.BooleanField(default=False)


class LineChanges(OverruleCredit):
    """Lines to add, change and remove in one step."""

    lines = list_of(LineChange(), max_length=MOST_LINES, allow_empty=False)
    overwrite_prices = serializers.BooleanField(default=None, allow_null=True, help_text="The answer to ORD-32.")
    delete_confirmed = serializers.BooleanField(default=False, help_text="The answer to ORD-35.")
    end_terms = serializers.BooleanField(
        default=None,
        allow_null=True,
        help_text="The answer to AGR-14 and AGR-15: lines leave their agreement and are priced anew (true) or keep what they have (false).",
    )
    delete_attached = serializers.BooleanField(default=False, help_text="The answer to DIR-04: purchase lines go with their lines.")


class Confirmation(OverruleCredit):
    """How to confirm an order."""

    date = serializers.DateField(required=False, help_text="Today in the company's calendar unless given.")
    print = serializers.ChoiceField(
        choices=PrintMoment.choices,
        default=PrintMoment.AFTER,
        help_text="When it is printed and sent as print management says: before the answer, in the background, or only archived.",
    )


class ProFormaConfirmation(CommandSerializer):
    """On which day the confirmation would be."""

    date = serializers.DateField(required=False, help_text="Today in the company's calendar unless given.")


class HoldPlacement(CommandSerializer):
    """A hold to place."""

    code = CodeField(HoldCode)
    reason = serializers.CharField(max_length=200, default="", allow_blank=True)
    notes = serializers.CharField(max_length=MOST_NOTES, default="", allow_blank=True)


class CheckoutOverride(CommandSerializer):
    """Who works on a hold from now on."""

    user = MemberField(required=False, help_text="The e-mail address of a user of the legal entity; the caller unless given.")


class HoldChange(CommandSerializer):
    """What is known about a hold."""

    notes = serializers.CharField(max_length=MOST_NOTES, allow_blank=True)


class LineCancellation(CommandSerializer):
    """A quantity of a line to cancel."""

    line_number = serializers.IntegerField(min_value=1)
    quantity = QuantityField()


class RemainderCancellation(CommandSerializer):
    """What to cancel: the whole deliver remainder, or quantities of lines."""

    reason = CodeField(ReasonCode, only={"kind": ReasonCode.Kind.CANCELLATION}, required=False)
    lines = list_of(LineCancellation(), required=False, max_length=MOST_LINES)


class LineDelivery(CommandSerializer):
    """A quantity to deliver that differs from the proposed one."""

    order = serializers.CharField(max_length=20)
    line_number = serializers.IntegerField(min_value=1)
    quantity = QuantityField()
    close = serializers.BooleanField(default=False, help_text="Give up what stays open of the line.")


class Delivery(OverruleCredit):
    """Which orders to deliver, and how much of them."""

    orders = serializers.ListField(child=serializers.CharField(max_length=20), min_length=1, max_length=MOST_ORDERS)
    quantity = serializers.ChoiceField(choices=DeliveryQuantity.choices, default=DeliveryQuantity.ALL)
    lines = list_of(LineDelivery(), max_length=MOST_LINES, default=list)
    date = serializers.DateField(required=False, help_text="Today in the company's calendar unless given.")
    combine = serializers.BooleanField(default=False, help_text="Put orders for one address on one packing slip.")
    reduce_quantity = serializers.BooleanField(default=False, help_text="Deliver what is there only; what is short stays open.")
    print = serializers.ChoiceField(
        choices=PrintMoment.choices,
        default=PrintMoment.AFTER,
        help_text="When it is printed and sent as print management says: before the answer, in the background, or only archived.",
    )
    external_reference = serializers.CharField(max_length=60, default="", allow_blank=True)
    delivery_reason = CodeField(
        ReasonCode, only={"kind": ReasonCode.Kind.DELIVERY}, required=False, allow_null=True, help_text="Why the goods are sent."
    )


class CorrectedSlipLine(CommandSerializer):
    """The quantity that stays of one line of a packing slip."""

    line_number = serializers.IntegerField(min_value=1)
    quantity = QuantityField()


class SlipCorrection(CommandSerializer):
    """The lines of a packing slip of which less left; lines that are not named stay as they are."""

    lines = list_of(CorrectedSlipLine(), max_length=MOST_LINES, allow_empty=False)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class SlipCancellation(CommandSerializer):
    """Why a packing slip is cancelled."""

    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
