"""Sales orders and their lines: what a customer wants, and how far it got (sales.md §7)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Case, DurationField, Exists, ExpressionWrapper, F, OuterRef, Prefetch, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, DeliveryMode
from foundation.database.constraints import not_negative, percentage, positive, rounded, same_sign
from foundation.database.matching import among, begins, by_folded, folded, in_scope, matching_any
from foundation.fields import AmountField, PercentField, QuantityField, RateField
from foundation.inventory.models import DeliveryDateControl, Item, StockStatus
from foundation.organization.scope import scoped_manager
from sales.delivery_places import DeliveryAddress, delivery_address
from sales.models.cover import cover_date_of_lines, reserved_of_lines
from sales.models.hold import BlockedDocument, OrderHold
from sales.models.line_dates import PROMISED_SHIP, OrderLineDateQuerySet
from sales.models.line_stock import ENOUGH, free_stock, in_line_unit, lacking_stock, quantity_in
from sales.models.order_figures import OrderFigureQuerySet
from sales.models.order_lists import DELIVER_REMAINDER, INVOICE_REMAINDER, OUTER, WITH_DELIVERIES, net_of
from sales.models.terms import WHOLE_ADDRESS, PricedLine, TradeTerms, one_total_discount
from sales.statuses import DRAFT_TYPES, DeliveryType, DocumentStatus, LineKind, SalesOrderType, SalesStatus
from sales.subscriptions import InvoiceMoment
from sales.visibility import hidden_orders

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


class SalesOrderLineQuerySet(OrderLineDateQuerySet):
    """The terms of the sales floor as conditions on lines."""

    def numbered(self, order: str, line_number: int) -> Any:
        """Return a line of an order by their numbers, None where there is none."""
        return self.filter(order__number=order, line_number=line_number).first()

    def with_remainders(self) -> Self:
        """Annotate ``deliver_rest`` and ``invoice_rest``."""
        return self.annotate(deliver_rest=DELIVER_REMAINDER, invoice_rest=INVOICE_REMAINDER)

    def to_deliver(self) -> Self:
        """Lines with something left to deliver, of orders that lists show."""
        found = self.filter(status=SalesStatus.OPEN)
        for hidden in hidden_orders():
            found = found.filter(~Exists(hidden.filter(order=OuterRef("order"))))
        return found

    def schedulable(self) -> Self:
        """Open lines that can be split into several deliveries: nothing of them has moved, and no vendor delivers them."""
        whole = self.to_deliver().filter(kind=LineKind.NORMAL, delivery_type=DeliveryType.STOCK)
        return whole.filter(delivered_quantity=0, invoiced_quantity=0, cancelled_quantity=0, ordered_quantity__gt=0)

    def scheduled(self) -> Self:
        """Lines with multiple deliveries."""
        return self.filter(kind=LineKind.COMMERCIAL)

    def direct(self) -> Self:
        """Lines that a vendor delivers."""
        return self.filter(delivery_type=DeliveryType.DIRECT)

    def to_ship(self) -> Self:
        """Lines with something left to deliver of orders that post documents; the drafts among the orders are few."""
        drafts = in_scope(SalesOrder.unscoped(OUTER)).filter(order_type__in=DRAFT_TYPES).order_by().values("pk")
        return self.to_deliver().exclude(order__in=drafts)

    def for_open_list(self) -> Self:
        """Lines with something left to ship, with ``deliver_rest`` and its worth before tax, ``open_amount``, and the ``mode_code`` they
        travel by to which ``city``.

        The decimals stand in a subquery, so that counting the lines reads no orders.
        """
        decimals = Subquery(in_scope(SalesOrder.unscoped(OUTER)).filter(pk=OuterRef("order")).values("currency__decimals"))
        shown = self.to_ship().with_remainders().with_stock().for_display().annotate(open_amount=net_of(DELIVER_REMAINDER, decimals))
        own_city = Case(When(delivery_country="", then=F("order__delivery_city")), default=F("delivery_city"))
        return shown.annotate(mode_code=Coalesce("delivery_mode__code", "order__delivery_mode__code"), city=own_city)

    def with_places(self) -> Self:
        """Lines with where they go and how they travel, as REST shows it."""
        return self.select_related("delivery_mode", "order__delivery_mode")

    def travelling_by(self, mode: str) -> Self:
        """Lines whose own mode of delivery, or else that of their order, has a code."""
        return self.filter(Q(delivery_mode__code=mode) | Q(delivery_mode=None, order__delivery_mode__code=mode))

    def with_stock(self) -> Self:
        """Annotate ``picked`` and ``reserved``, in the unit of the line."""
        return self.annotate(
            picked=in_line_unit(quantity_in(StockStatus.PICKED)),
            reserved=in_line_unit(quantity_in(StockStatus.RESERVED_PHYSICAL, StockStatus.RESERVED_ORDERED)),
        )

    def for_rest(self) -> Self:
        """Lines with all that REST shows of them."""
        return self.with_stock().select_related(
            "item__category", "unit", "warehouse", "delivery_mode", "sales_tax_group", "item_sales_tax_group"
        )

    def for_reservation(self) -> Self:
        """Lines that stock can be reserved for by hand, with what of them is ``picked``, ``held`` (reserved of what is there) and
        ``coming`` (reserved of what is on its way), and what lies ``free``: all in the unit of the line.
        """
        lines = self.filter(status=SalesStatus.OPEN, ordered_quantity__gt=0, item__stocked=True, warehouse__isnull=False)
        lines = lines.filter(delivery_type=DeliveryType.STOCK).exclude(kind=LineKind.COMMERCIAL).exclude(order__order_type__in=DRAFT_TYPES)
        return lines.annotate(
            picked=in_line_unit(quantity_in(StockStatus.PICKED)),
            held=in_line_unit(quantity_in(StockStatus.RESERVED_PHYSICAL)),
            coming=in_line_unit(quantity_in(StockStatus.RESERVED_ORDERED)),
            free=in_line_unit(free_stock()),
        )

    def for_reservation_list(self) -> Self:
        """Lines with something left to ship that stock can be reserved for, with what is reserved of them and lies free (L26)."""
        return self.to_ship().with_remainders().for_reservation().for_display()

    def with_reservation(self) -> Self:
        """Lines of ``for_reservation_list`` for which something is held, of what is there or on its way."""
        return self.filter(Q(held__gt=0) | Q(coming__gt=0))

    def more_to_reserve(self) -> Self:
        """Lines of ``for_reservation_list`` that wait for goods some of which lie free."""
        return self.filter(free__gt=0, deliver_rest__gt=F("picked") + F("held") + F("coming"))

    def for_ready_list(self) -> Self:
        """Lines that may leave today: nothing stops them, their day has come, and what is open is held for them or lies free (L11)."""
        lines = self.for_open_list().due().filter(order__do_not_process=False, stopped=False, ordered_quantity__gt=0)
        return lines.annotate(lacking=lacking_stock()).filter(ENOUGH)

    def lacking(self) -> Self:
        """Lines of goods to ship of which too little is held for them or lies free."""
        return self.with_remainders().annotate(lacking=lacking_stock()).filter(~ENOUGH, ordered_quantity__gt=0)

    def of_order(self, order_id: int) -> Self:
        """Return the lines of one order as its page shows them, by line number."""
        lines = self.filter(order=order_id).with_remainders().ship_date()
        terms = ("delivery_mode", "sales_tax_group", "item_sales_tax_group")
        return lines.select_related("order", "item", "unit", "warehouse", *terms).order_by("line_number")

    def matching(self, term: str) -> Self:
        """Lines whose order begins with a text, whose item has that number or those words in its name, or whose customer has."""
        customers = in_scope(Customer.unscoped(OUTER)).found_by(term)
        orders = in_scope(SalesOrder.unscoped(OUTER))
        found: Self = matching_any(
            self,
            Q(order__in=orders.filter(begins("number", term)).values("pk")),
            Q(item__in=in_scope(Item.unscoped(OUTER)).matching(term).order_by().values("pk")),
            Q(order__in=orders.filter(among("customer", customers)).values("pk")),
        )
        return found

    def for_past_due_list(self) -> Self:
        """Lines that should have left, with ``deliver_rest``, what is reserved for them, and what covers them next (list L7)."""
        return self.for_open_list().late().annotate(reserved=reserved_of_lines(), cover_date=cover_date_of_lines())

    def for_delayed_list(self) -> Self:
        """Lines that were promised later than wished, with the days between, ``delay`` (list L8)."""
        delay = ExpressionWrapper(F("confirmed_ship_date") - F("requested_ship_date"), output_field=DurationField())
        return self.for_open_list().filter(confirmed_ship_date__gt=F("requested_ship_date")).annotate(delay=delay)

    def not_on_hold(self) -> Self:
        """Lines of orders that nothing stops."""
        return self.filter(order__do_not_process=False, stopped=False)

    def of_held_orders(self) -> Self:
        """Lines of orders on hold."""
        return self.filter(order__do_not_process=True)

    def reopenable(self) -> Self:
        """Lines of which something was cancelled that may be opened again: no invoiced line or order, and none that credits an invoice."""
        open_ones = self.exclude(cancelled_quantity=0).exclude(kind=LineKind.COMMERCIAL).exclude(origin=SalesOrderLine.Origin.CREDIT)
        return open_ones.exclude(status=SalesStatus.INVOICED).exclude(order__status=SalesStatus.INVOICED)

    def to_invoice(self) -> Self:
        """Lines delivered but not fully invoiced, of those that customers are billed for."""
        return self.filter(billable=True).exclude(delivered_quantity=F("invoiced_quantity"))

    def keys_by_number(self, order_ids: Collection[int]) -> dict[tuple[str, int], int]:
        """Return the keys of the lines of some orders by order number and line number."""
        rows = self.filter(order__in=order_ids).values_list("order__number", "line_number", "pk")
        return {(order, line): key for order, line, key in rows}

    def numbers_of(self, order_id: int) -> dict[int, int]:
        """Return the keys of the lines of one order by line number."""
        return dict(self.filter(order=order_id).values_list("line_number", "pk"))

    def for_display(self) -> Self:
        """Everything a list of lines shows."""
        return self.select_related("order__customer__party", "order__currency", "item", "unit", "warehouse")


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
