"""Trade agreements: prices and discounts by customer and item, entered and posted in journals (sales.md §3.1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Count, F, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from foundation.database.constraints import not_negative, percentage
from foundation.fields import PercentField, PriceField, QuantityField
from foundation.inventory.models import Item, Unit, Warehouse
from foundation.ledger.models import Relation
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager


class AgreementRelation(models.TextChoices):
    """What an agreement line settles."""

    PRICE = "price", _("Price (sales)")
    LINE = "line", _("Line discount")
    MULTILINE = "multiline", _("Multiline discount")
    TOTAL = "total", _("Total discount")


GROUPS = {
    AgreementRelation.PRICE: "price_group",
    AgreementRelation.LINE: "line_discount_group",
    AgreementRelation.MULTILINE: "multiline_discount_group",
    AgreementRelation.TOTAL: "total_discount_group",
}
"""The group of a customer that agreements of each kind may name."""


class TradeAgreementJournalQuerySet(ScopedQuerySet):
    """Finds journals."""

    def for_list(self) -> Self:
        """What list and page show."""
        return self.select_related("posted_by").annotate(line_count=Count("lines"))

    def with_lines(self) -> Self:
        """Journals with what is shown of their lines."""
        return self.select_related("posted_by").prefetch_related(Prefetch("lines", TradeAgreement.objects.for_display().order_by("pk")))

    def open(self) -> Self:
        """Journals that may still be changed."""
        return self.filter(status=TradeAgreementJournal.Status.OPEN)

    def posted(self) -> Self:
        """Journals whose lines count."""
        return self.filter(status=TradeAgreementJournal.Status.POSTED)


class TradeAgreementJournal(EntityModel):
    """A list of agreement lines that become active together when the journal is posted."""

    class Status(models.TextChoices):
        """Open for entry, or posted."""

        OPEN = "open", _("Open")
        POSTED = "posted", _("Posted")

    number = models.CharField(_("number"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.OPEN)
    posted_by = models.ForeignKey("organization.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("posted by"))
    posted_at = models.DateTimeField(_("posted at"), null=True, blank=True)

    objects: ClassVar[Any] = scoped_manager(TradeAgreementJournalQuerySet)

    class Meta:
        ordering = ["-number"]
        verbose_name = _("trade agreement journal")
        verbose_name_plural = _("trade agreement journals")
        constraints = [models.UniqueConstraint(fields=["legal_entity", "number"], name="trade_agreement_journal_unique")]

    def __str__(self) -> str:
        """Return the number."""
        return self.number


class TradeAgreementQuerySet(ScopedQuerySet):
    """Finds agreement lines."""

    def active(self) -> Self:
        """Lines of posted journals."""
        return self.filter(journal__status=TradeAgreementJournal.Status.POSTED)

    def for_list(self) -> Self:
        """What the list of agreements shows: lines of posted journals."""
        return self.active().select_related("journal", "item", "unit", "currency", "warehouse")

    def of_journal(self, journal_id: int) -> Self:
        """Return the lines of one journal as they were entered."""
        return self.filter(journal=journal_id).select_related("item", "unit", "currency", "warehouse").order_by("pk")

    def named(self, keys: Iterable[int]) -> dict[int, Any]:
        """Return lines by key with what tells one from the other."""
        return self.select_related("journal", "item", "unit").in_bulk(list(keys))

    def valid_today(self) -> Self:
        """Lines in force today."""
        return self.valid_on(timezone.localdate())

    def prices(self) -> Self:
        """Lines that settle a price."""
        return self.filter(relation=AgreementRelation.PRICE)

    def discounts(self) -> Self:
        """Lines that settle a discount."""
        return self.exclude(relation=AgreementRelation.PRICE)

    def valid_on(self, on_date: date) -> Self:
        """Lines in force on a day."""
        return self.filter(Q(from_date=None) | Q(from_date__lte=on_date), Q(to_date=None) | Q(to_date__gte=on_date))

    def concerning(self, account_keys: Iterable[str], item_ids: Iterable[int]) -> Self:
        """Lines that name one of these accounts or groups, or all accounts; of these items, or of groups and all items."""
        return self.filter(
            Q(account_relation=Relation.ALL) | Q(account_key__in=list(account_keys)), Q(item=None) | Q(item__in=list(item_ids))
        )

    def for_customer(self, account: str) -> Self:
        """Lines that a customer can get: its own, those of its groups, and those for all; none for an account that is not known."""
        customer = Customer.objects.filter(account__iexact=account).select_related(*GROUPS.values()).first()
        if customer is None:
            return self.none()
        mine = Q(account_relation=Relation.ALL) | Q(account_relation=Relation.TABLE, account_key=customer.account)
        for relation, name in GROUPS.items():
            group = getattr(customer, name)
            if group is not None:
                mine |= Q(relation=relation, account_relation=Relation.GROUP, account_key=group.code)
        return self.filter(mine)

    def for_item(self, number: str) -> Self:
        """Lines that count for an item: its own, those of its master and its groups, and discounts for all; none for an unknown number."""
        item = Item.objects.filter(number__iexact=number).select_related("line_discount_group", "multiline_discount_group").first()
        if item is None:
            return self.none()
        mine = Q(item=item) | Q(item_relation=Relation.ALL)
        if item.master_id is not None:
            mine |= Q(item=item.master_id)
        groups = {AgreementRelation.LINE: item.line_discount_group, AgreementRelation.MULTILINE: item.multiline_discount_group}
        for relation, group in groups.items():
            if group is not None:
                mine |= Q(relation=relation, item_relation=Relation.GROUP, item_key=group.code)
        return self.filter(mine)

    def for_display(self) -> Self:
        """What lists show."""
        return self.select_related("journal", "item", "warehouse", "unit", "currency")


@pghistory.track()
class TradeAgreement(EntityModel):
    """One price or discount for an account, an item, a bracket of quantities and a stretch of days.

    ``account_key`` holds a customer account or a customer discount group, ``item_key`` an item discount group;
    both are empty for All. ``amount`` is per ``price_unit`` units, in ``currency``. For a total discount the bracket is
    an order amount.
    """

    journal = models.ForeignKey(TradeAgreementJournal, models.PROTECT, related_name="lines", verbose_name=_("journal"))
    relation = models.CharField(_("relation"), max_length=10, choices=AgreementRelation.choices)
    account_relation = models.CharField(_("account code"), max_length=5, choices=Relation.choices, default=Relation.ALL)
    account_key = models.CharField(_("customer or group"), max_length=20, blank=True, default="")
    item_relation = models.CharField(_("item code"), max_length=5, choices=Relation.choices, default=Relation.TABLE)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="trade_agreements", verbose_name=_("item"))
    item_key = models.CharField(_("item group"), max_length=20, blank=True, default="")
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("warehouse"))
    currency = models.ForeignKey("organization.Currency", models.PROTECT, related_name="+", verbose_name=_("currency"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    from_quantity = QuantityField(_("from"), default=0)
    to_quantity = QuantityField(_("to"), null=True, blank=True)
    from_date = models.DateField(_("from date"), null=True, blank=True)
    to_date = models.DateField(_("to date"), null=True, blank=True)
    amount = PriceField(_("amount"), default=0)
    price_unit = QuantityField(_("price unit"), default=1)
    percent_1 = PercentField(_("percentage 1"), default=0)
    percent_2 = PercentField(_("percentage 2"), default=0)
    find_next = models.BooleanField(_("find next"), default=False)
    lead_time = models.PositiveSmallIntegerField(_("lead time"), null=True, blank=True)
    include_generic_currency = models.BooleanField(_("may be converted"), default=False)

    objects: ClassVar[Any] = scoped_manager(TradeAgreementQuerySet)

    class Meta:
        ordering = ["relation", "id"]
        verbose_name = _("trade agreement")
        verbose_name_plural = _("trade agreements")
        constraints = [
            models.CheckConstraint(
                condition=Q(to_quantity=None) | Q(to_quantity__gte=F("from_quantity")), name="agreement_bracket_ordered"
            ),
            models.CheckConstraint(
                condition=Q(from_date=None) | Q(to_date=None) | Q(to_date__gte=F("from_date")), name="agreement_dates_ordered"
            ),
            models.CheckConstraint(condition=~Q(amount=0) | ~Q(percent_1=0) | ~Q(percent_2=0), name="agreement_gives_something"),
            models.CheckConstraint(
                condition=~Q(relation="price") | Q(item_relation="table", item__isnull=False), name="agreement_price_for_one_item"
            ),
            models.CheckConstraint(condition=Q(price_unit__gt=0), name="agreement_price_unit_positive"),
            percentage("agreement_percentages", "percent_1", "percent_2"),
            not_negative("agreement_quantity", "from_quantity"),
        ]
        indexes = [
            models.Index(fields=["legal_entity", "relation", "item"], name="agreement_by_item"),
            models.Index(fields=["legal_entity", "relation", "account_key"], name="agreement_by_account"),
        ]

    def __str__(self) -> str:
        """Return relation, account and item."""
        return f"{self.get_relation_display()} {self.account_key or '*'} {self.item or self.item_key or '*'}"
