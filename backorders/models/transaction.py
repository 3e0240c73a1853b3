"""Backorders transaction by transaction: which part of an open line is reserved, expected or lacking (sales.md §19.2, §19.3)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar, Self

from django.db.models import BigIntegerField, BooleanField, CharField, DateField, IntegerField, OuterRef, Subquery, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backorders.models.backorder import HELD, NEEDING, OUTER_BACKORDERS, PRIORITY, Backorder
from backorders.models.supply import SupplyBackorder
from foundation.database.matching import among, in_scope
from foundation.inventory.models import InventoryTransaction, StockStatus
from foundation.inventory.models.transaction import InventoryTransactionQuerySet
from foundation.organization.scope import scoped_manager
from purchasing.models import PurchaseOrderLine
from purchasing.services.expected_stock import ORIGIN as PURCHASE_LINE
from sales.models import SalesOrderLine
from sales.models.line_stock import ORIGIN as SALES_LINE

OPEN_ISSUES = (*NEEDING, *HELD)
OPEN_RECEIPTS = (StockStatus.ORDERED, StockStatus.REGISTERED)


def read(lines: Any, field: str, output: Any) -> Subquery:
    """Return a field of the line that an outer transaction belongs to."""
    return Subquery(lines.filter(pk=OuterRef("origin_id")).order_by().values(field)[:1], output_field=output)


class OfLinesQuerySet(InventoryTransactionQuerySet):
    """Transactions of lines that a list of backorders shows; what a list keeps of the lines is kept of their transactions."""

    def lines(self) -> Any:
        """Return the lines, as their own list reads them."""
        raise NotImplementedError

    def of_lines(self, lines: Any) -> Self:
        """Transactions of those of the lines that a query finds."""
        return self.filter(origin_id__in=lines.order_by().values("pk"))

    def of_line_keys(self, keys: Collection[int]) -> Self:
        """Transactions of lines by their keys."""
        return self.filter(among("origin_id", list(keys)))

    def line_keys(self, keys: Collection[int]) -> list[int]:
        """Return the keys of the lines that some transactions belong to, in their order."""
        return list(self.filter(pk__in=list(keys)).order_by("origin_id").values_list("origin_id", flat=True).distinct())

    def until(self, day: date) -> Self:
        """Name the backorder date, up to which promises and receipts count."""
        return self.annotate(backorder_date=Value(day, DateField()))

    def late(self) -> Self:
        """Transactions of lines that are late."""
        return self.of_lines(self.lines().late())


class BackorderTransactionQuerySet(OfLinesQuerySet):
    """What is reserved, picked or still lacking of order lines that wait."""

    def lines(self) -> Any:
        """Return the order lines that wait."""
        return in_scope(Backorder.unscoped(OUTER_BACKORDERS)).for_list()

    def for_list(self) -> Self:
        """Parts of waiting lines that have not left, with what the list shows of line and order; quantities as the stock signs them."""
        lines = in_scope(SalesOrderLine.unscoped(OUTER_BACKORDERS))
        waiting = in_scope(Backorder.unscoped(OUTER_BACKORDERS)).waiting()
        found = super().for_list().filter(origin=SALES_LINE, status__in=OPEN_ISSUES).of_lines(waiting).until(timezone.localdate())
        return found.annotate(
            order_key=read(lines, "order", BigIntegerField()),
            line_number=read(lines, "line_number", IntegerField()),
            customer_key=read(lines, "order__customer", BigIntegerField()),
            customer_name=read(lines, "order__customer__party__name", CharField()),
            account=read(lines, "order__customer__account", CharField()),
            promised_ship=read(lines.ship_date(), "promised_ship", DateField()),
            rank=read(lines.annotate(value=PRIORITY), "value", IntegerField()),
            on_hold=read(lines, "order__do_not_process", BooleanField()),
        )

    def due(self) -> Self:
        """Transactions of lines that were promised for the backorder date or earlier; of ``for_list`` only."""
        return self.of_lines(self.lines().filter(promised_ship__lte=OuterRef("backorder_date")))

    def matching(self, term: str) -> Self:
        """Transactions of lines that a search finds."""
        return self.of_lines(self.lines().matching(term))

    def coverable(self) -> Self:
        """Transactions of lines that could leave as a whole."""
        return self.of_lines(self.lines().coverable())

    def broken(self) -> Self:
        """Transactions of lines that were confirmed for a day before today."""
        return self.of_lines(self.lines().broken())

    def not_notified(self) -> Self:
        """Transactions of lines whose customer was told nothing yet."""
        return self.of_lines(self.lines().not_notified())


class SupplyTransactionQuerySet(OfLinesQuerySet):
    """What is expected of purchase order lines."""

    def lines(self) -> Any:
        """Return the purchase order lines that vendors still owe."""
        return in_scope(SupplyBackorder.unscoped(OUTER_BACKORDERS)).for_list()

    def for_list(self) -> Self:
        """Parts of open purchase lines that have not come in, with what the list shows of line and order.

        Goods that a vendor delivers directly pass no stock, so they have no transaction until they are delivered.
        """
        lines = in_scope(PurchaseOrderLine.unscoped(OUTER_BACKORDERS))
        found = super().for_list().filter(origin=PURCHASE_LINE, status__in=OPEN_RECEIPTS).of_lines(lines.open())
        return found.until(timezone.localdate()).annotate(
            order_key=read(lines, "order", BigIntegerField()),
            line_number=read(lines, "line_number", IntegerField()),
            vendor_name=read(lines, "order__vendor__name", CharField()),
            account=read(lines, "order__vendor__account", CharField()),
            due_date=read(lines.with_remainders(), "due_date", DateField()),
            sales_order_key=read(lines, "sales_line__order", BigIntegerField()),
            sales_order_number=read(lines, "sales_line__order__number", CharField()),
        )

    def due(self) -> Self:
        """Transactions of lines that vendors owe until the backorder date; of ``for_list`` only."""
        return self.of_lines(self.lines().filter(due_date__lte=OuterRef("backorder_date")))

    def waited_for(self) -> Self:
        """Transactions of lines whose goods somebody waits for."""
        return self.of_lines(self.lines().waited_for())


class BackorderTransaction(InventoryTransaction):
    """A part of an order line that waits: lacking, reserved of what is expected or of what is there, or picked."""

    objects: ClassVar[Any] = scoped_manager(BackorderTransactionQuerySet)

    class Meta:
        proxy = True
        verbose_name = _("transaction of a backorder")
        verbose_name_plural = _("transactions of backorders")


class SupplyTransaction(InventoryTransaction):
    """A part of a purchase order line that a vendor still owes: ordered, or registered on arrival."""

    objects: ClassVar[Any] = scoped_manager(SupplyTransactionQuerySet)

    class Meta:
        proxy = True
        verbose_name = _("transaction of a vendor's backorder")
        verbose_name_plural = _("transactions of vendors' backorders")
