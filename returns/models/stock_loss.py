"""What was lost because goods that came back were thrown away (sales.md §14.3)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.database.constraints import not_negative, positive
from foundation.database.triggers import immutable
from foundation.fields import AmountField, QuantityField
from foundation.inventory.models import Item, Warehouse
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from returns.models.codes import DispositionCode
from returns.models.return_line import ReturnLine


class StockLossQuerySet(ScopedQuerySet):
    """Finds losses."""

    def for_list(self) -> Self:
        """What the list shows."""
        return self.select_related("line__return_order", "item__inventory_unit", "warehouse", "disposition")


class StockLoss(EntityModel):
    """Goods of a return that were credited and do not lie in the warehouse: a positive quantity in inventory units at its return cost.

    The amount, in accounting currency, stays in the cost of goods sold, where the sale put it.
    """

    line = models.OneToOneField(ReturnLine, models.PROTECT, related_name="loss", verbose_name=_("return line"))
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, null=True, related_name="+", verbose_name=_("warehouse"))
    disposition = models.ForeignKey(DispositionCode, models.PROTECT, related_name="+", verbose_name=_("disposition code"))
    quantity = QuantityField(_("quantity"))
    amount = AmountField(_("amount"))
    date = models.DateField(_("date"))

    objects: ClassVar[Any] = scoped_manager(StockLossQuerySet)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("stock loss")
        verbose_name_plural = _("stock losses")
        constraints = [positive("stock_loss_quantity", "quantity"), not_negative("stock_loss_amount", "amount")]
        indexes = [models.Index(fields=["legal_entity", "-date", "-id"], name="stock_loss_by_date")]
        triggers = immutable()

    def __str__(self) -> str:
        """Return line and quantity."""
        return f"{self.line} {self.quantity}"
