"""The forms that copy: which documents, which lines of them, and how (sales.md §13.1, §13.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.formats import format_day, format_price, format_quantity
from foundation.backoffice.forms import EntityForm, EntryDecimalField, LookupField
from foundation.backoffice.forms.forms import ShownSection
from foundation.errors import Text
from sales.copying import ChosenLine, CopyOptions, SourceDocument, SourceLine
from sales.forms.subscription import CYCLES, CycleFields
from sales.models import SalesOrder
from sales.statuses import TRAITS, offered_types

Offered = Sequence[tuple[str, Text, Sequence[SourceDocument]]]
Sources = Mapping[str, Sequence[SourceLine]]


class ChooseSourcesForm(EntityForm):
    """The documents of the customer that lines may be copied from, latest first, kind by kind."""

    def __init__(self, *args: Any, offered: Offered, **options: Any) -> None:
        self.offered = [(kind, label, documents) for kind, label, documents in offered if documents]
        super().__init__(*args, **options)

    def extra_fields(self) -> dict[str, forms.Field]:
        """Return boxes to tick per kind of document."""
        return {kind: _documents_field(label, documents) for kind, label, documents in self.offered}

    def shown_sections(self) -> Iterator[ShownSection]:
        """Yield the kinds of documents."""
        yield ShownSection(_("Documents"), [self[kind] for kind, _label, _documents in self.offered])

    @property
    def chosen(self) -> list[str]:
        """Return the ticked documents as they stand in an address: kind and key."""
        return [f"{kind}:{key}" for kind, _label, _documents in self.offered for key in self.cleaned_data[kind]]


def _documents_field(label: Text, documents: Sequence[SourceDocument]) -> forms.Field:
    choices = [(str(known.key), f"{known.number} · {format_day(known.date)}") for known in documents]
    return forms.MultipleChoiceField(label=str(label), choices=choices, required=False, widget=forms.CheckboxSelectMultiple)


OF_DELETED = ("delete_lines", "delete_attached")


class CopyOptionFields(forms.Form):
    """How lines are copied."""

    factor = EntryDecimalField(label=_("Quantity factor"), max_digits=10, decimal_places=4, initial=Decimal(1), min_value=Decimal("0.0001"))
    invert = forms.BooleanField(label=_("Invert sign"), required=False)
    recalculate = forms.BooleanField(
        label=_("Recalculate price"), required=False, help_text=_("Otherwise prices and discounts are those of the source.")
    )
    precisely = forms.BooleanField(
        label=_("Copy precisely"), required=False, help_text=_("Also warehouse, dates, texts and sales tax groups of the lines.")
    )
    copy_charges = forms.BooleanField(
        label=_("Copy charges"), required=False, help_text=_("Those typed by hand; automatic ones are found by the order.")
    )
    copy_header = forms.BooleanField(label=_("Copy order header"), required=False)
    delete_lines = forms.BooleanField(label=_("Delete order lines"), required=False, help_text=_("The lines of this order go first."))
    delete_attached = forms.BooleanField(
        label=_("Cancel purchase lines of removed lines"), required=False, help_text=_("A vendor was to deliver them directly.")
    )

    @property
    def options(self) -> CopyOptions:
        """Return what was chosen; raises CPY-01."""
        names = [name for name in CopyOptions.__dataclass_fields__ if name in self.fields]
        return CopyOptions(**{name: self.cleaned_data[name] for name in names})


class CopyLinesForm(CopyOptionFields, EntityForm):
    """How much of each line is copied; an empty field leaves the line out."""

    def __init__(self, *args: Any, sources: Sources, **options: Any) -> None:
        self.sources = sources
        super().__init__(*args, **options)

    def extra_fields(self) -> dict[str, forms.Field]:
        """Return a quantity per line."""
        return {_name(kind, line): _quantity_field(line) for kind, lines in self.sources.items() for line in lines}

    def shown_sections(self) -> Iterator[ShownSection]:
        """Yield the lines, then the options."""
        lines = [self[_name(kind, line)] for kind, lines in self.sources.items() for line in lines]
        yield ShownSection(_("Quantity to copy"), lines)
        yield ShownSection(_("How to copy"), [self[name] for name in CopyOptionFields.base_fields])

    @property
    def chosen(self) -> list[ChosenLine]:
        """Return the lines with a quantity."""
        typed = [(kind, line, self.cleaned_data[_name(kind, line)]) for kind, lines in self.sources.items() for line in lines]
        return [ChosenLine(kind, line.document.key, line.key, quantity) for kind, line, quantity in typed if quantity]


def _name(kind: str, line: SourceLine) -> str:
    return f"quantity_{kind}_{line.key}"


def _quantity_field(line: SourceLine) -> forms.Field:
    label = f"{line.document.number} / {line.line_number} · {line.item.number} · {line.name}"
    hint = gettext("%(quantity)s %(unit)s at %(price)s %(currency)s") % {
        "quantity": format_quantity(line.quantity),
        "unit": line.unit,
        "price": format_price(line.unit_price),
        "currency": line.currency,
    }
    return EntryDecimalField(label=label, initial=line.quantity, required=False, max_digits=16, decimal_places=4, help_text=hint)


class CopyOrderForm(CycleFields, CopyOptionFields, EntityForm):
    """For whom the copy of an order is made, of which type, and how."""

    customer = LookupField("customers.customer", label=_("Customer"))
    order_type = forms.ChoiceField(label=_("Order type"))

    sections = [
        (_("New order"), ("customer", "order_type")),
        (_("How to copy"), tuple(name for name in CopyOptionFields.base_fields if name not in OF_DELETED)),
        (_("Cycles of a subscription"), CYCLES),
    ]

    def __init__(self, *args: Any, order: SalesOrder, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in OF_DELETED:
            del self.fields[name]
        types = offered_types()
        self.fields["order_type"].choices = types  # type: ignore[attr-defined]
        self.fields["order_type"].initial = order.order_type if TRAITS[order.order_type].offered else types[-1][0]
        self.fields["customer"].initial = order.customer.account
        self.fields["copy_header"].initial = True
