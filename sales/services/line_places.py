"""Where lines go: what they say themselves, and whether they follow the header of their order (sales.md §7.1, §7.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from sales.delivery_places import NO_ADDRESS, PLACE, DeliveryAddress, address_of, delivery_address
from sales.errors import UpdateOrderLines
from sales.models import SalesOrder, SalesOrderLine, SalesParameters
from sales.models.parameters import LineUpdate
from sales.services.credited_terms import may_follow
from sales.services.order_defaults import tax_group_for
from sales.services.working_orders import OrderContext, WorkingOrder


@dataclass(frozen=True)
class Place:
    """Where the goods of an order went and how they travelled, before its header changed."""

    address: DeliveryAddress
    mode_id: int | None

    @classmethod
    def of(cls, order: SalesOrder) -> Place:
        """Return what an order says."""
        return cls(address_of(order), order.delivery_mode_id)


def tax_group_key(context: OrderContext, order: SalesOrder, country: str) -> int | None:
    """Return the tax group of a line that goes to a country: that of the order, unless the order goes to another one."""
    if not country or country == order.delivery_country:
        return order.sales_tax_group_id
    group = tax_group_for(context.entity, context.tax_groups, order, country)
    return group.pk if group is not None else None


def set_place(
    context: OrderContext, order: SalesOrder, line: SalesOrderLine, place: Mapping[str, Any], *, taxed_there: bool = True
) -> None:
    """Let a line go and travel as fields of ``PLACE`` say; in another country it has the tax group of goods that go there.

    Nothing else writes where a line goes. Without ``taxed_there`` the line keeps its tax group.
    """
    before = delivery_address(line, order).country
    for name in PLACE:
        if name in place:
            setattr(line, name, place[name])
    if taxed_there and delivery_address(line, order).country != before:
        line.sales_tax_group_id = tax_group_key(context, order, line.delivery_country)


@dataclass(frozen=True)
class LineUpdateRule:
    """Whether lines take a changed header over: by the parameters, by the answer where they ask, and ``always`` of another customer."""

    parameters: SalesParameters
    answer: bool | None
    always: bool = False

    def applies(self, parameter: str, what: Any, *, asked: bool, always: bool = False) -> bool:
        """Tell whether lines take over what a parameter is about; raises ORD-55 where that is asked, matters and nobody answered."""
        rule = LineUpdate.ALWAYS if always else getattr(self.parameters, parameter)
        if rule == LineUpdate.PROMPT and self.answer is None and asked:
            raise UpdateOrderLines(what=what)
        return bool(rule == LineUpdate.ALWAYS or (rule == LineUpdate.PROMPT and self.answer))


def is_untouched(line: SalesOrderLine) -> bool:
    """Tell whether a changed header may still change a line: nothing of it is delivered or invoiced."""
    return not line.delivered_quantity and not line.invoiced_quantity


def followers(work: WorkingOrder) -> list[SalesOrderLine]:
    """Return the lines that a changed header may still change."""
    return [known.line for known in work.lines if is_untouched(known.line)]


def let_lines_follow(context: OrderContext, work: WorkingOrder, before: Place, rule: LineUpdateRule) -> list[SalesOrderLine]:
    """Let open lines go where the changed header says and travel as it says; return the lines that go elsewhere.

    A line that does not follow keeps, as its own, what the header said before. The tax group of a line follows only to another
    country. Raises ORD-55.
    """
    now = Place.of(work.order)
    if now.address != before.address:
        _change_addresses(context, work, before.address, rule)
    if now.mode_id != before.mode_id:
        asked = any((line.delivery_mode_id or before.mode_id) != now.mode_id for line in followers(work))
        follows = rule.applies("update_line_mode", _("mode of delivery"), asked=asked, always=rule.always)
        for known in work.lines:
            _set_mode(known.line, before.mode_id, now.mode_id, follows=follows and is_untouched(known.line))
    return [known.line for known in work.lines if known.line.has_own_address]


def _change_addresses(context: OrderContext, work: WorkingOrder, before: DeliveryAddress, rule: LineUpdateRule) -> None:
    order, now = work.order, address_of(work.order)
    asked = any((address_of(line) if line.has_own_address else before) != now for line in followers(work))
    follows = rule.applies("update_line_address", _("delivery address"), asked=asked, always=rule.always)
    for known in work.lines:
        line = known.line
        same = line.has_own_address and address_of(line) == now
        if same or (follows and is_untouched(line)):
            set_place(context, order, line, NO_ADDRESS.fields, taxed_there=may_follow(line, "sales_tax_group_id"))
        elif not line.has_own_address and before.country:
            set_place(context, order, line, before.fields, taxed_there=False)  # it goes where it went


def _set_mode(line: SalesOrderLine, before: int | None, now: int | None, *, follows: bool) -> None:
    if follows or (now is not None and line.delivery_mode_id == now):
        line.delivery_mode_id = None
    elif line.delivery_mode_id is None:
        line.delivery_mode_id = before
