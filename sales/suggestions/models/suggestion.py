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
from sales.quotations.models import Quotation, QuotationLine
from sales.suggestions.models.rule import SuggestionRule


class SuggestionState(models.TextChoices):
    """What became of a suggestion."""

    SHOWN = "shown", _("Shown")
    LATER = "later", _("Later")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


class SuggestionLogQuerySet(ScopedQuerySet):
    """Finds suggestions."""

    def on_orders(self) -> Self:
        """Suggestions on sales orders, with what is shown of them."""
        return self.filter(order__isnull=False).select_related("rule", "item", "unit", "line", "order")

    def on_quotations(self) -> Self:
        """Suggestions on quotations, with what is shown of them."""
        return self.filter(quotation__isnull=False).select_related("rule", "item", "unit", "quotation_line", "quotation")

    def waiting(self) -> Self:
        """Suggestions that nobody answered, whose line is still there."""
        there = Q(line__isnull=False) | Q(quotation_line__isnull=False)
        return self.filter(there, state__in=[SuggestionState.SHOWN, SuggestionState.LATER])

    def for_panel(self, entity: LegalEntity) -> Self:
        """Return what is offered, in the order of the rules; not what stands on its document by now."""
        ordered = SalesOrderLine.of(entity).filter(order=OuterRef("order"), item=OuterRef("item"))
        quoted = QuotationLine.of(entity).filter(quotation=OuterRef("quotation"), item=OuterRef("item"))
        rows = self.waiting().filter(~Exists(ordered), ~Exists(quoted), item__stopped=False, item__is_active=True)
        named = rows.select_related("rule", "item", "unit", "line", "order", "quotation_line", "quotation")
        return named.order_by("rule__priority", "rule", "line__line_number", "quotation_line__line_number")


class SuggestionLog(EntityModel):
    """A suggestion that a clerk saw on an order or a quotation: once per line and rule. Price, amount and difference are those of then.

    ``gained_amount`` is in accounting currency: the net of the new line, for an up-sell what it is above the old one.
    """

    rule = models.ForeignKey(SuggestionRule, models.CASCADE, related_name="logs", verbose_name=_("rule"))
    order = models.ForeignKey(SalesOrder, models.CASCADE, null=True, related_name="+", verbose_name=_("sales order"))
    line = models.ForeignKey(SalesOrderLine, models.SET_NULL, null=True, related_name="+", verbose_name=_("line"))
    quotation = models.ForeignKey(Quotation, models.CASCADE, null=True, related_name="+", verbose_name=_("quotation"))
    quotation_line = models.ForeignKey(QuotationLine, models.SET_NULL, null=True, related_name="+", verbose_name=_("quotation line"))
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
            models.UniqueConstraint(fields=["rule", "quotation_line"], name="suggestion_once_per_quotation_line"),
            models.CheckConstraint(
                name="suggestion_of_one_document",
                condition=Q(order__isnull=False, quotation__isnull=True, quotation_line__isnull=True)
                | Q(order__isnull=True, line__isnull=True, quotation__isnull=False),
            ),
            models.CheckConstraint(
                name="suggestion_answer_complete",
                condition=Q(state__in=["shown", "later"]) | Q(answered_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["legal_entity", "order"], name="suggestion_of_order")]

    def __str__(self) -> str:
        """Return rule and document."""
        return f"{self.rule} · {self.document}"

    @property
    def document(self) -> SalesOrder | Quotation:
        """Return the order or the quotation."""
        found: SalesOrder | Quotation | None = self.order or self.quotation
        assert found is not None, "a constraint holds that it is one of both"
        return found

    @property
    def trigger_line(self) -> SalesOrderLine | QuotationLine | None:
        """Return the line that called for it; None when it is gone."""
        return self.line or self.quotation_line
