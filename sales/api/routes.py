"""The addresses of sales."""

from __future__ import annotations

from foundation.backoffice.api.routes import Route
from sales.api.document_viewsets import ConfirmationViewSet, HoldCodeViewSet, PackingSlipViewSet, TradeAgreementViewSet
from sales.api.order_viewsets import SalesOrderViewSet

ROUTES = [
    Route("sales-orders", SalesOrderViewSet),
    Route("order-confirmations", ConfirmationViewSet),
    Route("packing-slips", PackingSlipViewSet),
    Route("trade-agreements", TradeAgreementViewSet),
    Route("hold-codes", HoldCodeViewSet),
]
