"""The form of a new legal entity."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.charts import ChartChoice
from customers.contact_data import countries
from customers.services.found_company import CompanyDraft
from foundation.backoffice.forms import EntityForm, EntryDecimalField


class CompanyForm(EntityForm):
    """What a company is founded with; everything else is entered on its own pages."""

    code = forms.CharField(label=_("Code"), max_length=8, help_text=_("Two to eight capitals and digits; it cannot be changed later."))
    name = forms.CharField(label=_("Name"), max_length=100)
    country = forms.ChoiceField(label=_("Country"), choices=countries)
    currency = forms.CharField(label=_("Currency"), max_length=3, help_text=_("The currency of the books, such as EUR."))
    first_year = forms.IntegerField(label=_("First fiscal year"), min_value=1990, max_value=2200)
    chart = forms.ChoiceField(label=_("Chart of accounts"), choices=ChartChoice.choices)
    high_rate = EntryDecimalField(label=_("Usual rate of VAT in percent"), min_value=0, max_value=100, decimal_places=2, required=False)
    low_rate = EntryDecimalField(label=_("Low rate of VAT in percent"), min_value=0, max_value=100, decimal_places=2, required=False)

    sections = [
        (_("Company"), ["code", "name", "country"]),
        (_("Books"), ["currency", "first_year", "chart"]),
        (_("VAT elsewhere in the EU"), ["high_rate", "low_rate"]),
    ]

    def draft(self) -> CompanyDraft:
        """Return the company that the form describes."""
        values: dict[str, Any] = self.cleaned_data
        high, low = values["high_rate"], values["low_rate"]
        rates = None if high is None else (high, low or high.__class__(0))
        fields = {name: values[name] for name in ("code", "name", "country", "currency", "chart", "first_year")}
        return CompanyDraft(**fields, rates=rates)
