"""Picking lists as they are printed: what to take from the shelves, item by item, in the language that is active."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from foundation.documents.formatting import format_date
from foundation.documents.rendering import Seller
from sales.delivery_places import address_in
from sales.picking.models import PickingList, PickingListLine


@dataclass(frozen=True)
class PickPaperLine:
    """One printed line: what to take, and for which order."""

    item: str
    text: str
    detail: str
    quantity: Decimal
    unit: str


def picking_list_context(posted: PickingList, lines: Sequence[PickingListLine], units: Mapping[str, str]) -> dict[str, Any]:
    """Return what the template of a picking list shows; items in the order of their numbers, as the shelves stand."""
    header = posted.header
    return {
        "title": _("Picking list"),
        "number": posted.number,
        "seller": Seller(**header["seller"]),
        "recipient": [str(posted.warehouse)],
        "facts": [
            (_("Date"), format_date(posted.date)),
            (_("Sales order"), ", ".join(header["orders"])),
            (_("Customer"), f"{header['customer_account']} {header['customer_name']}" if len(header["orders"]) == 1 else ""),
            (_("Delivery address"), address_in(header).on_one_line() if len(header["orders"]) == 1 else ""),
            (_("Mode of delivery"), header["delivery_mode"] if len(header["orders"]) == 1 else ""),
        ],
        "lines": [_paper_line(line, units) for line in sorted(lines, key=lambda known: (known.item.number, known.line_number))],
        "texts": [],
    }


def _paper_line(line: PickingListLine, units: Mapping[str, str]) -> PickPaperLine:
    order = line.order_line.order
    detail = _("%(order)s, line %(line)s · %(customer)s") % {
        "order": order.number,
        "line": line.order_line.line_number,
        "customer": order.customer.name,
    }
    return PickPaperLine(line.item.number, line.name, detail, line.quantity, units.get(line.unit, line.unit))
