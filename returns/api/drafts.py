"""Lines of returns over REST, as the services take them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from foundation.backoffice.api.problems import InvalidInput
from foundation.backoffice.api.references import find_by_code, key_of, named_twice, unknown_code
from foundation.inventory.models import Item, Unit, Warehouse
from foundation.organization.models import LegalEntity
from invoicing.models import CustomerInvoiceLine
from returns.models import ReturnLine, ReturnOrder
from returns.services.change_return_lines import ReturnLineEdit
from returns.services.plan_returns import ReturnLineDraft


def needs_cost(lines: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether a line gives a return cost price."""
    return any("return_cost_price" in line for line in lines)


@dataclass(frozen=True)
class _Codes:
    """What the lines of a request name, found at once."""

    items: dict[str, Any]
    units: dict[str, Any]
    warehouses: dict[str, Any]
    sold: Mapping[tuple[Any, Any], int]

    @classmethod
    def find(cls, entity: LegalEntity, lines: Sequence[Mapping[str, Any]]) -> _Codes:
        invoices = {str(line["invoice"]) for line in lines if line.get("invoice")}
        return cls(
            find_by_code(entity, Item, (line.get("item") for line in lines), field="number"),
            find_by_code(entity, Unit, (line.get("unit") for line in lines)),
            find_by_code(entity, Warehouse, (line.get("warehouse") for line in lines)),
            CustomerInvoiceLine.of(entity).of_invoices(invoices),
        )

    def values(self, line: Mapping[str, Any], path: str) -> dict[str, Any]:
        """Return what a line says beside its quantity and origin."""
        return {
            "item_id": key_of(self.items, line.get("item"), path=f"{path}.item"),
            "unit_id": key_of(self.units, line.get("unit"), path=f"{path}.unit"),
            "warehouse_id": key_of(self.warehouses, line.get("warehouse"), path=f"{path}.warehouse"),
            "unit_price": line.get("unit_price"),
            "discount_percent": line.get("discount_percent"),
            "cost": line.get("return_cost_price"),
        }

    def draft(self, line: Mapping[str, Any], path: str) -> ReturnLineDraft:
        """Return a new line; raises InvalidInput at the path of what is not known."""
        if bool(line.get("item")) == bool(line.get("invoice")):
            raise InvalidInput({f"{path}.item": [_("Name an invoice with its line, or an item.")]})
        if line.get("quantity") is None:
            raise InvalidInput({f"{path}.quantity": [_("A new line needs a quantity.")]})
        origin = self.sold.get((line.get("invoice"), line.get("invoice_line")))
        if line.get("invoice") and origin is None:
            raise unknown_code(f"{line['invoice']} / {line.get('invoice_line', '')}", f"{path}.invoice_line")
        return ReturnLineDraft(line["quantity"], invoice_line_id=origin, **self.values(line, path))


def line_drafts(entity: LegalEntity, lines: Sequence[Mapping[str, Any]]) -> list[ReturnLineDraft]:
    """Return the lines of a new return; raises InvalidInput at the path of what is not known."""
    codes = _Codes.find(entity, lines)
    return [codes.draft(line, f"lines.{index}") for index, line in enumerate(lines)]


def line_edits(returned: ReturnOrder, lines: Sequence[Mapping[str, Any]]) -> list[ReturnLineEdit]:
    """Return what is done to the lines of a return: without a line number one is new. Raises InvalidInput as ``line_drafts``."""
    entity, seen = returned.legal_entity, set[int]()
    codes = _Codes.find(entity, lines)
    known = ReturnLine.of(entity).of_order_line_numbers(returned.pk, [line["line_number"] for line in lines if "line_number" in line])
    edits = []
    for index, line in enumerate(lines):
        path, number = f"lines.{index}", line.get("line_number")
        if number is None:
            edits.append(ReturnLineEdit(draft=codes.draft(line, path)))
            continue
        if number not in known:
            raise unknown_code(str(number), f"{path}.line_number")
        if number in seen:
            raise named_twice(f"{path}.line_number")
        seen.add(number)
        values = codes.values(line, path) | {"quantity": line.get("quantity")}
        edits.append(ReturnLineEdit(known[number], values=values, remove=line["remove"]))
    return edits
