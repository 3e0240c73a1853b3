"""Import sales orders from a file: one row per line, all rows of an order together or not at all.

The rows become the same drafts that a clerk or the API enters, are checked and priced in memory and written in a fixed number
of statements. A price in the file counts as typed. Documents that only take goods back are no orders: they are reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from customers.models import Customer
from foundation.errors import BusinessRuleError
from foundation.imports.columns import Column, ParsedRow
from foundation.imports.errors import CellMissing, RecordExists, RecordMissing, RecordUnknown
from foundation.imports.running import ImportMode, ImportUnit, Outcome
from foundation.inventory.models import Item
from foundation.organization.models import LegalEntity, User
from sales.errors import HeaderDiffers, OnlyNegative, WriteOff
from sales.import_columns import HEADER_COLUMNS, order_columns
from sales.models import SalesOrder, SalesOrderLine, SalesParameters
from sales.services.create_missing import MissingRecords
from sales.services.enter_orders import EnteredOrders, OrderDraft, prepare_orders, write_orders
from sales.services.order_lines import LineDraft
from sales.services.working_orders import WorkingOrder

_TO_HEADER = (
    "order_date",
    "requested_ship_date",
    "requested_receipt_date",
    "customer_reference",
    "delivery_name",
    "delivery_street",
    "delivery_postal_code",
    "delivery_city",
    "delivery_country",
)
_TO_LINE = ("quantity", "unit_price", "price_unit", "discount_amount", "discount_percent", "net_amount", "name")


@dataclass
class OrderImporter:
    """Turns rows into orders. ``missing`` creates customers and items that are not known; without it they are errors.

    ``anonymous_account`` is the customer of the orders whose rows name none, for example a one-time customer.
    ``discount_limit`` is the largest percentage below the list price that the file may ask; None for no limit.
    """

    entity: LegalEntity
    user: User | None
    anonymous_account: str = ""
    missing: MissingRecords | None = None
    discount_limit: Decimal | None = None
    customers: dict[str, int] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)

    @cached_property
    def default_order_type(self) -> str:
        """Return the type of orders whose rows say none."""
        return SalesParameters.of(self.entity).default_order_type

    @cached_property
    def columns(self) -> Sequence[Column]:
        """Return the columns that files may have."""
        return order_columns(self.entity)

    def plan(self, rows: Sequence[ParsedRow], mode: ImportMode) -> list[ImportUnit]:
        """Return one unit per order of the file, priced and checked; an order that was imported before stays as it is."""
        units = _by_order(rows)
        self._settle_known(units, mode)
        for unit in units:
            _check_header(unit)
            self.check_direction(unit)
        self._find_records([unit for unit in units if _goes(unit)])
        going = [unit for unit in units if _goes(unit)]
        entered = EnteredOrders()
        drafts = [self.draft(unit) for unit in going]
        works = prepare_orders(self.entity, drafts, self.user, entered, discount_limit=self.discount_limit)
        for refused in entered.refused:
            going[refused.position].rows[refused.error.row or 0].refuse(refused.error)
        for position, work in works.items():
            going[position].record = work
            _warn(going[position], work)
        return units

    def save(self, units: Sequence[ImportUnit], source: str) -> None:
        """Write the orders of the units."""
        write_orders(self.entity, {index: unit.record for index, unit in enumerate(units)}, self.user, action="imported", reason=source)

    def _settle_known(self, units: Sequence[ImportUnit], mode: ImportMode) -> None:
        """Leave orders alone that were imported before, or refuse them where the file is to create or to update only."""
        known = SalesOrder.of(self.entity).filter(external_id__in=[unit.key for unit in units])
        numbers = dict(known.values_list("external_id", "number"))
        for unit in units:
            if unit.key in numbers and mode == ImportMode.CREATE:
                unit.rows[0].refuse(RecordExists(key=unit.key))
            elif unit.key in numbers:
                unit.outcome = Outcome.UNCHANGED
            elif mode == ImportMode.UPDATE:
                unit.rows[0].refuse(RecordMissing(key=unit.key))

    def _find_records(self, units: Sequence[ImportUnit]) -> None:
        """Find the customers and items that the rows name, create them where that was asked for, else refuse the rows."""
        accounts = {_account(unit.rows[0], self.anonymous_account): unit.rows[0] for unit in reversed(units)}
        numbers = {row.values["item"]: row for unit in reversed(units) for row in reversed(unit.rows)}
        self.customers = dict(Customer.of(self.entity).filter(account__in=accounts).values_list("account", "pk"))
        self.items = dict(Item.of(self.entity).filter(number__in=numbers).values_list("number", "pk"))
        if self.missing is not None:
            new_accounts = {key: row for key, row in accounts.items() if key and key not in self.customers}
            self.customers |= self.missing.create_customers(self.entity, new_accounts, self.user)
            new_numbers = {key: row for key, row in numbers.items() if key not in self.items}
            self.items |= self.missing.create_items(self.entity, new_numbers, self.user)
        for unit in units:
            self._check_known(unit)

    def _check_known(self, unit: ImportUnit) -> None:
        account = _account(unit.rows[0], self.anonymous_account)
        if not account:
            unit.rows[0].refuse(CellMissing(column=self._label("customer"), field="customer"))
        elif account not in self.customers:
            unit.rows[0].refuse(self._unknown("customer", account))
        for row in unit.rows:
            if row.values["item"] not in self.items:
                row.refuse(self._unknown("item", row.values["item"]))

    def _label(self, name: str) -> str:
        return str(next(column.label for column in self.columns if column.name == name))

    def _unknown(self, name: str, value: str) -> BusinessRuleError:
        return RecordUnknown(column=self._label(name), value=value, entity=self.entity, field=name)

    def check_direction(self, unit: ImportUnit) -> None:
        """Report documents that sell nothing: returns, cancellations, write-offs."""
        if not unit.refused and is_negative(unit):
            unit.rows[0].refuse(WriteOff(o=unit.key) if is_free(unit) else OnlyNegative(o=unit.key))

    def draft(self, unit: ImportUnit) -> OrderDraft:
        """Return the order that the rows of a document say."""
        first = unit.rows[0].values
        header: dict[str, Any] = {name: first[name] for name in _TO_HEADER if first.get(name) is not None}
        header["external_id"] = unit.key
        if first.get("currency"):
            header["currency_id"] = first["currency"]
        if first.get("warehouse"):
            header["warehouse_id"] = first["warehouse"]
        return OrderDraft(
            customer_id=self.customers[_account(unit.rows[0], self.anonymous_account)],
            lines=[self._line(row) for row in unit.rows],
            order_type=first.get("order_type") or self.default_order_type,
            header=header,
        )

    def _line(self, row: ParsedRow) -> LineDraft:
        values = {name: row.values[name] for name in _TO_LINE if row.values.get(name) is not None}
        return LineDraft(
            item_id=self.items[row.values["item"]],
            unit_id=row.values.get("unit"),
            warehouse_id=row.values.get("warehouse"),
            origin=SalesOrderLine.Origin.IMPORT,
            **values,
        )


def _by_order(rows: Sequence[ParsedRow]) -> list[ImportUnit]:
    """Put the rows of an order together, wherever in the file they stand; a row without an order is a unit by itself."""
    grouped: dict[str, list[ParsedRow]] = {}
    for row in rows:
        grouped.setdefault(row.values.get("order") or f"#{row.number}", []).append(row)
    return [ImportUnit(found, key=key) for key, found in grouped.items()]


def _goes(unit: ImportUnit) -> bool:
    return unit.outcome == Outcome.CREATED and not unit.refused


def _check_header(unit: ImportUnit) -> None:
    """Refuse rows that say something else about the order than its first row; a blank cell says nothing."""
    first = unit.rows[0]
    for row in unit.rows[1:]:
        for name in HEADER_COLUMNS:
            value, known = row.values.get(name), first.values.get(name)
            if value is not None and value != known:
                row.refuse(HeaderDiffers(o=unit.key, column=name, value=value, first=known or "–", row=first.number, field=name))


def is_negative(unit: ImportUnit) -> bool:
    """Tell whether every row of a document takes goods back."""
    return all((row.values.get("quantity") or Decimal(0)) < 0 for row in unit.rows)


def is_free(unit: ImportUnit) -> bool:
    """Tell whether every row of a document says a price of 0."""
    return all(row.values.get("unit_price") == Decimal(0) for row in unit.rows)


def _account(row: ParsedRow, anonymous: str) -> str:
    return row.values.get("customer") or anonymous


def _warn(unit: ImportUnit, work: WorkingOrder) -> None:
    """Put what was doubtful on the row of its line, or on the first row."""
    for notice in work.notices:
        unit.rows[notice.row or 0].warnings.append(notice.as_refusal())
