"""What a packing slip or a credit note makes of return lines, in the transaction of the posting (sales.md §14.6, §14.12)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from foundation.organization.models import LegalEntity, User
from returns.models import ReturnLine
from returns.services.execute_dispositions import execute_dispositions
from returns.services.replace_goods import replace_received
from returns.services.return_statuses import close_invoiced_lines, derive_return_statuses
from returns.statuses import ReturnLineStatus, traits_of
from sales.invoiceable import InvoiceMovement
from sales.models import PackingSlipLine, SalesOrderCharge
from sales.services import quantities


def receive_lines(entity: LegalEntity, order_line_ids: Collection[int], on_date: date, user: User | None) -> list[ReturnLine]:
    """Make the return lines of order lines Received, do with the goods what their codes say, and return them.

    The caller has delivered the order lines and holds their orders. Raises what a replacement order refuses.
    """
    lines = list(ReturnLine.of(entity).for_receipt(order_line_ids))
    execute_dispositions(entity, lines, on_date)
    replace_received(entity, lines, user)
    ReturnLine.of(entity).filter(pk__in=[line.pk for line in lines]).update(status=ReturnLineStatus.RECEIVED)
    derive_return_statuses(entity, {line.order_line.order_id for line in lines})
    return lines


def settle_sent_back(entity: LegalEntity, lines: Sequence[ReturnLine], on_date: date) -> None:
    """Close received lines that go back to the customer where nothing is charged for it: no invoice will ever name them."""
    sent_back = {line.order_line_id: line for line in lines if not traits_of(line.disposition).credits}
    if not sent_back:
        return
    orders = {line.order_line.order_id for line in sent_back.values()}
    charged = set(SalesOrderCharge.of(entity).filter(order__in=orders).values_list("order", flat=True))
    free = [key for key, line in sent_back.items() if line.order_line.order_id not in charged]
    slips = PackingSlipLine.of(entity).to_invoice().filter(order_line__in=free)
    rows = slips.values_list("order_line", "order_line__order", "pk", "quantity")
    movements = [InvoiceMovement(order, key, quantity, Decimal(0), slip, "", on_date) for key, order, slip, quantity in rows]
    if movements:
        quantities.invoice(entity, movements)
        close_invoiced_lines(entity, orders)
