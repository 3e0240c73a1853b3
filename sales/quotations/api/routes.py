"""The addresses of quotations."""

from __future__ import annotations

from foundation.backoffice.api.routes import Route
from sales.quotations.api.viewsets import QuotationViewSet

ROUTES = [Route("quotations", QuotationViewSet)]
