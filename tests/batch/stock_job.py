"""A kind of job for tests: receives one piece of every selected item, so that posting twice shows in the stock.

What goes wrong with an item is written in its name.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db import OperationalError, connection

from foundation.batch.criteria import CriteriaField, FieldType
from foundation.batch.handlers import BatchHandler, ChunkContext, DocumentReference, FinishedRun, ItemResult, SelectedItem, Selection
from foundation.batch.parameters import ParameterField, ParameterType
from foundation.errors import BusinessRuleError, Refusal
from foundation.inventory.models import InventoryTransaction, Item, Warehouse
from foundation.inventory.services.adjust import Adjustment, adjust_stock
from foundation.organization.models import LegalEntity
from foundation.organization.services.numbering import take_numbers


class StockRefused(BusinessRuleError):
    """The test says that the item may not be received."""

    code = "TST-B1"
    message = "Item %(item)s may not be received."


class NothingToReceive(BusinessRuleError):
    """The test says that there is nothing to receive."""

    code = "TST-B2"
    message = "Nothing to receive of %(item)s."


class ReceiveStock(BatchHandler):
    """Receives one piece of each item. An item's name may be: refused, nothing, raises, broken, busy, kills, group …"""

    kind = "test_receive_stock"
    label = "Receive stock"
    permission = "inventory.adjust_stock"
    claims = "inventory.item"

    def criteria_fields(self) -> Sequence[CriteriaField]:
        """Return number, name and price of the item."""
        return [
            CriteriaField("number", "Number", "number", table="Item"),
            CriteriaField("name", "Name", "name", table="Item"),
            CriteriaField("price", "Price", "base_price", FieldType.NUMBER, table="Item"),
        ]

    def parameter_fields(self, entity: LegalEntity) -> Sequence[ParameterField]:
        """Return how long an item takes and the warehouse."""
        return [
            ParameterField("seconds", "Seconds per item", ParameterType.NUMBER, default="0"),
            ParameterField("warehouse", "Warehouse", default="W1", required=True),
        ]

    def select(self, selection: Selection) -> Iterable[SelectedItem]:
        """Return the selected items; a name that begins with "group" holds items together."""
        for item in selection.narrow(Item.of(selection.entity)):
            yield SelectedItem(item.pk, item.number, group_key=item.name if item.name.startswith("group") else "")

    def post(self, chunk: ChunkContext) -> Iterable[ItemResult]:
        """Draw a number for each item and receive a piece of it."""
        items = Item.of(chunk.entity).in_bulk(chunk.keys)
        good = []
        for item in (items[key] for key in chunk.keys):
            time.sleep(float(chunk.parameters["seconds"]))
            _go_wrong(item)
            if item.name == "refused":
                yield ItemResult.failed(item.pk, StockRefused(item=item.number))
            elif item.name == "nothing":
                yield ItemResult.skipped(item.pk, NothingToReceive(item=item.number))
            else:
                good.append(item)
        yield from self._received(chunk, good)

    def finish(self, run: FinishedRun) -> Iterable[Refusal]:
        """Remark on runs that failed in part."""
        return [NothingToReceive(item="the rest").as_refusal()] if run.counts["failed"] else []

    def _received(self, chunk: ChunkContext, items: Sequence[Item]) -> Iterable[ItemResult]:
        warehouse = Warehouse.of(chunk.entity).get(code=chunk.parameters["warehouse"])
        adjustments = [Adjustment(item.pk, warehouse.pk, Decimal(1)) for item in items]
        movements = adjust_stock(chunk.entity, adjustments, on_date=chunk.on_date, user=chunk.user)
        numbers = take_numbers(chunk.entity, "packing_slip", len(items), chunk.on_date)
        for item, movement, number in zip(items, movements, numbers, strict=True):
            warnings = [NothingToReceive(item=item.number).as_refusal()] if item.name == "warns" else []
            yield ItemResult.posted(item.pk, DocumentReference(InventoryTransaction._meta.label_lower, movement.pk, number), warnings)


_busy: dict[str, int] = {}


def _go_wrong(item: Item) -> None:
    if item.name == "raises":
        raise RuntimeError("the test asked for it")
    if item.name == "rule":
        raise StockRefused(item=item.number)
    if item.name == "broken":
        with connection.cursor() as cursor:
            cursor.execute("UPDATE organization_numbercounter SET next = -1; SELECT 1 / 0")
    if item.name.startswith("busy"):
        _busy[item.number] = _busy.get(item.number, 0) + 1
        if _busy[item.number] <= int(item.name.removeprefix("busy")):
            raise OperationalError("deadlock detected")
    if item.name == "kills":
        os.kill(os.getpid(), signal.SIGKILL)


def forget_busy_items(**_kwargs: Any) -> None:
    """Begin to count the attempts of busy items anew."""
    _busy.clear()
