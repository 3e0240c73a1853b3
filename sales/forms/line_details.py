"""The form of everything that one line of an order says beyond the grid of its order (sales.md §7.2, §9.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, DeliveryMode, Prospect
from foundation.backoffice.forms import EntityChoiceField, EntityForm, EntryDateField, EntryDecimalField
from foundation.backoffice.forms.forms import ShownSection
from foundation.errors import BusinessRuleError
from foundation.inventory.models import DeliveryDateControl
from foundation.ledger.models import ItemSalesTaxGroup, SalesTaxGroup
from sales.chosen_addresses import addresses_of
from sales.delivery_places import ADDRESS
from sales.forms.chosen_address import CHOSEN, ChosenAddress
from sales.forms.credit import OVERRULING, OverruleCredit
from sales.services.entry_credit import CreditAnswer

PRICES = ("unit_price", "price_unit", "discount_amount", "discount_percent")
TAXES = ("sales_tax_group", "item_sales_tax_group")
DATES = (
    "requested_ship_date",
    "requested_receipt_date",
    "confirmed_ship_date",
    "confirmed_receipt_date",
    "delivery_date_control",
)
DELIVERY = ("deliver_now", "prevent_partial_delivery", "overdelivery_percent", "underdelivery_percent", "stopped")
PLACES = ("delivery_mode", *ADDRESS)
TEXTS = ("name", "text")
REFERENCES = frozenset({*TAXES, "delivery_mode"})
ANSWERS = ("overwrite_prices", "end_terms")
VALUES = (*PRICES, *TAXES, *DATES, *DELIVERY, *PLACES, *TEXTS)
ASKS_FOR_TERMS = frozenset({"AGR-14", "AGR-15"})


def _percent(label: Any) -> EntryDecimalField:
    return EntryDecimalField(label=label, max_digits=7, decimal_places=4, min_value=0, max_value=100)


class LineDetailsForm(OverruleCredit, ChosenAddress, EntityForm):
    """One line. Prices and tax groups are for those who may change them; everybody else reads them."""

    unit_price = EntryDecimalField(label=_("Unit price"), max_digits=18, decimal_places=6)
    price_unit = EntryDecimalField(
        label=_("Price unit"), max_digits=16, decimal_places=4, help_text=_("The quantity that the unit price is for.")
    )
    discount_amount = EntryDecimalField(label=_("Discount per unit"), max_digits=18, decimal_places=6)
    discount_percent = _percent(_("Discount %"))
    sales_tax_group = EntityChoiceField(SalesTaxGroup, label=_("Sales tax group"), required=False, empty_label="–")
    item_sales_tax_group = EntityChoiceField(ItemSalesTaxGroup, label=_("Item sales tax group"), required=False, empty_label="–")
    requested_ship_date = EntryDateField(label=_("Requested ship date"))
    requested_receipt_date = EntryDateField(label=_("Requested receipt date"))
    confirmed_ship_date = EntryDateField(label=_("Confirmed ship date"), required=False)
    confirmed_receipt_date = EntryDateField(label=_("Confirmed receipt date"), required=False)
    delivery_date_control = forms.ChoiceField(label=_("Delivery date control"), choices=DeliveryDateControl.choices)
    deliver_now = EntryDecimalField(label=_("Deliver now"), max_digits=16, decimal_places=4)
    prevent_partial_delivery = forms.BooleanField(label=_("Deliver complete only"), required=False)
    overdelivery_percent = _percent(_("Over-delivery %"))
    underdelivery_percent = _percent(_("Under-delivery %"))
    stopped = forms.BooleanField(label=_("Stopped"), required=False, help_text=_("No document is posted for the line."))
    delivery_mode = EntityChoiceField(DeliveryMode, label=_("Mode of delivery"), required=False, empty_label=_("As the order"))
    delivery_name = forms.CharField(
        label=_("Delivery name"), max_length=100, required=False, help_text=_("Without an address the line goes where the order goes.")
    )
    delivery_street = forms.CharField(label=_("Street and number"), max_length=120, required=False)
    delivery_postal_code = forms.CharField(label=_("Postal code"), max_length=12, required=False)
    delivery_city = forms.CharField(label=_("City"), max_length=60, required=False)
    delivery_country = forms.CharField(label=_("Country"), max_length=2, required=False)
    name = forms.CharField(label=_("Description"), max_length=200)
    text = forms.CharField(label=_("Text"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    overwrite_prices = forms.BooleanField(label=_("Search typed prices again"), required=False)
    end_terms = forms.ChoiceField(
        label=_("Lines that leave their agreement"),
        choices=[("", "–"), ("yes", _("Remove the link and recalculate")), ("no", _("Remove the link and keep the new values"))],
        required=False,
    )

    sections = [
        (_("Price"), PRICES),
        (_("Delivery"), (*DATES, *DELIVERY)),
        (_("Delivery address"), ("delivery_mode", CHOSEN, *ADDRESS)),
        (_("Texts"), TEXTS),
        (_("Sales tax"), TAXES),
        (_("Answers"), (*ANSWERS, *OVERRULING)),
    ]

    def __init__(self, *args: Any, buyer: Customer | Prospect | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer_addresses(addresses_of(buyer, self.today, self.access))
        for right, names in (("sales.change_price", PRICES), ("sales.change_invoice_account", TAXES)):
            for name in names if self.access is None or not self.access.may(right) else ():
                self.fields[name].disabled = True

    def shown_sections(self) -> Iterator[ShownSection]:
        """Yield the sections; what becomes of agreed terms is shown once it was asked."""
        asked = self.is_bound and ("end_terms" in self.errors or bool(self.cleaned_data.get("end_terms")))
        for section in super().shown_sections():
            fields = [bound for bound in section.fields if asked or bound.name != "end_terms"]
            if fields:
                yield replace(section, fields=fields)

    @property
    def edited(self) -> dict[str, Any]:
        """Return what was changed, by field of an order line."""
        changed = [name for name in VALUES if name in self.changed_data]
        values = {name: self.cleaned_data[name] for name in changed}
        return {f"{name}_id" if name in REFERENCES else name: getattr(value, "pk", value) for name, value in values.items()}

    @property
    def terms_answer(self) -> bool | None:
        """Return what becomes of a line that leaves what was agreed for it; None while that was not asked."""
        return {"yes": True, "no": False}.get(self.cleaned_data.get("end_terms", ""))

    @property
    def credit(self) -> CreditAnswer:
        """Return what an exceeded credit limit does."""
        data = self.cleaned_data
        return CreditAnswer(overruled=bool(data.get("overrule_credit")), reason=data.get("credit_reason", ""))

    def refuse(self, refusal: BusinessRuleError) -> None:
        """Put a question on the field that answers it, another refusal on the field it names."""
        if refusal.code in ASKS_FOR_TERMS:
            self.add_error("end_terms", str(refusal))
        elif refusal.code == "ORD-32":
            self.add_error("overwrite_prices", str(refusal))
        else:
            super().refuse(refusal)
