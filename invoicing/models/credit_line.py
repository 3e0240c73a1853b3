"""How much of invoice lines is credited, and by which order lines (sales.md §13.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.database.constraints import positive
from foundation.database.triggers import refuse_where
from foundation.fields import QuantityField
from foundation.organization.models import LegalEntity
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from invoicing.models.invoice import CustomerInvoice, CustomerInvoiceCharge, CustomerInvoiceLine
from sales.models import ChargeCategory, SalesOrder, SalesOrderCharge, SalesOrderLine
from sales.statuses import SalesStatus

ZERO = Decimal(0)
_MORE_THAN_CLAIMED = """SELECT 1 FROM invoicing_creditline AS credit JOIN sales_salesorderline AS line ON line.id = credit.order_line_id
    WHERE credit.invoice_line_id = NEW.invoice_line_id
    HAVING sum(line.cancelled_quantity - line.ordered_quantity) > coalesce(
        (SELECT max(credited_quantity) FROM invoicing_creditedline WHERE invoice_line_id = NEW.invoice_line_id), 0)"""


class CreditedLineQuerySet(ScopedQuerySet):
    """Finds what was credited of invoice lines."""

    def of_invoice_lines(self, keys: Collection[int]) -> Self:
        """Return the rows of some invoice lines."""
        return self.filter(invoice_line__in=list(keys))


class CreditedLine(EntityModel):
    """How much of an invoice line is credited by orders; whoever credits or takes back of the line locks this row first.

    Both quantities are positive, in the unit of the invoice line. Written by ``invoicing.services.credited_quantities`` only.
    """

    invoice_line = models.OneToOneField(CustomerInvoiceLine, models.PROTECT, related_name="credited", verbose_name=_("invoice line"))
    invoiced_quantity = QuantityField(_("invoiced"))
    credited_quantity = QuantityField(_("credited"), default=0)

    objects: ClassVar[Any] = scoped_manager(CreditedLineQuerySet)

    class Meta:
        verbose_name = _("credited part of an invoice line")
        verbose_name_plural = _("credited parts of invoice lines")
        constraints = [
            positive("credited_line_invoiced", "invoiced_quantity"),
            models.CheckConstraint(
                name="credited_line_never_more_than_invoiced",
                condition=Q(credited_quantity__gte=0, credited_quantity__lte=F("invoiced_quantity")),
                violation_error_message=_("No more can be credited than was invoiced."),
            ),
        ]

    def __str__(self) -> str:
        """Return what is credited of what was sold."""
        return f"{self.credited_quantity} / {self.invoiced_quantity}"


class CreditLine(EntityModel):
    """Which invoice line an order line credits, and why; its quantity is that of the order line, less what was cancelled of it."""

    order_line = models.OneToOneField(SalesOrderLine, models.CASCADE, related_name="credit_of", verbose_name=_("order line"))
    invoice_line = models.ForeignKey(CustomerInvoiceLine, models.PROTECT, related_name="credit_lines", verbose_name=_("invoice line"))
    goods_return = models.BooleanField(_("goods come back"), default=False)
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        verbose_name = _("line of a credit")
        verbose_name_plural = _("lines of credits")
        triggers = [refuse_where("within_claim", "No more can be credited than is claimed of the invoice line", _MORE_THAN_CLAIMED)]

    def __str__(self) -> str:
        """Return the invoice line."""
        return str(self.invoice_line)


class CreditOrder(EntityModel):
    """Which invoice an order was made to credit: it gives back of its charges, whatever becomes of the lines of the order."""

    order = models.OneToOneField(SalesOrder, models.CASCADE, related_name="credit_order", verbose_name=_("sales order"))
    invoice = models.ForeignKey(CustomerInvoice, models.PROTECT, related_name="credit_orders", verbose_name=_("invoice"))

    class Meta:
        verbose_name = _("order that credits an invoice")
        verbose_name_plural = _("orders that credit invoices")

    def __str__(self) -> str:
        """Return order and invoice."""
        return f"{self.order} / {self.invoice}"


def crediting_orders(entity: LegalEntity, invoice_id: int) -> list[SalesOrder]:
    """Return the orders that credit lines of an invoice."""
    keys = CreditLine.of(entity).filter(invoice_line__invoice=invoice_id).values("order_line__order")
    return list(SalesOrder.of(entity).filter(pk__in=keys).order_by("pk"))


def credited_invoices(entity: LegalEntity, order_id: int) -> list[CustomerInvoice]:
    """Return the invoices that lines of an order credit."""
    keys = CreditLine.of(entity).filter(order_line__order=order_id).values("invoice_line__invoice")
    return list(CustomerInvoice.of(entity).filter(pk__in=keys).order_by("pk"))


def lines_to_credit(entity: LegalEntity, invoice_id: int) -> list[CustomerInvoiceLine]:
    """Return the lines of goods of an invoice, in their order."""
    sold = CustomerInvoiceLine.of(entity).filter(invoice=invoice_id, quantity__gt=0, item__isnull=False, order_line__isnull=False)
    return list(sold.select_related("invoice", "item", "order_line__unit").order_by("line_number"))


@dataclass(frozen=True, slots=True)
class CreditableCharge:
    """A charge on the whole of an invoice, and what of its amount no order has credited yet, with the sign on the invoice.

    What is left contains the tax where the prices of the invoice include it.
    """

    charge: CustomerInvoiceCharge
    left: Decimal

    @property
    def pk(self) -> int:
        """Return the key of the charge."""
        return int(self.charge.pk)


def charges_to_credit(entity: LegalEntity, invoice_id: int, *, locked: bool = False) -> list[CreditableCharge]:
    """Return the charges on the whole of an invoice of which something can be credited, in their order: two queries.

    With ``locked`` the charges are locked first, so that two credits do not give the same one back.
    """
    found = CustomerInvoiceCharge.of(entity).filter(invoice=invoice_id, line=None).exclude(amount=0)
    if locked:
        list(found.locked().values_list("pk"))
    charges = list(found.select_related("invoice").order_by("pk"))
    credited = _credited_charges(entity, invoice_id) if charges else {}
    creditable = []
    for charge in charges:
        given = credited.get(charge.code, ZERO)
        paid = charge.amount + (charge.tax_amount if charge.invoice.amounts_include_tax else ZERO)
        taken = min(abs(paid), max(given.copy_sign(given * paid), ZERO)).copy_sign(paid)
        credited[charge.code] = given - taken
        if taken != paid:
            creditable.append(CreditableCharge(charge, paid - taken))
    return creditable


def _credited_charges(entity: LegalEntity, invoice_id: int) -> dict[str, Decimal]:
    """Return what orders that credit an invoice give back of the charges on the whole of it, by code; cancelled orders give nothing."""
    crediting = CreditOrder.of(entity).filter(invoice=invoice_id).values("order")
    charges = SalesOrderCharge.of(entity).filter(order__in=crediting, line=None, category=ChargeCategory.FIXED, currency=None)
    credited: dict[str, Decimal] = defaultdict(Decimal)
    for charge in charges.exclude(order__status=SalesStatus.CANCELLED).select_related("code"):
        credited[charge.code.code] -= charge.value * charge.code.customer_sign
    return dict(credited)
