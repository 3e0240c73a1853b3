"""The addresses of customers."""

from __future__ import annotations

from customers.api.viewsets import CustomerTransactionViewSet, CustomerViewSet
from foundation.backoffice.api.routes import Route

ROUTES = [Route("customers", CustomerViewSet), Route("customer-transactions", CustomerTransactionViewSet)]
