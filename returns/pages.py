"""What returns add to the shell: menu, counts on the start page, finding returns, and the way between a return and its order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.documents import Action, Related
from foundation.backoffice.imports.kinds import ImportKind, register_import
from foundation.backoffice.places import HOME
from foundation.backoffice.registry import PaletteItem, register_action, register_menu, register_palette, register_related, register_tile
from foundation.errors import Text
from foundation.organization.access import Access
from invoicing.models import CustomerInvoiceLine, DocumentType
from returns.models import ReturnOrder
from returns.services.import_returns import ReturnImporter
from returns.tables import RETURN_TONES
from sales.workspace import PLACE as SALES_WORKSPACE

VIEW, CHANGE, SETUP = "returns.view_returnorder", "returns.change_returnorder", "returns.view_setup"


register_import(
    ImportKind(
        "returns.returnorder",
        _("Return orders"),
        "returns.import_returnorder",
        "returns:returns",
        lambda access: ReturnImporter(access.legal_entity, access.user, discount_limit=access.manual_discount_limit),
    )
)


class ReturnPalette:
    """Finds returns by RMA, order or customer."""

    label: Text = _("Return orders")
    permission = VIEW
    numbers = "return_order"

    def search(self, access: Access, term: str) -> Iterable[PaletteItem]:
        """Return a handful of hits."""
        for returned in ReturnOrder.of(access.legal_entity).matching(term).for_display()[:4]:
            url = entity_url(access.legal_entity, "returns:return", pk=returned.pk)
            detail = f"{returned.order.customer.name} · {returned.get_status_display()}"
            yield PaletteItem(returned.rma_number, url, detail, "arrow-back-up")


def return_of_order(order: Any, access: Access) -> Iterable[Related]:
    """Return the RMA of a sales order that brings goods back, and those of the goods that an order replaces."""
    if not access.may(VIEW):
        return
    returns = ReturnOrder.of(access.legal_entity)
    yield from _as_related(returns.of_order(order.pk) if order.order_type == "returned_order" else returns.replaced_by(order.pk), access)


def returns_of_invoice(invoice: Any, access: Access) -> Iterable[Related]:
    """Return the returns of goods that an invoice sold, and the one that a credit note credits."""
    if not access.may(VIEW):
        return
    lines = CustomerInvoiceLine.of(access.legal_entity).filter(invoice=invoice.pk)
    credited = lines.filter(order_line__isnull=False).values("order_line")
    of_lines = Q(lines__origin_invoice_line__in=lines) | Q(lines__order_line__in=credited)
    yield from _as_related(ReturnOrder.of(access.legal_entity).filter(of_lines).distinct().order_by("pk"), access)


def sells_goods(invoice: Any, _access: Access) -> bool:
    """Tell whether goods of an invoice can come back: those of a credit note did."""
    return invoice.document_type != DocumentType.CREDIT_NOTE


def lines_of_invoice(invoice: Any, access: Access) -> str:
    """Return where the lines of an invoice stand of which something can come back."""
    return entity_url(access.legal_entity, "returns:find", {"invoice": invoice.number})


def _as_related(returns: Iterable[ReturnOrder], access: Access) -> Iterable[Related]:
    for returned in returns:
        url = entity_url(access.legal_entity, "returns:return", pk=returned.pk)
        tone = RETURN_TONES.get(returned.status, "grey")
        yield Related(gettext("Return order"), returned.rma_number, url, returned.created_at.date(), returned.get_status_display(), tone)


register_menu("returns", _("Return orders"), "returns:returns", VIEW, icon="arrow-back-up", order=30)
register_menu("returns", _("Return lines"), "returns:lines", VIEW, icon="list-details", order=31)
register_menu("returns", _("Arrival overview"), "returns:arrivals", VIEW, icon="package", order=60)
register_menu("returns", _("Quarantine orders"), "returns:quarantine-orders", VIEW, icon="search", order=61)
register_menu("returns", _("Losses of returns"), "returns:losses", "sales.view_cost", icon="trash", order=33)
register_menu("returns", _("Find sales order"), "returns:find", CHANGE, icon="search", order=32)
register_menu("set_up_sales", _("Return reasons"), "returns:reasons", SETUP, icon="message", order=530)
register_menu("set_up_sales", _("Groups of return reasons"), "returns:reason-groups", SETUP, icon="list", order=531)
register_menu("set_up_sales", _("Disposition codes"), "returns:dispositions", SETUP, icon="exchange", order=532)
register_menu("set_up_sales", _("Return parameters"), "returns:parameters", SETUP, icon="adjustments", order=533)
register_tile(
    "returns_open",
    _("Open returns"),
    rows=lambda access: ReturnOrder.of(access.legal_entity).open(),
    page="returns:returns",
    query="tab=open",
    permission=VIEW,
    icon="arrow-back-up",
    order=49,
    places=(SALES_WORKSPACE,),
)
register_tile(
    "returns_expired",
    _("Expired returns"),
    rows=lambda access: ReturnOrder.of(access.legal_entity).expired(),
    page="returns:returns",
    query="tab=expired",
    permission=VIEW,
    tone="warning",
    icon="arrow-back-up",
    order=50,
    places=(HOME, SALES_WORKSPACE),
)
register_palette(ReturnPalette())
register_action(
    "invoicing.customerinvoice",
    Action(
        "return_goods",
        _("Return goods"),
        "returns:find",
        CHANGE,
        icon="arrow-back-up",
        address=lines_of_invoice,
        offered=sells_goods,
        order=70,
        menu=True,
    ),
)
register_related("sales.salesorder", return_of_order)
register_related("invoicing.customerinvoice", returns_of_invoice)
