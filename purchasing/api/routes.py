"""The addresses of purchasing."""

from __future__ import annotations

from foundation.backoffice.api.routes import Route
from purchasing.api.direct_deliveries import DirectDeliveryViewSet
from purchasing.api.viewsets import ProductReceiptViewSet, PurchaseOrderViewSet, VendorViewSet

ROUTES = [
    Route("vendors", VendorViewSet),
    Route("purchase-orders", PurchaseOrderViewSet),
    Route("direct-deliveries", DirectDeliveryViewSet),
    Route("product-receipts", ProductReceiptViewSet),
]
