"""What was suggested to whom, and what became of it (sales.md §4)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from foundation.fields import AmountField, PriceField, QuantityField
from foundation.inventory.models import Item, Unit
from foundation.organization.models import LegalEntity
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from sales.models import SalesOrder, SalesOrderLine
from sales.suggestions.models.rule import SuggestionRule


class SuggestionState(models.TextChoices):
    """What became of a suggestion."""

    SHOWN = "shown", _("Shown")
    LATER = "later", _("Later")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


class SuggestionLogQuerySet(ScopedQuerySet):
    """Finds suggestions."""

    def of_order(self, order_id: int) -> Self:
        """Return all suggestions of an order."""
        return self.filter(order=order_id)

    def waiting(self) -> Self:
        """Suggestions that nobody answered, whose line is still there."""
        return self.filter(state__in=[SuggestionState.SHOWN, SuggestionState.LATER], line__isnull=False)

    def for_panel(self, entity: LegalEntity, order_id: int) -> Self:
        """Return what is offered on an order, in the order of the rules; not what stands on the order by now."""
        there = SalesOrderLine.of(entity).filter(order=order_id, item=OuterRef("item"))
        rows = self.of_order(order_id).waiting().filter(~Exists(there), item__stopped=False, item__is_active=True)
        return rows.select_related("rule", "item", "unit", "line__item", "order").order_by("rule__priority", "rule", "line__line_number")

    def for_api(self) -> Self:
        """What the API shows."""
        return self.select_related("rule", "item", "unit", "line", "order")


class SuggestionLog(EntityModel):
    """A suggestion that a clerk saw: once per line and rule. Price, amount and difference are those of that moment.

    ``gained_amount`` is in accounting currency: the net of the new line, for an up-sell what it is above the old one.
    """

    rule = models.ForeignKey(SuggestionRule, models.CASCADE, related_name="logs", verbose_name=_("rule"))
    order = models.ForeignKey(SalesOrder, models.CASCADE, related_name="+", verbose_name=_("sales order"))
    line = models.ForeignKey(SalesOrderLine, models.SET_NULL, null=True, related_name="+", verbose_name=_("line"))
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("suggested item"))
    quantity = QuantityField(_("quantity"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    unit_price = PriceField(_("unit price"))
    net_amount = AmountField(_("net amount"))
    difference = AmountField(_("difference"))
    available = QuantityField(_("available"), null=True)
    state = models.CharField(_("state"), max_length=10, choices=SuggestionState.choices, default=SuggestionState.SHOWN)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    gained_amount = AmountField(_("gained amount"), default=0)
    shown_to = models.ForeignKey("organization.User", models.PROTECT, null=True, related_name="+", verbose_name=_("shown to"))
    shown_at = models.DateTimeField(_("shown at"), auto_now_add=True)
    answered_by = models.ForeignKey("organization.User", models.PROTECT, null=True, related_name="+", verbose_name=_("answered by"))
    answered_at = models.DateTimeField(_("answered at"), null=True)

    objects: ClassVar[Any] = scoped_manager(SuggestionLogQuerySet)

    class Meta:
        ordering = ["-shown_at", "-id"]
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        constraints = [
            models.UniqueConstraint(fields=["rule", "line"], name="suggestion_once_per_line"),
            models.CheckConstraint(
                name="suggestion_answer_complete",
                condition=Q(state__in=["shown", "later"]) | Q(answered_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["legal_entity", "order"], name="suggestion_of_order")]

    def __str__(self) -> str:
        """Return rule and order."""
        return f"{self.rule} · {self.order}"
