"""What the ledger adds to the shell: its pages, and finding vouchers."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.ledger.accounts import MainAccountLookup
from foundation.backoffice.registry import PaletteItem, register_lookup, register_menu, register_palette
from foundation.errors import Text
from foundation.ledger.models import Voucher
from foundation.organization.access import Access

VOUCHER, SET_UP = "ledger.view_voucher", "ledger.view_setup"


class VoucherPalette:
    """Finds vouchers by their number or the number of their source document."""

    label: Text = _("Vouchers")
    permission = VOUCHER
    numbers = "invoice_voucher"

    def search(self, access: Access, term: str) -> Iterable[PaletteItem]:
        """Return a handful of hits."""
        for voucher in Voucher.of(access.legal_entity).matching(term)[:4]:
            url = entity_url(access.legal_entity, "ledger:voucher", pk=voucher.pk)
            yield PaletteItem(voucher.number, url, f"{voucher.source_number} {voucher.text}".strip(), "book")


def register() -> None:
    """Put the ledger's pages into the menu."""
    register_menu("ledger", _("Vouchers"), "ledger:vouchers", VOUCHER, icon="book", order=300)
    register_menu("ledger", _("Voucher transactions"), "ledger:entries", VOUCHER, icon="list-details", order=301)
    register_menu("ledger", _("Posted sales tax"), "ledger:taxes", VOUCHER, icon="receipt-tax", order=302)
    register_menu("set_up_ledger", _("Main accounts"), "ledger:accounts", SET_UP, icon="list", order=400)
    register_menu("set_up_ledger", _("Posting rules"), "ledger:posting-rules", SET_UP, icon="adjustments", order=401)
    register_menu("set_up_ledger", _("Accounts for automatic transactions"), "ledger:automatic-accounts", SET_UP, icon="bolt", order=402)
    register_menu("set_up_ledger", _("Sales tax codes"), "ledger:tax-codes", SET_UP, icon="receipt-tax", order=410)
    register_menu("set_up_ledger", _("Sales tax groups"), "ledger:tax-groups", SET_UP, icon="users", order=411)
    register_menu("set_up_ledger", _("Item sales tax groups"), "ledger:item-tax-groups", SET_UP, icon="tag", order=412)
    register_menu("set_up_ledger", _("Sales tax group rules"), "ledger:tax-rules", SET_UP, icon="world", order=413)
    register_menu("set_up_ledger", _("Ledger posting groups"), "ledger:posting-groups", SET_UP, icon="book", order=414)
    register_menu("set_up_ledger", _("Payment days"), "ledger:payment-days", SET_UP, icon="calendar-event", order=421)
    register_menu("set_up_ledger", _("Cash discounts"), "ledger:cash-discounts", SET_UP, icon="percentage", order=422)
    register_menu("set_up_ledger", _("Ledger parameters"), "ledger:parameters", SET_UP, icon="settings", order=430)
    register_menu("set_up_ledger", _("Terms of payment"), "ledger:payment-terms", SET_UP, icon="calendar", order=420)
    register_menu("set_up_ledger", _("Payment schedules"), "ledger:payment-schedules", SET_UP, icon="calendar-repeat", order=421)
    register_lookup(MainAccountLookup())
    register_palette(VoucherPalette())
