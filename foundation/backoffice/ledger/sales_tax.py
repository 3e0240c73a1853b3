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
from foundation.backoffice.ledger.set_up import LedgerSetUpDelete, LedgerSetUpForm, LedgerSetUpLines, LedgerSetUpList
from foundation.backoffice.lists import BooleanColumn, LinkColumn, ListTable, PercentColumn, Search, TextColumn
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


class TaxCodeList(LedgerSetUpList):
    """All sales tax codes."""

    model, table_class, title = SalesTaxCode, TaxCodeTable, _("Sales tax codes")
    create_page = "ledger:tax-code-new"
    empty_text = _("A sales tax code is one tax with its rates over time.")

    def get_rows(self) -> Any:
        """Return the codes with the rate of the entity's today."""
        return SalesTaxCode.of(self.entity).for_list(self.entity.today())


class TaxCodeEdit(LedgerSetUpLines):
    """Make or change a sales tax code with its rates."""

    model, form_class, title = SalesTaxCode, TaxCodeForm, _("Sales tax code")
    line_form_class, lines_title = TaxRateForm, _("Rates")
    child_model, parent_field = SalesTaxCodeValue, "tax_code"
    success_page = cancel_page = "ledger:tax-codes"
    delete_page = "ledger:tax-code-delete"


class TaxCodeDelete(LedgerSetUpDelete):
    """Delete a sales tax code."""

    model, title = SalesTaxCode, _("Delete sales tax code")
    list_page, document_page = "ledger:tax-codes", "ledger:tax-code-edit"


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


class TaxGroupList(LedgerSetUpList):
    """All sales tax groups."""

    model, rows, table_class, title = SalesTaxGroup, "for_list", TaxGroupTable, _("Sales tax groups")
    create_page = "ledger:tax-group-new"
    empty_text = _("A customer's sales tax group holds the codes that its invoices may carry.")


class TaxGroupEdit(LedgerSetUpLines):
    """Make or change a sales tax group with its codes."""

    model, form_class, title = SalesTaxGroup, TaxGroupForm, _("Sales tax group")
    line_form_class, lines_title = TaxGroupCodeForm, _("Codes")
    child_model, parent_field = SalesTaxGroupCode, "group"
    success_page = cancel_page = "ledger:tax-groups"
    delete_page = "ledger:tax-group-delete"

    def initial_lines(self, _record: Any) -> Sequence[dict[str, Any]]:
        """Return the codes by their keys, which is what a list to choose from needs."""
        return [line | {"tax_code": line["tax_code"].pk} for line in super().initial_lines(_record)]


class TaxGroupDelete(LedgerSetUpDelete):
    """Delete a sales tax group."""

    model, title = SalesTaxGroup, _("Delete sales tax group")
    list_page, document_page = "ledger:tax-groups", "ledger:tax-group-edit"


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


class ItemTaxGroupList(LedgerSetUpList):
    """All item sales tax groups."""

    model, rows, table_class, title = ItemSalesTaxGroup, "for_list", ItemTaxGroupTable, _("Item sales tax groups")
    create_page = "ledger:item-tax-group-new"
    empty_text = _("The codes that customer and item have in common are those of the invoice line.")


class ItemTaxGroupEdit(LedgerSetUpForm):
    """Make or change an item sales tax group."""

    model, form_class, title = ItemSalesTaxGroup, ItemTaxGroupForm, _("Item sales tax group")
    success_page = cancel_page = "ledger:item-tax-groups"
    delete_page = "ledger:item-tax-group-delete"

    def perform(self, form: ItemTaxGroupForm) -> ItemSalesTaxGroup:
        """Save the group with its codes."""
        return save_item_tax_group(form.instance, list(form.cleaned_data["codes"]), user=self.request.user)


class ItemTaxGroupDelete(LedgerSetUpDelete):
    """Delete an item sales tax group."""

    model, title = ItemSalesTaxGroup, _("Delete item sales tax group")
    list_page, document_page = "ledger:item-tax-groups", "ledger:item-tax-group-edit"


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


class TaxRuleList(LedgerSetUpList):
    """All rules."""

    model, rows, table_class, title = SalesTaxGroupRule, "for_list", TaxRuleTable, _("Sales tax group rules")
    search = Search(prefix=("group__code",))
    order_by = "destination"
    create_page = "ledger:tax-rule-new"
    empty_text = _("A rule says which sales tax group follows from where goods go and who buys.")


class TaxRuleEdit(LedgerSetUpForm):
    """Make or change a rule."""

    model, form_class, title = SalesTaxGroupRule, TaxRuleForm, _("Sales tax group rule")
    success_page = cancel_page = "ledger:tax-rules"
    delete_page = "ledger:tax-rule-delete"


class TaxRuleDelete(LedgerSetUpDelete):
    """Delete a rule."""

    model, title = SalesTaxGroupRule, _("Delete sales tax group rule")
    list_page, document_page = "ledger:tax-rules", "ledger:tax-rule-edit"


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


class PostingGroupList(LedgerSetUpList):
    """All ledger posting groups."""

    model, rows, table_class, title = LedgerPostingGroup, "for_list", PostingGroupTable, _("Ledger posting groups")
    create_page = "ledger:posting-group-new"
    empty_text = _("Tax codes find their accounts by a ledger posting group.")


class PostingGroupEdit(LedgerSetUpForm):
    """Make or change a ledger posting group."""

    model, form_class, title = LedgerPostingGroup, PostingGroupForm, _("Ledger posting group")
    success_page = cancel_page = "ledger:posting-groups"
    delete_page = "ledger:posting-group-delete"


class PostingGroupDelete(LedgerSetUpDelete):
    """Delete a ledger posting group."""

    model, title = LedgerPostingGroup, _("Delete ledger posting group")
    list_page, document_page = "ledger:posting-groups", "ledger:posting-group-edit"
