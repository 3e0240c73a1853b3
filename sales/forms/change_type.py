"""The form that gives an order another type: which one, why, and the answers to what it asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityForm
from foundation.backoffice.forms.forms import ShownSection
from sales.forms.subscription import CYCLES, CycleFields
from sales.models import SalesOrder
from sales.statuses import TRAITS, SalesOrderType
from sales.type_change_errors import SearchPricesAgain, TurnQuantities
from sales.type_changes import TypeChange, asks_for_prices, asks_to_turn, possible_types


class ChangeTypeForm(CycleFields, EntityForm):
    """A new type for an order. What is asked only now and then is left out where it has no meaning for the order."""

    order_type = forms.ChoiceField(label=_("New order type"))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
    search_prices = forms.BooleanField(
        label=SearchPricesAgain.message,
        required=False,
        help_text=_("Prices and discounts that were typed stay. Where prices go by the order date, the order date becomes today."),
    )
    turn_quantities = forms.BooleanField(
        label=TurnQuantities.message,
        required=False,
        help_text=_("Where goods come back that were to be delivered, or the other way round."),
    )
    remove_links = forms.BooleanField(
        label=_("Remove links to sales agreements"),
        required=False,
        help_text=_("Lines of a journal count on no agreement. Their prices stay."),
    )
    overrule_credit = forms.BooleanField(label=_("Go on although the credit limit is exceeded"), required=False)

    sections = [
        (_("Order type"), ("order_type", "reason", "search_prices", "turn_quantities", "remove_links", "overrule_credit")),
        (_("Cycles of a subscription"), CYCLES),
    ]

    def __init__(self, *args: Any, order: SalesOrder, **options: Any) -> None:
        super().__init__(*args, **options)
        types = possible_types(order)
        self.fields["order_type"].choices = types  # type: ignore[attr-defined]
        first = SalesOrderType.SALES_ORDER.value
        self.fields["order_type"].initial = first if first in dict(types) else None
        self.fields["reason"].required = bool(order.confirmed_version)
        if order.confirmed_version:
            self.fields["reason"].help_text = _("The customer has a confirmation of this order.")
        if not any(TRAITS[value].reopens_after_invoice for value, _label in types):
            for name in CYCLES:
                del self.fields[name]
        if not any(asks_for_prices(order, value) for value, _label in types):
            del self.fields["search_prices"]
        if not any(asks_to_turn(order, value) for value, _label in types):
            del self.fields["turn_quantities"]
        if all(TRAITS[value].posts_documents for value, _label in types):
            del self.fields["remove_links"]
        if self.access is None or not self.access.may("customers.override_credit"):
            del self.fields["overrule_credit"]

    def shown_sections(self) -> Iterator[ShownSection]:
        """Yield the sections; cycles show with the types that have them."""
        types = self.fields["order_type"].choices  # type: ignore[attr-defined]
        cyclic = " ".join(value for value, _label in types if TRAITS[value].reopens_after_invoice)
        for section in super().shown_sections():
            in_cycles = section.fields[0].name in CYCLES
            yield replace(section, when=("order_type", cyclic)) if in_cycles else section

    @property
    def change(self) -> TypeChange:
        """Return what was entered; a box that is not ticked says no."""
        data = self.cleaned_data
        terms = self.terms if TRAITS[data["order_type"]].reopens_after_invoice else None
        return TypeChange(
            data["order_type"],
            data["reason"].strip(),
            bool(data.get("search_prices")),
            bool(data.get("overrule_credit")),
            terms,
            bool(data.get("turn_quantities")),
            bool(data.get("remove_links")),
        )
