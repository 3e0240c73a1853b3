"""Which invoice date the posting form proposes (invoicing.md 1.4, 13)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from foundation.organization.models import LegalEntity
from invoicing.models import InvoicingParameters
from sales.models import PackingSlip


def suggested_invoice_date(legal_entity: LegalEntity, parameters: InvoicingParameters, order_ids: Collection[int]) -> date:
    """Return today, the date of the latest open packing slip of the orders, or the last day of the previous month."""
    today = legal_entity.today()
    proposals = InvoicingParameters.DefaultInvoiceDate
    if parameters.default_invoice_date == proposals.LATEST_SLIP:
        return PackingSlip.of(legal_entity).to_invoice().latest_date(order_ids) or today
    if parameters.default_invoice_date == proposals.END_OF_PREVIOUS_MONTH:
        return today.replace(day=1) - timedelta(days=1)
    return today
