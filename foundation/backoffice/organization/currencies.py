"""Currencies and exchange rates; all legal entities share them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityModelForm
from foundation.backoffice.lists import DateColumn, LinkColumn, ListTable, NumberColumn, PriceColumn, Search, TextColumn
from foundation.backoffice.organization.filters import ExchangeRateFilter
from foundation.backoffice.views import EntityFormView, ListPage, RecordDeleteView, RecordFormView
from foundation.organization.models import Currency, ExchangeRate
from foundation.organization.services.add_currency import add_currency

VIEW, CHANGE = "ledger.view_setup", "ledger.change_setup"


class CurrencyTable(ListTable):
    """Currencies with the decimals of their amounts."""

    code = TextColumn(_("Code"))
    decimals = NumberColumn(_("Decimals"))
    rounding_step = PriceColumn(_("Invoice rounding step"))


class CurrencyForm(EntityModelForm):
    """A currency by its ISO code."""

    class Meta:
        model = Currency
        fields = ["code", "decimals", "rounding_step"]

    def clean_code(self) -> str:
        """Return the code in capitals."""
        return str(self.cleaned_data["code"]).upper()


class CurrencyList(ListPage):
    """All currencies."""

    permission_required = export_permission = VIEW
    model, table_class, title = Currency, CurrencyTable, _("Currencies")
    search = Search(prefix=("code",))
    order_by = "code"
    create_page, create_permission = "organization:currency-new", CHANGE
    empty_text = _("Prices and documents are in a currency.")


class CurrencyNew(EntityFormView):
    """Add a currency."""

    permission_required = CHANGE
    model, form_class, title = Currency, CurrencyForm, _("Currency")
    success_page = cancel_page = "organization:currencies"

    def perform(self, form: CurrencyForm) -> Currency:
        """Add the currency."""
        return add_currency(self.entity, form.instance, user=self.request.user)


class ExchangeRateTable(ListTable):
    """Rates, latest first."""

    pair = LinkColumn(_("Pair"), accessor="pair", page="organization:rate-edit", sortable=False)
    valid_from = DateColumn(_("Valid from"))
    rate = PriceColumn(_("Rate"))
    factor = NumberColumn(_("For"))
    rate_type = TextColumn(_("Rate type"), hidden=True)


class ExchangeRateForm(EntityModelForm):
    """How much of one currency is paid for another, from a day on."""

    class Meta:
        model = ExchangeRate
        fields = ["from_currency", "to_currency", "valid_from", "rate", "factor", "rate_type"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["factor"].help_text = _("The rate is for so many units of the first currency.")

    def clean(self) -> dict[str, Any]:
        """Refuse a rate of a currency to itself."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("from_currency") and cleaned.get("from_currency") == cleaned.get("to_currency"):
            self.add_error("to_currency", _("Choose another currency."))
        if cleaned.get("factor") == 0:
            self.add_error("factor", _("The factor is 1, 100 or 1000 as a rule, never 0."))
        return cleaned


class ExchangeRateList(ListPage):
    """All exchange rates."""

    permission_required = export_permission = VIEW
    model, table_class, title = ExchangeRate, ExchangeRateTable, _("Exchange rates")
    filterset_class = ExchangeRateFilter
    search = Search(prefix=("from_currency__code", "to_currency__code"))
    order_by = "-valid_from"
    create_page, create_permission = "organization:rate-new", CHANGE
    empty_text = _("Documents in another currency are converted by the rate of their date.")


class ExchangeRateEdit(RecordFormView):
    """Make or change an exchange rate."""

    permission_required, permission_to_change = VIEW, CHANGE
    model, form_class, title = ExchangeRate, ExchangeRateForm, _("Exchange rate")
    success_page = cancel_page = "organization:rates"
    delete_page = "organization:rate-delete"

    def get_initial(self) -> dict[str, Any]:
        """Offer the entity's own currency and today."""
        if self.pk:
            return {}
        own = {"to_currency": self.entity.currency_id, "valid_from": self.entity.today(), "rate_type": self.entity.exchange_rate_type}
        return own | super().get_initial()


class ExchangeRateDelete(RecordDeleteView):
    """Delete an exchange rate."""

    permission_required = CHANGE
    model, title = ExchangeRate, _("Delete exchange rate")
    list_page, document_page = "organization:rates", "organization:rate-edit"
