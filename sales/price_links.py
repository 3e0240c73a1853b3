"""What sales adds to the pages of items and customers: their trade agreements, and finding a price (sales.md §3.7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.documents import Action
from foundation.backoffice.registry import register_action
from foundation.organization.access import Access

VIEW = "sales.view_tradeagreement"
ITEM, CUSTOMER = "inventory.item", "customers.customer"
Address = Callable[[Any, Access], str]


def register() -> None:
    """Put both ways on the pages of items and customers."""
    _register(CUSTOMER, "price_list", _("Price list"), "sales:price-list", "printer", 62, _to("sales:price-list", "customer", "account"))
    for model, name, key in ((ITEM, "item", "number"), (CUSTOMER, "customer", "account")):
        agreements = _to("sales:agreements", f"for_{name}", key)
        _register(model, "trade_agreements", _("View trade agreements"), "sales:agreements", "tag", 60, agreements)
        _register(model, "find_prices", _("Find prices"), "sales:find-prices", "search", 61, _to("sales:find-prices", name, key))


def _register(model: str, name: str, label: Any, page: str, icon: str, order: int, address: Address) -> None:
    register_action(
        model, Action(name, label, page, VIEW, icon=icon, order=order, menu=True, address=address, settled=lambda _record, _access: True)
    )


def _to(page: str, parameter: str, key: str) -> Address:
    """Return what leads to a page that starts with the record."""
    return lambda record, access: entity_url(access.legal_entity, page, {parameter: getattr(record, key)})
