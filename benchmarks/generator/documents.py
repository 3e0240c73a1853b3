"""Multiplies the templates: orders, packing slips, invoices, vouchers, transactions and stock, table by table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from benchmarks.generator import cloning
from customers.models import Customer, CustomerTransaction, OpenTransaction
from foundation.inventory.models import InventoryTransaction, Item
from foundation.ledger.models import LedgerEntry, TaxTransaction, Voucher
from invoicing.models import CustomerInvoice, CustomerInvoiceLine, CustomerInvoiceSource, CustomerInvoiceTax
from sales.models import (
    OrderConfirmation,
    OrderConfirmationLine,
    OrderHold,
    PackingSlip,
    PackingSlipLine,
    SalesOrder,
    SalesOrderLine,
)

NUMBERS = {
    "order_number": ("sales_salesorder", "id"),
    "confirmation_number": ("sales_orderconfirmation", "order_id"),
    "slip_number": ("sales_packingslip", "order_id"),
    "invoice_number": ("invoicing_customerinvoice", "order_id"),
}
VOUCHER_NUMBER = "SELECT i.order_id, v.number FROM ledger_voucher v JOIN invoicing_customerinvoice i ON i.voucher_id = v.id"


@dataclass(frozen=True)
class Part:
    """A table that is multiplied: the path from its rows to their order, and columns that are more than a copy."""

    model: type[models.Model]
    order: str
    expressions: dict[str, str] = field(default_factory=dict)
    where: str = ""

    @property
    def table(self) -> str:
        """Return the name of the table."""
        return cloning.table_of(self.model)


_BY_VOUCHER = "voucher__invoice__order_id"
_NAME = {"name": "item.name"}
_OPEN = "CASE WHEN p.paid THEN NULL ELSE t.open_due_date + p.shift END"
PARTS = (
    Part(SalesOrder, "pk", {"delivery_name": "left(p.customer_name, 100)", "customer_reference": "p.reference"}),
    Part(SalesOrderLine, "order_id", _NAME),
    Part(OrderHold, "order_id"),
    Part(OrderConfirmation, "order_id"),
    Part(OrderConfirmationLine, "confirmation__order_id"),
    Part(PackingSlip, "order_id"),
    Part(PackingSlipLine, "packing_slip__order_id", _NAME),
    Part(Voucher, "invoice__order_id", {"period_id": "p.voucher_period"}),
    Part(LedgerEntry, _BY_VOUCHER, {"party_account": "CASE WHEN t.party_account = '' THEN '' ELSE p.account END"}),
    Part(TaxTransaction, _BY_VOUCHER),
    Part(CustomerInvoice, "order_id", {"your_reference": "p.reference", "open_due_date": _OPEN}),
    Part(CustomerInvoiceLine, "invoice__order_id", {"description": "item.name", "item_number": "item.number"}),
    Part(CustomerInvoiceTax, "invoice__order_id"),
    Part(CustomerInvoiceSource, "invoice__order_id"),
    Part(CustomerTransaction, _BY_VOUCHER),
    Part(OpenTransaction, f"transaction__{_BY_VOUCHER}", where="NOT p.paid"),
)


class Multiplier:
    """Copies every part of every template as often as the plan names it."""

    def __init__(self, items: dict[int, int], items_per_class: int) -> None:
        self.items = items
        self.items_per_class = items_per_class
        self.bases: dict[type[models.Model], int] = {}
        self.widths: dict[type[models.Model], int] = {}

    @property
    def tables(self) -> list[str]:
        """Return the names of all tables that are multiplied."""
        return [*(part.table for part in PARTS), cloning.table_of(InventoryTransaction)]

    def run(self, report: Callable[[str, int], None]) -> None:
        """Multiply all tables, then take the templates out."""
        self._name_templates()
        cloning.execute("CREATE TEMP TABLE item_class (template_id bigint, first_id bigint)")
        cloning.execute("INSERT INTO item_class VALUES " + ", ".join(map(str, self.items.items())))
        for part in PARTS:
            self._measure(part.model, part.order, part.table)
        self._measure_stock()
        for part in PARTS:
            report(part.table, cloning.copy(part.model, self._source(part), self._expressions(part)))
        report(cloning.table_of(InventoryTransaction), self._copy_stock())
        self._remove_templates()
        for model in self.bases:
            cloning.set_sequence(model)

    def _name_templates(self) -> None:
        """Make the table ``named`` with the numbers of each template's documents."""
        numbers = ", ".join(f"(SELECT min(number) FROM {table} WHERE {key} = o.id) AS {name}" for name, (table, key) in NUMBERS.items())
        cloning.execute(
            f"CREATE TEMP TABLE named AS SELECT o.id AS template, {numbers}, v.number AS voucher_number "
            f"FROM sales_salesorder o LEFT JOIN ({VOUCHER_NUMBER}) AS v (template, number) ON v.template = o.id"
        )

    def _measure(self, model: Any, path: str, table: str) -> None:
        """Make a table with the place of every template row among those of its order, which gives its copies their keys."""
        rows = model._base_manager.filter(**{f"{path}__isnull": False}).order_by(path, "pk").values_list("pk", path)
        self._store(model, table, list(rows))

    def _measure_stock(self) -> None:
        """The same for stock transactions, which point at their order line without a foreign key."""
        lines = dict(SalesOrderLine._base_manager.values_list("pk", "order_id"))
        rows = InventoryTransaction._base_manager.filter(origin="sales.salesorderline").order_by("pk").values_list("pk", "origin_id")
        self._store(InventoryTransaction, cloning.table_of(InventoryTransaction), [(key, lines[line]) for key, line in rows])

    def _store(self, model: type[models.Model], table: str, rows: list[tuple[int, int]]) -> None:
        counts: Counter[int] = Counter()
        placed = []
        for key, order in rows:
            placed.append((key, order, counts[order]))
            counts[order] += 1
        cloning.execute(f"CREATE TEMP TABLE place_{table} (id bigint PRIMARY KEY, template bigint, place bigint)")
        if placed:
            cloning.execute(f"INSERT INTO place_{table} VALUES " + ", ".join(map(str, placed)))
        self.bases[model], self.widths[model] = cloning.next_key(model), max(counts.values(), default=1)

    def _key(self, model: type[models.Model], place: str) -> str:
        return f"({self.bases[model]} + (p.rank - 1) * {self.widths[model]} + {place})"

    def _source(self, part: Part) -> str:
        joins = [
            f"plan p JOIN place_{part.table} own ON own.template = p.template JOIN {part.table} t ON t.id = own.id",
            "JOIN named ON named.template = p.template",
        ]
        for relation in self._cloned_relations(part.model):
            table = cloning.table_of(relation.related_model)
            joins.append(f"LEFT JOIN place_{table} at_{relation.column} ON at_{relation.column}.id = t.{relation.column}")
        if self._item_of(part.model):
            joins.append(
                f"LEFT JOIN item_class ON item_class.template_id = t.item_id LEFT JOIN inventory_item item ON item.id = {self._item()}"
            )
        return " ".join(joins) + (f" WHERE {part.where}" if part.where else "")

    def _item(self) -> str:
        return f"(item_class.first_id + (p.rank * 7919 + item_class.first_id) % {self.items_per_class})"

    def _item_of(self, model: type[models.Model]) -> Any:
        return next((each for each in cloning.stored_fields(model) if each.related_model is Item), None)

    def _cloned_relations(self, model: type[models.Model]) -> list[Any]:
        return [each for each in cloning.stored_fields(model) if each.related_model in self.bases]

    def _expressions(self, part: Part) -> dict[str, str]:
        """Return what stands in the columns of a copy: other keys, numbers, days and parties, and what the part says itself."""
        found = {"id": self._key(part.model, "own.place")}
        for each in cloning.stored_fields(part.model):
            if each.related_model in self.bases:
                found[each.column] = self._key(each.related_model, f"at_{each.column}.place")
            elif each.related_model is Customer:
                found[each.column] = f"CASE WHEN t.{each.column} IS NULL THEN NULL ELSE p.customer_id END"
            elif each.related_model is Item:
                found[each.column] = self._item()
            elif isinstance(each, models.DateTimeField):
                found[each.column] = f"t.{each.column} + p.shift * interval '1 day'"
            elif isinstance(each, models.DateField):
                found[each.column] = f"t.{each.column} + p.shift"
            elif isinstance(each, models.CharField) and (number := self._number_in(part.table, each.column)):
                found[each.column] = f"coalesce(replace(t.{each.column}, named.{number}, p.{number}), t.{each.column})"
        return found | part.expressions

    def _number_in(self, table: str, column: str) -> str:
        """Return which number of the template's documents a column carries, blank for none."""
        for number in (*NUMBERS, "voucher_number"):
            sql = f"SELECT 1 FROM {table} t JOIN place_{table} own USING (id) JOIN named ON named.template = own.template"
            if cloning.read(f"{sql} WHERE position(named.{number} IN t.{column}) > 0 LIMIT 1"):
                return number
        return ""

    def _copy_stock(self) -> int:
        """Copy the stock transactions, which point at their order line without a foreign key."""
        part = Part(InventoryTransaction, "", {"origin_id": self._key(SalesOrderLine, "line.place")})
        source = self._source(part) + " JOIN place_sales_salesorderline line ON line.id = t.origin_id"
        return cloning.copy(InventoryTransaction, source, self._expressions(part))

    def _remove_templates(self) -> None:
        for model in self.bases:
            table = cloning.table_of(model)
            cloning.execute(f"DELETE FROM {table} USING place_{table} own WHERE own.id = {table}.id")
