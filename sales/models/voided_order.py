"""What was deleted of orders: whole orders, or lines of orders that stay, with who deleted them and when (sales.md §7.4, §20: L17)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from foundation.database.matching import in_scope
from foundation.database.triggers import immutable
from foundation.fields import AmountField, PercentField, PriceField, QuantityField
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from sales.statuses import SalesOrderType

OUTER_VOIDED = "an outer query names the deleted lines"


class VoidedOrderQuerySet(ScopedQuerySet):
    """Finds what was deleted."""

    def for_display(self) -> Self:
        """What pages show."""
        return self.select_related("customer__party", "currency", "voided_by")

    def for_detail(self) -> Self:
        """What was deleted with its lines, in a fixed number of queries."""
        return self.for_display().prefetch_related("lines")


class VoidedOrder(EntityModel):
    """One deletion: of an order with its lines, or of lines of an order that stays. Amounts are in ``currency``."""

    number = models.CharField(_("sales order"), max_length=20)
    order_type = models.CharField(_("order type"), max_length=20, choices=SalesOrderType.choices)
    whole_order = models.BooleanField(_("whole order"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("customer"))
    customer_reference = models.CharField(_("customer reference"), max_length=60, blank=True)
    order_date = models.DateField(_("order date"))
    currency = models.ForeignKey("organization.Currency", models.PROTECT, related_name="+", verbose_name=_("currency"))
    order_amount = AmountField(_("order amount"), help_text=_("Before it was deleted, with charges, without tax"))
    voided_by = models.ForeignKey("organization.User", models.PROTECT, related_name="+", verbose_name=_("deleted by"))
    voided_at = models.DateTimeField(_("deleted at"), default=timezone.now)

    objects: ClassVar[Any] = scoped_manager(VoidedOrderQuerySet)

    class Meta:
        ordering = ["-voided_at", "-id"]
        verbose_name = _("voided sales order")
        verbose_name_plural = _("voided sales orders")
        constraints = [models.UniqueConstraint(fields=["legal_entity", "id"], name="voided_order_in_entity")]
        indexes = [models.Index(fields=["legal_entity", "number"], name="voided_order_by_number")]
        triggers = immutable()

    def __str__(self) -> str:
        """Return the number that the order had."""
        return self.number


class VoidedOrderLineQuerySet(ScopedQuerySet):
    """Finds deleted lines."""

    def for_list(self) -> Self:
        """What the list shows."""
        return self.select_related("voided_order__customer__party", "voided_order__currency", "voided_order__voided_by")

    def of_whole_orders(self) -> Self:
        """Lines that went with their order."""
        return self.filter(voided_order__whole_order=True)

    def alone(self) -> Self:
        """Lines of orders that stayed."""
        return self.filter(voided_order__whole_order=False)

    def of_record(self, key: int) -> Self:
        """Return the lines of one deletion, by line number."""
        return self.filter(voided_order=key).select_related("voided_order").order_by("line_number")

    def matching(self, term: str) -> Self:
        """Lines of an order or item whose number begins with a text, or of a customer with that account or words in its name."""
        customers = in_scope(Customer.unscoped(OUTER_VOIDED)).found_by(term)
        theirs = Q(voided_order__customer__in=customers)
        return self.filter(Q(voided_order__number__istartswith=term) | Q(item_number__istartswith=term) | theirs)


class VoidedOrderLine(EntityModel):
    """A line as it stood when it was deleted; item and unit are kept as they were called then."""

    voided_order = models.ForeignKey(VoidedOrder, models.PROTECT, related_name="lines", verbose_name=_("voided sales order"))
    line_number = models.PositiveIntegerField(_("line"))
    item_number = models.CharField(_("item"), max_length=30)
    name = models.CharField(_("description"), max_length=200)
    quantity = QuantityField(_("quantity"))
    unit = models.CharField(_("unit"), max_length=20)
    unit_price = PriceField(_("unit price"))
    discount_percent = PercentField(_("discount %"))
    net_amount = AmountField(_("net amount"))

    objects: ClassVar[Any] = scoped_manager(VoidedOrderLineQuerySet)

    class Meta:
        ordering = ["line_number"]
        verbose_name = _("voided order line")
        verbose_name_plural = _("voided order lines")
        constraints = [models.UniqueConstraint(fields=["voided_order", "line_number"], name="voided_order_line_unique")]
        triggers = immutable()

    def __str__(self) -> str:
        """Return order and line."""
        return f"{self.voided_order} {self.line_number}"
