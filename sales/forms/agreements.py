"""Forms of trade agreement journals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.backoffice.forms import EntityForm, EntityModelForm, EntryDateField, EntryDecimalField, LineForm, LookupField, PostingForm
from sales.models import TradeAgreementJournal
from sales.models.trade_agreement import AgreementRelation
from sales.services.copy_agreements import LinesWanted

PERCENT: dict[str, Any] = {
    "max_digits": 7,
    "decimal_places": 4,
    "required": False,
    "min_value": 0,
    "max_value": 100,
}
QUANTITY: dict[str, Any] = {"max_digits": 16, "decimal_places": 4, "required": False, "min_value": 0}
PRICE: dict[str, Any] = {"max_digits": 18, "decimal_places": 6, "required": False}


MOST_DAYS = 999


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
    from_quantity = EntryDecimalField(label=pgettext_lazy("quantity", "From"), **QUANTITY)
    to_quantity = EntryDecimalField(label=pgettext_lazy("quantity", "To"), **QUANTITY)
    unit = LookupField("inventory.unit-code", label=_("Unit"), required=False)
    amount = EntryDecimalField(label=_("Amount"), **PRICE)
    price_unit = EntryDecimalField(label=_("per"), **QUANTITY)
    percent_1 = EntryDecimalField(label=_("Discount %"), **PERCENT)
    percent_2 = EntryDecimalField(label=_("then %"), **PERCENT)
    currency = forms.CharField(label=_("Currency"), max_length=3, required=False)
    from_date = EntryDateField(label=_("Valid from"), required=False)
    to_date = EntryDateField(label=_("Valid to"), required=False)
    find_next = forms.BooleanField(label=_("Find next"), required=False)
    warehouse = LookupField("inventory.warehouse-code", label=_("Warehouse"), required=False)
    lead_time = forms.IntegerField(label=_("Lead time"), min_value=0, max_value=MOST_DAYS, required=False)
    include_generic_currency = forms.BooleanField(label=_("May be converted"), required=False)


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
    amount = EntryDecimalField(
        label=_("and by an amount"),
        max_digits=18,
        decimal_places=6,
        initial=Decimal(0),
        required=False,
        help_text=_("Added to every amount, after the percentage; with a minus it is taken off."),
    )


class ExpireForm(EntityForm):
    """The last day on which agreements count."""

    to_date = EntryDateField(label=_("Valid to"), help_text=_("The last day. Agreements that end sooner stay as they are."))


class ExpireAgreementsForm(ExpireForm, PostingForm):
    """The last day of the agreements of a selection."""


class CopyAgreementLinesForm(EntityForm):
    """Which agreement lines come into the journal."""

    journal = forms.CharField(
        label=_("From journal"), max_length=20, required=False, help_text=_("Empty: from all journals that are posted.")
    )
    customer = LookupField("customers.customer", label=_("Customer"), required=False)
    customer_group = forms.CharField(label=_("or customer group"), max_length=20, required=False)
    item = LookupField("inventory.item", label=_("Item"), required=False)
    valid_on = EntryDateField(label=_("Valid on"), required=False)

    def wanted(self) -> LinesWanted:
        """Return what was asked for."""
        data = self.cleaned_data
        account = data["customer"].account if data["customer"] else data["customer_group"]
        return LinesWanted(data["journal"], account, data["item"].pk if data["item"] else None, data["valid_on"])


def starting_line(line: Any) -> dict[str, Any]:
    """Return a stored agreement line as the grid shows it."""
    table, group = line.account_relation == "table", line.account_relation == "group"
    plain = (
        *("relation", "item", "unit", "amount", "price_unit", "from_quantity", "to_quantity", "percent_1", "percent_2"),
        *("from_date", "to_date", "find_next", "warehouse", "lead_time", "include_generic_currency"),
    )
    return {name: getattr(line, name) for name in plain} | {
        "pk": line.pk,
        "customer": line.account_key if table else None,
        "customer_group": line.account_key if group else "",
        "item_group": line.item_key,
        "currency": line.currency_id,
    }
