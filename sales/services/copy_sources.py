"""The documents of sales that lines are copied from: orders, confirmations, packing slips (sales.md §13.1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from foundation.inventory.models import Item, Unit
from foundation.organization.models import LegalEntity
from sales.copying import MOST_OFFERED, CopySource, FoundTerms, SourceDocument, SourceLine, register_copy_source
from sales.models import OrderConfirmation, OrderConfirmationLine, PackingSlip, PackingSlipLine, SalesOrder, SalesOrderLine
from sales.statuses import LineKind


def line_of_order(key: int, document: SourceDocument, number: int, line: SalesOrderLine, quantity: Decimal) -> SourceLine:
    """Return a line of a document with what the order line it belongs to says; ``line`` has order, item and unit."""
    return SourceLine(
        key,
        document,
        number,
        line.item,
        quantity,
        line.unit_id,
        line.unit.code,
        line.unit_price,
        line.price_unit,
        line.discount_amount,
        line.discount_percent,
        line.order.currency_id,
        line.order.prices_include_tax,
        line.name,
        line,
        FoundTerms.of(line, line.order.customer_id),
    )


def found_as_posted(line: SalesOrderLine, price: Decimal, price_unit: Decimal, discount: Decimal, percent: Decimal) -> FoundTerms | None:
    """Return what was found for a line that was posted at these terms; None when the line has others by now. ``line`` has its order."""
    posted, known = (price, price_unit, discount, percent), (line.unit_price, line.price_unit, line.discount_amount, line.discount_percent)
    return FoundTerms.of(line, line.order.customer_id) if posted == known else None


class OrderSource(CopySource):
    """Sales orders, with their lines as ordered."""

    kind, label, permission = "order", _("Sales order"), "sales.view_salesorder"

    def documents(self, entity: LegalEntity, customer_id: int) -> Iterable[SourceDocument]:
        """Return the latest orders of a customer."""
        return [_of_order(order) for order in SalesOrder.of(entity).filter(customer=customer_id)[:MOST_OFFERED]]

    def keys_by_number(self, entity: LegalEntity, numbers: Collection[str]) -> Mapping[str, int]:
        """Return the keys of orders by number."""
        return dict(SalesOrder.of(entity).filter(number__in=numbers).values_list("number", "pk"))

    def lines(self, entity: LegalEntity, documents: Collection[int]) -> list[SourceLine]:
        """Return the lines of orders: one statement."""
        rows = SalesOrderLine.of(entity).filter(order__in=documents).select_related("order", "item", "unit")
        lines = rows.exclude(kind=LineKind.COMMERCIAL).order_by("order", "line_number")
        return [line_of_order(line.pk, _of_order(line.order), line.line_number, line, line.ordered_quantity) for line in lines]


class PackingSlipSource(CopySource):
    """Packing slips, with what was delivered at the prices of the order."""

    kind, label, permission = "packing_slip", _("Packing slip"), "sales.view_packingslip"

    def documents(self, entity: LegalEntity, customer_id: int) -> Iterable[SourceDocument]:
        """Return the latest packing slips of a customer."""
        slips = PackingSlip.of(entity).filter(customer=customer_id).select_related("order")[:MOST_OFFERED]
        return [SourceDocument(slip.pk, slip.number, slip.date, slip.order) for slip in slips]

    def keys_by_number(self, entity: LegalEntity, numbers: Collection[str]) -> Mapping[str, int]:
        """Return the keys of packing slips by number."""
        return dict(PackingSlip.of(entity).filter(number__in=numbers).values_list("number", "pk"))

    def lines(self, entity: LegalEntity, documents: Collection[int]) -> list[SourceLine]:
        """Return the lines of packing slips: one statement."""
        relations = ("packing_slip__order", "order_line__order", "order_line__item", "order_line__unit")
        rows = PackingSlipLine.of(entity).filter(packing_slip__in=documents).select_related(*relations)
        found = []
        for row in rows.order_by("packing_slip", "line_number"):
            slip = row.packing_slip
            document = SourceDocument(slip.pk, slip.number, slip.date, slip.order)
            found.append(line_of_order(row.pk, document, row.line_number, row.order_line, row.quantity))
        return found


class ConfirmationSource(CopySource):
    """Order confirmations, with quantities and prices as they were confirmed."""

    kind, label, permission = "confirmation", _("Order confirmation"), "sales.view_salesorder"

    def documents(self, entity: LegalEntity, customer_id: int) -> Iterable[SourceDocument]:
        """Return the latest confirmations of a customer."""
        rows = OrderConfirmation.of(entity).filter(order__customer=customer_id).select_related("order")[:MOST_OFFERED]
        return [SourceDocument(row.pk, str(row), row.date, row.order) for row in rows]

    def keys_by_number(self, entity: LegalEntity, numbers: Collection[str]) -> Mapping[str, int]:
        """Return the keys of confirmations by number and version, as they are printed; by the number alone that of the latest version."""
        wanted = {*numbers, *(number.rpartition("-")[0] for number in numbers)}
        rows = list(OrderConfirmation.of(entity).filter(number__in=wanted).order_by("version"))
        known = {row.number: row.pk for row in rows} | {str(row): row.pk for row in rows}
        return {number: known[number] for number in numbers if number in known}

    def lines(self, entity: LegalEntity, documents: Collection[int]) -> list[SourceLine]:
        """Return the lines of confirmations whose items are known: four statements."""
        rows = OrderConfirmationLine.of(entity).filter(confirmation__in=documents).select_related("confirmation__order")
        confirmed = list(rows.order_by("confirmation", "line_number"))
        items = {item.number: item for item in Item.of(entity).filter(number__in={row.item_number for row in confirmed})}
        units = {unit.code: unit for unit in Unit.objects.all()}
        orders = {row.confirmation.order_id for row in confirmed}
        lines = SalesOrderLine.of(entity).filter(order__in=orders).select_related("order", "item", "unit")
        known = {(line.order_id, line.line_number, line.item.number): line for line in lines}
        return [_confirmed(row, items, units, known) for row in confirmed if row.item_number in items and row.unit in units]


def _of_order(order: SalesOrder) -> SourceDocument:
    return SourceDocument(order.pk, order.number, order.order_date, order)


def _confirmed(
    row: OrderConfirmationLine,
    items: Mapping[str, Item],
    units: Mapping[str, Unit],
    known: Mapping[tuple[int, int, str], SalesOrderLine],
) -> SourceLine:
    confirmation, unit = row.confirmation, units[row.unit]
    line = known.get((confirmation.order_id, row.line_number, row.item_number))
    return SourceLine(
        row.pk,
        SourceDocument(confirmation.pk, str(confirmation), confirmation.date, confirmation.order),
        row.line_number,
        items[row.item_number],
        row.quantity,
        unit.pk,
        unit.code,
        row.unit_price,
        row.price_unit,
        Decimal(0),
        row.discount_percent,
        confirmation.currency_id,
        confirmation.order.prices_include_tax,
        row.name,
        line,
        None if line is None else found_as_posted(line, row.unit_price, row.price_unit, Decimal(0), row.discount_percent),
    )


def register() -> None:
    """Offer the documents of sales."""
    register_copy_source(OrderSource())
    register_copy_source(ConfirmationSource())
    register_copy_source(PackingSlipSource())
