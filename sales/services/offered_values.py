"""What papers that promise something to a customer print: header, charges, taxes and lines of an order in memory."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from customers.addresses import AddressBook, address_fields
from foundation.ledger.tax import TaxResult
from sales.delivery_places import address_of, delivery_address, mode_key
from sales.pricing import combine_discounts, granted_percent
from sales.services.calculate_orders import calculated_charges
from sales.services.load_orders import LoadedOrders
from sales.services.working_orders import OrderContext, WorkingLine, WorkingOrder
from sales.snapshots import header_snapshot


def promised(work: WorkingOrder) -> list[Decimal]:
    """Return the quantities that a paper promises, per live line: ordered less cancelled."""
    return [working.line.ordered_quantity - working.line.cancelled_quantity for working in work.live_lines]


def offered_header(loaded: LoadedOrders, work: WorkingOrder, taxes: TaxResult, book: AddressBook, **more: Any) -> dict[str, Any]:
    """Return the header as printed, with the charges and taxes by name; call it after the tax was added to the totals."""
    order = work.order
    lines = [working.line for working in work.live_lines]
    places = {line.line_number: delivery_address(line, order) for line in lines}
    only = next(iter(places.values())) if len(set(places.values())) == 1 else address_of(order)
    elsewhere = {str(number): list(place) for number, place in places.items() if place != only}
    return header_snapshot(
        loaded.context.entity,
        order,
        delivered_to=only,
        modes=", ".join(_modes(loaded.context, work)),
        **({"places": elsewhere} if elsewhere else {}),
        address=address_fields(book.address(order.customer.party_id, "sales")),
        invoice_account=order.invoice_account.account,
        invoice_name=order.invoice_account.name,
        payment_terms=order.payment_terms.name_in(order.language) if order.payment_terms else "",
        total_discount_percent=f"{order.total_discount_percent.normalize():f}",
        rounding_off=str(work.totals.rounding_off),
        charges=_charges(loaded, work),
        taxes=_taxes(taxes),
        **more,
    )


def offered_lines(context: OrderContext, work: WorkingOrder) -> Iterable[dict[str, Any]]:
    """Yield the live lines as printed, by field of the line of a confirmation."""
    for working, quantity, net in zip(work.live_lines, promised(work), work.totals.line_nets, strict=True):
        line = working.line
        yield {
            "line_number": line.line_number,
            "item_number": working.item.number,
            "name": line.name,
            "quantity": quantity,
            "unit": context.units[line.unit_id].code,
            "unit_price": line.unit_price,
            "price_unit": line.price_unit,
            "discount_percent": _discount(context, working),
            "net_amount": net,
            "ship_date": line.confirmed_ship_date or line.requested_ship_date,
        }


def _modes(context: OrderContext, work: WorkingOrder) -> Iterable[str]:
    """Return how the live lines travel, each mode of delivery once; that of the order where it has no lines."""
    order = work.order
    keys = dict.fromkeys(mode_key(working.line, order) for working in work.live_lines) or {order.delivery_mode_id: None}
    modes = (order.delivery_mode if key == order.delivery_mode_id else context.modes[key] for key in keys if key is not None)
    return [mode.name_in(order.language) for mode in modes if mode is not None]


def _charges(loaded: LoadedOrders, work: WorkingOrder) -> list[dict[str, str]]:
    found = calculated_charges(loaded.context, work, loaded.units, promised(work))
    language = work.order.language
    return [
        {"name": work.charges[charge.rule.key].code.name_in(language), "amount": str(charge.amount)} for charge in found if charge.amount
    ]


def _taxes(result: TaxResult) -> list[dict[str, str]]:
    return [
        {"code": row.rule.code, "rate": f"{row.rule.effective_rate.normalize():f}", "base": str(row.base), "tax": str(row.tax)}
        for row in result.rows
    ]


def _discount(context: OrderContext, working: WorkingLine) -> Any:
    """Return all discounts of a line together, as a percentage of its price."""
    line = working.line
    own, group = (line.discount_amount, line.discount_percent), (line.multiline_amount, line.multiline_percent)
    return granted_percent(line.unit_price, *combine_discounts(line.unit_price, own, group, context.parameters.discount))
