"""What makes an order a subscription: its cycles, what closed cycles came to, and which steps of them are done (sales.md §16.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.database.constraints import positive
from foundation.fields import AmountField, QuantityField
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from sales.models.order import SalesOrder, SalesOrderLine
from sales.subscriptions import CycleUnit, InvoiceMoment, SubscriptionTerms, WeekendRule


class SubscriptionQuerySet(ScopedQuerySet):
    """Finds subscriptions."""

    def of_order(self, order_id: int) -> SalesSubscription | None:
        """Return the subscription of an order, None when it has none."""
        return self.filter(order=order_id).first()  # type: ignore[no-any-return]

    def running(self) -> Self:
        """Subscriptions that nobody stopped."""
        return self.filter(stopped_at__isnull=True)

    def due(self, on_date: date) -> Self:
        """Running subscriptions with a delivery or invoice due by a day, or with none left to come, and not paused beyond it."""
        delivery = Q(deliver_automatically=True, next_delivery_date__lte=on_date)
        invoice = ~Q(invoice_moment=InvoiceMoment.BY_HAND) & Q(next_invoice_date__lte=on_date)
        over = Q(next_delivery_date__isnull=True) & (Q(invoice_moment=InvoiceMoment.BY_HAND) | Q(next_invoice_date__isnull=True))
        return self.running().filter(delivery | invoice | over).exclude(paused_until__gt=on_date)


class SalesSubscription(EntityModel):
    """The cycles of an order that is delivered and invoiced again and again; ``cycle_no`` is the next one to deliver.

    ``invoice_due`` says that a cycle was handed to the invoicing job. Dates are those of the legal entity's calendar.
    """

    order = models.OneToOneField(SalesOrder, models.CASCADE, related_name="subscription", verbose_name=_("sales order"))
    start_date = models.DateField(_("start date"))
    end_date = models.DateField(_("end date"), null=True, blank=True)
    number_of_cycles = models.PositiveIntegerField(_("number of cycles"), null=True, blank=True)
    delivery_every = models.PositiveSmallIntegerField(_("deliver every"), default=1)
    delivery_unit = models.CharField(_("delivery cycle"), max_length=10, choices=CycleUnit.choices, default=CycleUnit.MONTH)
    invoice_every = models.PositiveSmallIntegerField(_("invoice every"), default=1)
    invoice_unit = models.CharField(_("invoice cycle"), max_length=10, choices=CycleUnit.choices, default=CycleUnit.MONTH)
    deliver_automatically = models.BooleanField(_("deliver automatically"), default=True)
    invoice_moment = models.CharField(
        _("invoice automatically"), max_length=12, choices=InvoiceMoment.choices, default=InvoiceMoment.BY_HAND
    )
    weekend_rule = models.CharField(_("delivery in a weekend"), max_length=20, choices=WeekendRule.choices, default=WeekendRule.NONE)
    reprice_each_cycle = models.BooleanField(_("price anew at each cycle"), default=False)
    cycle_no = models.PositiveIntegerField(_("cycle"), default=1)
    invoice_cycle_no = models.PositiveIntegerField(_("cycle to invoice"), default=1)
    next_delivery_date = models.DateField(_("next delivery"), null=True, blank=True)
    next_invoice_date = models.DateField(_("next invoice"), null=True, blank=True)
    invoice_due = models.BooleanField(_("to invoice"), default=False)
    paused_until = models.DateField(_("paused until"), null=True, blank=True)
    stopped_at = models.DateField(_("stopped"), null=True, blank=True)
    stop_reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects: ClassVar[Any] = scoped_manager(SubscriptionQuerySet)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            positive("subscription_cycles_positive", "delivery_every", "invoice_every", "cycle_no", "invoice_cycle_no"),
            models.CheckConstraint(name="subscription_one_end", condition=Q(end_date__isnull=True) | Q(number_of_cycles__isnull=True)),
            models.CheckConstraint(
                name="subscription_end_after_start", condition=Q(end_date__isnull=True) | Q(end_date__gte=F("start_date"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["legal_entity", "next_delivery_date"], condition=Q(stopped_at__isnull=True), name="subscription_next_delivery"
            ),
        ]

    def __str__(self) -> str:
        """Return the number of the order."""
        return str(self.order)

    @property
    def is_over(self) -> bool:
        """Whether no cycle is left to deliver, and none to hand to the invoicing job."""
        handed = self.invoice_moment == InvoiceMoment.BY_HAND or (self.next_invoice_date is None and not self.invoice_due)
        return self.next_delivery_date is None and handed

    @property
    def terms(self) -> SubscriptionTerms:
        """Return the cycles as the calculation of dates takes them."""
        return SubscriptionTerms(**{name: getattr(self, name) for name in SubscriptionTerms.__dataclass_fields__})

    def move_to(self, cycle: int, invoice_cycle: int) -> None:
        """Make these the next cycles to deliver and to invoice, and set their dates; nothing is saved."""
        self.cycle_no, self.invoice_cycle_no = cycle, invoice_cycle
        self.next_delivery_date = self.terms.delivery_date(cycle)
        self.next_invoice_date = self.terms.invoice_date(invoice_cycle)


@dataclass(frozen=True, slots=True)
class LineTotals:
    """What a line came to over all cycles: quantities in its unit, the amount before tax in the order's currency."""

    line_number: int
    delivered: Decimal
    invoiced: Decimal
    amount: Decimal

    @classmethod
    def of(cls, line: SalesOrderLine, closed: SubscriptionLine) -> Self:
        """Add what closed cycles came to and what the current one has."""
        delivered = closed.closed_quantity + closed.carried_quantity + line.delivered_quantity
        amount = closed.closed_amount + line.invoiced_amount
        return cls(line.line_number, delivered, closed.closed_quantity + line.invoiced_quantity, amount)


class SubscriptionLineQuerySet(ScopedQuerySet):
    """Finds what closed cycles of order lines came to."""

    def of_orders(self, order_ids: Any) -> Self:
        """Those of the lines of some orders."""
        return self.filter(line__order__in=order_ids)

    def totals_of(self, lines: Iterable[SalesOrderLine]) -> dict[int, LineTotals]:
        """Return what lines came to over all cycles, by line: one query. Of a line that closed no cycle that is what it has."""
        by_key = {line.pk: line for line in lines}
        closed = {row.line_id: row for row in self.filter(line__in=by_key)}
        none = SubscriptionLine()
        return {key: LineTotals.of(line, closed.get(key, none)) for key, line in by_key.items()}

    def of_order(self, order_id: int) -> Self:
        """Those of one order as its page shows them, by line number."""
        return self.filter(line__order=order_id).select_related("line__item", "line__unit").order_by("line__line_number")


class SubscriptionLine(EntityModel):
    """What the closed cycles of an order line came to, in the line's unit and the order's currency.

    ``closed_quantity`` was delivered and invoiced; ``carried_quantity`` was delivered in earlier cycles and waits for its
    invoice. The quantities on the order line itself count the current cycle. Written by ``sales.services.cycle_quantities`` only.
    """

    line = models.OneToOneField(SalesOrderLine, models.CASCADE, related_name="subscription", verbose_name=_("line"))
    closed_quantity = QuantityField(_("invoiced in closed cycles"), default=0)
    closed_amount = AmountField(_("amount of closed cycles"), default=0)
    carried_quantity = QuantityField(_("delivered in earlier cycles, to invoice"), default=0)

    objects: ClassVar[Any] = scoped_manager(SubscriptionLineQuerySet)

    class Meta:
        verbose_name = _("subscription line")
        verbose_name_plural = _("subscription lines")
        constraints = [
            models.CheckConstraint(name="subscription_line_not_negative", condition=Q(closed_quantity__gte=0, carried_quantity__gte=0)),
        ]

    def __str__(self) -> str:
        """Return the line."""
        return str(self.line)

    @property
    def invoiced_total(self) -> Decimal:
        """Return what was invoiced over all cycles."""
        return LineTotals.of(self.line, self).invoiced

    @property
    def delivered_total(self) -> Decimal:
        """Return what was delivered over all cycles."""
        return LineTotals.of(self.line, self).delivered


class SubscriptionStep(EntityModel):
    """A step of a cycle that is done, so that it is never done twice (sales.md §16.4)."""

    class Step(models.TextChoices):
        """What is done in a cycle."""

        DELIVERY = "delivery", _("Delivery")
        INVOICE = "invoice", _("Invoice")

    order = models.ForeignKey(SalesOrder, models.CASCADE, related_name="subscription_steps", verbose_name=_("sales order"))
    cycle_no = models.PositiveIntegerField(_("cycle"))
    step = models.CharField(_("step"), max_length=10, choices=Step.choices)
    done_at = models.DateTimeField(_("done at"), auto_now_add=True)

    objects: ClassVar[Any] = scoped_manager(ScopedQuerySet)

    class Meta:
        verbose_name = _("step of a subscription")
        verbose_name_plural = _("steps of subscriptions")
        constraints = [models.UniqueConstraint(fields=["order", "cycle_no", "step"], name="subscription_step_once")]

    def __str__(self) -> str:
        """Return order, cycle and step."""
        return f"{self.order} / {self.cycle_no} / {self.get_step_display()}"
