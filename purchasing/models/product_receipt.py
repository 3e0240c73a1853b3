"""Product receipts: what came in from a vendor, when, at what cost (sales.md §12.4)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.database.constraints import positive
from foundation.database.triggers import immutable
from foundation.fields import AmountField, QuantityField
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from purchasing.models.purchase_order import PurchaseOrder, PurchaseOrderLine


class ProductReceiptQuerySet(ScopedQuerySet):
    """Finds product receipts."""

    def for_list(self) -> Self:
        """What lists and pages show."""
        return self.select_related("order__vendor", "posted_by")

    def for_detail(self) -> Self:
        """A receipt with its lines, in a fixed number of queries."""
        return self.for_list().prefetch_related("lines__order_line__item", "lines__order_line__unit")

    def of_order(self, order_id: int) -> Self:
        """Return the receipts of one purchase order, latest first."""
        return self.for_list().filter(order=order_id).order_by("-id")


class ProductReceipt(EntityModel):
    """One delivery by a vendor as it came in."""

    number = models.CharField(_("product receipt"), max_length=20)
    order = models.ForeignKey(PurchaseOrder, models.PROTECT, related_name="receipts", verbose_name=_("purchase order"))
    date = models.DateField(_("receipt date"))
    vendor_packing_slip = models.CharField(_("vendor's packing slip"), max_length=60, blank=True, default="")
    posted_by = models.ForeignKey("organization.User", models.PROTECT, null=True, related_name="+", verbose_name=_("posted by"))
    posted_at = models.DateTimeField(_("posted at"), auto_now_add=True)

    objects: ClassVar[Any] = scoped_manager(ProductReceiptQuerySet)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("product receipt")
        verbose_name_plural = _("product receipts")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "number"], name="product_receipt_number_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="product_receipt_in_entity"),
        ]
        triggers = immutable()

    def __str__(self) -> str:
        """Return the number."""
        return self.number


class ProductReceiptLineQuerySet(ScopedQuerySet):
    """Finds received quantities."""

    def receipt_by_sales_line(self, line_ids: Collection[int]) -> dict[int, str]:
        """Return the number of a receipt that delivered each of some sales order lines directly."""
        rows = self.filter(order_line__sales_line__in=list(line_ids), order_line__direct_delivery=True)
        return dict(rows.values_list("order_line__sales_line", "receipt__number"))

    def of_receipt(self, receipt_id: int) -> Self:
        """Return the lines of one receipt, by line number."""
        return self.filter(receipt=receipt_id).select_related("order_line__item", "order_line__unit").order_by("line_number")


class ProductReceiptLine(EntityModel):
    """A received quantity of a purchase order line, with what it cost in accounting currency."""

    receipt = models.ForeignKey(ProductReceipt, models.PROTECT, related_name="lines", verbose_name=_("product receipt"))
    order_line = models.ForeignKey(PurchaseOrderLine, models.PROTECT, related_name="receipt_lines", verbose_name=_("purchase order line"))
    line_number = models.PositiveIntegerField(_("line"))
    quantity = QuantityField(_("quantity"))
    cost_amount = AmountField(_("cost"), default=0)

    objects: ClassVar[Any] = scoped_manager(ProductReceiptLineQuerySet)

    class Meta:
        ordering = ["receipt", "line_number"]
        verbose_name = _("product receipt line")
        verbose_name_plural = _("product receipt lines")
        constraints = [
            models.UniqueConstraint(fields=["receipt", "line_number"], name="product_receipt_line_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="product_receipt_line_in_entity"),
            positive("product_receipt_line_quantity", "quantity"),
        ]
        triggers = immutable()

    def __str__(self) -> str:
        """Return receipt and line."""
        return f"{self.receipt} / {self.line_number}"
