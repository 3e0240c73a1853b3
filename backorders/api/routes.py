"""The addresses of backorders."""

from __future__ import annotations

from backorders.api.viewsets import (
    BackorderTransactionViewSet,
    BackorderViewSet,
    CustomerNoticeViewSet,
    ItemBackorderViewSet,
    SupplyBackorderViewSet,
    SupplyTransactionViewSet,
)
from foundation.backoffice.api.routes import Route

ROUTES = [
    Route("backorders", BackorderViewSet),
    Route("backorder-items", ItemBackorderViewSet),
    Route("backorder-supplies", SupplyBackorderViewSet),
    Route("backorder-transactions", BackorderTransactionViewSet),
    Route("backorder-supply-transactions", SupplyTransactionViewSet),
    Route("customer-notices", CustomerNoticeViewSet),
]
