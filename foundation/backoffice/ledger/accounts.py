"""Main accounts, and the rules that find the account of an entry."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityModelForm
from foundation.backoffice.ledger.filters import MainAccountFilter
from foundation.backoffice.ledger.set_up import CHANGE, VIEW, LedgerSetUpDelete, LedgerSetUpForm, LedgerSetUpList
from foundation.backoffice.lists import BooleanColumn, LinkColumn, ListTable, Search, Tab, TextColumn
from foundation.backoffice.lookups import Lookup
from foundation.ledger.models import AutomaticAccount, MainAccount, PostingRule
from foundation.organization.models import LegalEntity


class MainAccountLookup(Lookup):
    """Main accounts by number or name; while typing only active ones are offered."""

    name = "ledger.mainaccount"
    model = MainAccount
    permission = VIEW
    key = "number"

    def search(self, entity: LegalEntity, term: str) -> Any:
        """Return active accounts whose number begins with, or whose name has, what was typed."""
        return MainAccount.of(entity).active().matching(term.strip())

    def columns(self, record: Any) -> tuple[str, ...]:
        """Return number, name and kind."""
        return record.number, record.name, str(record.get_kind_display())


class MainAccountTable(ListTable):
    """The chart of accounts."""

    number = LinkColumn(_("Account"), page="ledger:account-edit")
    name = TextColumn(_("Name"))
    kind = TextColumn(_("Kind"))
    is_summary = BooleanColumn(_("Summary account"))
    is_active = BooleanColumn(_("Active"))


class MainAccountForm(EntityModelForm):
    """An account of the general ledger."""

    class Meta:
        model = MainAccount
        fields = ["number", "name", "kind", "is_summary", "is_active"]


class MainAccountList(LedgerSetUpList):
    """The chart of accounts."""

    model, table_class, title = MainAccount, MainAccountTable, _("Main accounts")
    filterset_class = MainAccountFilter
    search = Search(rows="matching")
    tabs = (Tab("all", _("All")), Tab("active", _("Active"), rows="active"), Tab("summary", _("Summary accounts"), rows="summaries"))
    order_by = "number"
    create_page = "ledger:account-new"
    empty_text = _("Everything that is posted is booked on main accounts.")


class MainAccountEdit(LedgerSetUpForm):
    """Make or change a main account."""

    model, form_class, title = MainAccount, MainAccountForm, _("Main account")
    success_page = cancel_page = "ledger:accounts"
    delete_page = "ledger:account-delete"


class MainAccountDelete(LedgerSetUpDelete):
    """Delete a main account that nothing was booked on."""

    model, title = MainAccount, _("Delete main account")
    list_page, document_page = "ledger:accounts", "ledger:account-edit"


class PostingRuleTable(ListTable):
    """Which account revenue, discount or cost is booked on."""

    posting_type = LinkColumn(_("Posting type"), page="ledger:posting-rule-edit")
    item_relation = TextColumn(_("Items"))
    item_key = TextColumn(_("Item or group"))
    customer_relation = TextColumn(_("Customers"))
    customer_key = TextColumn(_("Customer or group"))
    tax_group = TextColumn(_("Sales tax group"))
    main_account = TextColumn(_("Main account"), order_by="main_account__number")


class PostingRuleForm(EntityModelForm):
    """The account of a combination of item, customer and tax group."""

    class Meta:
        model = PostingRule
        fields = ["posting_type", "main_account", "item_relation", "item_key", "customer_relation", "customer_key", "tax_group"]

    sections = [
        (_("General"), ["posting_type", "main_account"]),
        (_("Applies to"), ["item_relation", "item_key", "customer_relation", "customer_key", "tax_group"]),
    ]

    def clean(self) -> dict[str, Any]:
        """Ask for a key where the relation needs one, and for none where it reaches all."""
        cleaned: dict[str, Any] = super().clean() or {}
        for relation, key in (("item_relation", "item_key"), ("customer_relation", "customer_key")):
            if cleaned.get(relation) == "all" and cleaned.get(key):
                self.add_error(key, _("Leave this empty for all."))
            if cleaned.get(relation) in {"table", "group"} and not cleaned.get(key):
                self.add_error(key, _("Say which."))
        return cleaned


class PostingRuleList(LedgerSetUpList):
    """All posting rules."""

    model, rows, table_class, title = PostingRule, "for_list", PostingRuleTable, _("Posting rules")
    search = Search(prefix=("main_account__number", "item_key", "customer_key"), contains=("main_account__name",))
    order_by = "posting_type"
    create_page, create_permission = "ledger:posting-rule-new", CHANGE
    empty_text = _("Posting rules say which account revenue, discounts and cost are booked on.")


class PostingRuleEdit(LedgerSetUpForm):
    """Make or change a posting rule."""

    model, form_class, title = PostingRule, PostingRuleForm, _("Posting rule")
    success_page = cancel_page = "ledger:posting-rules"
    delete_page = "ledger:posting-rule-delete"


class PostingRuleDelete(LedgerSetUpDelete):
    """Delete a posting rule."""

    model, title = PostingRule, _("Delete posting rule")
    list_page, document_page = "ledger:posting-rules", "ledger:posting-rule-edit"


class AutomaticAccountTable(ListTable):
    """The one account of a posting type."""

    posting_type = LinkColumn(_("Posting type"), page="ledger:automatic-account-edit")
    main_account = TextColumn(_("Main account"), order_by="main_account__number")


class AutomaticAccountForm(EntityModelForm):
    """The one account of a posting type."""

    class Meta:
        model = AutomaticAccount
        fields = ["posting_type", "main_account"]


class AutomaticAccountList(LedgerSetUpList):
    """All accounts for automatic transactions."""

    model, rows, table_class = AutomaticAccount, "for_list", AutomaticAccountTable
    title = _("Accounts for automatic transactions")
    search = Search(prefix=("main_account__number",), contains=("main_account__name",))
    order_by = "posting_type"
    create_page = "ledger:automatic-account-new"
    empty_text = _("Roundings and differences find their account here.")


class AutomaticAccountEdit(LedgerSetUpForm):
    """Make or change an account for automatic transactions."""

    model, form_class, title = AutomaticAccount, AutomaticAccountForm, _("Account for automatic transactions")
    success_page = cancel_page = "ledger:automatic-accounts"
    delete_page = "ledger:automatic-account-delete"


class AutomaticAccountDelete(LedgerSetUpDelete):
    """Delete an account for automatic transactions."""

    model, title = AutomaticAccount, _("Delete account for automatic transactions")
    list_page, document_page = "ledger:automatic-accounts", "ledger:automatic-account-edit"
