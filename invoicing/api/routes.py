"""The addresses of invoicing."""

from __future__ import annotations

from foundation.backoffice.api.routes import Route
from invoicing.api.viewsets import CustomerInvoiceViewSet

ROUTES = [Route("customer-invoices", CustomerInvoiceViewSet)]
