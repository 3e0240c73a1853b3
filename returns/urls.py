"""Addresses of the pages of returns, below a legal entity."""

from django.urls import path

from returns.views.lists import InvoicedLineList, ReturnLineList, ReturnOrderList
from returns.views.return_form import ReturnOrderEdit, ReturnOrderNew
from returns.views.return_page import CancelReturnAction, ReturnOrderPage
from returns.views.setup import setup_patterns

app_name = "returns"

urlpatterns = [
    path("orders/", ReturnOrderList.as_view(), name="returns"),
    path("orders/new/", ReturnOrderNew.as_view(), name="return-new"),
    path("orders/<int:pk>/", ReturnOrderPage.as_view(), name="return"),
    path("orders/<int:pk>/edit/", ReturnOrderEdit.as_view(), name="return-edit"),
    path("orders/<int:pk>/cancel/", CancelReturnAction.as_view(), name="return-cancel"),
    path("lines/", ReturnLineList.as_view(), name="lines"),
    path("find/", InvoicedLineList.as_view(), name="find"),
    *setup_patterns,
]
