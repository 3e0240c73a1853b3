"""On-hand: the sums of the stock transactions per item and warehouse, kept in the same transaction (sales.md §2.4)."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any, ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.database.constraints import not_negative
from foundation.database.triggers import refuse_where
from foundation.fields import AmountField, QuantityField
from foundation.inventory.models.item import Item
from foundation.inventory.models.warehouse import Warehouse
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager

SUMS = ("received", "registered", "deducted", "picked", "reserved_physical", "ordered", "reserved_ordered", "on_order")
SHOWN_SUMS = ("physical_quantity", "available_quantity", "total_quantity")
"""What ``for_list`` adds."""


class OnHandQuerySet(ScopedQuerySet):
    """Finds stock."""

    def for_list(self) -> Self:
        """What the list shows, in one query, with the sums that can be sorted by."""
        physical = F("posted") + F("received") + F("registered") - F("deducted") - F("picked")
        available = physical - F("reserved_physical")
        return self.select_related("item__inventory_unit", "item__master", "warehouse").annotate(
            physical_quantity=physical,
            available_quantity=available,
            total_quantity=available + F("ordered") - F("reserved_ordered") - F("on_order"),
        )

    def in_stock(self) -> Self:
        """Rows with something in the warehouse; of ``for_list`` only."""
        return self.filter(physical_quantity__gt=0)

    def short(self) -> Self:
        """Rows of which more is ordered than there is or is coming; of ``for_list`` only."""
        return self.filter(total_quantity__lt=0)

    def negative(self) -> Self:
        """Rows below zero; of ``for_list`` only."""
        return self.filter(physical_quantity__lt=0)

    def quantities(self, pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], Decimal]:
        """Return the physical quantity per pair of item and warehouse, in one query."""
        rows = self.for_list().filter(item__in={item for item, _warehouse in pairs})
        return {(row.item_id, row.warehouse_id): row.physical_quantity for row in rows}

    def of_item(self, item: Item) -> Self:
        """The stock of one item, warehouse by warehouse."""
        return self.for_list().filter(item=item).order_by("warehouse__code")

    def of_master(self, item: Item) -> list[OnHand]:
        """The stock of all variants of a master together, warehouse by warehouse; the rows are never saved."""
        sums: dict[int, OnHand] = {}
        for row in self.for_list().filter(item__master=item).order_by("warehouse__code"):
            known = sums.setdefault(row.warehouse_id, row)
            if known is not row:
                known.add(row)
        return list(sums.values())


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

    objects: ClassVar[Any] = scoped_manager(OnHandQuerySet)

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
            not_negative(
                "on_hand_sums_not_negative",
                *SUMS,
            ),
        ]
        triggers = [
            refuse_where(
                "of_no_master",
                "A master has no stock",
                'SELECT 1 FROM "inventory_item" WHERE "id" = NEW."item_id" AND "is_master"',
                holding='"inventory_item" WHERE "id" = NEW."item_id"',
                operation=pgtrigger.Insert,
            )
        ]

    def __str__(self) -> str:
        """Return item and warehouse."""
        return f"{self.item} {self.warehouse}"

    def add(self, other: OnHand) -> None:
        """Add what another row of a list holds, for a sum that is shown."""
        for name in ("posted", *SUMS, *SHOWN_SUMS):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def physical(self) -> Decimal:
        """Physical inventory: what lies in the warehouse."""
        return self.posted + self.received + self.registered - self.deducted - self.picked

    @property
    def available_physical(self) -> Decimal:
        """Physical inventory less what is reserved."""
        return self.physical - self.reserved_physical

    def available_for_reservation(self, *, with_ordered: bool) -> Decimal:
        """Available physical and, where expected goods may be reserved, what is expected and reserved by nobody."""
        return self.available_physical + (self.ordered - self.reserved_ordered if with_ordered else Decimal(0))

    @property
    def total_available(self) -> Decimal:
        """Available physical plus incoming less outgoing."""
        return self.available_physical + self.ordered - self.reserved_ordered - self.on_order
