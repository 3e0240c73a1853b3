"""Columns of the lists of suggestions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import AmountColumn, BooleanColumn, DateColumn, LinkColumn, ListTable, NumberColumn, TextColumn


class ProductListTable(ListTable):
    """Product lists and item lists of customers."""

    code = LinkColumn(_("Code"), page="suggestions:product-list-edit")
    name = TextColumn(_("Name"))
    customer = TextColumn(_("Customer"), accessor="customer", order_by="customer__account")
    item_count = NumberColumn(_("Rows"))
    valid_from = DateColumn(_("Valid from"))
    valid_to = DateColumn(_("Valid to"))
    is_active = BooleanColumn(_("Active"))


class RuleTable(ListTable):
    """Suggestion rules, first priority first."""

    code = LinkColumn(_("Code"), page="suggestions:rule-edit")
    name = TextColumn(_("Name"))
    kind = TextColumn(_("Kind"))
    priority = NumberColumn(_("Priority"))
    trigger = TextColumn(_("Trigger"), sortable=False)
    item = TextColumn(_("Suggested item"), accessor="item", order_by="item__number")
    customer = TextColumn(_("Customer"), accessor="customer", order_by="customer__account", hidden=True)
    customer_group = TextColumn(_("Customer group"), accessor="customer_group.code", order_by="customer_group__code", hidden=True)
    valid_from = DateColumn(_("Valid from"), hidden=True)
    valid_to = DateColumn(_("Valid to"), hidden=True)
    is_active = BooleanColumn(_("Active"))


class RuleReportTable(ListTable):
    """What became of the suggestions of each rule."""

    code = LinkColumn(_("Rule"), page="suggestions:rule-edit")
    name = TextColumn(_("Name"))
    kind = TextColumn(_("Kind"))
    item = TextColumn(_("Suggested item"), accessor="item", order_by="item__number")
    shown = NumberColumn(_("Shown"))
    accepted = NumberColumn(_("Accepted"))
    declined = NumberColumn(_("Declined"))
    accepted_percent = NumberColumn(_("Accepted %"))
    gained = AmountColumn(_("Gained"), currency="legal_entity.currency_id", total=True)
