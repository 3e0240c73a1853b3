"""Import what was taken back from a file: one row per line, all rows of a document together or not at all (sales.md §14.2).

The documents become return orders by hand, expected like any other: the file says no invoice, so its prices count and the items'
current costs. Documents that sell something are no returns: they are reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from foundation.imports.columns import Column
from foundation.imports.errors import RecordUnknown
from foundation.imports.running import ImportUnit
from foundation.imports.values import record
from returns.errors import ReturnReasonMissing, SellsGoods
from returns.models import ReturnParameters, ReturnReasonCode
from returns.services.enter_returns import write_returns
from returns.services.plan_returns import PlannedReturn, ReturnDraft, ReturnLineDraft, ReturnPlan, cost_by_hand, current_costs, planned_line
from sales.errors import WriteOff
from sales.import_columns import order_columns
from sales.services.enter_orders import OrderDraft, write_orders
from sales.services.import_orders import OrderImporter, is_free, is_negative
from sales.services.working_orders import WorkingOrder
from sales.statuses import SalesOrderType


@dataclass
class ReturnImporter(OrderImporter):
    """Turns rows into return orders; ``reason`` is why goods came back where their rows do not say it."""

    reason: ReturnReasonCode | None = None

    @cached_property
    def columns(self) -> Sequence[Column]:
        """Return the columns of sales orders but their type, and why the goods come back."""
        reasons = {known.code: known for known in ReturnReasonCode.of(self.entity)}

        def unknown(column: str, value: str) -> RecordUnknown:
            return RecordUnknown(column=column, value=value, entity=self.entity)

        own = Column("return_reason", _("return reason"), record(reasons, unknown), aliases=("reason",))
        return [*(column for column in order_columns(self.entity) if column.name != "order_type"), own]

    @cached_property
    def parameters(self) -> ReturnParameters:
        """The rules of returns, read once for the whole file."""
        return ReturnParameters.of(self.entity)

    def check_direction(self, unit: ImportUnit) -> None:
        """Refuse documents that sell something, write-offs, and everything where a reason is mandatory and none was named."""
        if unit.refused:
            return
        if not is_negative(unit):
            unit.rows[0].refuse(SellsGoods(o=unit.key))
        elif is_free(unit):
            unit.rows[0].refuse(WriteOff(o=unit.key))
        elif self._reason(unit) is None and self.parameters.reason_mandatory:
            unit.rows[0].refuse(ReturnReasonMissing())

    def _reason(self, unit: ImportUnit) -> ReturnReasonCode | None:
        return unit.rows[0].values.get("return_reason") or self.reason

    def draft(self, unit: ImportUnit) -> OrderDraft:
        """Return the order of a document as one that brings goods back."""
        return replace(super().draft(unit), order_type=SalesOrderType.RETURNED_ORDER, from_room=True)

    def save(self, units: Sequence[ImportUnit], source: str) -> None:
        """Write the orders of the units and their RMA blocks."""
        works: dict[int, WorkingOrder] = {index: unit.record for index, unit in enumerate(units)}
        reasons = [self._reason(unit) for unit in units]
        costs = current_costs(self.entity, [working for work in works.values() for working in work.lines])
        deadline = self.parameters.deadline_from(self.entity.today())
        plan = ReturnPlan()
        for index, work in works.items():
            lines = [planned_line(working, None, cost_by_hand(working, costs)) for working in work.lines]
            entered = [ReturnLineDraft(line.quantity, line.working.item.pk) for line in lines]
            plan.returns[index] = PlannedReturn(ReturnDraft(work.order.customer_id, entered, reasons[index]), work, lines, deadline)
        write_orders(self.entity, works, self.user, action="imported", reason=source)
        write_returns(self.entity, plan, self.user, action="imported")
