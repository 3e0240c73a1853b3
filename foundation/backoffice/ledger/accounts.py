"""Main accounts, and the rules that find the account of an entry."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityModelForm
from foundation.backoffice.ledger.filters import MainAccountFilter
from foundation.backoffice.ledger.set_up import VIEW, ledger_pages
from foundation.backoffice.lists import BooleanColumn, LinkColumn, ListTable, Search, Tab, TextColumn
from foundation.backoffice.lookups import Lookup
from foundation.backoffice.views import ListPage
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


class MainAccountList(ListPage):
    """The chart of accounts."""

    filterset_class = MainAccountFilter
    tabs = (Tab("all", _("All")), Tab("active", _("Active"), rows="active"), Tab("summary", _("Summary accounts"), rows="summaries"))


ACCOUNTS = ledger_pages(
    part="accounts",
    one="account",
    model=MainAccount,
    title=_("Main accounts"),
    record_title=_("Main account"),
    table=MainAccountTable,
    form=MainAccountForm,
    empty_text=_("Everything that is posted is booked on main accounts."),
    search=Search(rows="matching"),
    order_by="number",
    list_page=MainAccountList,
)


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


POSTING_RULES = ledger_pages(
    part="posting-rules",
    one="posting-rule",
    model=PostingRule,
    title=_("Posting rules"),
    record_title=_("Posting rule"),
    table=PostingRuleTable,
    form=PostingRuleForm,
    empty_text=_("Posting rules say which account revenue, discounts and cost are booked on."),
    list_rows="for_list",
    search=Search(prefix=("main_account__number", "item_key", "customer_key"), contains=("main_account__name",)),
    order_by="posting_type",
)


class AutomaticAccountTable(ListTable):
    """The one account of a posting type."""

    posting_type = LinkColumn(_("Posting type"), page="ledger:automatic-account-edit")
    main_account = TextColumn(_("Main account"), order_by="main_account__number")


class AutomaticAccountForm(EntityModelForm):
    """The one account of a posting type."""

    class Meta:
        model = AutomaticAccount
        fields = ["posting_type", "main_account"]


AUTOMATIC_ACCOUNTS = ledger_pages(
    part="automatic-accounts",
    one="automatic-account",
    model=AutomaticAccount,
    title=_("Accounts for automatic transactions"),
    record_title=_("Account for automatic transactions"),
    table=AutomaticAccountTable,
    form=AutomaticAccountForm,
    empty_text=_("Roundings and differences find their account here."),
    list_rows="for_list",
    search=Search(prefix=("main_account__number",), contains=("main_account__name",)),
    order_by="posting_type",
)
