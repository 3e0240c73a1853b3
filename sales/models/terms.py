"""What orders and quotations have in common: terms of trade, delivery, and lines with prices (sales.md §7.1, §7.2)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models import CustomerDiscountGroup, DeliveryMode, DeliveryTerms, MethodOfPayment
from foundation.fields import AmountField, PercentField, PriceField, QuantityField, RateField
from foundation.inventory.models import Item, Site, Unit, Warehouse
from foundation.ledger.models import CashDiscount, ItemSalesTaxGroup, SalesTaxGroup, TermsOfPayment
from foundation.organization.scope import EntityModel

LEAD_TIME = "lead_time"
BOUNDED = "bounded"
PRICED_FOR = "priced_for"
"""In the source of a price: the quantity that it was found for, where that was split over several lines since."""
WHOLE_ADDRESS = ~models.Q(delivery_country="") | models.Q(delivery_name="", delivery_street="", delivery_postal_code="", delivery_city="")
"""An address of a line has a country; without one the line goes where its document goes."""


def one_total_discount(name: str) -> models.CheckConstraint:
    """Refuse a total discount that is both a percentage and an amount (sales.md §3.5)."""
    return models.CheckConstraint(
        name=name,
        condition=models.Q(total_discount_percent=0) | models.Q(total_discount_amount=0),
        violation_error_message=_("A total discount is either a percentage or an amount."),
    )


class TradeTerms(EntityModel):
    """The header fields that decide on prices, tax, payment and delivery of what is sold."""

    contact_name = models.CharField(_("contact"), max_length=100, blank=True)
    responsible = models.ForeignKey(
        "organization.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("responsible")
    )
    customer_reference = models.CharField(_("customer reference"), max_length=60, blank=True)
    customer_requisition = models.CharField(_("customer requisition"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=5, default="en")
    currency = models.ForeignKey("organization.Currency", models.PROTECT, related_name="+", verbose_name=_("currency"))
    prices_include_tax = models.BooleanField(_("prices include sales tax"), default=False)
    sales_tax_group = models.ForeignKey(
        SalesTaxGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sales tax group")
    )
    payment_terms = models.ForeignKey(
        TermsOfPayment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("terms of payment")
    )
    cash_discount = models.ForeignKey(
        CashDiscount, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cash discount")
    )
    payment_method = models.ForeignKey(
        MethodOfPayment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("method of payment")
    )
    price_group = models.ForeignKey(
        CustomerDiscountGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("price group")
    )
    line_discount_group = models.ForeignKey(
        CustomerDiscountGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("line discount group")
    )
    multiline_discount_group = models.ForeignKey(
        CustomerDiscountGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("multiline discount group")
    )
    total_discount_group = models.ForeignKey(
        CustomerDiscountGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("total discount group")
    )
    total_discount_percent = PercentField(_("total discount %"), default=0)
    total_discount_amount = AmountField(_("total discount amount"), default=0)
    total_discount_manual = models.BooleanField(_("total discount typed"), default=False)
    requested_ship_date = models.DateField(_("requested ship date"))
    requested_receipt_date = models.DateField(_("requested receipt date"))
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("site"))
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("warehouse"))
    delivery_name = models.CharField(_("delivery name"), max_length=100, blank=True)
    delivery_street = models.CharField(_("street and number"), max_length=120, blank=True)
    delivery_postal_code = models.CharField(_("postal code"), max_length=12, blank=True)
    delivery_city = models.CharField(_("city"), max_length=60, blank=True)
    delivery_country = models.CharField(_("country"), max_length=2, blank=True)
    delivery_terms = models.ForeignKey(
        DeliveryTerms, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("delivery terms")
    )
    delivery_mode = models.ForeignKey(
        DeliveryMode, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("mode of delivery")
    )
    prevent_partial_delivery = models.BooleanField(_("deliver complete only"), default=False)
    text = models.CharField(_("text on documents"), max_length=1000, blank=True)
    internal_note = models.CharField(_("internal note"), max_length=1000, blank=True)

    class Meta:
        abstract = True


class PricedLine(EntityModel):
    """An item with its quantity and price; prices are in the currency of the document, per ``price_unit`` units.

    Address and mode of delivery are empty where they are those of the document.
    """

    line_number = models.PositiveIntegerField(_("line"))
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    name = models.CharField(_("name"), max_length=200)
    ordered_quantity = QuantityField(_("quantity"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    inventory_factor = RateField(_("inventory units per unit"), default=1)
    unit_price = PriceField(_("unit price"), default=0)
    price_unit = QuantityField(_("price unit"), default=1)
    discount_amount = PriceField(_("discount"), default=0)
    discount_percent = PercentField(_("discount %"), default=0)
    multiline_amount = PriceField(_("multiline discount"), default=0)
    multiline_percent = PercentField(_("multiline discount %"), default=0)
    net_amount = AmountField(_("net amount"), default=0)
    price_manual = models.BooleanField(_("price typed"), default=False)
    discount_manual = models.BooleanField(_("discount typed"), default=False)
    price_source = models.JSONField(_("why this price"), default=dict, blank=True)
    unit_cost = PriceField(_("unit cost"), default=0)
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("warehouse"))
    requested_ship_date = models.DateField(_("requested ship date"))
    requested_receipt_date = models.DateField(_("requested receipt date"))
    sales_tax_group = models.ForeignKey(
        SalesTaxGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sales tax group")
    )
    item_sales_tax_group = models.ForeignKey(
        ItemSalesTaxGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("item sales tax group")
    )
    delivery_name = models.CharField(_("delivery name"), max_length=100, blank=True, default="", db_default="")
    delivery_street = models.CharField(_("street and number"), max_length=120, blank=True, default="", db_default="")
    delivery_postal_code = models.CharField(_("postal code"), max_length=12, blank=True, default="", db_default="")
    delivery_city = models.CharField(_("city"), max_length=60, blank=True, default="", db_default="")
    delivery_country = models.CharField(_("country"), max_length=2, blank=True, default="", db_default="")
    delivery_mode = models.ForeignKey(
        DeliveryMode, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("mode of delivery")
    )
    text = models.CharField(_("text on documents"), max_length=1000, blank=True)

    class Meta:
        abstract = True

    @property
    def has_own_address(self) -> bool:
        """Whether the line goes to an address of its own."""
        return bool(self.delivery_country)

    @property
    def agreed_lead_time(self) -> int | None:
        """The days that the trade agreement of the price takes to deliver; None where it says nothing (sales.md §12.2)."""
        return (self.price_source or {}).get(LEAD_TIME)
