"""Fiscal periods: which dates take postings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.backoffice.forms import EntityForm, EntityModelForm, EntryDateField
from foundation.backoffice.lists import DateColumn, LinkColumn, ListTable, NumberColumn, StatusColumn, Tab, TextColumn
from foundation.backoffice.organization.filters import FiscalPeriodFilter
from foundation.backoffice.views import EntityFormView, ListPage
from foundation.organization.models import FiscalPeriod, Module
from foundation.organization.services.fiscal_periods import add_fiscal_year, change_period

VIEW, CHANGE = "ledger.view_setup", "organization.change_fiscalperiod"
TONES = {"open": "green", "on_hold": "amber", "closed": "grey"}


class FiscalPeriodTable(ListTable):
    """Periods with what they take."""

    name = LinkColumn(_("Period"), accessor="label", page="organization:period-edit", order_by="start_date")
    year = TextColumn(_("Fiscal year"), hidden=True)
    number = NumberColumn(_("Number"), hidden=True)
    start_date = DateColumn(_("From"))
    end_date = DateColumn(pgettext_lazy("period", "To"))
    status = StatusColumn(_("Status"), tones=TONES)
    held = TextColumn(_("On hold for"), accessor="held_text", sortable=False)


class FiscalPeriodList(ListPage):
    """All fiscal periods."""

    permission_required = export_permission = VIEW
    model, table_class, title = FiscalPeriod, FiscalPeriodTable, _("Fiscal periods")
    filterset_class = FiscalPeriodFilter
    tabs = (Tab("all", _("All")), Tab("open", _("Open"), rows="open_ones"), Tab("held", _("On hold"), rows="held_ones"))
    order_by = "-start_date"
    create_page, create_permission, create_label = "organization:year-new", CHANGE, _("Add year")
    empty_text = _("Postings need an open period.")


class FiscalPeriodForm(EntityModelForm):
    """Whether the period takes postings, and of which modules."""

    held_modules = forms.MultipleChoiceField(
        label=_("On hold for"), choices=Module.choices, widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = FiscalPeriod
        fields = ["status", "held_modules"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["status"].help_text = _("Closed permanently cannot be undone.")


class FiscalPeriodEdit(EntityFormView):
    """Open, hold or close a period."""

    permission_required, permission_to_change = VIEW, CHANGE
    model, form_class, title = FiscalPeriod, FiscalPeriodForm, _("Fiscal period")
    success_page = cancel_page = "organization:periods"

    def perform(self, form: FiscalPeriodForm) -> FiscalPeriod:
        """Change the period."""
        values = form.cleaned_data
        return change_period(form.instance, values["status"], values["held_modules"], user=self.request.user)


class FiscalYearForm(EntityForm):
    """A year of twelve monthly periods."""

    year = forms.IntegerField(label=_("Fiscal year"), min_value=1990, max_value=2200)
    first_day = EntryDateField(label=_("First day"))

    def clean_first_day(self) -> Any:
        """Refuse a year that does not begin with a month."""
        day = self.cleaned_data["first_day"]
        if day.day != 1:
            raise forms.ValidationError(_("A fiscal year begins on the first day of a month."))
        return day


class FiscalYearNew(EntityFormView):
    """Add a fiscal year."""

    permission_required = CHANGE
    model, form_class, title = FiscalPeriod, FiscalYearForm, _("Fiscal year")
    success_page = cancel_page = "organization:periods"

    def get_initial(self) -> dict[str, Any]:
        """Offer the year after the last one."""
        last = FiscalPeriod.of(self.entity).last_one()
        if last is None:
            today = self.entity.today()
            return {"year": today.year, "first_day": today.replace(month=1, day=1)}
        return {"year": last.year + 1, "first_day": last.day_after}

    def perform(self, form: FiscalYearForm) -> FiscalPeriod:
        """Add the periods."""
        values = form.cleaned_data
        return add_fiscal_year(self.entity, values["year"], values["first_day"], user=self.request.user)[0]
