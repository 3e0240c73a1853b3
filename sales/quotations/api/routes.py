"""The addresses of quotations."""

from __future__ import annotations

from foundation.backoffice.api.code_tables import code_table
from foundation.backoffice.api.routes import Route
from sales.quotations.api.viewsets import QuotationVersionViewSet, QuotationViewSet
from sales.quotations.models import PrognosisCode, QuotationReason

ROUTES = [
    Route("quotations", QuotationViewSet),
    Route("quotation-versions", QuotationVersionViewSet),
    Route("prognosis-codes", code_table(PrognosisCode, "name", "from_days", "to_days")),
    Route("quotation-reasons", code_table(QuotationReason, "names")),
]
