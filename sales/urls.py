"""Addresses of the pages of sales, below a legal entity."""

from django.urls import path

from sales.bulk_urls import bulk_patterns
from sales.setup_urls import setup_patterns
from sales.views import agreements, paper, subscriptions
from sales.views import order_actions as actions
from sales.views import order_holds as holds
from sales.views import order_lists as lists
from sales.views.change_type import ChangeTypeAction
from sales.views.charges import OrderCharges
from sales.views.copying import CopyFromAction, CopyLinesAction, CopyOrderAction
from sales.views.delivery_dates import AtpPage, DeliveryDatesAction
from sales.views.expire_agreements import ExpireAgreementsDialog
from sales.views.hold_orders import ClearHoldsDialog, OrderHoldList, PlaceHoldsDialog
from sales.views.line_actions import CopyLineAction, SplitLineAction
from sales.views.line_details import LineDetailsEdit
from sales.views.order_form import SalesOrderEdit, SalesOrderNew
from sales.views.order_lists import (
    DelayedLineList,
    JournalOrderList,
    OpenLineList,
    PastDueList,
    ReservationList,
    SalesOrderList,
    ShippedNotInvoicedList,
)
from sales.views.order_page import SalesOrderPage
from sales.views.order_totals import LineQuantityPage, OrderTotalsPage
from sales.views.posted_documents import OrderConfirmationList, OrderConfirmationPage, PackingSlipList, PackingSlipPage
from sales.views.posting import ConfirmDialog, PackingSlipDialog
from sales.views.price_changes import PriceChangeList
from sales.views.prices import FindPricesPage, PriceListPage
from sales.views.pro_formas import ProFormaConfirmation, ProFormaSlip
from sales.views.reservation_dialogs import ChangeReservationsDialog, ReleaseDialog, ReserveDialog
from sales.views.reservations import ReserveAction
from sales.views.schedule import RemoveScheduleAction, ScheduleEdit, SpreadAction
from sales.views.slip_corrections import CancelSlipDialog, CorrectSlipDialog
from sales.views.slip_papers import PackingSlipsPdf, SendSlipsDialog
from sales.views.voided_orders import VoidedOrderList, VoidedOrderPage
from sales.views.workspace import SalesWorkspace

app_name = "sales"

urlpatterns = [
    path("workspace/", SalesWorkspace.as_view(), name="workspace"),
    path("orders/", SalesOrderList.as_view(), name="orders"),
    path("orders/shipped-not-invoiced/", ShippedNotInvoicedList.as_view(), name="shipped-not-invoiced"),
    path("orders/journals/", JournalOrderList.as_view(), name="journals"),
    path("orders/subscriptions/", subscriptions.SubscriptionList.as_view(), name="subscriptions"),
    path("orders/<int:pk>/change-cycles/", subscriptions.ChangeCyclesAction.as_view(), name="order-change-cycles"),
    path("orders/<int:pk>/pause/", subscriptions.PauseAction.as_view(), name="order-pause"),
    path("orders/<int:pk>/next-cycle/", subscriptions.NextCycleAction.as_view(), name="order-next-cycle"),
    path("orders/<int:pk>/stop/", subscriptions.StopAction.as_view(), name="order-stop"),
    path("orders/past-due/", PastDueList.as_view(), name="past-due"),
    path("orders/delayed/", DelayedLineList.as_view(), name="delayed"),
    path("orders/reservations/", ReservationList.as_view(), name="reservations"),
    path("orders/reservations/reserve/", ReserveDialog.as_view(), name="reservations-reserve"),
    path("orders/reservations/change/", ChangeReservationsDialog.as_view(), name="reservations-change"),
    path("orders/reservations/release/", ReleaseDialog.as_view(), name="reservations-release"),
    path("orders/open-lines/", OpenLineList.as_view(), name="open-lines"),
    path("orders/ready-to-ship/", lists.ReadyToShipList.as_view(), name="ready-to-ship"),
    path("orders/partly-shipped/", lists.PartlyShippedList.as_view(), name="partly-shipped"),
    path("confirmations/", OrderConfirmationList.as_view(), name="confirmations"),
    path("price-changes/", PriceChangeList.as_view(), name="price-changes"),
    path("orders/new/", SalesOrderNew.as_view(), name="order-new"),
    path("orders/confirm/", ConfirmDialog.as_view(), name="orders-confirm"),
    path("orders/post-packing-slip/", PackingSlipDialog.as_view(), name="orders-post-packing-slip"),
    path("orders/hold/", PlaceHoldsDialog.as_view(), name="orders-hold"),
    path("orders/<int:pk>/", SalesOrderPage.as_view(), name="order"),
    path("orders/<int:pk>/edit/", SalesOrderEdit.as_view(), name="order-edit"),
    path("orders/<int:pk>/lines/<int:line>/details/", LineDetailsEdit.as_view(), name="line-details"),
    path("orders/<int:pk>/lines/<int:line>/copy/", CopyLineAction.as_view(), name="line-copy"),
    path("orders/<int:pk>/lines/<int:line>/split/", SplitLineAction.as_view(), name="line-split"),
    path("orders/<int:pk>/lines/<int:line>/reserve/", ReserveAction.as_view(), name="line-reserve"),
    path("orders/<int:pk>/reserve/", ReserveAction.as_view(), name="order-reserve"),
    path("orders/<int:pk>/totals/", OrderTotalsPage.as_view(), name="order-totals"),
    path("orders/<int:pk>/quantities/", LineQuantityPage.as_view(), name="order-quantities"),
    path("orders/<int:pk>/charges/", OrderCharges.as_view(), name="order-charges"),
    path("orders/<int:pk>/spread/", SpreadAction.as_view(), name="order-spread"),
    path("orders/<int:pk>/schedule/", ScheduleEdit.as_view(), name="order-schedule"),
    path("orders/<int:pk>/remove-schedule/", RemoveScheduleAction.as_view(), name="order-remove-schedule"),
    path("orders/<int:pk>/dates/", DeliveryDatesAction.as_view(), name="order-dates"),
    path("items/<int:pk>/available-to-promise/", AtpPage.as_view(), name="available-to-promise"),
    path("orders/<int:pk>/confirm/", ConfirmDialog.as_view(), name="order-confirm"),
    path("orders/<int:pk>/post-packing-slip/", PackingSlipDialog.as_view(), name="order-post-packing-slip"),
    path("orders/<int:pk>/pro-forma-confirmation/", ProFormaConfirmation.as_view(), name="order-pro-forma-confirmation"),
    path("orders/<int:pk>/pro-forma-packing-slip/", ProFormaSlip.as_view(), name="order-pro-forma-slip"),
    path("orders/<int:pk>/hold/", holds.PlaceHoldAction.as_view(), name="order-hold"),
    path("orders/<int:pk>/clear-holds/", holds.ClearOrderHoldsAction.as_view(), name="order-clear-holds"),
    path("orders/<int:pk>/cancel-remainder/", actions.CancelRemainderAction.as_view(), name="order-cancel-remainder"),
    path("orders/<int:pk>/change-type/", ChangeTypeAction.as_view(), name="order-change-type"),
    path("orders/<int:pk>/copy-from/", CopyFromAction.as_view(), name="order-copy-from"),
    path("orders/<int:pk>/copy-lines/", CopyLinesAction.as_view(), name="order-copy-lines"),
    path("orders/<int:pk>/copy/", CopyOrderAction.as_view(), name="order-copy"),
    path("orders/<int:pk>/reopen/", actions.ReopenRemainderAction.as_view(), name="order-reopen"),
    path("orders/<int:pk>/delete/", actions.DeleteOrderAction.as_view(), name="order-delete"),
    path("orders/<int:pk>/search-prices/", actions.SearchPricesAction.as_view(), name="order-search-prices"),
    path("voided-orders/", VoidedOrderList.as_view(), name="voided-orders"),
    path("voided-orders/<int:pk>/", VoidedOrderPage.as_view(), name="voided-order"),
    path("holds/", OrderHoldList.as_view(), name="holds"),
    path("holds/clear/", ClearHoldsDialog.as_view(), name="holds-clear"),
    path("holds/<int:pk>/hand-over/", holds.HandOverAction.as_view(), name="hold-hand-over"),
    path("holds/<int:pk>/notes/", holds.HoldNotesAction.as_view(), name="hold-notes"),
    path("holds/<int:pk>/clear-and-modify/", holds.ClearAndModifyAction.as_view(), name="hold-clear-and-modify"),
    path("holds/<int:pk>/clear/", holds.ClearHoldAction.as_view(), name="hold-clear"),
    path("holds/<int:pk>/check-out/", holds.CheckOutHoldAction.as_view(), name="hold-check-out"),
    path("holds/<int:pk>/clear-checkout/", holds.ClearCheckoutAction.as_view(), name="hold-clear-checkout"),
    path("holds/<int:pk>/override-checkout/", holds.OverrideCheckoutAction.as_view(), name="hold-override-checkout"),
    path("confirmations/<int:pk>/", OrderConfirmationPage.as_view(), name="confirmation"),
    path("confirmations/<int:pk>/pdf/", paper.OrderConfirmationPdf.as_view(), name="confirmation-pdf"),
    path("confirmations/<int:pk>/print/", paper.OrderConfirmationPrint.as_view(), name="confirmation-print"),
    path("confirmations/<int:pk>/send/", paper.OrderConfirmationSend.as_view(), name="confirmation-send"),
    path("packing-slips/", PackingSlipList.as_view(), name="packing-slips"),
    path("packing-slips/print/", PackingSlipsPdf.as_view(), name="packing-slips-print"),
    path("packing-slips/send/", SendSlipsDialog.as_view(), name="packing-slips-send"),
    path(
        "packing-slips/cancel/",
        CancelSlipDialog.as_view(list_class=PackingSlipList),
        name="packing-slips-cancel",
    ),
    path("packing-slips/<int:pk>/", PackingSlipPage.as_view(), name="packing-slip"),
    path("packing-slips/<int:pk>/correct/", CorrectSlipDialog.as_view(), name="packing-slip-correct"),
    path("packing-slips/<int:pk>/cancel/", CancelSlipDialog.as_view(), name="packing-slip-cancel"),
    path("packing-slips/<int:pk>/pdf/", paper.PackingSlipPdf.as_view(), name="packing-slip-pdf"),
    path("packing-slips/<int:pk>/print/", paper.PackingSlipPrint.as_view(), name="packing-slip-print"),
    path("packing-slips/<int:pk>/send/", paper.PackingSlipSend.as_view(), name="packing-slip-send"),
    path("agreements/", agreements.AgreementList.as_view(), name="agreements"),
    path("agreement-journals/", agreements.AgreementJournalList.as_view(), name="agreement-journals"),
    path("agreement-journals/new/", agreements.AgreementJournalEdit.as_view(), name="agreement-journal-new"),
    path("agreement-journals/<int:pk>/", agreements.AgreementJournalPage.as_view(), name="agreement-journal"),
    path("agreement-journals/<int:pk>/edit/", agreements.AgreementJournalEdit.as_view(), name="agreement-journal-edit"),
    path("agreement-journals/<int:pk>/post/", agreements.AgreementJournalPost.as_view(), name="agreement-journal-post"),
    path("agreement-journals/<int:pk>/adjust/", agreements.AgreementJournalAdjust.as_view(), name="agreement-journal-adjust"),
    path("agreement-journals/<int:pk>/validate/", agreements.AgreementJournalValidate.as_view(), name="agreement-journal-validate"),
    path("agreement-journals/<int:pk>/copy-lines/", agreements.AgreementJournalCopyLines.as_view(), name="agreement-journal-copy-lines"),
    path("agreement-journals/<int:pk>/expire/", agreements.AgreementJournalExpire.as_view(), name="agreement-journal-expire"),
    path("price-list/", PriceListPage.as_view(), name="price-list"),
    path("find-prices/", FindPricesPage.as_view(), name="find-prices"),
    path("agreements/expire/", ExpireAgreementsDialog.as_view(), name="agreements-expire"),
    *bulk_patterns,
    *setup_patterns,
]
