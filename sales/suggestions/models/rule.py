"""When which item is suggested, and in which quantity (sales.md §4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, CustomerGroup
from foundation.database.constraints import in_order, positive
from foundation.fields import AmountField, PercentField, QuantityField
from foundation.inventory.models import Item, SalesCategory
from foundation.organization.models import LegalEntity
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from sales.quotations.statuses import QuotationStatus
from sales.statuses import SalesOrderType
from sales.suggestions.models.product_list import ProductList, ProductListItem, valid_on

SUGGESTED_ON = (SalesOrderType.SALES_ORDER, SalesOrderType.SUBSCRIPTION, SalesOrderType.JOURNAL)
SUGGESTED_ON_CHOICES = [(kind.value, kind.label) for kind in SUGGESTED_ON]


class SuggestionKind(models.TextChoices):
    """Instead of the trigger line, or in addition to it."""

    UP_SELL = "up_sell", _("Up-sell")
    CROSS_SELL = "cross_sell", _("Cross-sell")


class QuantityRule(models.TextChoices):
    """How much of the suggested item is offered."""

    SAME = "same", _("Same as the line")
    FIXED = "fixed", _("Fixed")
    PER_UNITS = "per_units", _("Per number of units")


def _count(logs: Any, count: Any) -> Any:
    """Return a number of rows as a column; zero where there are none."""
    return Coalesce(Subquery(logs.annotate(number=count).values("number")), Value(0))


class SuggestionRuleQuerySet(ScopedQuerySet):
    """Finds rules."""

    def for_list(self) -> Self:
        """What the list shows."""
        return self.select_related("trigger_item", "trigger_category", "trigger_list", "item", "customer__party", "customer_group")

    def active_on(self, day: date) -> Self:
        """Return rules that count on a day, first priority first."""
        return self.filter(valid_on(day), is_active=True).order_by("priority", "pk")

    def triggered_by(self, entity: LegalEntity, lines: Any) -> Self:
        """Return rules whose trigger is an item, its master, or a category of an item, on one of some lines."""
        sold, masters = lines.values("item"), lines.filter(item__master__isnull=False).values("item__master")
        listed = ProductListItem.of(entity).filter(product_list=OuterRef("trigger_list"))
        named = listed.filter(Q(item__in=sold) | Q(item__in=masters) | Q(category__in=lines.values("item__category")))
        items = Q(trigger_item__in=sold) | Q(trigger_item__in=masters)
        found = items | Q(trigger_category__in=lines.values("item__category")) | Q(Exists(named))
        switched_on = Q(legal_entity__sales_parameters__isnull=True) | Q(legal_entity__sales_parameters__suggestions=True)
        return self.filter(found, switched_on)

    def for_report(self, since: date | None = None, until: date | None = None) -> Self:
        """What the report shows per rule: shown, accepted and declined, the percentage accepted, and what was gained (L25).

        Of suggestions that were shown between two days where these are given. What was accepted on a quotation counts once that
        became an order.
        """
        known = self.model.logs.rel.related_model._base_manager.filter(rule=OuterRef("pk"))
        if since is not None:
            known = known.filter(shown_at__date__gte=since)
        if until is not None:
            known = known.filter(shown_at__date__lte=until)
        logs = known.order_by().values("rule")
        sold = logs.filter(Q(quotation__isnull=True) | Q(quotation__status=QuotationStatus.CONFIRMED), state="accepted")
        gained = Subquery(sold.annotate(sum=Sum("gained_amount")).values("sum"))
        counted = self.for_list().annotate(
            shown=_count(logs, Count("pk")),
            accepted=_count(sold, Count("pk")),
            declined=_count(logs, Count("pk", filter=Q(state="declined"))),
            gained=Coalesce(gained, Value(Decimal(0)), output_field=AmountField()),
        )
        percent = Case(When(shown=0, then=None), default=F("accepted") * Decimal(100) / F("shown"), output_field=PercentField())
        return counted.annotate(accepted_percent=percent)


class SuggestionRule(EntityModel):
    """What is offered when a line with the trigger is entered; conditions that are left empty always hold."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=SuggestionKind.choices, default=SuggestionKind.CROSS_SELL)
    priority = models.PositiveSmallIntegerField(_("priority"), default=1, help_text=_("1 is shown first."))
    trigger_item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("item on the line"))
    trigger_category = models.ForeignKey(
        SalesCategory, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("category of the item on the line")
    )
    trigger_list = models.ForeignKey(
        ProductList, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product list with the item on the line")
    )
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("suggested item"))
    quantity_rule = models.CharField(_("quantity"), max_length=10, choices=QuantityRule.choices, default=QuantityRule.SAME)
    quantity = QuantityField(_("suggested quantity"), default=1, help_text=_("Fixed, or for each number of units of the line."))
    per_units = QuantityField(_("number of units"), default=1, help_text=_("For each so many of the line, rounded up."))

    customer = models.ForeignKey(Customer, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("customer"))
    customer_group = models.ForeignKey(
        CustomerGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("customer group")
    )
    minimum_quantity = QuantityField(_("least quantity of the line"), null=True, blank=True)
    minimum_amount = AmountField(_("least amount of the line"), null=True, blank=True, help_text=_("In the currency of the order."))
    order_type = models.CharField(_("order type"), max_length=20, blank=True, choices=SUGGESTED_ON_CHOICES)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    only_in_stock = models.BooleanField(_("only when enough is in stock"), default=False)
    not_bought_days = models.PositiveSmallIntegerField(_("not bought in the last days"), null=True, blank=True)
    script = models.CharField(_("what to say"), max_length=500, blank=True)
    script_active = models.BooleanField(_("show what to say"), default=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects: ClassVar[Any] = scoped_manager(SuggestionRuleQuerySet)

    class Meta:
        ordering = ["priority", "code"]
        verbose_name = _("suggestion rule")
        verbose_name_plural = _("suggestion rules")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "code"], name="suggestion_rule_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="suggestion_rule_in_entity"),
            models.CheckConstraint(
                name="suggestion_rule_one_trigger",
                condition=Q(trigger_item__isnull=False, trigger_category__isnull=True, trigger_list__isnull=True)
                | Q(trigger_item__isnull=True, trigger_category__isnull=False, trigger_list__isnull=True)
                | Q(trigger_item__isnull=True, trigger_category__isnull=True, trigger_list__isnull=False),
                violation_error_message=_("A rule has one trigger: an item, a category or a product list."),
            ),
            positive("suggestion_rule_positive", "priority", "quantity", "per_units"),
            in_order("suggestion_rule_dates_ordered", "valid_from", "valid_to"),
        ]

    def __str__(self) -> str:
        """Return code and name."""
        return f"{self.code} {self.name}"

    @property
    def trigger(self) -> str:
        """Return what the rule waits for."""
        return str(self.trigger_item or self.trigger_category or self.trigger_list)
