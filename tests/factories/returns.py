"""Builders for returns: announce that goods of an invoice come back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from invoicing.models import CustomerInvoice, CustomerInvoiceLine
from returns.models import DispositionCode, ReturnLine, ReturnOrder, ReturnReasonCode, ReturnReasonGroup
from returns.services.enter_returns import enter_returns
from returns.services.plan_returns import ReturnDraft, ReturnLineDraft
from returns.services.register_arrivals import Arrival, Registered, register_arrivals
from tests.factories.company import Company
from tests.factories.invoicing import invoice as post_invoice
from tests.factories.sales import deliver, sales_order


def return_reason(company: Company, code: str = "OTHER", **values: Any) -> ReturnReasonCode:
    """Return a reason, made when there is none of that code yet."""
    entity = company.entity
    group, _made = ReturnReasonGroup.of(entity).get_or_create(legal_entity=entity, code="ALL", defaults={"name": "All reasons"})
    defaults = {"names": {"en": code.capitalize()}, "group": group} | values
    return ReturnReasonCode.of(entity).get_or_create(legal_entity=entity, code=code, defaults=defaults)[0]


def disposition(company: Company, action: str = "credit", code: str = "") -> DispositionCode:
    """Return a disposition code of an action."""
    entity = company.entity
    defaults = {"names": {"en": action.capitalize()}, "action": action}
    return DispositionCode.of(entity).get_or_create(legal_entity=entity, code=code or action.upper(), defaults=defaults)[0]


def return_of(company: Company, invoice: CustomerInvoice, quantity: Any = 1) -> ReturnOrder:
    """Announce that a quantity of the first line of an invoice comes back."""
    line = CustomerInvoiceLine.of(company.entity).filter(invoice=invoice, quantity__gt=0).order_by("line_number")[0]
    lines = [ReturnLineDraft(Decimal(quantity), invoice_line_id=line.pk)]
    draft = ReturnDraft(invoice.order_account_id, lines, return_reason(company))
    return enter_returns(company.entity, [draft], company.clerk).or_raise().returns[0]


def sold_line(company: Company, quantity: int = 12, price: str = "75.00", cost: str = "51.20", percent: int = 8) -> CustomerInvoiceLine:
    """Return the invoice line of goods that were delivered and invoiced: twelve pieces at 75.00 less 8 %, which cost 51.20 each."""
    company.item("T", price, default_warehouse=company.warehouse)
    company.stock("T", str(quantity), cost=cost)
    order = sales_order(company, ("T", quantity, price, {"discount_percent": Decimal(percent)}))
    deliver(company, order).or_raise()
    return CustomerInvoiceLine.of(company.entity).get(invoice=post_invoice(company, order))


def announce(company: Company, *parts: tuple[CustomerInvoiceLine, Any]) -> ReturnOrder:
    """Announce that quantities of invoice lines come back."""
    lines = [ReturnLineDraft(Decimal(quantity), invoice_line_id=line.pk) for line, quantity in parts]
    draft = ReturnDraft(company.customers["C-100"].pk, lines, return_reason(company))
    return enter_returns(company.entity, [draft], company.user("OC")).or_raise().returns[0]


def return_lines(returned: ReturnOrder) -> list[ReturnLine]:
    """Return the lines of a return as they are stored, by line number."""
    rows = ReturnLine.of(returned.legal_entity_id).filter(return_order=returned).select_related("order_line")
    return list(rows.order_by("order_line__line_number"))


def arrive(company: Company, returned: ReturnOrder, action: str = "credit", quantity: Any = None) -> Registered:
    """Register the first expected line of a return, or a part of it, with a disposition code of an action."""
    line = next(line for line in return_lines(returned) if line.status == "awaiting")
    arrival = Arrival(line.pk, disposition(company, action), None if quantity is None else Decimal(quantity))
    return register_arrivals(company.entity, [arrival], company.user("WH"))
