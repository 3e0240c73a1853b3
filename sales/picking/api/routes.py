"""The addresses of picking."""

from __future__ import annotations

from foundation.backoffice.api.routes import Route
from sales.picking.api.viewsets import PickingListViewSet

ROUTES = [Route("picking-lists", PickingListViewSet)]
