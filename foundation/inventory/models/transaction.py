"""Stock transactions: what is expected, reserved, delivered and sold, line by line (sales.md §2.3)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.database.triggers import frozen_once
from foundation.fields import AmountField, QuantityField
from foundation.inventory.models.item import Item
from foundation.inventory.models.warehouse import Warehouse
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager

POSTED = ("item_id", "warehouse_id", "direction", "quantity", "financial_date", "invoice", "physical_cost", "financial_cost")
"""What stays as it is once a transaction is financially posted."""


class StockDirection(models.TextChoices):
    """Whether goods leave or come."""

    ISSUE = "issue", _("Issue")
    RECEIPT = "receipt", _("Receipt")


class StockStatus(models.TextChoices):
    """The two ladders: a sale goes from On order to Sold, a return or purchase from Ordered to Purchased."""

    ON_ORDER = "on_order", _("On order")
    RESERVED_ORDERED = "reserved_ordered", _("Reserved ordered")
    RESERVED_PHYSICAL = "reserved_physical", _("Reserved physical")
    PICKED = "picked", _("Picked")
    DEDUCTED = "deducted", _("Deducted")
    SOLD = "sold", _("Sold")
    ORDERED = "ordered", _("Ordered")
    REGISTERED = "registered", _("Registered")
    RECEIVED = "received", _("Received")
    PURCHASED = "purchased", _("Purchased")


class InventoryTransactionQuerySet(ScopedQuerySet):
    """Finds stock transactions."""

    def of_origin(self, origin: str, keys: list[int]) -> Self:
        """Transactions of some lines of one kind of document."""
        return self.filter(origin=origin, origin_id__in=keys)

    def for_list(self) -> Self:
        """What the list shows, in one query."""
        return self.select_related("item__inventory_unit", "warehouse")

    def expected(self) -> Self:
        """Transactions that have not moved goods yet."""
        return self.filter(physical_date__isnull=True)

    def promised(self, item_ids: Collection[int]) -> Self:
        """Dated transactions of some items that will move goods: open issues that are not picked yet, and expected receipts."""
        statuses = (StockStatus.ON_ORDER, StockStatus.RESERVED_ORDERED, StockStatus.RESERVED_PHYSICAL, StockStatus.ORDERED)
        return self.filter(item__in=list(item_ids), status__in=statuses, expected_date__isnull=False)

    def physical(self) -> Self:
        """Goods that moved and are not invoiced yet."""
        return self.filter(physical_date__isnull=False, financial_date__isnull=True)

    def financial(self) -> Self:
        """Transactions that are invoiced, or need no invoice."""
        return self.filter(financial_date__isnull=False)

    def latest_of(self, item: Item, most: int = 10) -> Self:
        """The latest transactions of an item."""
        return self.for_list().filter(item=item).order_by("-pk")[:most]


class InventoryTransaction(EntityModel):
    """A part of one document line in one status; the parts of a line add up to its quantity in inventory units.

    Quantities are signed: an issue is negative. Written by ``foundation.inventory.services`` and by nobody else.
    ``origin`` is the label of the model of the line (``sales.salesorderline``), ``origin_id`` its key.
    """

    item = models.ForeignKey(Item, models.PROTECT, db_index=False, related_name="transactions", verbose_name=_("item"))
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, db_index=False, related_name="+", verbose_name=_("warehouse"))
    direction = models.CharField(_("direction"), max_length=8, choices=StockDirection.choices)
    status = models.CharField(_("status"), max_length=18, choices=StockStatus.choices)
    quantity = QuantityField(_("quantity"))
    origin = models.CharField(_("origin"), max_length=40)
    origin_id = models.BigIntegerField(null=True)
    origin_number = models.CharField(_("document"), max_length=30, blank=True, default="")
    expected_date = models.DateField(_("expected date"), null=True)
    physical_date = models.DateField(_("physical date"), null=True)
    financial_date = models.DateField(_("financial date"), null=True)
    packing_slip = models.CharField(_("packing slip"), max_length=30, blank=True, default="")
    invoice = models.CharField(_("invoice"), max_length=30, blank=True, default="")
    physical_cost = AmountField(_("physical cost"), null=True)
    financial_cost = AmountField(_("financial cost"), null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = scoped_manager(InventoryTransactionQuerySet)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("inventory transaction")
        verbose_name_plural = _("inventory transactions")
        constraints = [
            models.CheckConstraint(
                name="inventory_transaction_sign",
                condition=Q(direction="issue", quantity__lt=0) | Q(direction="receipt", quantity__gt=0),
            ),
            models.CheckConstraint(
                name="inventory_transaction_ladder",
                condition=Q(
                    direction="issue", status__in=["on_order", "reserved_ordered", "reserved_physical", "picked", "deducted", "sold"]
                )
                | Q(direction="receipt", status__in=["ordered", "registered", "received", "purchased"]),
            ),
        ]
        indexes = [
            models.Index(fields=["origin", "origin_id"], name="inventory_by_origin"),
            models.Index(fields=["legal_entity", "item", "warehouse", "status"], name="inventory_by_item"),
        ]
        triggers = frozen_once("financial_date", POSTED, "Posted stock never changes")

    def __str__(self) -> str:
        """Return item, quantity and status."""
        return f"{self.item} {self.quantity} {self.get_status_display()}"
