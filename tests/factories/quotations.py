"""Builders for quotations, on top of the reference company and the builders of orders."""

from __future__ import annotations

from datetime import date
from typing import Any

from sales.quotations.models import Quotation, QuotationLine
from sales.quotations.services.enter_quotations import QuotationDraft, create_quotations
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


def current(known: Quotation) -> Quotation:
    """Return a quotation as it is now."""
    found: Quotation = Quotation.of(known.legal_entity_id).get(pk=known.pk)
    return found


def quoted_lines(known: Quotation) -> list[QuotationLine]:
    """Return the lines of a quotation as they are now."""
    return list(QuotationLine.of(known.legal_entity_id).of_quotation(known.pk))
