"""Columns of the list of subscriptions (sales.md §20, L4)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import AmountColumn, DateColumn, LinkColumn, ListTable, NumberColumn, StatusColumn, TextColumn
from sales.tables.orders import STATUS_TONES


class SubscriptionTable(ListTable):
    """Subscriptions with their cycle, what is due next, and what they came to."""

    number = LinkColumn(_("Order"), page="sales:order", order_by="number_folded")
    customer = TextColumn(_("Customer"), accessor="customer.account", order_by="customer__account")
    name = TextColumn(_("Name"), accessor="customer.party.name", order_by="customer__party__name")
    every = NumberColumn(_("Every"), accessor="subscription.delivery_every", sortable=False)
    unit = TextColumn(_("Cycle"), accessor="subscription.get_delivery_unit_display", sortable=False)
    next_delivery = DateColumn(_("Next delivery"), accessor="subscription.next_delivery_date", order_by="subscription__next_delivery_date")
    next_invoice = DateColumn(_("Next invoice"), accessor="subscription.next_invoice_date", order_by="subscription__next_invoice_date")
    cycle_no = NumberColumn(_("Cycle no."), accessor="subscription.cycle_no", sortable=False)
    status = StatusColumn(_("Status"), tones=STATUS_TONES, sortable=False)
    paused_until = DateColumn(_("Paused until"), accessor="subscription.paused_until", sortable=False)
    stopped_at = DateColumn(_("Stopped"), accessor="subscription.stopped_at", sortable=False)
    order_amount = AmountColumn(_("Amount per cycle excl. tax"), currency="currency_id", sortable=False)
    invoiced_total = AmountColumn(_("Invoiced excl. tax"), currency="currency_id", sortable=False)
