"""Order confirmations and packing slips as they are printed: labels, lines and totals in the language that is active.

Needs nothing but the rows of the document, so that a copy prints what was frozen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from foundation.documents.formatting import country_name, format_date, format_percent, format_quantity
from foundation.documents.rendering import Seller, TotalRow
from foundation.money import round_amount
from sales.delivery_places import DeliveryAddress, address_in
from sales.models import OrderConfirmation, OrderConfirmationLine, PackingSlip, PackingSlipLine
from sales.statuses import SlipStatus

ZERO = Decimal(0)


@dataclass(frozen=True)
class PaperLine:
    """One printed line of a confirmation; ``running`` is the sum of the lines up to and including it."""

    item: str
    text: str
    detail: str
    quantity: Decimal
    unit: str
    price: Decimal
    discount: str
    amount: Decimal
    running: Decimal


@dataclass(frozen=True)
class SlipPaperLine:
    """One printed line of a packing slip; ``rest`` is still to come, price and amount are there on slips with prices only."""

    item: str
    text: str
    detail: str
    quantity: Decimal
    unit: str
    rest: Decimal
    price: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True)
class OpenPaperLine:
    """One line that is still to come, as a packing slip prints it below what it delivers."""

    order: str
    item: str
    text: str
    quantity: Decimal
    unit: str
    day: str


def confirmation_context(
    confirmation: OrderConfirmation, lines: Sequence[OrderConfirmationLine], units: Mapping[str, str]
) -> dict[str, Any]:
    """Return what the template of a confirmation shows; call it with the document's language active."""
    notice = _("This confirmation replaces the earlier ones.") if confirmation.version > 1 else ""
    return offer_context(confirmation, lines, units, _("Order confirmation"), _confirmation_facts(confirmation), notice)


def offer_context(
    document: Any, lines: Sequence[Any], units: Mapping[str, str], title: str, facts: list[tuple[str, str]], notice: str
) -> dict[str, Any]:
    """Return what every paper with prices shows that was made from an order in memory: header, lines, totals and terms."""
    header = document.header
    rows = _confirmation_lines(document, lines, units)
    recipient, delivery = recipient_lines(header["customer_name"], header.get("address", {})), address_in(header)
    return {
        "title": title,
        "number": document.number,
        "seller": Seller(**header["seller"]),
        "currency": document.currency_id,
        "recipient": recipient,
        "facts": facts,
        "notice": notice,
        "delivery": delivery.on_one_line() if delivery.lines != [part for part in recipient if part] else "",
        "lines": rows,
        "with_discounts": any(row.discount for row in rows),
        "totals": _confirmation_totals(document),
        "terms": [
            (_("Terms of payment"), header.get("payment_terms", "")),
            (_("Terms of delivery"), header.get("delivery_terms", "")),
            (_("Mode of delivery"), header.get("delivery_mode", "")),
        ],
        "texts": [header["text"]] if header.get("text") else [],
    }


def packing_slip_context(slip: PackingSlip, lines: Sequence[PackingSlipLine], units: Mapping[str, str]) -> dict[str, Any]:
    """Return what the template of a packing slip shows; call it with the document's language active."""
    header = slip.header
    rows = _slip_lines(slip, lines, units)
    return {
        "title": _("Receipt of returned goods") if header.get("received") else _("Packing slip"),
        "quantity_label": _("Received") if header.get("received") else _("Delivered"),
        "number": slip.number,
        "seller": Seller(**header["seller"]),
        "currency": header.get("currency", ""),
        "recipient": address_in(header).lines,
        "facts": _slip_facts(slip),
        "lines": rows,
        "with_rest": "open_lines" not in header and any(row.rest for row in rows),
        "open_lines": [_open_line(row, units) for row in header.get("open_lines", ())],
        "with_prices": bool(header.get("prices")),
        "texts": [header["text"]] if header.get("text") else [],
    }


def latest_version(slip: PackingSlip, lines: Sequence[PackingSlipLine], units: Mapping[str, str]) -> dict[str, Any]:
    """Return what a copy shows differently once a slip was corrected: what stays of its lines, and which version that is."""
    if slip.status == SlipStatus.POSTED:
        return {}
    if slip.status == SlipStatus.CANCELLED:
        return {"notice": _("This packing slip is cancelled.")}
    rows = _slip_lines(slip, [line for line in lines if line.standing_quantity], units, standing=True)
    return {"lines": rows, "notice": _("Version %(version)s; it replaces the earlier ones.") % {"version": slip.version}, "open_lines": []}


def _open_line(row: Sequence[str], units: Mapping[str, str]) -> OpenPaperLine:
    order, item, name, quantity, unit, day = row
    return OpenPaperLine(order, item, name, Decimal(quantity), units.get(unit, unit), iso_date(day))


def _confirmation_facts(confirmation: OrderConfirmation) -> list[tuple[str, str]]:
    header = confirmation.header
    return [
        (_("Date"), format_date(confirmation.date)),
        (_("Sales order"), header["order_number"]),
        (_("Version"), str(confirmation.version) if confirmation.version > 1 else ""),
        (_("Order date"), iso_date(header["order_date"])),
        (_("Customer"), header["customer_account"]),
        (_("Your reference"), header["customer_reference"]),
        (_("Requisition"), header["customer_requisition"]),
        (_("Your contact"), header["contact_name"]),
        (_("Our contact"), header["responsible"]),
        (_("Ship date"), iso_date(header.get("ship_date", ""))),
        (_("Expected at your place"), iso_date(header.get("receipt_date", ""))),
    ]


def _slip_facts(slip: PackingSlip) -> list[tuple[str, str]]:
    header = slip.header
    return [
        (_("Received on") if header.get("received") else _("Delivery date"), format_date(slip.date)),
        (_("Sales order"), ", ".join(header.get("orders") or [header["order_number"]])),
        (_("Order date"), iso_date(header["order_date"])),
        (_("Customer"), f"{header['customer_account']} {header['customer_name']}"),
        (_("Your reference"), header["customer_reference"]),
        (_("Requisition"), header["customer_requisition"]),
        (_("Your contact"), header["contact_name"]),
        (_("Our contact"), header["responsible"]),
        (_("Warehouse"), str(slip.warehouse or "")),
        (_("Terms of delivery"), header["delivery_terms"]),
        (_("Mode of delivery"), header["delivery_mode"]),
        (_("Reason of delivery"), header.get("delivery_reason", "")),
        (_("Reference"), slip.external_reference),
    ]


def _confirmation_lines(confirmation: Any, lines: Sequence[Any], units: Mapping[str, str]) -> list[PaperLine]:
    promised, places = confirmation.header.get("ship_date", ""), confirmation.header.get("places", {})
    found, running = [], ZERO
    for line in lines:
        running += line.net_amount
        unit = units.get(line.unit, line.unit)
        found.append(
            PaperLine(
                item=line.item_number,
                text=line.name,
                detail="\n".join(_line_details(line, unit, promised, places.get(str(line.line_number), ()))),
                quantity=line.quantity,
                unit=unit,
                price=line.unit_price,
                discount=format_percent(line.discount_percent) if line.discount_percent else "",
                amount=line.net_amount,
                running=running,
            )
        )
    return found


def _line_details(line: Any, unit: str, promised: str, place: Sequence[str]) -> Iterator[str]:
    """Yield what stands below a line: its price unit, its day and address where they are others, and the deliveries of a quoted line."""
    if line.price_unit != 1:
        yield _("Price per %(quantity)s %(unit)s") % {"quantity": format_quantity(line.price_unit), "unit": unit}
    deliveries = getattr(line, "deliveries", ())
    for quantity, day, *elsewhere in deliveries:
        told = {"quantity": format_quantity(Decimal(quantity)), "unit": unit, "date": iso_date(day)}
        yield ", ".join((_("%(quantity)s %(unit)s on %(date)s") % told, *elsewhere))
    if not deliveries and line.ship_date.isoformat() != promised:
        yield _("Ship date %(date)s") % {"date": format_date(line.ship_date)}
    if place:
        yield _("To %(address)s") % {"address": DeliveryAddress(*place).on_one_line()}


def _confirmation_totals(confirmation: Any) -> list[TotalRow]:
    header = confirmation.header
    rows = [TotalRow(_("Lines"), confirmation.subtotal)]
    if confirmation.total_discount:
        percent = Decimal(header.get("total_discount_percent", "0"))
        label = _("Total discount %(rate)s") % {"rate": format_percent(percent)} if percent else _("Total discount")
        rows.append(TotalRow(label, -confirmation.total_discount))
    rows += [TotalRow(charge["name"], Decimal(charge["amount"])) for charge in header.get("charges", ())]
    rows += [
        TotalRow(_("Sales tax %(rate)s") % {"rate": format_percent(Decimal(tax["rate"]))}, Decimal(tax["tax"]))
        for tax in header.get("taxes", ())
        if Decimal(tax["rate"])
    ]
    rounding = Decimal(header.get("rounding_off", "0"))
    if rounding:
        rows.append(TotalRow(_("Rounding"), rounding))
    return [*rows, TotalRow(_("Total"), confirmation.total_amount, strong=True)]


def _slip_lines(
    slip: PackingSlip, lines: Sequence[PackingSlipLine], units: Mapping[str, str], *, standing: bool = False
) -> list[SlipPaperLine]:
    prices = slip.header.get("prices", {})
    many_orders = len(slip.header.get("orders", ())) > 1
    found = []
    for line in lines:
        price, amount = prices.get(str(line.line_number), (None, None))
        order = _("Sales order %(number)s") % {"number": line.order_line.order.number} if many_orders else ""
        found.append(
            SlipPaperLine(
                item=line.item.number,
                text=line.name,
                detail=order,
                quantity=_printed(line.standing_quantity if standing else line.quantity, slip),
                unit=units.get(line.unit, line.unit),
                rest=line.remaining_quantity,
                price=None if price is None else Decimal(price),
                amount=None if amount is None else _share(Decimal(amount), line, standing=standing),
            )
        )
    return found


def _printed(quantity: Decimal, slip: PackingSlip) -> Decimal:
    """Return a quantity as it is read: what was received stands above zero."""
    return abs(quantity) if slip.header.get("received") else quantity


def _share(amount: Decimal, line: PackingSlipLine, *, standing: bool) -> Decimal:
    """Return the amount of a line, or the share of it that stays after corrections, in cents."""
    return round_amount(amount * line.standing_quantity / line.quantity, 2) if standing else amount


def recipient_lines(name: str, address: Mapping[str, str]) -> list[str]:
    """Return what stands in the window of a paper: whom it is for and where they are, from the address that the document keeps."""
    place = f"{address.get('postal_code', '')} {address.get('city', '')}".strip()
    country = address.get("country", "")
    extra = address.get("extra_lines", "").splitlines()
    return [name, *extra, address.get("street", ""), place, country_name(country) if country else ""]


def iso_date(value: str) -> str:
    return format_date(date.fromisoformat(value)) if value else ""
