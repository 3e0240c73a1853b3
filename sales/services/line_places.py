"""Let the lines of an order follow the address and the mode of delivery of its header, or keep what they had (sales.md §7.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from sales.delivery_places import NO_ADDRESS, DeliveryAddress, address_of
from sales.errors import UpdateOrderLines
from sales.models import SalesOrder, SalesOrderLine, SalesParameters
from sales.models.parameters import LineUpdate
from sales.services.credited_terms import may_follow
from sales.services.working_orders import WorkingOrder


@dataclass(frozen=True)
class Place:
    """Where the goods of an order went and how they travelled, before its header changed."""

    address: DeliveryAddress
    mode_id: int | None

    @classmethod
    def of(cls, order: SalesOrder) -> Place:
        """Return what an order says."""
        return cls(address_of(order), order.delivery_mode_id)


@dataclass(frozen=True)
class PlaceRule:
    """Whether lines follow: by the parameters, by the answer where they ask, and ``always`` to another customer."""

    parameters: SalesParameters
    answer: bool | None
    always: bool = False

    def follows(self, parameter: str, what: Any, *, asked: bool) -> bool:
        """Tell whether lines follow; raises ORD-55 where that is asked, matters and nobody answered."""
        rule = LineUpdate.ALWAYS if self.always else getattr(self.parameters, parameter)
        if rule == LineUpdate.PROMPT and self.answer is None and asked:
            raise UpdateOrderLines(what=what)
        return bool(rule == LineUpdate.ALWAYS or (rule == LineUpdate.PROMPT and self.answer))


def followers(work: WorkingOrder) -> list[SalesOrderLine]:
    """Return the lines that a changed header may still change: nothing of them is delivered or invoiced."""
    return [known.line for known in work.lines if not known.line.delivered_quantity and not known.line.invoiced_quantity]


def let_lines_follow(work: WorkingOrder, before: Place, rule: PlaceRule) -> list[SalesOrderLine]:
    """Let open lines go where the changed header says and travel as it says; return the lines that go elsewhere.

    A line that does not follow keeps, as its own, what the header said before. The tax group of a line follows only to another
    country. Raises ORD-55.
    """
    now, open_lines = Place.of(work.order), followers(work)
    if now.address != before.address:
        _change_addresses(work, before.address, rule, open_lines)
    if now.mode_id != before.mode_id:
        asked = any((line.delivery_mode_id or before.mode_id) != now.mode_id for line in open_lines)
        follows = rule.follows("update_line_mode", _("mode of delivery"), asked=asked)
        for known in work.lines:
            _set_mode(known.line, before.mode_id, now.mode_id, follows=follows and known.line in open_lines)
    return [known.line for known in work.lines if known.line.has_own_address]


def _change_addresses(work: WorkingOrder, before: DeliveryAddress, rule: PlaceRule, open_lines: list[SalesOrderLine]) -> None:
    order, now = work.order, address_of(work.order)
    asked = any((address_of(line) if line.has_own_address else before) != now for line in open_lines)
    follows = rule.follows("update_line_address", _("delivery address"), asked=asked)
    for known in work.lines:
        line = known.line
        same = line.has_own_address and address_of(line) == now
        if same or (follows and line in open_lines):
            if line.has_own_address and line.delivery_country != now.country and may_follow(line, "sales_tax_group_id"):
                line.sales_tax_group_id = order.sales_tax_group_id
            _set_address(line, NO_ADDRESS)
        elif not line.has_own_address and before.country:
            _set_address(line, before)


def _set_address(line: SalesOrderLine, address: DeliveryAddress) -> None:
    for name, value in address.fields.items():
        setattr(line, name, value)


def _set_mode(line: SalesOrderLine, before: int | None, now: int | None, *, follows: bool) -> None:
    if follows or (now is not None and line.delivery_mode_id == now):
        line.delivery_mode_id = None
    elif line.delivery_mode_id is None:
        line.delivery_mode_id = before
