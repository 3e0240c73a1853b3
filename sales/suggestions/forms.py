"""The forms of product lists, rules, and of answers to suggestions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityChoiceField, EntityForm, EntityModelForm, EntryDecimalField, LineForm, LookupField
from foundation.backoffice.forms.forms import ShownSection
from foundation.inventory.models import Item, SalesCategory
from sales.services.change_lines import LineEdit
from sales.suggestions.models import ProductList, SuggestionRule
from sales.suggestions.models.product_list import RowToOrder
from sales.suggestions.models.rule import SUGGESTED_ON_CHOICES

TRIGGER = ("trigger_item", "trigger_category", "trigger_list")
OFFER = ("item", "quantity_rule", "quantity", "per_units", "script", "script_active")
CONDITIONS = (
    *("customer", "customer_group", "minimum_quantity", "minimum_amount", "order_type"),
    *("valid_from", "valid_to", "only_in_stock", "not_bought_days"),
)


class ProductListForm(EntityModelForm):
    """The head of a product list."""

    class Meta:
        model = ProductList
        fields = ["code", "name", "customer", "valid_from", "valid_to", "is_active"]


class ProductListItemForm(LineForm):
    """One row: an item with its usual quantity, or a category."""

    position = forms.IntegerField(label=_("Position"), min_value=1, initial=10)
    item = LookupField("inventory.item", label=_("Item"), required=False)
    category = EntityChoiceField(SalesCategory, label=_("Category"), required=False)
    quantity = EntryDecimalField(label=_("Quantity"), max_digits=16, decimal_places=4, initial=Decimal(1), min_value=Decimal("0.0001"))
    unit = LookupField("inventory.unit-code", label=_("Unit"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for an item or a category."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and bool(cleaned.get("item")) == bool(cleaned.get("category")):
            self.add_error("item", _("A row names an item or a category."))
        return cleaned


class RuleForm(EntityModelForm):
    """A suggestion rule."""

    class Meta:
        model = SuggestionRule
        fields = ["code", "name", "kind", "priority", *TRIGGER, *OFFER, *CONDITIONS, "is_active"]

    sections = [
        (_("Rule"), ["code", "name", "kind", "priority", "is_active"]),
        (_("Trigger"), TRIGGER),
        (_("What is offered"), OFFER),
        (_("Conditions, all of which must hold"), CONDITIONS),
    ]


class RuleTestForm(EntityForm):
    """A line that might be entered."""

    customer = LookupField("customers.customer", label=_("Customer"))
    item = LookupField("inventory.item", label=_("Item"))
    quantity = EntryDecimalField(label=_("Quantity"), max_digits=16, decimal_places=4, initial=Decimal(1))
    order_type = forms.ChoiceField(label=_("Order type"), choices=SUGGESTED_ON_CHOICES)


class GenerateListForm(EntityForm):
    """From which orders of a customer an item list is made."""

    code = forms.CharField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Name"), max_length=60)
    customer = LookupField("customers.customer", label=_("Customer"))
    days = forms.IntegerField(label=_("Orders of the last days"), min_value=1, max_value=3650, required=False, initial=90)
    orders = forms.IntegerField(label=_("Last orders"), min_value=1, max_value=1000, required=False)
    minimum_quantity = EntryDecimalField(
        label=_("At least ordered"),
        max_digits=16,
        decimal_places=4,
        required=False,
        help_text=_("Of items below this nothing is listed."),
    )


class DeclineForm(EntityForm):
    """Why the customer does not want it."""

    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class ChooseListForm(EntityForm):
    """Which item list an order is filled from."""

    product_list = EntityChoiceField(ProductList, label=_("Item list"), listed=True)

    def __init__(self, *args: Any, lists: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["product_list"].queryset = lists  # type: ignore[attr-defined]


class VariantForm(EntityForm):
    """Which variant of a suggested master is taken; nothing is asked for any other item."""

    def __init__(self, *args: Any, variants: Sequence[Item], **options: Any) -> None:
        self.variants = {str(item.pk): item for item in variants}
        super().__init__(*args, **options)

    def extra_fields(self) -> dict[str, forms.Field]:
        """Return the choice."""
        choices = [(key, f"{item.number} · {item.variant}") for key, item in self.variants.items()]
        return {"variant": forms.ChoiceField(label=_("Variant"), choices=choices)} if choices else {}

    def shown_sections(self) -> Iterator[ShownSection]:
        """Yield the choice."""
        if self.variants:
            yield ShownSection("", [self["variant"]])

    @property
    def variant(self) -> Item | None:
        """Return the chosen variant."""
        return self.variants.get(self.cleaned_data.get("variant", ""))


class FromListForm(EntityForm):
    """How much of each item of a list goes on the order; an empty field leaves it out."""

    def __init__(self, *args: Any, rows: Sequence[RowToOrder], **options: Any) -> None:
        self.rows = rows
        super().__init__(*args, **options)

    def extra_fields(self) -> dict[str, forms.Field]:
        """Return a quantity per item."""
        return {row.field: _quantity_field(row) for row in self.rows}

    def shown_sections(self) -> Iterator[ShownSection]:
        """Yield the quantities."""
        yield ShownSection(_("Quantity to order"), [self[row.field] for row in self.rows])

    @property
    def edits(self) -> list[LineEdit]:
        """Return the lines with a quantity."""
        typed = [(row, self.cleaned_data[row.field]) for row in self.rows]
        return [
            LineEdit(values={"item_id": row.item.pk, "quantity": quantity, "unit_id": row.unit_id}) for row, quantity in typed if quantity
        ]


def _quantity_field(row: RowToOrder) -> forms.Field:
    label = f"{row.item.number} · {row.item.name_in('en')}"
    return EntryDecimalField(label=label, initial=row.quantity, required=False, max_digits=16, decimal_places=4, help_text=row.unit_code)
