"""Return lines in memory with the sales orders below them, locked, changed together and written at once.

Every service that works on lines opens a book over them, changes, and saves: a fixed number of statements for any number of lines.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal

from foundation.database.set_update import update_from_values
from foundation.money import round_to_step
from foundation.organization.models import LegalEntity
from returns.errors import DispositionWithdrawn, ReplacedUpFront
from returns.models import DispositionCode, ReturnLine, ReturnOrder
from returns.services.agreement_links import link_like
from returns.statuses import traits_of
from sales.models import SalesOrderCharge, SalesOrderLine
from sales.services import stock
from sales.services.calculate_orders import calculate
from sales.services.load_orders import LoadedOrders, load_orders
from sales.services.order_lines import next_number
from sales.services.save_changes import Snapshot, line_values, save_calculated, snapshot
from sales.services.working_orders import WorkingLine, WorkingOrder

HUNDRED, ZERO, FINE = Decimal(100), Decimal(0), Decimal("0.000001")
CREDITED = "credited"
"""Where a line keeps the discounts at which it would be credited, and whether somebody typed them, while it goes back to the customer."""

_WRITTEN = ("status", "disposition", "arrived_on", "inspected", "replacement_item", "replacement_quantity")
_OWN = ("id", "updated_at", "line_number", "ordered_quantity", "deliver_now")


@dataclass
class ReturnBook:
    """Locked return lines by their key; ``works`` and ``workings`` are the sales orders and lines below them."""

    entity: LegalEntity
    loaded: LoadedOrders
    lines: dict[int, ReturnLine]
    workings: dict[int, WorkingLine]
    before: dict[int, Snapshot]
    rests: list[ReturnLine] = field(default_factory=list)
    new_lines: list[tuple[SalesOrderLine, SalesOrderLine]] = field(default_factory=list)
    new_charges: list[SalesOrderCharge] = field(default_factory=list)

    @classmethod
    def open(cls, entity: LegalEntity, line_ids: Collection[int]) -> ReturnBook:
        """Lock the sales orders, then the returns, and read the lines that were asked for, by RMA and line."""
        rows = ReturnLine.of(entity).filter(pk__in=list(line_ids))
        orders = set(rows.values_list("order_line__order", flat=True))
        loaded = load_orders(entity, orders, locked=True)
        list(ReturnOrder.of(entity).filter(order__in=orders).locked().values_list("pk"))
        found = rows.select_related("return_order__replacement_order", "disposition__charge", "replacement_item").order_by(
            "return_order", "order_line__line_number"
        )
        workings = {working.line.pk: working for work in loaded.works.values() for working in work.lines}
        for line in found:
            line.order_line = workings[line.order_line_id].line
        before = {key: snapshot(work) for key, work in loaded.works.items()}
        return cls(entity, loaded, {line.pk: line for line in found}, workings, before)

    @property
    def returns(self) -> list[ReturnOrder]:
        """The returns that the lines belong to, each once."""
        return list({line.return_order_id: line.return_order for line in self.lines.values()}.values())

    def work_of(self, line: ReturnLine) -> WorkingOrder:
        """Return the sales order of a line in memory."""
        return self.loaded.works[line.order_line.order_id]

    def split(self, line: ReturnLine, quantity: Decimal) -> ReturnLine:
        """Keep a positive quantity on a line and put the rest on a new one of the same price, cost and origin, which is returned."""
        work, sold = self.work_of(line), line.order_line
        values = {known.attname: getattr(sold, known.attname) for known in SalesOrderLine._meta.concrete_fields if known.name not in _OWN}
        number = next_number(working.line.line_number for working in work.lines)
        rest = SalesOrderLine(**values, line_number=number, ordered_quantity=sold.ordered_quantity + quantity)
        rest.order, rest.item = work.order, self.workings[sold.pk].item
        sold.ordered_quantity = -quantity
        work.lines.append(WorkingLine(rest, rest.item))
        self.new_lines.append((rest, sold))
        made = ReturnLine(
            legal_entity=self.entity,
            return_order=line.return_order,
            order_line=rest,
            origin_invoice_line_id=line.origin_invoice_line_id,
            return_lot_id=line.return_lot_id,
            return_cost_price=line.return_cost_price,
        )
        self.rests.append(made)
        return made

    def decide(self, line: ReturnLine, code: DispositionCode) -> None:
        """Give a line its disposition code: what it costs to come back, whether it is credited, and the charge that the code brings along.

        Goods that do not stay come in at no cost; those that go back to the customer are credited with nothing. Raises RET-19 for
        a code that replaces what is replaced already, RET-36 for one that is no longer in use.
        """
        sold, traits = line.order_line, traits_of(code)
        if not code.is_active:
            raise DispositionWithdrawn(c=code)
        if traits.replaces and line.return_order.replacement_order is not None:
            raise ReplacedUpFront(o=line.return_order.replacement_order)
        line.disposition = code
        sold.unit_cost = round_to_step(line.return_cost_price / sold.inventory_factor, FINE) if traits.keeps_goods else ZERO
        if not traits.credits:
            credited = [str(sold.discount_amount), str(sold.discount_percent), sold.discount_manual]
            sold.price_source = sold.price_source | {CREDITED: credited}
            sold.discount_amount, sold.discount_percent, sold.discount_manual = ZERO, HUNDRED, True
        self._charge(line, code)

    def undecide(self, line: ReturnLine) -> None:
        """Take the disposition code of a line away; what it costs and what is credited are what they were. Charges stay."""
        sold = line.order_line
        line.disposition = None
        sold.unit_cost = round_to_step(line.return_cost_price / sold.inventory_factor, FINE)
        if CREDITED in sold.price_source:
            amount, percent, *manual = sold.price_source.pop(CREDITED)
            sold.discount_amount, sold.discount_percent = Decimal(amount), Decimal(percent)
            sold.discount_manual = manual[0] if manual else True

    def _charge(self, line: ReturnLine, code: DispositionCode) -> None:
        if code.charge is None:
            return
        work = self.work_of(line)
        brought = [known for known in work.charges if known.line_id == line.order_line_id and known.origin == known.Origin.DISPOSITION]
        if any(known.code_id == code.charge_id and not known.invoiced_amount for known in brought):  # of an earlier registration
            return
        last = max((known.position for known in work.charges if known.line_id == line.order_line_id), default=0)
        made = SalesOrderCharge(
            legal_entity=self.entity,
            order=work.order,
            line=line.order_line,
            position=last + 1,
            code=code.charge,
            value=code.charge_value,
            origin=SalesOrderCharge.Origin.DISPOSITION,
        )
        work.charges.append(made)
        self.new_charges.append(made)

    def save(self) -> None:
        """Price the orders anew, write orders, lines and charges, and make what is open in the stock what is open on the lines."""
        works = list(self.loaded.works.values())
        calculate(self.loaded.context, works)
        for work in works:
            if work.refusal is not None:
                raise work.refusal
        rests = [rest for rest, _sold in self.new_lines]
        SalesOrderLine.of(self.entity).bulk_create(rests)
        for line in rests:
            self.before[line.order_id][line.pk] = line_values(line)
        save_calculated(self.entity, works, self.before)
        SalesOrderCharge.of(self.entity).bulk_create(self.new_charges)
        ReturnLine.of(self.entity).bulk_create(self.rests)
        link_like(self.entity, {rest.pk: sold.pk for rest, sold in self.new_lines})
        update_from_values(ReturnLine, _WRITTEN, (_values(line) for line in self.lines.values()))
        stock.sync_open(self.entity, [*(line.order_line_id for line in self.lines.values()), *(line.pk for line in rests)])


def _values(line: ReturnLine) -> tuple[object, ...]:
    return (
        line.pk,
        line.status,
        line.disposition_id,
        line.arrived_on,
        line.inspected,
        line.replacement_item_id,
        line.replacement_quantity,
    )
