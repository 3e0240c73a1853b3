"""Order confirmations: an immutable snapshot of an order, version after version (sales.md §11.2)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from foundation.database.constraints import not_zero, positive, rounded, sums_up
from foundation.database.matching import among, begins, in_scope, matching_any
from foundation.database.triggers import immutable
from foundation.documents.document_types import DocumentType
from foundation.documents.models import Output
from foundation.fields import AmountField, PercentField, PriceField, QuantityField
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from sales.models.order import SalesOrder

OUTER_CONFIRMATIONS = "an outer query names the confirmations"


class OrderConfirmationQuerySet(ScopedQuerySet):
    """Finds confirmations."""

    def for_display(self) -> Self:
        """What pages show."""
        return self.select_related("order__customer__party", "currency", "posted_by")

    def for_list(self) -> Self:
        """What the list shows, with ``printed_at``, when a confirmation was printed or mailed last, and ``line_count``."""
        printed = in_scope(Output.unscoped(OUTER_CONFIRMATIONS)).when_delivered(DocumentType.CONFIRMATION)
        lines = in_scope(OrderConfirmationLine.unscoped(OUTER_CONFIRMATIONS)).filter(confirmation=OuterRef("pk")).order_by()
        count = lines.values("confirmation").annotate(count=Count("pk")).values("count")
        counted = self.for_display().select_related("order__warehouse").annotate(line_count=Coalesce(Subquery(count), 0))
        return counted.annotate(printed_at=Subquery(printed))

    def in_force(self) -> Self:
        """The version of each order that counts."""
        return self.filter(version=F("order__confirmed_version"))

    def replaced(self) -> Self:
        """Versions that a later one replaced."""
        return self.filter(version__lt=F("order__confirmed_version"))

    def matching(self, term: str) -> Self:
        """Confirmations whose number or order begins with a text, or whose customer has that account or those words in its name."""
        customers = in_scope(Customer.unscoped(OUTER_CONFIRMATIONS)).found_by(term)
        orders = in_scope(SalesOrder.unscoped(OUTER_CONFIRMATIONS))
        named = orders.filter(begins("number", term)).values("pk")
        theirs = orders.filter(among("customer", customers)).values("pk")
        found: Self = matching_any(self, Q(number__istartswith=term), Q(order__in=named), Q(order__in=theirs))
        return found

    def for_print(self) -> Self:
        """What the paper needs."""
        return self.select_related("legal_entity", "order__customer__group").prefetch_related("lines")

    def of_order(self, order_id: int) -> Self:
        """Return the versions of one order, latest first."""
        return self.filter(order=order_id).order_by("-version")

    def for_detail(self) -> Self:
        """A confirmation with its lines, in a fixed number of queries."""
        return self.for_display().prefetch_related("lines")


class OrderConfirmation(EntityModel):
    """What was promised to the customer at one moment: parties, terms and totals as printed."""

    number = models.CharField(_("confirmation"), max_length=20)
    order = models.ForeignKey(SalesOrder, models.PROTECT, related_name="confirmations", verbose_name=_("sales order"))
    version = models.PositiveSmallIntegerField(_("version"))
    date = models.DateField(_("date"))
    currency = models.ForeignKey("organization.Currency", models.PROTECT, related_name="+", verbose_name=_("currency"))
    language = models.CharField(_("language"), max_length=5)
    header = models.JSONField(_("as printed"), default=dict)
    subtotal = AmountField(_("subtotal"))
    total_discount = AmountField(_("total discount"))
    charges_amount = AmountField(_("charges"))
    tax_amount = AmountField(_("sales tax"))
    total_amount = AmountField(_("total"))
    posted_by = models.ForeignKey("organization.User", models.PROTECT, null=True, related_name="+", verbose_name=_("posted by"))
    posted_at = models.DateTimeField(_("posted at"), auto_now_add=True)

    objects: ClassVar[Any] = scoped_manager(OrderConfirmationQuerySet)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("order confirmation")
        verbose_name_plural = _("order confirmations")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "number"], name="order_confirmation_number_unique"),
            models.UniqueConstraint(fields=["order", "version"], name="order_confirmation_version_unique"),
            positive("order_confirmation_version", "version"),
            sums_up("order_confirmation_total", "total_amount", ("subtotal", "charges_amount", "tax_amount"), ("total_discount",)),
            rounded("order_confirmation_rounded", "subtotal", "total_discount", "charges_amount", "tax_amount", "total_amount"),
        ]
        triggers = immutable()

    def __str__(self) -> str:
        """Return number and version."""
        return f"{self.number}-{self.version}"

    @property
    def standing(self) -> str:
        """Return whether this version counts, or a later one does, in the user's language."""
        return gettext("Counting") if self.version == self.order.confirmed_version else gettext("Replaced")


class OrderConfirmationLine(EntityModel):
    """A line as confirmed."""

    confirmation = models.ForeignKey(OrderConfirmation, models.PROTECT, related_name="lines")
    line_number = models.PositiveIntegerField(_("line"))
    item_number = models.CharField(_("item"), max_length=20)
    name = models.CharField(_("name"), max_length=200)
    quantity = QuantityField(_("quantity"))
    unit = models.CharField(_("unit"), max_length=10)
    unit_price = PriceField(_("unit price"))
    price_unit = QuantityField(_("price unit"))
    discount_percent = PercentField(_("discount %"))
    net_amount = AmountField(_("net amount"))
    ship_date = models.DateField(_("ship date"))

    class Meta:
        ordering = ["confirmation", "line_number"]
        constraints = [
            models.UniqueConstraint(fields=["confirmation", "line_number"], name="order_confirmation_line_unique"),
            positive("order_confirmation_line_unit", "price_unit"),
            not_zero("order_confirmation_line_quantity", "quantity"),
        ]
        triggers = immutable()

    def __str__(self) -> str:
        """Return confirmation and line."""
        return f"{self.confirmation} / {self.line_number}"
