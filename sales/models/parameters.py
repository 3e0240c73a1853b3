"""Sales parameters of a legal entity (sales.md §22)."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.inventory.models import DeliveryDateControl
from foundation.organization.models import LegalEntity
from sales.statuses import SalesOrderType


def monday_to_friday() -> list[int]:
    """Return the usual working days, Monday being 0."""
    return [0, 1, 2, 3, 4]


class PriceDate(models.TextChoices):
    """Which date of an order chooses its prices."""

    ORDER = "order", _("Order date")
    REQUESTED_SHIP = "requested_ship", _("Requested ship date")
    REQUESTED_RECEIPT = "requested_receipt", _("Requested receipt date")


class DiscountCombination(models.TextChoices):
    """How line and multiline discount meet (sales.md §3.4)."""

    LINE = "line", _("Line")
    MULTILINE = "multiline", _("Multiline")
    MAX = "max", _("MAX (line, multiline)")
    MIN = "min", _("MIN (line, multiline)")
    SUM = "sum", _("Line + multiline")
    PRODUCT = "product", _("Line × multiline")


class AgreementSearch(models.TextChoices):
    """Where orders come from whose lines may look for a sales agreement by themselves (sales.md §15.4)."""

    QUOTATION = "quotation", _("Quotations")
    REPLACEMENT = "replacement", _("Replacements of returned goods")
    CREDIT_NOTE = "credit_note", _("Credit notes")
    INTERCOMPANY = "intercompany", _("Intercompany orders")
    REST = "rest", _("Orders over REST")


def searched_by_default() -> list[str]:
    """Return the sources that look for agreements until somebody says otherwise."""
    return [AgreementSearch.REPLACEMENT.value, AgreementSearch.CREDIT_NOTE.value, AgreementSearch.INTERCOMPANY.value]


class LineUpdate(models.TextChoices):
    """Whether the lines of an order follow when its header changes (sales.md §7.1)."""

    ALWAYS = "always", _("Always")
    PROMPT = "prompt", _("Prompt")
    NEVER = "never", _("Never")


class BackorderTracking(models.TextChoices):
    """Which open lines a packing slip prints below what it delivers (sales.md §11.4)."""

    NONE = "none", _("None")
    THIS_ORDER = "this_order", _("This order")
    CUSTOMER = "customer", _("All orders of the customer")


@pghistory.track()
class SalesParameters(models.Model):
    """One row per legal entity; ``of`` gives the defaults where none was saved."""

    class Reservation(models.TextChoices):
        """Whether lines reserve stock by themselves."""

        MANUAL = "manual", _("Manual")
        AUTOMATIC = "automatic", _("Automatic")

    class ValueBase(models.TextChoices):
        """What header percentages of charges are computed on."""

        LINES = "lines", _("Lines only")
        WITH_CHARGES = "with_charges", _("Including charges")

    legal_entity = models.OneToOneField("organization.LegalEntity", models.CASCADE, related_name="sales_parameters")
    default_order_type = models.CharField(
        _("default order type"), max_length=20, choices=SalesOrderType.choices, default=SalesOrderType.SALES_ORDER
    )
    default_warehouse = models.ForeignKey(
        "inventory.Warehouse", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("default warehouse")
    )
    reservation = models.CharField(_("reservation"), max_length=10, choices=Reservation.choices, default=Reservation.MANUAL)
    reserve_ordered_items = models.BooleanField(_("reserve ordered items"), default=False)
    price_date = models.CharField(_("price date"), max_length=18, choices=PriceDate.choices, default=PriceDate.ORDER)
    discount = models.CharField(_("discount"), max_length=10, choices=DiscountCombination.choices, default=DiscountCombination.LINE)
    auto_multiline = models.BooleanField(_("calculate multiline discount by itself"), default=True)
    auto_total_discount = models.BooleanField(_("calculate total discount by itself"), default=True)
    generic_currency = models.ForeignKey(
        "organization.Currency", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("generic currency")
    )
    recalculate_on_import = models.BooleanField(_("recalculate net amount on import"), default=True)
    suggestions = models.BooleanField(_("suggest items while lines are entered"), default=True)
    agreement_activation = models.JSONField(_("agreement combinations switched off"), default=list, blank=True)
    update_line_dates = models.CharField(
        _("update order lines: dates"), max_length=6, choices=LineUpdate.choices, default=LineUpdate.PROMPT, db_default=LineUpdate.PROMPT
    )
    update_line_warehouse = models.CharField(
        _("update order lines: warehouse"),
        max_length=6,
        choices=LineUpdate.choices,
        default=LineUpdate.PROMPT,
        db_default=LineUpdate.PROMPT,
    )
    update_line_tax = models.CharField(
        _("update order lines: sales tax group, by the address"),
        max_length=6,
        choices=LineUpdate.choices,
        default=LineUpdate.PROMPT,
        db_default=LineUpdate.PROMPT,
    )
    update_line_address = models.CharField(
        _("update order lines: delivery address"),
        max_length=6,
        choices=LineUpdate.choices,
        default=LineUpdate.PROMPT,
        db_default=LineUpdate.PROMPT,
    )
    update_line_mode = models.CharField(
        _("update order lines: mode of delivery"),
        max_length=6,
        choices=LineUpdate.choices,
        default=LineUpdate.ALWAYS,
        db_default=LineUpdate.ALWAYS,
    )
    auto_charges_header = models.BooleanField(_("find auto charges for the header"), default=True)
    auto_charges_line = models.BooleanField(_("find auto charges for lines"), default=True)
    charge_value_base = models.CharField(_("value base of charges"), max_length=12, choices=ValueBase.choices, default=ValueBase.LINES)
    accept_overdelivery = models.BooleanField(_("accept over-delivery"), default=True)
    accept_underdelivery = models.BooleanField(_("accept under-delivery"), default=True)
    prevent_partial_default = models.BooleanField(_("prevent partial delivery"), default=False)
    split_by_delivery_address = models.BooleanField(_("split packing slips by delivery address"), default=True)
    split_by_warehouse = models.BooleanField(_("split packing slips by warehouse"), default=True)
    backorder_tracking = models.CharField(
        _("open lines on packing slips"), max_length=10, choices=BackorderTracking.choices, default=BackorderTracking.THIS_ORDER
    )
    prices_on_packing_slip = models.BooleanField(_("prices on packing slips"), default=False)
    delivery_reason_on_slip = models.BooleanField(_("delivery reason on packing slips"), default=False)
    credit_check_on_lines = models.BooleanField(_("check credit when order lines are saved"), default=False)
    credit_check_on_rest = models.BooleanField(_("check credit of orders over REST"), default=True)
    cancel_reason_mandatory = models.BooleanField(_("reason mandatory on cancellation"), default=False)
    keep_voided_orders = models.BooleanField(_("keep voided orders"), default=True)
    agreement_searches = models.JSONField(_("sources that search sales agreements"), default=searched_by_default, blank=True)
    delivery_date_control = models.CharField(
        _("delivery date control"), max_length=15, choices=DeliveryDateControl.choices, default=DeliveryDateControl.SALES_LEAD_TIME
    )
    working_days = models.JSONField(_("working days"), default=monday_to_friday)
    atp_horizon = models.PositiveSmallIntegerField(_("ATP horizon in days"), default=60)
    atp_demand_fence = models.PositiveSmallIntegerField(_("count overdue issues of at most so many days"), default=7)
    atp_supply_fence = models.PositiveSmallIntegerField(_("count overdue receipts of at most so many days"), default=7)
    atp_demand_offset = models.PositiveSmallIntegerField(_("overdue issues leave in so many days"), default=1)
    atp_supply_offset = models.PositiveSmallIntegerField(_("overdue receipts come in so many days"), default=1)
    sales_lead_time = models.PositiveSmallIntegerField(_("sales lead time in days"), default=1)

    class Meta:
        verbose_name = _("sales parameters")
        verbose_name_plural = _("sales parameters")

    def __str__(self) -> str:
        """Return whose parameters these are."""
        return f"{self.legal_entity}"

    @classmethod
    def of(cls, legal_entity: LegalEntity) -> SalesParameters:
        """Return the saved parameters of a legal entity, or the defaults."""
        return cls.objects.filter(legal_entity=legal_entity).first() or cls(legal_entity=legal_entity)
