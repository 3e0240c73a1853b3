"""Order holds: reasons to stop an order's documents for a while (sales.md §10.1)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from foundation.database.constraints import in_order
from foundation.database.matching import in_scope
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from sales.visibility import hidden_orders

OUTER = "an outer query names the holds"


class BlockedDocument(models.TextChoices):
    """The documents a hold can stop."""

    CONFIRMATION = "confirmation", _("Confirmation")
    PICKING_LIST = "picking_list", _("Picking list")
    PACKING_SLIP = "packing_slip", _("Packing slip")
    INVOICE = "invoice", _("Invoice")


class HoldColour(models.TextChoices):
    """How the holds of a code stand out in lists."""

    AMBER = "amber", _("Amber")
    RED = "red", _("Red")
    BLUE = "blue", _("Blue")
    GREEN = "green", _("Green")
    GREY = "grey", _("Grey")


def _default_blocks() -> list[str]:
    return [BlockedDocument.PICKING_LIST.value, BlockedDocument.PACKING_SLIP.value, BlockedDocument.INVOICE.value]


class HoldCodeQuerySet(ScopedQuerySet):
    """Finds hold codes."""

    def for_choice(self) -> Self:
        """Codes that may be used, the default first."""
        return self.filter(is_active=True).order_by("-is_default", "code")


class HoldCode(EntityModel):
    """A kind of hold: what it stops, and which role may clear it."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    blocks = ArrayField(models.CharField(max_length=12, choices=BlockedDocument.choices), default=_default_blocks, verbose_name=_("stops"))
    role = models.CharField(_("role that may clear it"), max_length=20, blank=True)
    colour = models.CharField(
        _("colour"), max_length=5, choices=HoldColour.choices, default=HoldColour.AMBER, db_default=HoldColour.AMBER.value
    )
    remove_reservations = models.BooleanField(_("remove reservations"), default=False)
    is_default = models.BooleanField(_("default"), default=False)
    is_active = models.BooleanField(_("active"), default=True)

    objects: ClassVar[Any] = scoped_manager(HoldCodeQuerySet)

    class Meta:
        ordering = ["code"]
        verbose_name = _("hold code")
        verbose_name_plural = _("hold codes")
        constraints = [models.UniqueConstraint(fields=["legal_entity", "code"], name="hold_code_unique")]

    def __str__(self) -> str:
        """Return the code."""
        return self.code


class OrderHoldQuerySet(ScopedQuerySet):
    """Finds order holds."""

    def active(self) -> Self:
        """Holds that nobody cleared yet."""
        return self.filter(cleared_at=None)

    def cleared(self) -> Self:
        """Holds that are over."""
        return self.exclude(cleared_at=None)

    def for_display(self) -> Self:
        """What pages show."""
        return self.select_related("order", "code", "placed_by", "checked_out_to", "cleared_by")

    def for_list(self) -> Self:
        """What the list of orders on hold shows: the holds of orders that lists show, with amount and ship date of these (list L6)."""
        found = self.select_related("order__customer__party", "order__currency", "code", "placed_by", "checked_out_to", "cleared_by")
        found = found.annotate(
            order_amount=F("order__order_amount"),
            prices_include_tax=F("order__prices_include_tax"),
            ship_date=Coalesce("order__confirmed_ship_date", "order__requested_ship_date"),
        )
        for hidden in hidden_orders():
            found = found.filter(~Exists(hidden.filter(order=OuterRef("order"))))
        return found

    def matching(self, term: str) -> Self:
        """Holds of orders whose number begins with a text, or whose customer has that account or those words in its name."""
        customers = in_scope(Customer.unscoped(OUTER)).found_by(term)
        return self.filter(Q(order__number__istartswith=term) | Q(order__customer__in=customers))

    def of_user(self, name: str) -> Self:
        """Holds that somebody of that name placed, works on, or cleared."""
        placed, working, cleared = (Q(**{f"{role}__name__icontains": name}) for role in ("placed_by", "checked_out_to", "cleared_by"))
        return self.filter(placed | working | cleared)

    def of_order(self, order_id: int) -> Self:
        """Return the holds of one order, active ones first, with who placed and cleared them."""
        return self.filter(order=order_id).for_display().order_by(models.F("cleared_at").desc(nulls_first=True), "-placed_at")

    def releasing(self) -> Self:
        """Active holds that keep their orders from reserving by themselves."""
        return self.active().filter(code__remove_reservations=True)

    def blocking(self, document: str) -> Self:
        """Active holds that stop a kind of document."""
        return self.active().filter(code__blocks__contains=[document])


class OrderHold(EntityModel):
    """One hold on one order, from its placing to its clearing."""

    order = models.ForeignKey("sales.SalesOrder", models.CASCADE, related_name="holds", verbose_name=_("sales order"))
    code = models.ForeignKey(HoldCode, models.PROTECT, related_name="holds", verbose_name=_("hold code"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    notes = models.TextField(_("notes"), max_length=2000, blank=True, default="", db_default="")
    placed_by = models.ForeignKey("organization.User", models.PROTECT, null=True, related_name="+", verbose_name=_("placed by"))
    placed_at = models.DateTimeField(_("placed at"), default=timezone.now)
    checked_out_to = models.ForeignKey(
        "organization.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("checked out to")
    )
    checked_out_at = models.DateTimeField(_("checked out at"), null=True, blank=True)
    cleared_by = models.ForeignKey(
        "organization.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cleared by")
    )
    cleared_at = models.DateTimeField(_("cleared at"), null=True, blank=True)

    objects: ClassVar[Any] = scoped_manager(OrderHoldQuerySet)

    class Meta:
        ordering = ["-placed_at"]
        verbose_name = _("order hold")
        verbose_name_plural = _("order holds")
        constraints = [
            in_order("order_hold_times_ordered", "placed_at", "cleared_at"),
        ]
        indexes = [
            models.Index(fields=["legal_entity", "order"], condition=Q(cleared_at=None), name="order_hold_active"),
            models.Index(fields=["legal_entity", "placed_at", "id"], name="order_hold_by_date"),
        ]

    def __str__(self) -> str:
        """Return order and code."""
        return f"{self.order} {self.code}"

    def days_on(self, today: date) -> int:
        """Return for how many days the order is on hold by this, or was until it was cleared, in the current time zone."""
        last = timezone.localdate(self.cleared_at) if self.cleared_at else today
        return (last - timezone.localdate(self.placed_at)).days
