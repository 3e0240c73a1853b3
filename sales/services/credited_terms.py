"""What stays on lines that credit an invoice, and on their order: the terms at which it was invoiced (sales.md §13.3, invoicing.md 6.1).

Pure: the quantity of such a line is claimed on its invoice line, its prices, taxes and customer are those of the invoice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from sales.errors import CreditFixed, CreditTermsFixed
from sales.models import SalesOrder, SalesOrderLine
from sales.pricing import price_after
from sales.services.working_orders import WorkingLine, WorkingOrder

_OTHER_THING = {
    "item_id": "item",
    "unit_id": "unit",
    "price_unit": "price_unit",
    "sales_tax_group_id": "sales_tax_group",
    "item_sales_tax_group_id": "item_sales_tax_group",
}
_TYPED_PRICES = ("unit_price", "discount_amount", "discount_percent")
_OF_ORDERS = {
    "customer_id": ("customer", _("Customer")),
    "invoice_account_id": ("invoice_account", _("Invoice account")),
    "currency_id": ("currency", _("Currency")),
    "prices_include_tax": ("prices_include_tax", _("Prices include sales tax")),
    "sales_tax_group_id": ("sales_tax_group", _("Sales tax group")),
}


def credits_invoice(line: SalesOrderLine) -> bool:
    """Tell whether a line gives back what an invoice took."""
    return bool(line.origin == SalesOrderLine.Origin.CREDIT)


def check_credited_line(line: SalesOrderLine, changed: Mapping[str, Any]) -> None:
    """Let a line that credits an invoice only become less, by ``changed`` values of its fields: raises ORD-56 at the field.

    What does not come back gets no warehouse, so it never comes into stock, and what comes back keeps one.
    """
    if not credits_invoice(line):
        return
    quantity = changed.get("quantity", line.ordered_quantity)
    wrong = [shown for name, shown in _OTHER_THING.items() if name in changed]
    if quantity * line.ordered_quantity < 0 or abs(quantity) > abs(line.ordered_quantity):
        wrong.append("quantity")
    if _asked(line, changed) > _asked(line, {}):
        wrong.append(next(name for name in _TYPED_PRICES if name in changed))
    if "warehouse_id" in changed and not (changed["warehouse_id"] and line.warehouse_id):
        wrong.append("warehouse")
    if changed.get("overdelivery_percent"):
        wrong.append("overdelivery_percent")
    if wrong:
        raise CreditFixed(l=line.line_number, field=wrong[0])


def _asked(line: SalesOrderLine, changed: Mapping[str, Any]) -> Decimal:
    """Return the price after discounts that the line has with some changed ones."""
    known: dict[str, Decimal] = {name: getattr(line, name) for name in _TYPED_PRICES}
    typed = {name: changed[name] for name in _TYPED_PRICES if changed.get(name) is not None}
    price, amount, percent = (known | typed).values()
    return price_after(price, amount, percent)


def check_credited_order(order: SalesOrder, lines: Iterable[SalesOrderLine], old: Mapping[str, Any]) -> None:
    """Refuse other parties, currency or tax than ``old`` ones, by field of the order, where lines credit an invoice: raises ORD-58."""
    line = next((line for line in lines if credits_invoice(line)), None)
    for name, (shown, label) in _OF_ORDERS.items() if line is not None else ():
        if name in old and getattr(order, name) != old[name]:
            raise CreditTermsFixed(what=label, l=line.line_number, field=shown)  # type: ignore[union-attr]


def may_follow(line: SalesOrderLine, name: str) -> bool:
    """Tell whether a field of a line may become that of its order: taxes stay as invoiced, what never comes back without warehouse."""
    if not credits_invoice(line):
        return True
    return name != "sales_tax_group_id" and (name != "warehouse_id" or line.warehouse_id is not None)


def keep_credited_prices(works: Iterable[WorkingOrder]) -> None:
    """Search neither price nor discount of lines that credit an invoice: both are what was invoiced."""
    for working in (known for work in works for known in work.lines):
        if credits_invoice(working.line):
            working.search_price = working.search_discount = False


def is_searchable(working: WorkingLine) -> bool:
    """Tell whether price and discount of a line may be searched again: it neither moved nor credits an invoice."""
    line = working.line
    return not line.delivered_quantity and not line.invoiced_quantity and not credits_invoice(line)
