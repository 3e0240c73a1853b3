"""What is asked for when prices are looked up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import CustomerDiscountGroup
from foundation.backoffice.forms import EntityChoiceField, EntityForm, EntryDateField, EntryDecimalField, LookupField
from foundation.documents.formatting import language_choices
from foundation.inventory.models import ItemGroup, Warehouse
from foundation.organization.models import Currency
from sales.services.find_prices import PriceQuestion
from sales.services.price_lists import PriceListRequest

SMALLEST = Decimal("0.0001")


class FindPricesForm(EntityForm):
    """An item, for whom, how much, when and in which currency."""

    item = LookupField("inventory.item", label=_("Item"))
    customer = LookupField("customers.customer", label=_("Customer"), required=False, help_text=_("Empty: what everybody pays."))
    quantity = EntryDecimalField(label=_("Quantity"), max_digits=16, decimal_places=4, min_value=SMALLEST, required=False)
    unit = LookupField("inventory.unit-code", label=_("Unit"), required=False)
    on_date = EntryDateField(label=_("Date"), required=False)
    currency = EntityChoiceField(Currency, listed=True, label=_("Currency"), required=False, empty_label=_("That of the customer"))
    warehouse = EntityChoiceField(Warehouse, listed=True, label=_("Warehouse"), required=False, empty_label="–")

    sections = [
        (_("Who buys what"), ["item", "customer", "quantity", "unit"]),
        (_("When and where"), ["on_date", "currency", "warehouse"]),
    ]

    def question(self) -> PriceQuestion:
        """Return what is asked."""
        data: dict[str, Any] = self.cleaned_data
        return PriceQuestion(
            item=data["item"],
            customer=data["customer"],
            quantity=data["quantity"] or Decimal(1),
            unit=data["unit"],
            on_date=data["on_date"],
            currency=data["currency"].pk if data["currency"] else "",
            warehouse_id=data["warehouse"].pk if data["warehouse"] else None,
        )


class PriceListForm(EntityForm):
    """For whom the price list is, for which day, and what stands on it."""

    customer = LookupField("customers.customer", label=_("Customer"), required=False)
    price_group = EntityChoiceField(CustomerDiscountGroup, listed=True, label=_("or price group"), required=False, empty_label="–")
    on_date = EntryDateField(label=_("Prices of"), required=False)
    currency = EntityChoiceField(Currency, listed=True, label=_("Currency"), required=False, empty_label=_("That of the customer"))
    item_group = EntityChoiceField(ItemGroup, listed=True, label=_("Item group"), required=False, empty_label=_("All items"))
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        groups = CustomerDiscountGroup.of(self.entity).filter(kind=CustomerDiscountGroup.Kind.PRICE)
        self.fields["price_group"].queryset = groups  # type: ignore[attr-defined]
        self.fields["language"].choices = [("", _("That of the customer")), *language_choices()]  # type: ignore[attr-defined]

    def wanted(self) -> PriceListRequest:
        """Return what is asked for."""
        data: dict[str, Any] = self.cleaned_data
        return PriceListRequest(
            customer=data["customer"],
            price_group=data["price_group"] if data["customer"] is None else None,
            on_date=data["on_date"],
            currency=data["currency"].pk if data["currency"] else "",
            item_group=data["item_group"],
            language=data["language"],
        )
