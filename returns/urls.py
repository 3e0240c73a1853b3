"""Addresses of the pages of returns, below a legal entity."""

from django.urls import path

from returns.views.arrivals import ArrivalDialog, ArrivalOverview, ReverseRegistrationAction
from returns.views.cancel_lines import CancelLinesAction
from returns.views.end_returns import CancelReturnsDialog, DeleteReturnsDialog
from returns.views.lists import InvoicedLineList, InvoicedLineOfReturnList, ReturnLineList, ReturnOrderList
from returns.views.paper import AcknowledgementPdf, AcknowledgementSend, ReturnOrderPdf, ReturnOrderSend
from returns.views.quarantine import (
    ChangeDispositionAction,
    EndQuarantineAction,
    FinishQuarantineAction,
    QuarantineOrderList,
    QuarantineOrderPage,
)
from returns.views.replacements import LineReplacementAction, ReplaceUpFrontAction, StockLossList
from returns.views.return_form import ReturnOrderEdit, ReturnOrderNew
from returns.views.return_page import CancelReturnAction, DeleteReturnAction, ReturnOrderPage
from returns.views.setup import setup_patterns
from returns.views.split_line import SplitLineAction

app_name = "returns"

urlpatterns = [
    path("orders/", ReturnOrderList.as_view(), name="returns"),
    path("orders/cancel/", CancelReturnsDialog.as_view(), name="returns-cancel"),
    path("orders/delete/", DeleteReturnsDialog.as_view(), name="returns-delete"),
    path("orders/new/", ReturnOrderNew.as_view(), name="return-new"),
    path("orders/<int:pk>/", ReturnOrderPage.as_view(), name="return"),
    path("orders/<int:pk>/edit/", ReturnOrderEdit.as_view(), name="return-edit"),
    path("orders/<int:pk>/find/", InvoicedLineOfReturnList.as_view(), name="return-find"),
    path("orders/<int:pk>/cancel/", CancelReturnAction.as_view(), name="return-cancel"),
    path("orders/<int:pk>/cancel-lines/", CancelLinesAction.as_view(), name="return-cancel-lines"),
    path("orders/<int:pk>/split-line/", SplitLineAction.as_view(), name="return-split-line"),
    path("orders/<int:pk>/reverse-registration/", ReverseRegistrationAction.as_view(), name="return-reverse-registration"),
    path("arrivals/", ArrivalOverview.as_view(), name="arrivals"),
    path("arrivals/register/", ArrivalDialog.as_view(), name="register-arrivals"),
    path("orders/<int:pk>/pdf/", ReturnOrderPdf.as_view(), name="return-pdf"),
    path("orders/<int:pk>/acknowledgement/", AcknowledgementPdf.as_view(), name="return-acknowledgement"),
    path("orders/<int:pk>/send/", ReturnOrderSend.as_view(), name="return-send"),
    path("orders/<int:pk>/acknowledgement/send/", AcknowledgementSend.as_view(), name="return-acknowledgement-send"),
    path("orders/<int:pk>/delete/", DeleteReturnAction.as_view(), name="return-delete"),
    path("orders/<int:pk>/replacement-order/", ReplaceUpFrontAction.as_view(), name="return-replace"),
    path("lines/<int:pk>/replacement/", LineReplacementAction.as_view(), name="line-replacement"),
    path("lines/<int:pk>/disposition/", ChangeDispositionAction.as_view(), name="line-disposition"),
    path("quarantine/", QuarantineOrderList.as_view(), name="quarantine-orders"),
    path("quarantine/<int:pk>/", QuarantineOrderPage.as_view(), name="quarantine-order"),
    path("quarantine/<int:pk>/end/", EndQuarantineAction.as_view(), name="quarantine-end"),
    path("quarantine/<int:pk>/finish/", FinishQuarantineAction.as_view(), name="quarantine-finish"),
    path("losses/", StockLossList.as_view(), name="losses"),
    path("lines/", ReturnLineList.as_view(), name="lines"),
    path("find/", InvoicedLineList.as_view(), name="find"),
    *setup_patterns,
]
