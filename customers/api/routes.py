"""The addresses of customers."""

from __future__ import annotations

from customers.api.prospects import ProspectViewSet
from customers.api.viewsets import CustomerTransactionViewSet, CustomerViewSet
from customers.models import CustomerGroup, DeliveryMode, DeliveryTerms, MethodOfPayment
from foundation.backoffice.api.code_tables import code_table
from foundation.backoffice.api.routes import Route

ROUTES = [
    Route("customers", CustomerViewSet),
    Route("prospects", ProspectViewSet),
    Route("customer-transactions", CustomerTransactionViewSet),
    Route("customer-groups", code_table(CustomerGroup, "name")),
    Route("delivery-terms", code_table(DeliveryTerms, "names")),
    Route("delivery-modes", code_table(DeliveryMode, "names", "transport_days", "charge_group")),
    Route("payment-methods", code_table(MethodOfPayment, "name")),
]
