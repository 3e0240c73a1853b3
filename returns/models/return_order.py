"""Return orders: the RMA block of a sales order of type Returned order (sales.md §14.1)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Min, OuterRef, Q, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from foundation.database.matching import begins, by_folded, folded, in_scope, matching_any
from foundation.fields import QuantityField
from foundation.inventory.models.item import has_number
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from returns.models.codes import ReturnReasonCode
from returns.statuses import ReturnStatus
from sales.models import SalesOrder, SalesOrderLine

OUTER_RETURNS = "an outer query names the returns"


class ReturnOrderQuerySet(ScopedQuerySet):
    """Finds return orders."""

    def for_display(self) -> Self:
        """What pages show."""
        return self.select_related(
            "order__customer__party", "order__currency", "order__warehouse", "reason", "created_by", "replacement_order"
        )

    def for_list(self) -> Self:
        """What the list shows: with the quantity that comes back, and the first invoice that it comes from."""
        lines = in_scope(SalesOrderLine.unscoped(OUTER_RETURNS)).filter(order=OuterRef("order")).order_by().values("order")
        quantity = lines.annotate(value=Sum("ordered_quantity")).values("value")
        own = in_scope(self.model.lines.rel.related_model.unscoped(OUTER_RETURNS)).filter(return_order=OuterRef("pk")).order_by()
        invoice = own.values("return_order").annotate(value=Min("origin_invoice_line__invoice__number")).values("value")
        shown = self.for_display().annotate(quantity=Subquery(quantity, output_field=QuantityField()))
        return shown.annotate(invoice_number=Subquery(invoice))

    def with_item(self, number: str) -> Self:
        """Returns with a line of an item, or of a variant of it."""
        same = has_number(lambda path: Q(**{f"{path}__iexact": number}), "item__")
        lines = in_scope(SalesOrderLine.unscoped(OUTER_RETURNS)).filter(same)
        return self.filter(order__in=lines.values("order"))

    def for_detail(self) -> Self:
        """A return with its lines, in a fixed number of queries."""
        return self.for_display().prefetch_related(
            "lines__order_line__item",
            "lines__order_line__unit",
            "lines__order_line__warehouse",
            "lines__origin_invoice_line__invoice",
            "lines__disposition",
            "lines__replacement_item",
            "lines__replacement_unit",
            "lines__replacement_line__order",
        )

    def created(self) -> Self:
        """Returns of which nothing arrived."""
        return self.filter(status=ReturnStatus.CREATED)

    def open(self) -> Self:
        """Returns of which something arrived."""
        return self.filter(status=ReturnStatus.OPEN)

    def closed(self) -> Self:
        """Returns that are credited."""
        return self.filter(status=ReturnStatus.CLOSED)

    def cancelled(self) -> Self:
        """Returns that nobody waits for."""
        return self.filter(status=ReturnStatus.CANCELLED)

    def expired(self) -> Self:
        """Returns of which nothing arrived though their deadline has passed."""
        return self.created().filter(deadline__lt=timezone.localdate())

    def of_order(self, order_id: int) -> Self:
        """Return the return of a sales order."""
        return self.filter(order=order_id)

    def replaced_by(self, order_id: int) -> Self:
        """Return the returns whose goods a sales order replaces, up front or with their packing slip."""
        return self.filter(Q(replacement_order=order_id) | Q(lines__replacement_line__order=order_id)).distinct()

    def matching(self, term: str) -> Self:
        """Returns whose RMA or order begins with a text, or whose customer has that account or those words in its name."""
        customers = in_scope(Customer.unscoped(OUTER_RETURNS)).found_by(term)
        orders = in_scope(SalesOrder.unscoped(OUTER_RETURNS)).filter(begins("number", term)).values("pk")
        by_customer = in_scope(SalesOrder.unscoped(OUTER_RETURNS)).filter(customer__in=customers).values("pk")
        found: Self = matching_any(self, begins("rma_number", term), Q(order__in=orders), Q(order__in=by_customer))
        return found


class ReturnOrder(EntityModel):
    """What a sales order that brings goods back has beside other orders; the quantities and amounts stand on that order."""

    order = models.OneToOneField(SalesOrder, models.CASCADE, related_name="return_order", verbose_name=_("sales order"))
    rma_number = models.CharField(_("RMA number"), max_length=20)
    status = models.CharField(_("return status"), max_length=10, choices=ReturnStatus.choices, default=ReturnStatus.CREATED)
    deadline = models.DateField(_("deadline"))
    reason = models.ForeignKey(ReturnReasonCode, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("return reason"))
    replacement_order = models.OneToOneField(
        SalesOrder, models.SET_NULL, null=True, blank=True, related_name="replaces_return", verbose_name=_("replacement order")
    )
    customer_packing_slip = models.CharField(_("customer's packing slip"), max_length=60, blank=True, default="")
    created_by = models.ForeignKey("organization.User", models.PROTECT, null=True, related_name="+", verbose_name=_("entered by"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    rma_number_folded = folded("rma_number")

    objects: ClassVar[Any] = scoped_manager(ReturnOrderQuerySet)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("return order")
        verbose_name_plural = _("return orders")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "rma_number"], name="return_order_rma_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="return_order_in_entity"),
        ]
        indexes = [
            models.Index(fields=["legal_entity", "status", "deadline"], name="return_order_by_status"),
            by_folded("rma_number", "return_order_rma_prefix"),
        ]

    def replacements(self) -> Any:
        """Return the sales orders that replace what comes back, up front or with its packing slip."""
        named = Q(replaces_return=self.pk) | Q(lines__replaces__return_order=self.pk)
        return SalesOrder.of(self.legal_entity).filter(named).distinct().order_by("pk")

    def __str__(self) -> str:
        """Return the RMA number."""
        return self.rma_number


def created_orders() -> Any:
    """Return the returns in scope that nothing arrived of, for a subquery (sales.md §14)."""
    waiting = (ReturnStatus.CREATED, ReturnStatus.CANCELLED)
    return in_scope(ReturnOrder.unscoped(OUTER_RETURNS)).filter(status__in=waiting)
