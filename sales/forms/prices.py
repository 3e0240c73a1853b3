"""What is asked for when prices are looked up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityChoiceField, EntityForm, EntryDateField, EntryDecimalField, LookupField
from foundation.inventory.models import Warehouse
from foundation.organization.models import Currency
from sales.services.find_prices import PriceQuestion

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
