"""The addresses of backorders."""

from __future__ import annotations

from backorders.api.viewsets import BackorderViewSet, CustomerNoticeViewSet, ItemBackorderViewSet, SupplyBackorderViewSet
from foundation.backoffice.api.routes import Route

ROUTES = [
    Route("backorders", BackorderViewSet),
    Route("backorder-items", ItemBackorderViewSet),
    Route("backorder-supplies", SupplyBackorderViewSet),
    Route("customer-notices", CustomerNoticeViewSet),
]
