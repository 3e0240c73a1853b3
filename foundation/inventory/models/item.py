"""Released products: what can be sold, in which unit, at which base price (sales.md §2.1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Self

import pghistory
import pgtrigger
from django.apps import apps
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Max, Min, OuterRef, Q, Subquery, Sum
from django.db.models.fields.json import KT
from django.utils.translation import gettext_lazy as _

from foundation.database.constraints import not_negative, percentage
from foundation.database.triggers import refuse_where
from foundation.fields import PercentField, PriceField, QuantityField
from foundation.inventory.models.unit import Unit
from foundation.inventory.models.warehouse import Warehouse
from foundation.inventory.sold import CategoryKey, SoldKey
from foundation.ledger.models import ItemSalesTaxGroup
from foundation.organization.models import LegalEntity
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager


class ItemGroup(EntityModel):
    """Items that are booked alike."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        ordering = ["code"]
        verbose_name = _("item group")
        verbose_name_plural = _("item groups")
        constraints = [models.UniqueConstraint(fields=["legal_entity", "code"], name="item_group_unique")]

    def __str__(self) -> str:
        """Return the code."""
        return self.code


class ItemDiscountGroup(EntityModel):
    """Items that trade agreements name together."""

    class Kind(models.TextChoices):
        """Which kind of agreement the group is for."""

        LINE = "line", _("Line discount")
        MULTILINE = "multiline", _("Multiline discount")
        CHARGE = "charge", _("Charges")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        ordering = ["kind", "code"]
        verbose_name = _("item discount group")
        verbose_name_plural = _("item discount groups")
        constraints = [models.UniqueConstraint(fields=["legal_entity", "kind", "code"], name="item_discount_group_unique")]

    def __str__(self) -> str:
        """Return the code."""
        return self.code


class SalesCategoryQuerySet(ScopedQuerySet):
    """Finds sales categories."""

    def for_list(self) -> Self:
        """What the list shows, in one query."""
        return self.select_related("parent")

    def stand_ins(self, entity: LegalEntity, keys: Iterable[CategoryKey]) -> dict[CategoryKey, Item]:
        """Return an item per category, never saved, for which lines without an item are calculated: three queries.

        It is not stocked and has no price. Its unit is one of those of the category's items; its sales tax group theirs, if they agree.
        """
        tax = "items__item_sales_tax_group"
        rows = list(
            self.filter(pk__in=[key.category_id for key in keys]).annotate(unit=Min("items__sales_unit"), tax=Min(tax), other=Max(tax))
        )
        groups = ItemSalesTaxGroup.of(entity).in_bulk({row.tax for row in rows if row.tax == row.other})
        first = Unit.objects.order_by("pk").values_list("pk", flat=True)[:1]
        return {row.key: row.as_item(row.unit or first[0], groups.get(row.tax)) for row in rows}


class SalesCategory(EntityModel):
    """A node of the tree of sales categories."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent"))

    objects: ClassVar[Any] = scoped_manager(SalesCategoryQuerySet)

    class Meta:
        ordering = ["code"]
        verbose_name = _("sales category")
        verbose_name_plural = _("sales categories")
        constraints = [models.UniqueConstraint(fields=["legal_entity", "code"], name="sales_category_unique")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def key(self) -> CategoryKey:
        """Return the key under which lines name it."""
        return CategoryKey(self.pk)

    def as_item(self, unit_id: int, tax_group: ItemSalesTaxGroup | None = None) -> Item:
        """Return the item that something of the category would be; it is never saved, and nothing is agreed for its key."""
        found = Item(
            pk=-self.pk,
            legal_entity_id=self.legal_entity_id,
            name=self.name,
            category=self,
            kind=Item.Kind.SERVICE,
            stocked=False,
            sales_unit_id=unit_id,
            inventory_unit_id=unit_id,
            item_sales_tax_group=tax_group,
        )
        found.stands_for = self.key
        return found


def has_number(compare: Callable[[str], Q], item: str = "") -> Q:
    """Return the condition that an item, or the master that it is a variant of, has a number.

    ``compare`` makes the condition on a field that holds a number; ``item`` is the path to the item, with its underscores.
    """
    return compare(f"{item}number") | compare(f"{item}master__number")


class ItemQuerySet(ScopedQuerySet):
    """Finds items."""

    def sellable(self) -> Self:
        """Items that may be put on new lines."""
        return self.filter(stopped=False, is_active=True)

    def stopped_ones(self) -> Self:
        """Items that are not sold any more."""
        return self.exclude(stopped=False, is_active=True)

    def stocked_ones(self) -> Self:
        """Items that are counted."""
        return self.filter(stocked=True)

    def masters(self) -> Self:
        """Items that come in variants; a document line names one of those instead."""
        return self.filter(is_master=True)

    def variants_of(self, item: Item) -> Self:
        """The variants of a master in the order in which they were made: the sizes from small to large, as they were entered."""
        return self.filter(master=item).order_by("pk")

    def services(self) -> Self:
        """Services."""
        return self.filter(kind="service")

    def matching(self, term: str) -> Self:
        """Items whose number or bar code begins with what was typed, or whose name in any language has its words; by number."""
        words = re.findall(r"\w+", term)
        found = Q(number__istartswith=term) | Q(barcode=term) | has_number(lambda path: Q(**{f"{path}__iexact": term}))
        if words:
            found |= Q(search=SearchQuery(" & ".join(f"{word}:*" for word in words), search_type="raw", config="simple"))
        return self.filter(found).order_by("number")

    def numbered(self, number: str, lookup: str = "iexact") -> Self:
        """Items of a number, and the variants of a master of that number; ``lookup`` says how numbers are compared."""
        return self.filter(has_number(lambda path: Q(**{f"{path}__{lookup}": number})))

    def for_lookup(self) -> Self:
        """What look-ups show."""
        return self.select_related("sales_unit", "inventory_unit")

    def for_list(self) -> Self:
        """What the list shows, in one query, with what is available."""
        return self.select_related("group", "category", "sales_unit", "inventory_unit", "master").with_available()

    def with_available(self) -> Self:
        """Add ``available``: physical stock less reservations over all warehouses."""
        rows = apps.get_model("inventory", "OnHand")._base_manager.filter(item=OuterRef("pk")).order_by()
        left = Sum(F("posted") + F("received") + F("registered") - F("deducted") - F("picked") - F("reserved_physical"))
        return self.annotate(available=Subquery(rows.values("item").annotate(left=left).values("left")))

    def for_display(self) -> Self:
        """What the page of an item shows."""
        return self.select_related(
            *("group", "category", "sales_unit", "inventory_unit", "price_currency", "item_sales_tax_group", "default_warehouse"),
            *("line_discount_group", "multiline_discount_group", "charge_group", "master"),
        )


DIMENSIONS = ("configuration", "size", "colour", "style")
"""In which the variants of a master can differ (sales.md §2.1), in the order in which they are shown."""


def active_flag(dimension: str) -> str:
    """Return the name of the field that says whether a dimension is active in a master."""
    return f"has_{dimension}"


class DeliveryDateControl(models.TextChoices):
    """How the earliest ship date of an order line is found (sales.md §12.2)."""

    NONE = "none", _("None")
    SALES_LEAD_TIME = "sales_lead_time", _("Sales lead time")
    ATP = "atp", _("ATP")
    ATP_MARGIN = "atp_margin", _("ATP + issue margin")


_NO_VALUE = Q(**dict.fromkeys(DIMENSIONS, ""))
_NO_DIMENSION = Q(**{active_flag(name): False for name in DIMENSIONS})
_FITS = " AND ".join(f'm."has_{name}" = (v."{name}" <> \'\')' for name in DIMENSIONS)
_MISFIT = f'v."master_id" = m."id" AND NOT (m."is_master" AND {_FITS})'
_NOT_OF_ITS_MASTER = f'SELECT 1 FROM "inventory_item" m, (SELECT NEW.*) v WHERE {_MISFIT}'  # noqa: S608
_VARIANTS_DIFFER = f'SELECT 1 FROM "inventory_item" v, (SELECT NEW.*) m WHERE {_MISFIT}'  # noqa: S608
_DIMENSIONS_CHANGED = " OR ".join(f'OLD."has_{name}" <> NEW."has_{name}"' for name in DIMENSIONS)


@pghistory.track(exclude=["search"])
class Item(EntityModel):
    """A released product or service of a legal entity; prices are for ``price_unit`` sales units, in ``price_currency``.

    A *master* comes in variants: with one or more active dimensions it is not stocked, and no line names it. A *variant* is an item
    of its own, with number, bar code, stock, cost and price, that has one value per active dimension of its master (sales.md §2.1).

    ``stands_for`` names the sales category that an unsaved item stands for while a quotation is calculated.
    """

    stands_for: CategoryKey | None = None

    class Kind(models.TextChoices):
        """Goods or services; a service is never stocked."""

        ITEM = "item", _("Item")
        SERVICE = "service", _("Service")

    class CostMethod(models.TextChoices):
        """How the cost of an issue is found (sales.md §2.5)."""

        MOVING_AVERAGE = "moving_average", _("Moving average")
        STANDARD = "standard", _("Standard")

    number = models.CharField(_("item number"), max_length=20)
    name = models.CharField(_("name"), max_length=100)
    names = models.JSONField(_("names per language"), default=dict, blank=True)
    description = models.CharField(_("description"), max_length=1000, blank=True)
    barcode = models.CharField(_("bar code"), max_length=20, blank=True)
    kind = models.CharField(_("item type"), max_length=8, choices=Kind.choices, default=Kind.ITEM)
    stocked = models.BooleanField(_("stocked"), default=True)
    group = models.ForeignKey(ItemGroup, models.PROTECT, null=True, blank=True, related_name="items", verbose_name=_("item group"))
    category = models.ForeignKey(
        SalesCategory, models.PROTECT, null=True, blank=True, related_name="items", verbose_name=_("sales category")
    )
    sales_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("sales unit"))
    inventory_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("inventory unit"))
    base_price = PriceField(_("base price"), default=0)
    price_unit = QuantityField(_("price unit"), default=1)
    price_currency = models.ForeignKey("organization.Currency", models.PROTECT, related_name="+", verbose_name=_("price currency"))
    base_cost = PriceField(_("base cost"), default=0)
    cost_method = models.CharField(_("cost method"), max_length=14, choices=CostMethod.choices, default=CostMethod.MOVING_AVERAGE)
    item_sales_tax_group = models.ForeignKey(
        ItemSalesTaxGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("item sales tax group")
    )
    line_discount_group = models.ForeignKey(
        ItemDiscountGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("line discount group")
    )
    multiline_discount_group = models.ForeignKey(
        ItemDiscountGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("multiline discount group")
    )
    charge_group = models.ForeignKey(
        ItemDiscountGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("charge group")
    )
    total_discount = models.BooleanField(_("counts for total discount"), default=True)
    standard_quantity = QuantityField(_("standard quantity"), default=0)
    multiple_quantity = QuantityField(_("multiple"), default=0)
    minimum_quantity = QuantityField(_("minimum quantity"), default=0)
    maximum_quantity = QuantityField(_("maximum quantity"), default=0)
    overdelivery_percent = PercentField(_("over-delivery %"), default=0)
    underdelivery_percent = PercentField(_("under-delivery %"), default=0)
    sales_lead_time = models.PositiveSmallIntegerField(_("sales lead time"), null=True, blank=True)
    issue_margin = models.PositiveSmallIntegerField(_("issue margin in days"), default=0)
    delivery_date_control = models.CharField(
        _("delivery date control"), max_length=15, choices=DeliveryDateControl.choices, blank=True, default=""
    )
    stopped = models.BooleanField(_("stopped for sales"), default=False)
    picking_required = models.BooleanField(_("must be picked before the packing slip"), default=False)
    packing_slip_required = models.BooleanField(_("must be delivered before the invoice"), default=False)
    negative_stock = models.BooleanField(_("stock may go below zero"), default=False)
    quarantine_management = models.BooleanField(_("inspected when it comes back"), default=False)
    default_warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("default warehouse")
    )
    net_weight = QuantityField(_("net weight in kg"), default=0)
    volume = QuantityField(_("volume in m³"), default=0)
    master = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="variants", verbose_name=_("master"))
    is_master = models.BooleanField(_("comes in variants"), default=False, editable=False)
    has_configuration = models.BooleanField(_("in several configurations"), default=False)
    has_size = models.BooleanField(_("in several sizes"), default=False)
    has_colour = models.BooleanField(_("in several colours"), default=False)
    has_style = models.BooleanField(_("in several styles"), default=False)
    configuration = models.CharField(_("configuration"), max_length=30, blank=True, default="")
    size = models.CharField(_("size"), max_length=30, blank=True, default="")
    colour = models.CharField(_("colour"), max_length=30, blank=True, default="")
    style = models.CharField(_("style"), max_length=30, blank=True, default="")
    is_active = models.BooleanField(_("active"), default=True)
    updated_at = models.DateTimeField(auto_now=True)
    search = models.GeneratedField(
        expression=SearchVector("number", "name", KT("names__nl"), KT("names__en"), KT("names__de"), KT("names__fr"), config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects: ClassVar[Any] = scoped_manager(ItemQuerySet)

    class Meta:
        ordering = ["number"]
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "number"], name="item_number_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="item_in_entity"),
            models.CheckConstraint(condition=Q(price_unit__gt=0), name="item_price_unit_positive"),
            models.CheckConstraint(condition=~Q(kind="service") | Q(stocked=False), name="item_service_not_stocked"),
            models.CheckConstraint(
                condition=Q(maximum_quantity=0) | Q(maximum_quantity__gte=F("minimum_quantity")), name="item_quantity_limits_ordered"
            ),
            not_negative("item_prices_not_negative", "base_price", "base_cost"),
            not_negative("item_quantities_not_negative", "standard_quantity", "multiple_quantity", "minimum_quantity", "maximum_quantity"),
            not_negative("item_measures_not_negative", "net_weight", "volume"),
            not_negative("item_overdelivery", "overdelivery_percent"),
            percentage("item_underdelivery", "underdelivery_percent"),
            models.CheckConstraint(
                name="item_master_has_dimensions", condition=Q(is_master=True) & ~_NO_DIMENSION | Q(is_master=False) & _NO_DIMENSION
            ),
            models.CheckConstraint(name="item_master_not_stocked", condition=Q(is_master=False) | Q(stocked=False)),
            models.CheckConstraint(name="item_master_is_no_variant", condition=Q(is_master=False) | Q(master=None)),
            models.CheckConstraint(
                name="item_variant_has_values", condition=Q(master=None) & _NO_VALUE | Q(master__isnull=False) & ~_NO_VALUE
            ),
            models.UniqueConstraint(fields=["master", *DIMENSIONS], condition=Q(master__isnull=False), name="item_variant_unique"),
        ]
        triggers = [
            refuse_where(
                "variant_of_its_master",
                "A variant has one value for each active dimension of its master",
                _NOT_OF_ITS_MASTER,
                condition='NEW."master_id" IS NOT NULL',
                holding='"inventory_item" WHERE "id" = NEW."master_id"',
            ),
            refuse_where(
                "master_as_its_variants",
                "The dimensions of a master are those of its variants",
                _VARIANTS_DIFFER,
                condition=_DIMENSIONS_CHANGED,
                operation=pgtrigger.Update,
            ),
            refuse_where(
                "master_without_stock",
                "A master has no stock",
                'SELECT 1 FROM "inventory_onhand" WHERE "item_id" = NEW."id"',
                condition='NEW."is_master"',
                operation=pgtrigger.Update,
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="item_search"),
            models.Index(fields=["legal_entity", "number"], name="item_number_prefix", opclasses=["int8_ops", "varchar_pattern_ops"]),
        ]

    def __str__(self) -> str:
        """Return the item number."""
        return self.number

    @property
    def dimensions(self) -> list[str]:
        """Return the active dimensions of a master, none of any other item."""
        return [name for name in DIMENSIONS if getattr(self, active_flag(name))]

    @property
    def values(self) -> tuple[str, ...]:
        """Return the values of a variant, those of the dimensions that its master has."""
        return tuple(value for value in self.combination if value)

    @property
    def variant(self) -> str:
        """Return the values of a variant in one text, nothing of any other item."""
        return ", ".join(self.values)

    @property
    def combination(self) -> tuple[str, ...]:
        """Return the value of every dimension, empty for those that are not active; no other variant of the master has the same."""
        return tuple(getattr(self, name) for name in DIMENSIONS)

    @property
    def key(self) -> SoldKey:
        """Return the key under which lines name it: its own, or that of the category that it stands for."""
        return self.stands_for or int(self.pk)

    def name_in(self, language: str) -> str:
        """Return the name in a language, else the name as entered."""
        return self.names.get(language) or self.name
