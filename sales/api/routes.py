"""The addresses of sales."""

from __future__ import annotations

from foundation.backoffice.api.code_tables import code_table
from foundation.backoffice.api.routes import Route
from sales.api.agreement_journals import AgreementJournalViewSet
from sales.api.calendar import ClosedDayViewSet, DeadlineViewSet
from sales.api.date_actions import AtpView
from sales.api.document_viewsets import ConfirmationViewSet, PackingSlipViewSet, TradeAgreementViewSet
from sales.api.holds import OrderHoldViewSet
from sales.api.late_lines import DelayedLineViewSet, PastDueLineViewSet
from sales.api.order_lists import OpenLineViewSet, PartlyShippedOrderViewSet, ReadyToShipLineViewSet
from sales.api.order_viewsets import SalesOrderViewSet
from sales.api.prices import FindPricesView, PriceListView
from sales.api.reservations import ReservationViewSet
from sales.api.setup import AutoChargeViewSet, ChargeCodeViewSet, HoldCodeViewSet
from sales.api.voided_orders import VoidedOrderViewSet
from sales.models import ReasonCode

ROUTES = [
    Route("sales-orders", SalesOrderViewSet),
    Route("order-holds", OrderHoldViewSet),
    Route("voided-orders", VoidedOrderViewSet),
    Route("available-to-promise", AtpView),
    Route("order-confirmations", ConfirmationViewSet),
    Route("packing-slips", PackingSlipViewSet),
    Route("open-lines", OpenLineViewSet),
    Route("reservations", ReservationViewSet),
    Route("ready-to-ship-lines", ReadyToShipLineViewSet),
    Route("partly-shipped-orders", PartlyShippedOrderViewSet),
    Route("past-due-lines", PastDueLineViewSet),
    Route("delayed-lines", DelayedLineViewSet),
    Route("closed-days", ClosedDayViewSet),
    Route("order-entry-deadlines", DeadlineViewSet),
    Route("price-list", PriceListView),
    Route("find-prices", FindPricesView),
    Route("trade-agreements", TradeAgreementViewSet),
    Route("trade-agreement-journals", AgreementJournalViewSet),
    Route("hold-codes", HoldCodeViewSet),
    Route("charge-codes", ChargeCodeViewSet),
    Route("auto-charges", AutoChargeViewSet),
    Route("reason-codes", code_table(ReasonCode, "kind", "names")),
]
