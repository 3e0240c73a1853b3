"""The steps of sales on the checklist of the first days."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.checklist import Step, register_step

ORDER, SLIP = "sales.salesorder", "sales.packingslip"


def register() -> None:
    """Add them."""
    register_step(
        Step(
            "enter_order",
            _("Enter a sales order"),
            _("Choose a customer, type items and quantities; prices and taxes follow."),
            "sales:order-new",
            "sales.change_salesorder",
            "created",
            ORDER,
            order=10,
        )
    )
    register_step(
        Step(
            "confirm_order",
            _("Confirm it"),
            _("Open an order that waits for it and press Confirm: the customer gets what was agreed."),
            "sales:orders",
            "sales.confirm_salesorder",
            "confirmed",
            ORDER,
            query="tab=unconfirmed",
            order=20,
        )
    )
    register_step(
        Step(
            "post_packing_slip",
            _("Post a packing slip"),
            _("When goods leave, post what was delivered; the rest stays open."),
            "sales:open-lines",
            "sales.post_packingslip",
            "packing slip posted",
            SLIP,
            order=30,
        )
    )
