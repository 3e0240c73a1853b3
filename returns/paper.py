"""Return orders on paper: what may come back and until when, and what of it arrived (sales.md §14.2).

Neither is kept: they say how the return stands when they are printed, in the language of its order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from foundation.documents.formatting import format_date
from foundation.documents.rendering import Seller, render_pdf
from foundation.inventory.models import Warehouse
from foundation.organization.models import LegalEntity
from returns.errors import NothingArrived
from returns.models import ReturnLine, ReturnOrder
from returns.statuses import ReturnLineStatus
from sales.delivery_places import DeliveryAddress, address_of

STANDING = {
    ReturnLineStatus.AWAITING: gettext_lazy("Expected"),
    ReturnLineStatus.REGISTERED: gettext_lazy("Registered"),
    ReturnLineStatus.QUARANTINE: gettext_lazy("Quarantine"),
    ReturnLineStatus.RECEIVED: gettext_lazy("Received"),
    ReturnLineStatus.INVOICED: gettext_lazy("Invoiced"),
    ReturnLineStatus.CANCELLED: gettext_lazy("Cancelled"),
}
"""How far a line is, as the customer reads it: papers exist in more languages than the screens."""
NOT_ARRIVED = frozenset({ReturnLineStatus.AWAITING, ReturnLineStatus.CANCELLED})


@dataclass(frozen=True)
class PaperLine:
    """A printed line: a positive quantity, where it was sold, and how far it is."""

    item: str
    text: str
    detail: str
    quantity: Decimal
    unit: str
    status: str


def print_return(returned: ReturnOrder, lines: Sequence[ReturnLine], *, acknowledges: bool) -> bytes:
    """Return the PDF of the authorisation, or of the acknowledgement, which names only what arrived; raises RET-32 when nothing did."""
    order = returned.order
    language = order.language
    named = [line for line in lines if line.status not in NOT_ARRIVED or not acknowledges]
    if acknowledges and not named:
        raise NothingArrived(r=returned)
    with override(language):
        shown = [_line(line, language) for line in named]
        context = _context(returned, returned.legal_entity, shown, acknowledges=acknowledges)
    return render_pdf("returns/print/return_order.html", context, entity=returned.legal_entity, language=language)


def _context(returned: ReturnOrder, entity: LegalEntity, lines: Sequence[PaperLine], *, acknowledges: bool) -> dict[str, Any]:
    order = returned.order
    return {
        "title": _("Return acknowledgement") if acknowledges else _("Return order"),
        "number": returned.rma_number,
        "seller": Seller.of(entity),
        "currency": order.currency_id,
        "recipient": [
            *address_of(order)._replace(name=order.customer.name).lines,
        ],
        "facts": [
            (_("Sales order"), order.number),
            (_("Customer"), order.customer.account),
            (_("Your reference"), order.customer_reference),
            (_("Return reason"), returned.reason.name_in(order.language) if returned.reason else ""),
            (_("Return the goods until"), "" if acknowledges else format_date(returned.deadline)),
            (_("Return the goods to"), "" if acknowledges else _return_address(entity, order.warehouse)),
        ],
        "notice": _("These goods arrived.") if acknowledges else _("Write the number of this return on the parcel."),
        "lines": lines,
        "texts": [],
    }


def _return_address(entity: LegalEntity, warehouse: Warehouse | None) -> str:
    """Return where the goods are sent: to the warehouse that expects them, at the company's address (sales.md §14.1)."""
    name = f"{entity.name}, {warehouse.name}" if warehouse is not None else entity.name
    return DeliveryAddress(name, entity.street, entity.postal_code, entity.city, entity.country).on_one_line()


def _line(line: ReturnLine, language: str) -> PaperLine:
    sold, origin = line.order_line, line.origin_invoice_line
    return PaperLine(
        item=sold.item.number,
        text=sold.name,
        detail=_("Invoice %(number)s") % {"number": origin.invoice.number} if origin else "",
        quantity=-sold.ordered_quantity,
        unit=sold.unit.name_in(language),
        status=str(STANDING[ReturnLineStatus(line.status)]),
    )
