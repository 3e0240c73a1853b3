"""What the page of an order shows of its subscription."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.documents import Field, Section
from sales.models import SalesSubscription


def subscription_section(found: SalesSubscription) -> Section:
    """Return the cycles, what is due next, and whether the subscription is paused or stopped."""
    return Section(
        _("Subscription"),
        [
            Field(_("Start date"), found.start_date),
            Field(_("End date"), found.end_date),
            Field(_("Number of cycles"), found.number_of_cycles),
            Field(_("Delivery cycle"), f"{found.delivery_every} × {found.get_delivery_unit_display()}"),
            Field(_("Invoice cycle"), f"{found.invoice_every} × {found.get_invoice_unit_display()}"),
            Field(_("Deliver automatically"), found.deliver_automatically),
            Field(_("Invoice automatically"), found.get_invoice_moment_display()),
            Field(_("Price anew at each cycle"), found.reprice_each_cycle),
            Field(_("Cycle"), found.cycle_no),
            Field(_("Next delivery"), found.next_delivery_date),
            Field(_("Next invoice"), found.next_invoice_date),
            Field(_("Paused until"), found.paused_until),
            Field(_("Stopped"), found.stopped_at),
            Field(_("Reason"), found.stop_reason),
        ],
    )
