"""How far an order is, told by its lines: steps from entry to invoice with what is done of each."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from foundation.backoffice.documents import Step, StepState
from foundation.backoffice.formats import format_percent
from sales.models import SalesOrder, SalesOrderLine
from sales.statuses import TRAITS, SalesStatus

ZERO = Decimal(0)
HUNDRED = Decimal(100)


def steps_of(order: SalesOrder, lines: Sequence[SalesOrderLine]) -> list[Step]:
    """Return the status track of an order; partial steps say how much of the order's value they cover."""
    created = Step(_("Created"), "done")
    if order.status == SalesStatus.CANCELLED:
        return [created, Step(_("Cancelled"), "stopped")]
    confirmed = [_confirmed(order)] if TRAITS[order.order_type].confirmable else []
    invoiced = [_invoiced(lines)] if not lines or any(line.billable for line in lines) else []
    return [created, *confirmed, _delivered(lines), *invoiced]


def _confirmed(order: SalesOrder) -> Step:
    if not order.confirmed_version:
        return Step(_("Confirmed"), "todo")
    if order.changed_since_confirmation:
        return Step(_("Confirmed"), "partial", _("changed since"))
    return Step(_("Confirmed"), "done", _("version %(number)s") % {"number": order.confirmed_version})


def _delivered(lines: Sequence[SalesOrderLine]) -> Step:
    done = sum((_worth(line, line.delivered_quantity) for line in lines), ZERO)
    rest = sum((_worth(line, line.deliver_remainder) for line in lines), ZERO)
    return _part(_("Delivered"), done, rest)


def _invoiced(lines: Sequence[SalesOrderLine]) -> Step:
    done = sum((_worth(line, line.invoiced_quantity) for line in lines), ZERO)
    rest = sum((_worth(line, line.open_to_invoice) for line in lines), ZERO)
    return _part(_("Invoiced"), done, rest)


def _worth(line: SalesOrderLine, quantity: Decimal) -> Decimal:
    """Weigh a quantity by the line's net amount, and a line that costs nothing as one."""
    return abs((line.net_amount or Decimal(1)) * quantity / line.ordered_quantity)


def _part(label: str, done: Decimal, rest: Decimal) -> Step:
    state: StepState = "todo" if not done else "partial" if rest else "done"
    note = format_percent((done * HUNDRED / (done + rest)).quantize(Decimal(1))) if state == "partial" else ""
    return Step(label, state, note)
