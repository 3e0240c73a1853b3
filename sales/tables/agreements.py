"""Columns of trade agreements and their journals."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.backoffice.lists import (
    BooleanColumn,
    DateColumn,
    LinkColumn,
    ListTable,
    MomentColumn,
    NumberColumn,
    PercentColumn,
    PriceColumn,
    QuantityColumn,
    StatusColumn,
    TextColumn,
)


class AgreementLineTable(ListTable):
    """The lines of one journal."""

    relation = TextColumn(_("Agreement"))
    account = TextColumn(_("Customer or group"), accessor="account_key", order_by="account_key", empty_values=())
    item = TextColumn(_("Item or group"), accessor="item.number", order_by="item__number", empty_values=())
    from_quantity = QuantityColumn(pgettext_lazy("quantity", "From"))
    to_quantity = QuantityColumn(pgettext_lazy("quantity", "To"))
    unit = TextColumn(_("Unit"), accessor="unit.code", order_by="unit__code")
    amount = PriceColumn(_("Amount"))
    price_unit = QuantityColumn(_("per"), hidden=True)
    currency = TextColumn(_("Currency"), accessor="currency_id")
    percent_1 = PercentColumn(_("Discount %"))
    percent_2 = PercentColumn(_("then %"), hidden=True)
    from_date = DateColumn(_("Valid from"))
    to_date = DateColumn(_("Valid to"))
    find_next = BooleanColumn(_("Find next"), hidden=True)
    warehouse = TextColumn(_("Warehouse"), accessor="warehouse.code", order_by="warehouse__code", hidden=True)
    lead_time = NumberColumn(_("Lead time"), hidden=True)
    include_generic_currency = BooleanColumn(_("May be converted"), hidden=True)

    def render_account(self, record: Any) -> str:
        """Return account or group, or that all are meant."""
        return record.account_key or str(_("All"))

    def render_item(self, record: Any) -> str:
        """Return item or group, or that all are meant."""
        return record.item.number if record.item else record.item_key or str(_("All"))


class AgreementTable(AgreementLineTable):
    """All agreements in force."""

    journal = LinkColumn(
        _("Journal"), page="sales:agreement-journal", target="journal_id", accessor="journal.number", order_by="journal__number"
    )


class AgreementJournalTable(ListTable):
    """All journals."""

    number = LinkColumn(_("Journal"), page="sales:agreement-journal")
    name = TextColumn(_("Name"))
    status = StatusColumn(_("Status"), tones={"open": "blue", "posted": "green"})
    line_count = NumberColumn(_("Lines"))
    posted_by = TextColumn(_("Posted by"), accessor="posted_by.name", order_by="posted_by__name")
    posted_at = MomentColumn(_("Posted at"))
