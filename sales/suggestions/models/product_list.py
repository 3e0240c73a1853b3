"""Product lists: what triggers a rule, or what a customer usually orders (sales.md §4)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from foundation.database.constraints import in_order, positive
from foundation.fields import QuantityField
from foundation.inventory.models import Item, SalesCategory, Unit
from foundation.organization.models import LegalEntity
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager


def valid_on(day: date) -> Q:
    """Return the condition that a row with ``valid_from`` and ``valid_to`` counts on a day."""
    return (Q(valid_from__isnull=True) | Q(valid_from__lte=day)) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class ProductListQuerySet(ScopedQuerySet):
    """Finds product lists."""

    def for_list(self) -> Self:
        """What the list shows; ``item_count`` counts the rows."""
        return self.select_related("customer__party").annotate(item_count=Count("items"))

    def for_detail(self) -> Self:
        """A list with its rows, in a fixed number of queries."""
        return self.select_related("customer").prefetch_related("items__item", "items__category", "items__unit")

    def for_customer(self, customer_id: int, day: date) -> Self:
        """Return the lists that orders of a customer may be filled from on a day: its own and those of everybody."""
        own = Q(customer=customer_id) | Q(customer__isnull=True)
        return self.filter(own, valid_on(day), is_active=True).order_by("code")


class ProductList(EntityModel):
    """Items and categories under one name; with a customer it is that customer's item list."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("customer"))
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects: ClassVar[Any] = scoped_manager(ProductListQuerySet)

    class Meta:
        ordering = ["code"]
        verbose_name = _("product list")
        verbose_name_plural = _("product lists")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "code"], name="product_list_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="product_list_in_entity"),
            in_order("product_list_dates_ordered", "valid_from", "valid_to"),
        ]

    def __str__(self) -> str:
        """Return code and name."""
        return f"{self.code} {self.name}"


@dataclass(frozen=True, slots=True)
class RowToOrder:
    """An item that a list offers, or a variant of a master on it; of which variant how much is wanted the list does not say."""

    field: str
    row: ProductListItem
    item: Item
    quantity: Decimal | None

    @property
    def unit_id(self) -> int | None:
        """Return the unit that the list asks for, None for the item's own."""
        return self.row.unit_id

    @property
    def unit_code(self) -> str:
        """Return the unit in which the quantity is entered."""
        unit = self.row.unit or self.row.item.sales_unit  # type: ignore[union-attr]
        return unit.code


class ProductListItemQuerySet(ScopedQuerySet):
    """Finds rows of product lists."""

    def to_order(self, list_id: int) -> Self:
        """Return the rows of a list that can be ordered: items that are sold, by position."""
        rows = self.filter(product_list=list_id, item__stopped=False, item__is_active=True)
        return rows.select_related("item__sales_unit", "unit").order_by("position", "pk")

    def rows_to_order(self, entity: LegalEntity, list_id: int) -> list[RowToOrder]:
        """Return what a list offers to order: its items, and the variants of masters in their place; one query, and one for masters."""
        rows = list(self.to_order(list_id))
        variants: dict[int | None, list[Item]] = defaultdict(list)
        masters = [row.item_id for row in rows if row.item.is_master]
        for item in Item.of(entity).sellable().filter(master__in=masters).order_by("pk") if masters else ():
            variants[item.master_id].append(item)
        found = []
        for row in rows:
            if row.item.is_master:
                found += [RowToOrder(f"quantity_{row.pk}_{item.pk}", row, item, None) for item in variants[row.item_id]]
            else:
                found.append(RowToOrder(f"quantity_{row.pk}", row, row.item, row.quantity))
        return found


class ProductListItem(EntityModel):
    """An item or a category on a product list; the quantity is in ``unit``, the item's sales unit when there is none."""

    product_list = models.ForeignKey(ProductList, models.CASCADE, related_name="items", verbose_name=_("product list"))
    position = models.PositiveIntegerField(_("position"), default=10)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("item"))
    category = models.ForeignKey(SalesCategory, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("category"))
    quantity = QuantityField(_("quantity"), default=1)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"))

    objects: ClassVar[Any] = scoped_manager(ProductListItemQuerySet)

    class Meta:
        ordering = ["product_list", "position", "id"]
        verbose_name = _("row of a product list")
        verbose_name_plural = _("rows of product lists")
        constraints = [
            models.CheckConstraint(
                name="product_list_item_or_category",
                condition=Q(item__isnull=False, category__isnull=True) | Q(item__isnull=True, category__isnull=False),
                violation_error_message=_("A row names an item or a category."),
            ),
            positive("product_list_item_quantity", "quantity"),
        ]

    def __str__(self) -> str:
        """Return the item or the category."""
        return str(self.item or self.category)
