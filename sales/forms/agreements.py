"""Forms of trade agreement journals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityForm, EntityModelForm, EntryDateField, EntryDecimalField, LineForm, LookupField
from sales.models import TradeAgreementJournal
from sales.models.trade_agreement import AgreementRelation

PERCENT: dict[str, Any] = {
    "max_digits": 7,
    "decimal_places": 4,
    "required": False,
    "min_value": 0,
    "max_value": 100,
}
QUANTITY: dict[str, Any] = {"max_digits": 16, "decimal_places": 4, "required": False, "min_value": 0}
PRICE: dict[str, Any] = {"max_digits": 18, "decimal_places": 6, "required": False}


class AgreementJournalForm(EntityModelForm):
    """What a journal is called."""

    class Meta:
        model = TradeAgreementJournal
        fields = ["name"]


class AgreementLineForm(LineForm):
    """One price or discount; what is left empty counts for all customers or all items."""

    relation = forms.ChoiceField(label=_("Agreement"), choices=AgreementRelation.choices, initial=AgreementRelation.PRICE)
    customer = LookupField("customers.customer", label=_("Customer"), required=False)
    customer_group = forms.CharField(label=_("or customer group"), max_length=20, required=False)
    item = LookupField("inventory.item", label=_("Item"), required=False)
    item_group = forms.CharField(label=_("or item group"), max_length=20, required=False)
    from_quantity = EntryDecimalField(label=_("From"), **QUANTITY)
    to_quantity = EntryDecimalField(label=_("To"), **QUANTITY)
    unit = LookupField("inventory.unit-code", label=_("Unit"), required=False)
    amount = EntryDecimalField(label=_("Amount"), **PRICE)
    price_unit = EntryDecimalField(label=_("per"), **QUANTITY)
    percent_1 = EntryDecimalField(label=_("Discount %"), **PERCENT)
    percent_2 = EntryDecimalField(label=_("then %"), **PERCENT)
    currency = forms.CharField(label=_("Currency"), max_length=3, required=False)
    from_date = EntryDateField(label=_("Valid from"), required=False)
    to_date = EntryDateField(label=_("Valid to"), required=False)
    find_next = forms.BooleanField(label=_("Find next"), required=False)


class AdjustJournalForm(EntityForm):
    """By how much the amounts of a new journal differ."""

    percent = EntryDecimalField(
        label=_("Change of the amounts in %"),
        max_digits=7,
        decimal_places=4,
        initial=Decimal(0),
        min_value=-100,
        help_text=_("5 raises prices by five percent, −5 lowers them; 0 copies the lines as they are."),
    )


def starting_line(line: Any) -> dict[str, Any]:
    """Return a stored agreement line as the grid shows it."""
    table, group = line.account_relation == "table", line.account_relation == "group"
    plain = ("relation", "item", "unit", "amount", "price_unit", "from_quantity", "to_quantity", "percent_1", "percent_2", "from_date")
    return {name: getattr(line, name) for name in (*plain, "to_date", "find_next")} | {
        "pk": line.pk,
        "customer": line.account_key if table else None,
        "customer_group": line.account_key if group else "",
        "item_group": line.item_key,
        "currency": line.currency_id,
    }
