"""Builders for quotations, on top of the reference company and the builders of orders."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from customers.models import Prospect
from sales.models import SalesOrder
from sales.quotations.models import Quotation, QuotationLine, QuotationReason, QuotationVersion
from sales.quotations.services.confirm_quotations import ConfirmRequest, confirm_quotations
from sales.quotations.services.enter_quotations import QuotationDraft, create_quotations
from sales.quotations.services.plan_sending import SendRequest
from sales.quotations.services.send_quotations import send_quotations
from sales.quotations.services.settle_quotations import cancel_quotations, lose_quotations
from sales.services.enter_orders import EnteredOrders
from tests.factories.company import Company
from tests.factories.sales import Line, order_draft


def quotation(
    company: Company, *lines: Line, expiry_date: date | None = None, follow_up_date: date | None = None, **values: Any
) -> Quotation:
    """Create a quotation and return it as the database has it; values as for an order."""
    result = EnteredOrders()
    draft = QuotationDraft(order_draft(company, *lines, **values), expiry_date, follow_up_date)
    made = create_quotations(company.entity, [draft], company.user("OM"), result)
    result.or_raise()
    return current(made[0].quotation)


def quotation_to(company: Company, prospect: Prospect, *lines: Line, **values: Any) -> Quotation:
    """Create a quotation to a prospect and return it as the database has it."""
    result = EnteredOrders()
    draft = QuotationDraft(replace(order_draft(company, *lines, **values), customer_id=prospect.key))
    made = create_quotations(company.entity, [draft], company.user("OM"), result)
    result.or_raise()
    return current(made[0].quotation)


def current(known: Quotation) -> Quotation:
    """Return a quotation as it is now."""
    found: Quotation = Quotation.of(known.legal_entity_id).get(pk=known.pk)
    return found


def quoted_lines(known: Quotation) -> list[QuotationLine]:
    """Return the lines of a quotation as they are now."""
    return list(QuotationLine.of(known.legal_entity_id).of_quotation(known.pk))


def reason(company: Company, code: str = "PRICE") -> QuotationReason:
    """Return the reason of that code for which quotations are lost, made when it is new."""
    values = {"defaults": {"names": {"en": code.capitalize()}}}
    found: QuotationReason = QuotationReason.of(company.entity).get_or_create(legal_entity=company.entity, code=code, **values)[0]
    return found


def send(company: Company, *known: Quotation, **options: Any) -> list[QuotationVersion]:
    """Send quotations and return their versions; raises the first refusal."""
    request = SendRequest(company.entity, [quotation.pk for quotation in known], **options)
    return list(send_quotations(request, company.user("OM")).or_raise().versions)


def lose(company: Company, known: Quotation, code: str = "PRICE") -> Quotation:
    """Mark a sent quotation as lost."""
    lose_quotations(company.entity, [known.pk], company.user("OM"), reason=reason(company, code))
    return current(known)


def cancel(company: Company, known: Quotation, code: str = "PRICE") -> Quotation:
    """Cancel a sent quotation."""
    cancel_quotations(company.entity, [known.pk], company.user("OM"), reason=reason(company, code))
    return current(known)


def confirm(company: Company, known: Quotation, why: QuotationReason | None = None) -> SalesOrder:
    """Make the order of a quotation; raises the refusal."""
    confirmed = confirm_quotations(ConfirmRequest(company.entity, [known.pk], why), company.user("OM"))
    made = confirmed.or_raise().orders[known.pk]
    found: SalesOrder = SalesOrder.of(company.entity).get(pk=made.pk)
    return found
