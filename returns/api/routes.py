"""The addresses of returns."""

from __future__ import annotations

from foundation.backoffice.api.code_tables import code_table
from foundation.backoffice.api.routes import Route
from returns.api.lists import ReturnableLineViewSet, ReturnLineViewSet, StockLossViewSet
from returns.api.viewsets import QuarantineOrderViewSet, ReturnOrderViewSet
from returns.models import DispositionCode, ReturnReasonCode, ReturnReasonGroup

ROUTES = [
    Route("return-orders", ReturnOrderViewSet),
    Route("return-lines", ReturnLineViewSet),
    Route("returnable-lines", ReturnableLineViewSet),
    Route("stock-losses", StockLossViewSet),
    Route("quarantine-orders", QuarantineOrderViewSet),
    Route("return-reasons", code_table(ReturnReasonCode, "names")),
    Route("return-reason-groups", code_table(ReturnReasonGroup, "name")),
    Route("disposition-codes", code_table(DispositionCode, "names", "action", "is_active")),
]
