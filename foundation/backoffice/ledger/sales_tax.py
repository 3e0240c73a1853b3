"""Sales tax: codes with their rates, and the groups of customers and items that they meet in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import (
    EntityChoiceField,
    EntityChoicesField,
    EntityModelForm,
    EntryDateField,
    EntryDecimalField,
    LineForm,
    NamesField,
)
from foundation.backoffice.ledger.set_up import ledger_pages
from foundation.backoffice.lists import BooleanColumn, LinkColumn, ListTable, PercentColumn, Search, TextColumn
from foundation.backoffice.views import ListPage, RecordFormView, RecordWithLinesView
from foundation.ledger.errors import TaxOnTaxOnTax
from foundation.ledger.models import (
    ItemSalesTaxGroup,
    LedgerPostingGroup,
    SalesTaxCode,
    SalesTaxCodeValue,
    SalesTaxGroup,
    SalesTaxGroupCode,
    SalesTaxGroupRule,
)
from foundation.ledger.services.save_item_tax_group import save_item_tax_group
from foundation.ledger.tax_setup import check_base


class TaxCodeTable(ListTable):
    """Sales tax codes with the rate that holds today."""

    code = LinkColumn(_("Code"), page="ledger:tax-code-edit")
    name = TextColumn(_("Name"))
    country = TextColumn(_("Country"))
    kind = TextColumn(_("Kind"))
    category = TextColumn(_("Category"))
    rate_today = PercentColumn(_("Rate today"))
    origin = TextColumn(_("Calculated as"), hidden=True)
    posting_group = TextColumn(_("Ledger posting group"), accessor="posting_group.code")


class TaxCodeForm(EntityModelForm):
    """One tax with the words that an invoice must carry."""

    class Meta:
        model = SalesTaxCode
        fields = [
            *("code", "name", "country", "kind", "category", "posting_group", "origin", "base_code", "before_other_taxes"),
            *("exemption_code", "exemption_text"),
        ]

    exemption_text = NamesField(label=_("Exemption text per language"), max_length=300, required=False)
    sections = [
        (_("General"), ["code", "name", "country", "kind", "category", "posting_group"]),
        (_("Calculation"), ["origin", "base_code", "before_other_taxes"]),
        (_("On invoices"), ["exemption_code", "exemption_text"]),
    ]

    def clean(self) -> dict[str, Any]:
        """Refuse a tax on a tax that is itself based on a tax (INV-154)."""
        cleaned: dict[str, Any] = super().clean() or {}
        try:
            check_base(SalesTaxCode(code=cleaned.get("code", ""), origin=cleaned.get("origin", ""), base_code=cleaned.get("base_code")))
        except TaxOnTaxOnTax as refusal:
            self.add_error("base_code", str(refusal))
        return cleaned

    def clean_country(self) -> str:
        """Return the code of the country in capitals."""
        return str(self.cleaned_data["country"]).upper()


class TaxRateForm(LineForm):
    """The rate between two dates."""

    valid_from = EntryDateField(label=_("Valid from"))
    valid_to = EntryDateField(label=_("Valid to"), required=False)
    rate = EntryDecimalField(label=_("Percentage or amount per unit"), max_digits=9, decimal_places=4, min_value=0)

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start."""
        cleaned: dict[str, Any] = super().clean() or {}
        start, end = cleaned.get("valid_from"), cleaned.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", _("The last day lies before the first."))
        return cleaned


class TaxCodeList(ListPage):
    """All sales tax codes."""

    def get_rows(self) -> Any:
        """Return the codes with the rate of the entity's today."""
        return SalesTaxCode.of(self.entity).for_list(self.entity.today())


class TaxCodeEdit(RecordWithLinesView):
    """Make or change a sales tax code with its rates."""

    line_form_class, lines_title = TaxRateForm, _("Rates")
    child_model, parent_field = SalesTaxCodeValue, "tax_code"


TAX_CODES = ledger_pages(
    part="tax-codes",
    one="tax-code",
    model=SalesTaxCode,
    title=_("Sales tax codes"),
    record_title=_("Sales tax code"),
    table=TaxCodeTable,
    form=TaxCodeForm,
    empty_text=_("A sales tax code is one tax with its rates over time."),
    list_page=TaxCodeList,
    form_page=TaxCodeEdit,
)


class TaxGroupTable(ListTable):
    """Sales tax groups."""

    code = LinkColumn(_("Code"), page="ledger:tax-group-edit")
    name = TextColumn(_("Name"))
    code_list = TextColumn(_("Sales tax codes"))


class TaxGroupForm(EntityModelForm):
    """The tax codes that a kind of customer may meet."""

    class Meta:
        model = SalesTaxGroup
        fields = ["code", "name"]


class TaxGroupCodeForm(LineForm):
    """A code of the group."""

    tax_code = EntityChoiceField(SalesTaxCode, label=_("Sales tax code"))
    exempt = forms.BooleanField(label=_("Exempt"), required=False)
    reverse_charge = forms.BooleanField(label=_("Reverse charge"), required=False)


class TaxGroupEdit(RecordWithLinesView):
    """Make or change a sales tax group with its codes."""

    line_form_class, lines_title = TaxGroupCodeForm, _("Codes")
    child_model, parent_field = SalesTaxGroupCode, "group"

    def initial_lines(self, _record: Any) -> Sequence[dict[str, Any]]:
        """Return the codes by their keys, which is what a list to choose from needs."""
        return [line | {"tax_code": line["tax_code"].pk} for line in super().initial_lines(_record)]


TAX_GROUPS = ledger_pages(
    part="tax-groups",
    one="tax-group",
    model=SalesTaxGroup,
    title=_("Sales tax groups"),
    record_title=_("Sales tax group"),
    table=TaxGroupTable,
    form=TaxGroupForm,
    empty_text=_("A customer's sales tax group holds the codes that its invoices may carry."),
    list_rows="for_list",
    form_page=TaxGroupEdit,
)


class ItemTaxGroupTable(ListTable):
    """Item sales tax groups."""

    code = LinkColumn(_("Code"), page="ledger:item-tax-group-edit")
    name = TextColumn(_("Name"))
    code_list = TextColumn(_("Sales tax codes"))


class ItemTaxGroupForm(EntityModelForm):
    """The tax codes that a kind of item may meet."""

    codes = EntityChoicesField(SalesTaxCode, label=_("Sales tax codes"), required=False)

    class Meta:
        model = ItemSalesTaxGroup
        fields = ["code", "name"]

    def __init__(self, *args: Any, **options: Any) -> None:
        instance = options.get("instance")
        if instance is not None:
            options["initial"] = {"codes": list(instance.tax_codes.all())} | (options.get("initial") or {})
        super().__init__(*args, **options)


class ItemTaxGroupEdit(RecordFormView):
    """Make or change an item sales tax group."""

    def perform(self, form: ItemTaxGroupForm) -> ItemSalesTaxGroup:
        """Save the group with its codes."""
        return save_item_tax_group(form.instance, list(form.cleaned_data["codes"]), user=self.request.user)


ITEM_TAX_GROUPS = ledger_pages(
    part="item-tax-groups",
    one="item-tax-group",
    model=ItemSalesTaxGroup,
    title=_("Item sales tax groups"),
    record_title=_("Item sales tax group"),
    table=ItemTaxGroupTable,
    form=ItemTaxGroupForm,
    empty_text=_("The codes that customer and item have in common are those of the invoice line."),
    list_rows="for_list",
    form_page=ItemTaxGroupEdit,
)


class TaxRuleTable(ListTable):
    """Which group a delivery falls under."""

    destination = LinkColumn(_("Destination"), page="ledger:tax-rule-edit")
    buyer_has_vat_number = BooleanColumn(_("Buyer has a VAT number"))
    group = TextColumn(_("Sales tax group"), accessor="group.code")


class TaxRuleForm(EntityModelForm):
    """Which group a delivery falls under."""

    class Meta:
        model = SalesTaxGroupRule
        fields = ["destination", "buyer_has_vat_number", "group"]


TAX_RULES = ledger_pages(
    part="tax-rules",
    one="tax-rule",
    model=SalesTaxGroupRule,
    title=_("Sales tax group rules"),
    record_title=_("Sales tax group rule"),
    table=TaxRuleTable,
    form=TaxRuleForm,
    empty_text=_("A rule says which sales tax group follows from where goods go and who buys."),
    list_rows="for_list",
    search=Search(prefix=("group__code",)),
    order_by="destination",
)


class PostingGroupTable(ListTable):
    """The accounts that tax codes book to."""

    code = LinkColumn(_("Code"), page="ledger:posting-group-edit")
    name = TextColumn(_("Name"))
    payable = TextColumn(_("Sales tax payable"), order_by="payable__number")
    cash_discount = TextColumn(_("Customer cash discount"), order_by="cash_discount__number")


class PostingGroupForm(EntityModelForm):
    """The accounts that tax codes book to."""

    class Meta:
        model = LedgerPostingGroup
        fields = ["code", "name", "payable", "cash_discount"]


POSTING_GROUPS = ledger_pages(
    part="posting-groups",
    one="posting-group",
    model=LedgerPostingGroup,
    title=_("Ledger posting groups"),
    record_title=_("Ledger posting group"),
    table=PostingGroupTable,
    form=PostingGroupForm,
    empty_text=_("Tax codes find their accounts by a ledger posting group."),
    list_rows="for_list",
)
