"""Order holds: reasons to stop an order's documents for a while (sales.md §10.1)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.database.constraints import in_order
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager


class BlockedDocument(models.TextChoices):
    """The documents a hold can stop."""

    CONFIRMATION = "confirmation", _("Confirmation")
    PICKING_LIST = "picking_list", _("Picking list")
    PACKING_SLIP = "packing_slip", _("Packing slip")
    INVOICE = "invoice", _("Invoice")


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

    def for_display(self) -> Self:
        """What pages show."""
        return self.select_related("order", "code", "placed_by", "checked_out_to", "cleared_by")

    def of_order(self, order_id: int) -> Self:
        """Return the holds of one order, active ones first, with who placed and cleared them."""
        return self.filter(order=order_id).for_display().order_by(models.F("cleared_at").desc(nulls_first=True), "-placed_at")

    def blocking(self, document: str) -> Self:
        """Active holds that stop a kind of document."""
        return self.active().filter(code__blocks__contains=[document])


class OrderHold(EntityModel):
    """One hold on one order, from its placing to its clearing."""

    order = models.ForeignKey("sales.SalesOrder", models.CASCADE, related_name="holds", verbose_name=_("sales order"))
    code = models.ForeignKey(HoldCode, models.PROTECT, related_name="holds", verbose_name=_("hold code"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
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
        indexes = [models.Index(fields=["legal_entity", "order"], condition=Q(cleared_at=None), name="order_hold_active")]

    def __str__(self) -> str:
        """Return order and code."""
        return f"{self.order} {self.code}"
