"""The addresses of quotations."""

from __future__ import annotations

from foundation.backoffice.api.routes import Route
from sales.quotations.api.viewsets import QuotationVersionViewSet, QuotationViewSet

ROUTES = [Route("quotations", QuotationViewSet), Route("quotation-versions", QuotationVersionViewSet)]
