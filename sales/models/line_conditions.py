"""The terms of the sales floor as conditions on order lines: to ship, late, ready, delayed, held (sales.md §7, §20)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Self

from django.db.models import Case, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from customers.models import Customer
from foundation.database.matching import among, begins, in_scope, matching_any
from foundation.inventory.models import Item, StockStatus
from sales.models.cover import cover_date_of_lines, reserved_of_lines
from sales.models.line_dates import OrderLineDateQuerySet
from sales.models.line_stock import ENOUGH, free_stock, in_line_unit, lacking_stock, quantity_in
from sales.models.order_lists import DELIVER_REMAINDER, INVOICE_REMAINDER, OUTER, net_of
from sales.statuses import DRAFT_TYPES, DeliveryType, LineKind, SalesStatus
from sales.visibility import hidden_orders


def travels_by(compare: Callable[[str], Q], line: str = "", order: str = "order__") -> Q:
    """Return the condition that the mode of delivery of a line, else that of its order, has a code.

    ``compare`` makes the condition on a field that holds a code; ``line`` and ``order`` are the paths to both, with their underscores.
    """
    return compare(f"{line}delivery_mode__code") | Q(**{f"{line}delivery_mode": None}) & compare(f"{order}delivery_mode__code")


class SalesOrderLineQuerySet(OrderLineDateQuerySet):
    """The terms of the sales floor as conditions on lines."""

    def _orders(self) -> Any:
        """Return the orders, for conditions within a query of lines; their model stands above these conditions."""
        return in_scope(self.model._meta.get_field("order").related_model.unscoped(OUTER))

    def numbered(self, order: str, line_number: int) -> Any:
        """Return a line of an order by their numbers, None where there is none."""
        return self.filter(order__number=order, line_number=line_number).first()

    def with_remainders(self) -> Self:
        """Annotate ``deliver_rest`` and ``invoice_rest``."""
        return self.annotate(deliver_rest=DELIVER_REMAINDER, invoice_rest=INVOICE_REMAINDER)

    def to_deliver(self) -> Self:
        """Lines with something left to deliver, of orders that lists show."""
        found = self.filter(status=SalesStatus.OPEN)
        for hidden in hidden_orders():
            found = found.filter(~Exists(hidden.filter(order=OuterRef("order"))))
        return found

    def schedulable(self) -> Self:
        """Open lines that can be split into several deliveries: nothing of them has moved, and no vendor delivers them."""
        whole = self.to_deliver().filter(kind=LineKind.NORMAL, delivery_type=DeliveryType.STOCK)
        return whole.filter(delivered_quantity=0, invoiced_quantity=0, cancelled_quantity=0, ordered_quantity__gt=0)

    def scheduled(self) -> Self:
        """Lines with multiple deliveries."""
        return self.filter(kind=LineKind.COMMERCIAL)

    def direct(self) -> Self:
        """Lines that a vendor delivers."""
        return self.filter(delivery_type=DeliveryType.DIRECT)

    def to_ship(self) -> Self:
        """Lines with something left to deliver of orders that post documents; the drafts among the orders are few."""
        drafts = self._orders().filter(order_type__in=DRAFT_TYPES).order_by().values("pk")
        return self.to_deliver().exclude(order__in=drafts)

    def for_open_list(self) -> Self:
        """Lines with something left to ship, with ``deliver_rest`` and its worth before tax, ``open_amount``, and the ``mode_code`` they
        travel by to which ``city``.

        The decimals stand in a subquery, so that counting the lines reads no orders.
        """
        decimals = Subquery(self._orders().filter(pk=OuterRef("order")).values("currency__decimals"))
        shown = self.to_ship().with_remainders().with_stock().for_display().annotate(open_amount=net_of(DELIVER_REMAINDER, decimals))
        own_city = Case(When(delivery_country="", then=F("order__delivery_city")), default=F("delivery_city"))
        return shown.annotate(mode_code=Coalesce("delivery_mode__code", "order__delivery_mode__code"), city=own_city)

    def with_places(self) -> Self:
        """Lines with where they go and how they travel, as REST shows it."""
        return self.select_related("delivery_mode", "order__delivery_mode")

    def travelling_by(self, mode: str) -> Self:
        """Lines whose own mode of delivery, or else that of their order, has a code."""
        return self.filter(travels_by(lambda path: Q(**{path: mode})))

    def with_stock(self) -> Self:
        """Annotate ``picked`` and ``reserved``, in the unit of the line."""
        return self.annotate(
            picked=in_line_unit(quantity_in(StockStatus.PICKED)),
            reserved=in_line_unit(quantity_in(StockStatus.RESERVED_PHYSICAL, StockStatus.RESERVED_ORDERED)),
        )

    def for_rest(self) -> Self:
        """Lines with all that REST shows of them."""
        return self.with_stock().select_related(
            "item__category", "unit", "warehouse", "delivery_mode", "sales_tax_group", "item_sales_tax_group"
        )

    def for_reservation(self) -> Self:
        """Lines that stock can be reserved for by hand, with what of them is ``picked``, ``held`` (reserved of what is there) and
        ``coming`` (reserved of what is on its way), and what lies ``free``: all in the unit of the line.
        """
        lines = self.filter(status=SalesStatus.OPEN, ordered_quantity__gt=0, item__stocked=True, warehouse__isnull=False)
        lines = lines.filter(delivery_type=DeliveryType.STOCK).exclude(kind=LineKind.COMMERCIAL).exclude(order__order_type__in=DRAFT_TYPES)
        return lines.annotate(
            picked=in_line_unit(quantity_in(StockStatus.PICKED)),
            held=in_line_unit(quantity_in(StockStatus.RESERVED_PHYSICAL)),
            coming=in_line_unit(quantity_in(StockStatus.RESERVED_ORDERED)),
            free=in_line_unit(free_stock()),
        )

    def for_reservation_list(self) -> Self:
        """Lines with something left to ship that stock can be reserved for, with what is reserved of them and lies free (L26)."""
        return self.to_ship().with_remainders().for_reservation().for_display()

    def with_reservation(self) -> Self:
        """Lines of ``for_reservation_list`` for which something is held, of what is there or on its way."""
        return self.filter(Q(held__gt=0) | Q(coming__gt=0))

    def more_to_reserve(self) -> Self:
        """Lines of ``for_reservation_list`` that wait for goods some of which lie free."""
        return self.filter(free__gt=0, deliver_rest__gt=F("picked") + F("held") + F("coming"))

    def for_ready_list(self) -> Self:
        """Lines that may leave today: nothing stops them, their day has come, and what is open is held for them or lies free (L11)."""
        lines = self.for_open_list().due().filter(order__do_not_process=False, stopped=False, ordered_quantity__gt=0)
        return lines.annotate(lacking=lacking_stock()).filter(ENOUGH)

    def lacking(self) -> Self:
        """Lines of goods to ship of which too little is held for them or lies free."""
        return self.with_remainders().annotate(lacking=lacking_stock()).filter(~ENOUGH, ordered_quantity__gt=0)

    def of_order(self, order_id: int) -> Self:
        """Return the lines of one order as its page shows them, by line number."""
        lines = self.filter(order=order_id).with_remainders().ship_date()
        terms = ("delivery_mode", "sales_tax_group", "item_sales_tax_group")
        return lines.select_related("order", "item", "unit", "warehouse", *terms).order_by("line_number")

    def matching(self, term: str) -> Self:
        """Lines whose order begins with a text, whose item has that number or those words in its name, or whose customer has."""
        customers = in_scope(Customer.unscoped(OUTER)).found_by(term)
        orders = self._orders()
        found: Self = matching_any(
            self,
            Q(order__in=orders.filter(begins("number", term)).values("pk")),
            Q(item__in=in_scope(Item.unscoped(OUTER)).matching(term).order_by().values("pk")),
            Q(order__in=orders.filter(among("customer", customers)).values("pk")),
        )
        return found

    def for_past_due_list(self) -> Self:
        """Lines that should have left, with ``deliver_rest``, what is reserved for them, and what covers them next (list L7)."""
        return self.for_open_list().late().annotate(reserved=reserved_of_lines(), cover_date=cover_date_of_lines())

    def for_delayed_list(self) -> Self:
        """Lines that were promised later than wished, with the days between, ``delay`` (list L8)."""
        delay = ExpressionWrapper(F("confirmed_ship_date") - F("requested_ship_date"), output_field=DurationField())
        return self.for_open_list().filter(confirmed_ship_date__gt=F("requested_ship_date")).annotate(delay=delay)

    def not_on_hold(self) -> Self:
        """Lines of orders that nothing stops."""
        return self.filter(order__do_not_process=False, stopped=False)

    def of_held_orders(self) -> Self:
        """Lines of orders on hold."""
        return self.filter(order__do_not_process=True)

    def reopenable(self) -> Self:
        """Lines of which something was cancelled that may be opened again: no invoiced line or order, and none that credits an invoice."""
        open_ones = self.exclude(cancelled_quantity=0).exclude(kind=LineKind.COMMERCIAL).exclude(origin=self.model.Origin.CREDIT)
        return open_ones.exclude(status=SalesStatus.INVOICED).exclude(order__status=SalesStatus.INVOICED)

    def to_invoice(self) -> Self:
        """Lines delivered but not fully invoiced, of those that customers are billed for."""
        return self.filter(billable=True).exclude(delivered_quantity=F("invoiced_quantity"))

    def keys_by_number(self, order_ids: Collection[int]) -> dict[tuple[str, int], int]:
        """Return the keys of the lines of some orders by order number and line number."""
        rows = self.filter(order__in=order_ids).values_list("order__number", "line_number", "pk")
        return {(order, line): key for order, line, key in rows}

    def numbers_of(self, order_id: int) -> dict[int, int]:
        """Return the keys of the lines of one order by line number."""
        return dict(self.filter(order=order_id).values_list("line_number", "pk"))

    def for_display(self) -> Self:
        """Everything a list of lines shows."""
        return self.select_related("order__customer__party", "order__currency", "item", "unit", "warehouse")
