"""Builders for returns: announce that goods of an invoice come back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from invoicing.models import CustomerInvoice, CustomerInvoiceLine
from returns.models import DispositionCode, ReturnOrder, ReturnReasonCode, ReturnReasonGroup
from returns.services.enter_returns import enter_returns
from returns.services.plan_returns import ReturnDraft, ReturnLineDraft
from tests.factories.company import Company


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
