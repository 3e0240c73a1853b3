"""What the ledger adds to the shell: its pages, and finding vouchers."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.registry import PaletteItem, register_menu, register_palette
from foundation.errors import Text
from foundation.ledger.models import Voucher
from foundation.organization.access import Access

VOUCHER, SET_UP = "ledger.view_voucher", "ledger.view_setup"


class VoucherPalette:
    """Finds vouchers by their number or the number of their source document."""

    label: Text = _("Vouchers")
    permission = VOUCHER

    def search(self, access: Access, term: str) -> Iterable[PaletteItem]:
        """Return a handful of hits."""
        for voucher in Voucher.of(access.legal_entity).matching(term)[:4]:
            url = entity_url(access.legal_entity, "ledger:voucher", pk=voucher.pk)
            yield PaletteItem(voucher.number, url, f"{voucher.source_number} {voucher.text}".strip(), "book")


def register() -> None:
    """Put the ledger's pages into the menu."""
    register_menu("set_up", _("Vouchers"), "ledger:vouchers", VOUCHER, icon="book", order=300)
    register_menu("set_up", _("Voucher transactions"), "ledger:entries", VOUCHER, icon="list-details", order=301)
    register_menu("set_up", _("Posted sales tax"), "ledger:taxes", VOUCHER, icon="receipt-tax", order=302)
    register_menu("set_up", _("Terms of payment"), "ledger:payment-terms", SET_UP, icon="calendar", order=420)
    register_menu("set_up", _("Payment schedules"), "ledger:payment-schedules", SET_UP, icon="calendar-repeat", order=421)
    register_palette(VoucherPalette())
