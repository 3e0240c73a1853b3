"""On-hand: the sums of the stock transactions per item and warehouse, kept in the same transaction (sales.md §2.4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.fields import AmountField, QuantityField
from foundation.inventory.models.item import Item
from foundation.inventory.models.warehouse import Warehouse
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager


class OnHand(EntityModel):
    """How much of an item lies in a warehouse, in inventory units; the row is also the lock of that stock.

    ``posted`` is purchased less sold. All other columns are sums of absolute quantities of transactions in that status.
    ``value`` is the stock value in accounting currency for the moving average. Written by
    ``foundation.inventory.services`` only; ``manage.py check_stock`` recomputes it from the transactions.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="on_hand", verbose_name=_("item"))
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, related_name="+", verbose_name=_("warehouse"))
    posted = QuantityField(_("posted"), default=0)
    received = QuantityField(_("received"), default=0)
    registered = QuantityField(_("registered"), default=0)
    deducted = QuantityField(_("deducted"), default=0)
    picked = QuantityField(_("picked"), default=0)
    reserved_physical = QuantityField(_("physical reserved"), default=0)
    ordered = QuantityField(_("ordered in total"), default=0)
    reserved_ordered = QuantityField(_("ordered reserved"), default=0)
    on_order = QuantityField(_("on order"), default=0)
    value = AmountField(_("value"), default=0)
    last_average_cost = AmountField(_("last average cost"), null=True)
    negative_allowed = models.BooleanField(default=False)

    objects: ClassVar[Any] = scoped_manager(ScopedQuerySet)

    class Meta:
        ordering = ["item", "warehouse"]
        verbose_name = _("on-hand")
        verbose_name_plural = _("on-hand")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "item", "warehouse"], name="on_hand_unique"),
            models.CheckConstraint(
                name="on_hand_not_negative",
                condition=Q(negative_allowed=True) | Q(posted__gte=F("deducted") + F("picked") - F("received") - F("registered")),
                violation_error_message=_("Physical stock may not become negative."),
            ),
        ]

    def __str__(self) -> str:
        """Return item and warehouse."""
        return f"{self.item} {self.warehouse}"

    @property
    def physical(self) -> Decimal:
        """Physical inventory: what lies in the warehouse."""
        return self.posted + self.received + self.registered - self.deducted - self.picked

    @property
    def available_physical(self) -> Decimal:
        """Physical inventory less what is reserved."""
        return self.physical - self.reserved_physical

    @property
    def total_available(self) -> Decimal:
        """Available physical plus incoming less outgoing."""
        return self.available_physical + self.ordered - self.reserved_ordered - self.on_order
