"""Lines of return orders, and what of every invoice line came back already (sales.md §14.1, §14.2)."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any, ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.database.constraints import not_negative, positive
from foundation.database.matching import in_scope
from foundation.database.triggers import refuse_where
from foundation.fields import PriceField, QuantityField
from foundation.inventory.models import Item, Unit
from foundation.organization.models import LegalEntity
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from invoicing.models import CreditedLine, CreditLine, CustomerInvoiceLine
from returns.models.codes import DispositionCode
from returns.models.return_order import OUTER_RETURNS, ReturnOrder
from returns.statuses import UNRECEIVED, ReturnLineStatus, traits_of
from sales.models import SalesOrderLine

_MORE_THAN_LEFT = """SELECT 1 FROM invoicing_creditline AS credit JOIN sales_salesorderline AS line ON line.id = credit.order_line_id
    WHERE credit.invoice_line_id = NEW.invoice_line_id
    HAVING sum(line.cancelled_quantity - line.ordered_quantity) + NEW.returned_quantity > NEW.invoiced_quantity"""


def _no_more_than_is_left(name: str, operation: pgtrigger.Operation, condition: str) -> pgtrigger.Trigger:
    """Refuse to take back what credits of the invoice line gave back already; whoever credits waits for the row that is held."""
    return refuse_where(
        name,
        "No more can be returned than was invoiced and not credited",
        _MORE_THAN_LEFT,
        condition=condition,
        holding='"invoicing_creditedline" WHERE invoice_line_id = NEW.invoice_line_id',
        operation=operation,
    )


class ReturnableLineQuerySet(ScopedQuerySet):
    """Finds what came back of invoice lines."""

    def of_invoice_lines(self, keys: Collection[int]) -> Self:
        """Return the rows of some invoice lines."""
        return self.filter(invoice_line__in=list(keys))


class ReturnableLine(EntityModel):
    """How much of an invoice line was sold and how much of it is announced to come back; the row is also the lock of that.

    Both quantities are positive, in the unit of the invoice line. Written by ``returns.services.returned_quantities`` only.
    """

    invoice_line = models.OneToOneField(CustomerInvoiceLine, models.PROTECT, related_name="returnable", verbose_name=_("invoice line"))
    invoiced_quantity = QuantityField(_("invoiced"))
    returned_quantity = QuantityField(_("returned"), default=0)

    objects: ClassVar[Any] = scoped_manager(ReturnableLineQuerySet)

    class Meta:
        verbose_name = _("returned part of an invoice line")
        verbose_name_plural = _("returned parts of invoice lines")
        constraints = [
            positive("returnable_line_invoiced", "invoiced_quantity"),
            models.CheckConstraint(
                name="returnable_line_never_more_than_invoiced",
                condition=Q(returned_quantity__gte=0, returned_quantity__lte=F("invoiced_quantity")),
                violation_error_message=_("No more can be returned than was invoiced."),
            ),
        ]
        triggers = [
            _no_more_than_is_left("left_when_new", pgtrigger.Insert, "NEW.returned_quantity > 0"),
            _no_more_than_is_left("left_when_raised", pgtrigger.Update, "NEW.returned_quantity > OLD.returned_quantity"),
        ]

    def __str__(self) -> str:
        """Return what came back of what was sold."""
        return f"{self.returned_quantity} / {self.invoiced_quantity}"


class CreditedBesideReturns(CreditedLine):
    """What is credited of an invoice line, seen from here: no more than returns leave of it."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            refuse_where(
                "beside_returns",
                "No more can be credited than was invoiced and did not come back",
                "SELECT 1 FROM returns_returnableline WHERE invoice_line_id = NEW.invoice_line_id"
                " AND returned_quantity + NEW.credited_quantity > NEW.invoiced_quantity",
                holding='"returns_returnableline" WHERE invoice_line_id = NEW.invoice_line_id',
                operation=pgtrigger.Update,
            )
        ]


def lines_to_return(entity: LegalEntity) -> Any:
    """Return the invoice lines of which something can still come back, with ``returned_quantity`` and ``left_quantity``.

    What credits of them were cancelled or deleted can come back again.
    """
    returned = Coalesce(F("returnable__returned_quantity"), Value(Decimal(0)), output_field=QuantityField())
    sold = CustomerInvoiceLine.of(entity).filter(quantity__gt=0, order_line__isnull=False, item__isnull=False)
    lines = CreditLine.of(entity).filter(invoice_line=OuterRef("pk")).order_by().values("invoice_line")
    standing = lines.annotate(sum=Sum(F("order_line__cancelled_quantity") - F("order_line__ordered_quantity"))).values("sum")
    credited = Coalesce(Subquery(standing, output_field=QuantityField()), Value(Decimal(0)), output_field=QuantityField())
    lines = sold.annotate(returned_quantity=returned, left_quantity=F("quantity") - returned - credited)
    return lines.filter(left_quantity__gt=0).select_related("invoice__order_account__party", "order", "item")


class ReturnLineQuerySet(ScopedQuerySet):
    """Finds lines of returns."""

    def for_list(self) -> Self:
        """What lists and pages show of lines."""
        return self.select_related(
            "return_order__order__customer__party",
            "return_order__order__currency",
            "order_line__item",
            "order_line__unit",
            "order_line__warehouse",
            "disposition",
            "replacement_item",
            "replacement_unit",
            "replacement_line__order",
            "origin_invoice_line__invoice",
        )

    def for_line_list(self) -> Self:
        """What the list of all lines shows, with ``quarantine_number``, the latest inspection of a line."""
        orders = in_scope(self.model.quarantine_orders.rel.related_model.unscoped(OUTER_RETURNS)).filter(line=OuterRef("pk"))
        return self.for_list().annotate(quarantine_number=Subquery(orders.order_by("-pk").values("number")[:1]))

    def in_quarantine(self) -> Self:
        """Lines that are inspected."""
        return self.filter(status=ReturnLineStatus.QUARANTINE)

    def invoiced(self) -> Self:
        """Lines that were credited."""
        return self.filter(status=ReturnLineStatus.INVOICED)

    def cancelled(self) -> Self:
        """Lines that never come."""
        return self.filter(status=ReturnLineStatus.CANCELLED)

    def of_return(self, return_id: int) -> Self:
        """Return the lines of one return as its page shows them, by line number."""
        return self.for_list().filter(return_order=return_id).order_by("order_line__line_number")

    def of_orders(self, order_ids: Collection[int]) -> Self:
        """Return the lines of the returns of some sales orders."""
        return self.filter(return_order__order__in=list(order_ids)).select_related("order_line", "disposition")

    def for_receipt(self, order_line_ids: Collection[int]) -> Self:
        """The return lines of order lines with what receiving them takes, by return and line."""
        related = self.filter(order_line__in=list(order_line_ids)).select_related(
            "return_order__order", "order_line__item", "disposition", "replacement_item"
        )
        return related.order_by("return_order", "order_line__line_number")

    def registered(self) -> Self:
        """Lines that arrived and wait for their packing slip."""
        return self.filter(status=ReturnLineStatus.REGISTERED)

    def received(self) -> Self:
        """Lines that wait for their credit note."""
        return self.filter(status=ReturnLineStatus.RECEIVED)

    def creditable(self) -> Self:
        """Lines that may stand on a credit note that somebody posts."""
        return self.filter(status__in=[ReturnLineStatus.REGISTERED, ReturnLineStatus.RECEIVED])

    def expected(self) -> Self:
        """What the overview of arrivals shows: lines that did not arrive, with their deadline."""
        return self.for_list().awaiting()

    def of_order_line_numbers(self, return_id: int, numbers: Collection[int]) -> dict[int, int]:
        """Return the keys of the lines of a return by line number."""
        rows = self.filter(return_order=return_id, order_line__line_number__in=list(numbers))
        return dict(rows.values_list("order_line__line_number", "pk"))

    def awaiting(self) -> Self:
        """Lines that nothing arrived of."""
        return self.filter(status=ReturnLineStatus.AWAITING)


class ReturnLine(EntityModel):
    """What a line of a sales order that brings goods back has beside other lines.

    The cost is in accounting currency per unit of the order line. ``return_lot`` is the order line whose stock was sold. A
    replacement without a unit is in the sales unit of its item.
    """

    return_order = models.ForeignKey(ReturnOrder, models.CASCADE, related_name="lines", verbose_name=_("return order"))
    order_line = models.OneToOneField(SalesOrderLine, models.CASCADE, related_name="return_line", verbose_name=_("order line"))
    status = models.CharField(_("line status"), max_length=10, choices=ReturnLineStatus.choices, default=ReturnLineStatus.AWAITING)
    disposition = models.ForeignKey(
        DispositionCode, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("disposition code")
    )
    origin_invoice_line = models.ForeignKey(
        CustomerInvoiceLine, models.PROTECT, null=True, blank=True, related_name="return_lines", verbose_name=_("origin invoice line")
    )
    return_lot = models.ForeignKey(
        SalesOrderLine, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sold by order line")
    )
    return_cost_price = PriceField(_("return cost price"), default=0)
    arrived_on = models.DateField(_("arrived on"), null=True, blank=True)
    inspected = models.BooleanField(_("inspected in quarantine"), default=False)
    replacement_item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("replacement item"))
    replacement_quantity = QuantityField(_("replacement quantity"), null=True, blank=True)
    replacement_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("replacement unit"))
    replacement_line = models.OneToOneField(
        SalesOrderLine, models.SET_NULL, null=True, blank=True, related_name="replaces", verbose_name=_("replaced by order line")
    )

    objects: ClassVar[Any] = scoped_manager(ReturnLineQuerySet)

    class Meta:
        ordering = ["return_order", "id"]
        verbose_name = _("return line")
        verbose_name_plural = _("return lines")
        constraints = [
            models.CheckConstraint(
                condition=Q(origin_invoice_line__isnull=True) | Q(return_lot__isnull=False), name="return_line_origin_names_lot"
            ),
            not_negative("return_line_cost", "return_cost_price"),
            models.CheckConstraint(
                condition=Q(replacement_quantity__isnull=True) | Q(replacement_quantity__gt=0), name="return_line_replacement_positive"
            ),
            models.CheckConstraint(
                condition=~Q(status=ReturnLineStatus.QUARANTINE) | Q(disposition__isnull=True), name="return_line_quarantine_undecided"
            ),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="return_line_in_entity"),
        ]
        indexes = [models.Index(fields=["legal_entity", "status", "id"], name="return_line_by_status")]

    @property
    def disposition_text(self) -> str:
        """Return code and name of what is done with the goods in the active language; blank while nobody said so."""
        return self.disposition.shown if self.disposition is not None else ""

    @property
    def replacement_text(self) -> str:
        """Return what is sent instead, or that nobody said so yet; blank where nothing is."""
        if self.replacement_item is not None and self.replacement_quantity is not None:
            unit = f" {self.replacement_unit}" if self.replacement_unit is not None else ""
            return f"{self.replacement_quantity.normalize():f}{unit} × {self.replacement_item}"
        return gettext("Choose") if self.status in UNRECEIVED and traits_of(self.disposition).replaces else ""

    def __str__(self) -> str:
        """Return RMA and line."""
        return f"{self.return_order} / {self.order_line.line_number}"
