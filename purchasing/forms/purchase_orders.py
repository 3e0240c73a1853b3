"""The forms of purchase orders: enter one, say what came in, confirm dates, give up what is left, order for a sale."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.formats import format_quantity
from foundation.backoffice.forms import EntityForm, EntryDateField, EntryDecimalField, LineForm, LookupField
from foundation.backoffice.forms.forms import ShownSection
from foundation.errors import BusinessRuleError, Text
from purchasing.models import PurchaseOrderLine
from purchasing.services.order_for_sales import Choice, Proposal


class PurchaseOrderForm(EntityForm):
    """Whom something is ordered from."""

    vendor = LookupField("purchasing.vendor", label=_("Vendor"))
    vendor_reference = forms.CharField(label=_("Vendor's reference"), max_length=60, required=False)


class PurchaseLineForm(LineForm):
    """One line of a new purchase order; without a price the item's base cost is taken."""

    item = LookupField("inventory.sold-item", label=_("Item"))
    quantity = EntryDecimalField(label=_("Quantity"), max_digits=16, decimal_places=4)
    warehouse = LookupField("inventory.warehouse-code", label=_("Warehouse"), required=False)
    expected_date = EntryDateField(label=_("Expected date"), required=False)
    unit_price = EntryDecimalField(label=_("Unit price"), max_digits=19, decimal_places=6, min_value=0, required=False)
    outputs = {"unit": _("Unit")}


class PerLineForm(EntityForm):
    """A form with a field per line of a purchase order, named after what is asked."""

    asked = "quantity"
    lines_title: Text = _("Lines")

    def __init__(self, *args: Any, lines: Sequence[PurchaseOrderLine], **options: Any) -> None:
        self.lines = lines
        super().__init__(*args, **options)

    def make_field(self, line: PurchaseOrderLine) -> forms.Field:
        """Return the field of a line: what is still to come of it."""
        hint = gettext("%(quantity)s %(unit)s to receive") % {"quantity": format_quantity(line.remainder), "unit": line.unit.code}
        return EntryDecimalField(label=_title(line), initial=line.remainder, required=False, help_text=hint)

    def extra_fields(self) -> dict[str, forms.Field]:
        """Return a field per line."""
        return {f"{self.asked}_{line.pk}": self.make_field(line) for line in self.lines}

    def shown_sections(self) -> Iterator[ShownSection]:
        """Yield the lines, then what is asked of the whole."""
        yield ShownSection(self.lines_title, [self[f"{self.asked}_{line.pk}"] for line in self.lines])
        if self.base_fields:
            yield ShownSection("", [self[name] for name in self.base_fields])

    def typed(self) -> dict[int, Any]:
        """Return what was typed, by line."""
        return {line.pk: self.cleaned_data[f"{self.asked}_{line.pk}"] for line in self.lines}

    def refuse(self, refusal: BusinessRuleError) -> None:
        """Put a refusal on the line that it names."""
        line = next((line for line in self.lines if str(line.line_number) == refusal.params.get("l")), None)
        if line is None:
            super().refuse(refusal)
        else:
            self.add_error(f"{self.asked}_{line.pk}", str(refusal))

    @property
    def quantities(self) -> dict[int, Decimal]:
        """Return the quantity per line; an empty field is none."""
        return {key: value or Decimal(0) for key, value in self.typed().items()}


class ReceiptForm(PerLineForm):
    """What came in, when, with which paper of the vendor."""

    lines_title = _("Quantity received")
    receipt_date = EntryDateField(label=_("Receipt date"))
    vendor_packing_slip = forms.CharField(label=_("Vendor's packing slip"), max_length=60, required=False)


class ConfirmDatesForm(PerLineForm):
    """When the vendor says that each line comes."""

    asked = "date"
    lines_title = _("Confirmed date")

    def make_field(self, line: PurchaseOrderLine) -> forms.Field:
        """Return the date of a line."""
        hint = gettext("%(quantity)s %(unit)s to receive") % {"quantity": format_quantity(line.remainder), "unit": line.unit.code}
        return EntryDateField(label=_title(line), initial=line.confirmed_date, required=False, help_text=hint)

    @property
    def dates(self) -> dict[int, date | None]:
        """Return the date per line; an empty field takes a promise back."""
        return self.typed()


class CancelPurchaseForm(PerLineForm):
    """How much of each line will not come, and why."""

    lines_title = _("Quantity to cancel")
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class OrderForSalesForm(EntityForm):
    """How much of each open line of a sales order is ordered, and from whom."""

    def __init__(self, *args: Any, proposals: Sequence[Proposal], **options: Any) -> None:
        self.proposals = proposals
        super().__init__(*args, **options)

    def extra_fields(self) -> dict[str, forms.Field]:
        """Return quantity and vendor per line."""
        fields: dict[str, forms.Field] = {}
        for known in self.proposals:
            hint = gettext("%(quantity)s %(unit)s not ordered yet") % {
                "quantity": format_quantity(known.quantity),
                "unit": known.line.unit.code,
            }
            fields[f"quantity_{known.line.pk}"] = EntryDecimalField(
                label=gettext("Quantity"), initial=known.quantity, required=False, help_text=hint
            )
            start = known.vendor.account if known.vendor else None
            fields[f"vendor_{known.line.pk}"] = LookupField("purchasing.vendor", label=gettext("Vendor"), initial=start, required=False)
        return fields

    def shown_sections(self) -> Iterator[ShownSection]:
        """Yield one section per line."""
        for known in self.proposals:
            line = known.line
            yield ShownSection(
                f"{line.line_number} · {line.item.number} · {line.name}", [self[f"quantity_{line.pk}"], self[f"vendor_{line.pk}"]]
            )

    @property
    def choices(self) -> dict[int, Choice]:
        """Return what was chosen, by line; an empty quantity orders nothing."""
        data: Callable[[str], Any] = self.cleaned_data.get
        return {
            known.line.pk: Choice(data(f"quantity_{known.line.pk}") or Decimal(0), data(f"vendor_{known.line.pk}"))
            for known in self.proposals
        }

    def refuse(self, refusal: BusinessRuleError) -> None:
        """Put a refusal on the line that it names."""
        known = next((known for known in self.proposals if str(known.line.line_number) == refusal.params.get("l")), None)
        name = "vendor" if refusal.code == "PUR-03" else "quantity"
        if known is None:
            super().refuse(refusal)
        else:
            self.add_error(f"{name}_{known.line.pk}", str(refusal))


class DirectDeliveryForm(OrderForSalesForm):
    """Which lines a vendor delivers straight to the customer; each goes as a whole."""

    def extra_fields(self) -> dict[str, forms.Field]:
        """Return a tick and the vendor per line."""
        fields: dict[str, forms.Field] = {}
        for known in self.proposals:
            values = {"quantity": format_quantity(known.quantity), "unit": known.line.unit.code}
            label = gettext("Deliver %(quantity)s %(unit)s directly") % values
            fields[f"quantity_{known.line.pk}"] = forms.BooleanField(label=label, required=False)
            start = known.vendor.account if known.vendor else None
            fields[f"vendor_{known.line.pk}"] = LookupField("purchasing.vendor", label=gettext("Vendor"), initial=start, required=False)
        return fields

    @property
    def choices(self) -> dict[int, Choice]:
        """Return the ticked lines with their vendor."""
        data = self.cleaned_data
        ticked = [known.line.pk for known in self.proposals if data.get(f"quantity_{known.line.pk}")]
        return {key: Choice(None, data.get(f"vendor_{key}")) for key in ticked}


def _title(line: PurchaseOrderLine) -> str:
    return f"{line.line_number} · {line.item.number} · {line.name}"
