"""Stock: what lies where, how it came and went, and adjustments."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.documents import Total
from foundation.backoffice.formats import format_quantity
from foundation.backoffice.forms import EntityChoiceField, EntityForm, EntryDateField, EntryDecimalField, LineForm, LookupField
from foundation.backoffice.inventory.filters import OnHandFilter, StockTransactionFilter
from foundation.backoffice.inventory.items import COST, STOCK
from foundation.backoffice.inventory.tables import CostedTransactionTable, OnHandTable, StockTransactionTable
from foundation.backoffice.lines import Calculation, RowResult
from foundation.backoffice.lists import ListTable, Search, Tab
from foundation.backoffice.records import find
from foundation.backoffice.views import LinesFormView, ListPage
from foundation.inventory.errors import VariantMissing
from foundation.inventory.models import InventoryTransaction, Item, OnHand, Warehouse
from foundation.inventory.services.adjust import Adjustment, adjust_stock
from foundation.inventory.variants import require_variant

ADJUST = "inventory.adjust_stock"


class OnHandList(ListPage):
    """Stock per item and warehouse."""

    permission_required = export_permission = STOCK
    title = _("On-hand")
    model, rows = OnHand, "for_list"
    table_class = OnHandTable
    filterset_class = OnHandFilter
    search = Search(prefix=("item__number", "warehouse__code"), contains=("item__name",))
    tabs = (
        Tab("all", _("All")),
        Tab("stock", _("In stock"), rows="in_stock"),
        Tab("short", _("Short"), rows="short"),
        Tab("negative", _("Below zero"), rows="negative"),
    )
    order_by = "item__number"
    create_page, create_permission, create_label = "inventory:adjust", ADJUST, _("Adjust stock")
    empty_text = _("What lies in the warehouses stands here.")

    def row_tone(self, record: Any) -> str:
        """Mark what is short."""
        return "danger" if record.physical_quantity < 0 else "warning" if record.total_quantity < 0 else ""


class StockTransactionList(ListPage):
    """All stock transactions; with cost for those who may see it."""

    permission_required = export_permission = STOCK
    title = _("Stock transactions")
    model, rows = InventoryTransaction, "for_list"
    filterset_class = StockTransactionFilter
    search = Search(prefix=("item__number", "origin_number", "packing_slip", "invoice"), contains=("item__name",))
    tabs = (
        Tab("all", _("All")),
        Tab("expected", _("Expected"), rows="expected"),
        Tab("physical", _("Delivered, not invoiced"), rows="physical"),
        Tab("financial", _("Invoiced"), rows="financial"),
    )
    empty_text = _("Every order line, delivery and invoice writes its stock here.")

    @property
    def table_class(self) -> type[ListTable]:  # type: ignore[override]
        """Return the columns that the user may see."""
        return CostedTransactionTable if self.may(COST) else StockTransactionTable


class AdjustmentForm(EntityForm):
    """When and why stock is corrected."""

    on_date = EntryDateField(label=_("Date"))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class AdjustmentLineForm(LineForm):
    """One item in one warehouse, with the quantity that is added or, below zero, taken away."""

    item = LookupField("inventory.sold-item", label=_("Item"))
    warehouse = EntityChoiceField(Warehouse, label=_("Warehouse"))
    quantity = EntryDecimalField(label=_("Quantity"), max_digits=16, decimal_places=4)
    unit_cost = EntryDecimalField(label=_("Unit cost"), max_digits=16, decimal_places=4, min_value=0, required=False)
    outputs = {"on_hand": _("On-hand"), "after": _("Afterwards")}

    def clean_quantity(self) -> Decimal:
        """Refuse a quantity of zero."""
        quantity: Decimal = self.cleaned_data["quantity"]
        if not quantity:
            raise forms.ValidationError(_("Enter how much is added or taken away."))
        return quantity

    def clean_item(self) -> Item:
        """Refuse what is not counted."""
        item: Item = self.cleaned_data["item"]
        try:
            require_variant(item)
        except VariantMissing as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        if not item.stocked:
            raise forms.ValidationError(_("%(item)s is not stocked.") % {"item": item})
        return item


class StockAdjustment(LinesFormView):
    """Opening stock, counted differences and losses: stock that moves without a document."""

    permission_required = permission_to_change = ADJUST
    form_class, line_form_class, title = AdjustmentForm, AdjustmentLineForm, _("Adjustment of stock")
    success_page, cancel_page = "inventory:transactions", "inventory:on-hand"
    save_label = _("Post")
    model = Item

    def get_record(self) -> models.Model | None:
        """Return nothing: an adjustment is no record that is changed."""
        return None

    get_locked_record = get_record

    def get_initial(self) -> dict[str, Any]:
        """Propose today as the day of the adjustment."""
        return {"on_date": self.entity.today()}

    def new_lines(self) -> Sequence[dict[str, Any]]:
        """Start with the item in the address."""
        item = find(self.get_rows(), self.pk) if self.pk else None
        return [{"item": item, "warehouse": item.default_warehouse_id}] if item else []

    def calculate(self, _form: Any, lines: Sequence[dict[str, Any] | None]) -> Calculation:
        """Show what is there and what will be."""
        pairs = [(line["item"].pk, line["warehouse"].pk) for line in lines if line]
        known = OnHand.of(self.entity).quantities(pairs)
        rows = [self._row(line, known.get((line["item"].pk, line["warehouse"].pk), Decimal(0))) if line else None for line in lines]
        value = sum((line["quantity"] * (line["unit_cost"] or 0) for line in lines if line and line["quantity"] > 0), Decimal(0))
        return Calculation(rows=rows, totals=[Total(_("Value at the given cost"), value, str(self.entity.currency_id))])

    def _row(self, line: dict[str, Any], there: Decimal) -> RowResult:
        after = there + line["quantity"]
        return RowResult(outputs={"on_hand": format_quantity(there), "after": format_quantity(after)})

    def perform(self, form: Any, lines: list[dict[str, Any]]) -> Any:  # type: ignore[override]
        """Post the adjustment."""
        if not lines:
            form.add_error(None, _("Enter at least one line."))
            return None
        adjustments = [Adjustment(line["item"].pk, line["warehouse"].pk, line["quantity"], line["unit_cost"]) for line in lines]
        values = form.cleaned_data
        written = adjust_stock(self.entity, adjustments, on_date=values["on_date"], user=self.request.user, reason=values["reason"])
        return written[0]
