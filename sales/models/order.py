"""Sales orders and their lines: what a customer wants, and how far it got (sales.md §7)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, DeliveryMode
from foundation.database.constraints import not_negative, percentage, positive, rounded, same_sign
from foundation.database.matching import by_folded, folded, in_scope
from foundation.fields import AmountField, PercentField, QuantityField, RateField
from foundation.inventory.models import DeliveryDateControl
from foundation.organization.scope import scoped_manager
from sales.delivery_places import DeliveryAddress, delivery_address
from sales.models.hold import BlockedDocument, OrderHold
from sales.models.line_conditions import SalesOrderLineQuerySet
from sales.models.line_dates import PROMISED_SHIP
from sales.models.order_figures import OrderFigureQuerySet
from sales.models.order_lists import OUTER, WITH_DELIVERIES
from sales.models.terms import WHOLE_ADDRESS, PricedLine, TradeTerms, one_total_discount
from sales.statuses import DRAFT_TYPES, DeliveryType, DocumentStatus, LineKind, SalesOrderType, SalesStatus
from sales.subscriptions import InvoiceMoment

_GROUPS = ("price_group", "line_discount_group", "multiline_discount_group", "total_discount_group")


class SalesOrderQuerySet(OrderFigureQuerySet):
    """The terms of the sales floor as conditions on orders."""

    def on_hold(self) -> Self:
        """Orders with a hold that nobody cleared."""
        return self.filter(Exists(in_scope(OrderHold.unscoped(OUTER)).active().filter(order=OuterRef("pk"))))

    def on_hold_to_count(self) -> Self:
        """Return the orders on hold, found from their holds."""
        return self.among(in_scope(OrderHold.unscoped(OUTER)).active())

    def processable(self) -> Self:
        """Orders of the types that post documents, neither Invoiced nor Cancelled."""
        return self.exclude(order_type__in=DRAFT_TYPES).filter(status__in=[SalesStatus.OPEN, SalesStatus.DELIVERED])

    def with_something_to_invoice(self, *, delivered_only: bool = False, deliver_now: bool = False) -> Self:
        """Live orders of which something is left to invoice: all of it, what was delivered, or what is to deliver now."""
        lines = in_scope(SalesOrderLine.unscoped(OUTER)).filter(billable=True).exclude(status=SalesStatus.CANCELLED)
        left = ~Q(delivered_quantity=F("invoiced_quantity"))
        if deliver_now:
            left |= ~Q(deliver_now=0)
        elif not delivered_only:
            left |= ~Q(ordered_quantity=F("invoiced_quantity") + F("cancelled_quantity"))
        return self.processable().filter(Exists(lines.filter(left, order=OuterRef("pk"))))

    def for_batch_invoicing(self) -> Self:
        """Leave out what no batch invoices: orders on hold for invoices, orders excluded by hand (invoicing.md 3.3).

        Subscriptions that are invoiced by themselves wait until a cycle is due (sales.md §16.4).
        """
        due = Q(subscription__isnull=True) | Q(subscription__invoice_moment=InvoiceMoment.BY_HAND) | Q(subscription__invoice_due=True)
        held = in_scope(OrderHold.unscoped(OUTER)).blocking(BlockedDocument.INVOICE).filter(order=OuterRef("pk"))
        return self.filter(due, ~Exists(held), exclude_from_batch_invoicing=False)

    def for_detail(self) -> Self:
        """An order with its lines, charges, holds and terms, in a fixed number of queries."""
        terms = ("payment_terms", "cash_discount", "payment_method", "sales_tax_group", "delivery_terms", "delivery_mode")
        return (
            self.for_display()
            .select_related(*terms, *_GROUPS, "site", "subscription")
            .prefetch_related(Prefetch("lines", SalesOrderLine.objects.for_rest()), "charges__code", "charges__line", "charges__unit")
            .prefetch_related("holds__code", "holds__placed_by", "holds__checked_out_to", "holds__cleared_by")
        )

    def with_agreed(self, order_paths: Sequence[str], line_paths: Sequence[str]) -> Self:
        """Orders with what rooms above keep of them and, by prefetching, of their lines."""
        return self.select_related(*order_paths).prefetch_related(*(f"lines__{path}" for path in line_paths))

    def for_entry(self) -> Self:
        """What entering and changing lines reads of an order: its customer, groups and terms."""
        return self.select_related(
            "legal_entity__currency",
            "customer__party",
            "customer__group",
            "customer__charge_group",
            "invoice_account__party",
            "currency",
            "warehouse__site",
            "sales_tax_group",
            *_GROUPS,
            "delivery_terms",
            "delivery_mode",
            "responsible",
            "payment_terms",
        )

    def for_page(self) -> Self:
        """What the page of one order shows; its confirmations are both documents of it and part of its story."""
        related = self.for_entry().select_related("site", "cash_discount", "payment_method", "created_by")
        return related.prefetch_related("confirmations")

    def for_delivery(self) -> Self:
        """What planning, posting and printing a confirmation or packing slip reads of an order."""
        return self.select_related(
            "customer__party", "invoice_account__party", "currency", "delivery_terms", "delivery_mode", "responsible", "payment_terms"
        )


@pghistory.track(
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    fields=["customer", "invoice_account", "payment_terms", "total_discount_percent", "total_discount_amount", "requested_ship_date"],
    model_name="SalesOrderEvent",
)
class SalesOrder(TradeTerms):
    """A customer's order. Amounts are in ``currency``; statuses are derived from quantities and stored for searching."""

    number = models.CharField(_("sales order"), max_length=20)
    order_type = models.CharField(_("order type"), max_length=20, choices=SalesOrderType.choices, default=SalesOrderType.SALES_ORDER)
    status = models.CharField(_("status"), max_length=10, choices=SalesStatus.choices, default=SalesStatus.OPEN)
    document_status = models.CharField(_("document status"), max_length=14, choices=DocumentStatus.choices, default=DocumentStatus.NONE)
    do_not_process = models.BooleanField(_("do not process"), default=False)

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="orders", verbose_name=_("customer"))
    invoice_account = models.ForeignKey(Customer, models.PROTECT, related_name="invoice_orders", verbose_name=_("invoice account"))
    created_by = models.ForeignKey(
        "organization.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("order taker")
    )
    project_number = models.CharField(_("project"), max_length=20, blank=True, default="", db_default="")
    rma_number = models.CharField(_("RMA number"), max_length=20, blank=True, default="", db_default="")

    fixed_exchange_rate = RateField(_("fixed exchange rate"), null=True, blank=True)

    order_date = models.DateField(_("order date"))
    confirmed_ship_date = models.DateField(_("confirmed ship date"), null=True, blank=True)
    confirmed_receipt_date = models.DateField(_("confirmed receipt date"), null=True, blank=True)
    delivery_date_control = models.CharField(
        _("delivery date control"), max_length=15, choices=DeliveryDateControl.choices, default=DeliveryDateControl.NONE
    )

    automatic_reservation = models.BooleanField(_("automatic reservation"), default=False)
    summary_update_allowed = models.BooleanField(_("combine invoices"), default=False)
    exclude_from_batch_invoicing = models.BooleanField(_("exclude from batch invoicing"), default=False)
    exclude_from_credit_check = models.BooleanField(_("exclude from credit check"), default=False)
    priority = models.PositiveSmallIntegerField(_("priority"), default=5)
    confirmed_version = models.PositiveSmallIntegerField(_("confirmed version"), default=0)
    changed_since_confirmation = models.BooleanField(_("changed since confirmation"), default=False)
    order_amount = AmountField(_("order amount"), default=0, help_text=_("Net of lines after discounts, with charges, without tax"))
    total_discount_invoiced = AmountField(_("invoiced of the total discount amount"), default=0)
    external_id = models.CharField(_("external id"), max_length=60, blank=True)
    number_folded = folded("number")
    customer_reference_folded = folded("customer_reference")
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = scoped_manager(SalesOrderQuerySet)

    class Meta:
        ordering = ["-order_date", "-id"]
        verbose_name = _("sales order")
        verbose_name_plural = _("sales orders")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "number"], name="sales_order_number_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="sales_order_in_entity"),
            models.UniqueConstraint(
                fields=["legal_entity", "external_id"], condition=~Q(external_id=""), name="sales_order_external_id_unique"
            ),
            models.CheckConstraint(
                condition=Q(total_discount_percent__gte=0, total_discount_percent__lte=100), name="sales_order_discount_range"
            ),
            not_negative("sales_order_discount_amount", "total_discount_amount"),
            one_total_discount("sales_order_one_total_discount"),
            models.CheckConstraint(condition=Q(priority__gte=1, priority__lte=9), name="sales_order_priority_range"),
            positive("sales_order_rate", "fixed_exchange_rate"),
            rounded("sales_order_rounded", "order_amount", "total_discount_amount", "total_discount_invoiced"),
        ]
        indexes = [
            models.Index(fields=["legal_entity", "-order_date", "-id"], name="sales_order_by_date"),
            models.Index(fields=["legal_entity", "status", "-order_date", "-id"], name="sales_order_by_status"),
            models.Index(fields=["legal_entity", "customer", "-order_date", "-id"], name="sales_order_by_customer"),
            models.Index(
                fields=["legal_entity", "invoice_account"], condition=Q(status__in=WITH_DELIVERIES), name="sales_order_live_by_account"
            ),
            models.Index(fields=["legal_entity", "requested_ship_date", "id"], name="sales_order_by_ship_date"),
            models.Index(fields=["legal_entity", "order_amount", "id"], name="sales_order_by_amount"),
            models.Index(fields=["legal_entity", "document_status", "id"], name="sales_order_by_document"),
            models.Index(
                fields=["legal_entity", "order_type", "id"],
                condition=~Q(order_type=SalesOrderType.SALES_ORDER),
                name="sales_order_of_other_types",
            ),
            models.Index(
                fields=["legal_entity", "order_date", "id"],
                condition=Q(status__in=WITH_DELIVERIES),
                name="sales_order_live_by_date",
            ),
            models.Index(fields=["legal_entity", "number_folded"], condition=Q(do_not_process=True), name="sales_order_do_not_process"),
            by_folded("number", "sales_order_number_prefix"),
            by_folded("customer_reference", "sales_order_reference"),
        ]

    def __str__(self) -> str:
        """Return the order number."""
        return self.number


@pghistory.track(
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    fields=["ordered_quantity", "unit_price", "discount_amount", "discount_percent", "net_amount", "item", "confirmed_ship_date"],
    model_name="SalesOrderLineEvent",
)
class SalesOrderLine(PricedLine):
    """One item on a sales order, with the quantities that follow it through its life (sales.md §7.3).

    Ordered Q, delivered D, invoiced I and cancelled C carry the sign of Q, in the line's unit. D, I and C are written only
    by ``sales.services.quantities``. Prices are in the order's currency per ``price_unit`` units.
    """

    class Origin(models.TextChoices):
        """How the line came to be."""

        NONE = "none", _("None")
        UP_SELL = "up_sell", _("Item up-sell")
        CROSS_SELL = "cross_sell", _("Item cross-sell")
        QUOTATION = "quotation", _("Quotation")
        COPY = "copy", _("Copy")
        CREDIT = "credit", _("Credit note")
        REPLACEMENT = "replacement", _("Replacement")
        IMPORT = "import", _("Import")
        PROJECT = "project", _("Project")

    order = models.ForeignKey(SalesOrder, models.CASCADE, related_name="lines", verbose_name=_("sales order"))
    deliver_now = QuantityField(_("deliver now"), default=0)
    delivered_quantity = QuantityField(_("delivered"), default=0)
    invoiced_quantity = QuantityField(_("invoiced"), default=0)
    cancelled_quantity = QuantityField(_("cancelled"), default=0)
    invoiced_amount = AmountField(_("invoiced amount"), default=0)

    overdelivery_percent = PercentField(_("over-delivery %"), default=0)
    underdelivery_percent = PercentField(_("under-delivery %"), default=0)
    prevent_partial_delivery = models.BooleanField(_("deliver complete only"), default=False)
    stopped = models.BooleanField(_("stopped"), default=False)
    billable = models.BooleanField(_("billable"), default=True, db_default=True)
    confirmed_ship_date = models.DateField(_("confirmed ship date"), null=True, blank=True)
    confirmed_receipt_date = models.DateField(_("confirmed receipt date"), null=True, blank=True)
    delivery_date_control = models.CharField(
        _("delivery date control"), max_length=15, choices=DeliveryDateControl.choices, default=DeliveryDateControl.NONE
    )
    status = models.CharField(_("status"), max_length=10, choices=SalesStatus.choices, default=SalesStatus.OPEN)
    origin = models.CharField(_("origin"), max_length=12, choices=Origin.choices, default=Origin.NONE)
    delivery_type = models.CharField(_("delivery type"), max_length=6, choices=DeliveryType.choices, default=DeliveryType.STOCK)
    kind = models.CharField(_("kind of line"), max_length=10, choices=LineKind.choices, default=LineKind.NORMAL)
    commercial_line = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="delivery_lines", verbose_name=_("line with multiple deliveries")
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = scoped_manager(SalesOrderLineQuerySet)

    class Meta:
        ordering = ["order", "line_number"]
        verbose_name = _("sales order line")
        verbose_name_plural = _("sales order lines")
        constraints = [
            models.UniqueConstraint(fields=["order", "line_number"], name="sales_line_number_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="sales_line_in_entity"),
            models.CheckConstraint(condition=~Q(ordered_quantity=0), name="sales_line_quantity_not_zero"),
            models.CheckConstraint(
                name="sales_line_invoiced_within_delivered",
                condition=Q(ordered_quantity__gt=0, invoiced_quantity__gte=0, invoiced_quantity__lte=F("delivered_quantity"))
                | Q(ordered_quantity__lt=0, invoiced_quantity__lte=0, invoiced_quantity__gte=F("delivered_quantity")),
                violation_error_message=_("No more can be invoiced than was delivered."),
            ),
            models.CheckConstraint(
                name="sales_line_delivered_within_tolerance",
                condition=Q(
                    ordered_quantity__gt=0,
                    delivered_quantity__lte=F("ordered_quantity") * (1 + F("overdelivery_percent") / 100),
                    cancelled_quantity__gte=0,
                    cancelled_quantity__lte=F("ordered_quantity"),
                )
                | Q(
                    ordered_quantity__lt=0,
                    delivered_quantity__gte=F("ordered_quantity") * (1 + F("overdelivery_percent") / 100),
                    cancelled_quantity__lte=0,
                    cancelled_quantity__gte=F("ordered_quantity"),
                ),
                violation_error_message=_("No more can be delivered than the order allows."),
            ),
            models.CheckConstraint(
                name="sales_line_credit_within_claim",
                condition=~Q(origin="credit") | Q(overdelivery_percent=0),
                violation_error_message=_("No more can be credited than was invoiced."),
            ),
            models.CheckConstraint(condition=Q(price_unit__gt=0), name="sales_line_price_unit_positive"),
            models.CheckConstraint(condition=Q(kind=LineKind.DELIVERY) ^ Q(commercial_line=None), name="sales_line_schedule"),
            models.CheckConstraint(
                condition=Q(discount_percent__gte=0, discount_percent__lte=100, multiline_percent__gte=0, multiline_percent__lte=100),
                name="sales_line_discount_range",
            ),
            models.CheckConstraint(condition=WHOLE_ADDRESS, name="sales_line_whole_address"),
            positive("sales_line_factor", "inventory_factor"),
            same_sign("sales_line_deliver_now", "ordered_quantity", "deliver_now"),
            not_negative("sales_line_price_not_negative", "unit_price"),
            not_negative("sales_line_overdelivery", "overdelivery_percent"),
            percentage("sales_line_underdelivery", "underdelivery_percent"),
        ]
        indexes = [
            models.Index(fields=["legal_entity", "status", "requested_ship_date", "id"], name="sales_line_open"),
            models.Index("legal_entity", "order", PROMISED_SHIP, condition=Q(status=SalesStatus.OPEN), name="sales_line_open_of_order"),
            models.Index(fields=["legal_entity", "requested_ship_date", "id"], condition=Q(stopped=True), name="sales_line_stopped"),
            models.Index(fields=["legal_entity", "item", "status"], name="sales_line_by_item"),
            models.Index(
                fields=["legal_entity", "order"],
                condition=~Q(delivered_quantity=F("invoiced_quantity")) & Q(status__in=WITH_DELIVERIES),
                name="sales_line_shipped_not_invoic",
            ),
        ]

    def __str__(self) -> str:
        """Return order and line number."""
        return f"{self.order} / {self.line_number}"

    @property
    def address(self) -> DeliveryAddress:
        """Where the line goes."""
        return delivery_address(self, self.order)

    @property
    def mode(self) -> DeliveryMode | None:
        """How the line travels."""
        return self.delivery_mode or self.order.delivery_mode

    @property
    def deliver_remainder(self) -> Decimal:
        """Ordered less delivered less cancelled; zero when over-delivered."""
        rest = self.ordered_quantity - self.delivered_quantity - self.cancelled_quantity
        return rest if (rest > 0) == (self.ordered_quantity > 0) else Decimal(0)

    @property
    def invoice_remainder(self) -> Decimal:
        """Delivered, not yet invoiced; nothing of what no customer is billed for."""
        return self.delivered_quantity - self.invoiced_quantity if self.billable else Decimal(0)

    @property
    def open_to_invoice(self) -> Decimal:
        """What may still be invoiced: both remainders."""
        return self.deliver_remainder + self.invoice_remainder if self.billable else Decimal(0)
