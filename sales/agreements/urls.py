"""Addresses of the pages of sales agreements, below a legal entity."""

from django.urls import path

from sales.agreements.views import agreement_actions as actions
from sales.agreements.views import versions
from sales.agreements.views.agreement_form import AgreementEdit, AgreementLineEdit
from sales.agreements.views.agreement_list import CLASSIFICATIONS, AgreementList, LinkedLineList
from sales.agreements.views.agreement_page import AgreementPage
from sales.agreements.views.agreements_dialogs import CloseDialog, HoldDialog, MakeEffectiveDialog
from sales.agreements.views.order_links import OrderLinksAction

app_name = "agreements"

urlpatterns = [
    path("", AgreementList.as_view(), name="agreements"),
    path("new/", AgreementEdit.as_view(), name="agreement-new"),
    path("make-effective/", MakeEffectiveDialog.as_view(), name="agreements-make-effective"),
    path("hold/", HoldDialog.as_view(), name="agreements-hold"),
    path("close/", CloseDialog.as_view(), name="agreements-close"),
    path("<int:pk>/", AgreementPage.as_view(), name="agreement"),
    path("<int:pk>/edit/", AgreementEdit.as_view(), name="agreement-edit"),
    path("<int:pk>/confirm/", actions.ConfirmAction.as_view(), name="agreement-confirm"),
    path("<int:pk>/make-effective/", actions.MakeEffectiveAction.as_view(), name="agreement-make-effective"),
    path("<int:pk>/hold/", actions.HoldAction.as_view(), name="agreement-hold"),
    path("<int:pk>/reopen/", actions.ReopenAction.as_view(), name="agreement-reopen"),
    path("<int:pk>/copy/", actions.CopyAction.as_view(), name="agreement-copy"),
    path("<int:pk>/delete/", actions.DeleteAction.as_view(), name="agreement-delete"),
    path("<int:pk>/close/", actions.CloseAction.as_view(), name="agreement-close"),
    path("<int:pk>/release/", actions.ReleaseOrderAction.as_view(), name="agreement-release"),
    path("order-lines/", LinkedLineList.as_view(), name="linked-lines"),
    path("orders/<int:pk>/links/", OrderLinksAction.as_view(), name="order-links"),
    path("lines/<int:pk>/", AgreementLineEdit.as_view(), name="line"),
    path("confirmations/<int:pk>/", versions.VersionPage.as_view(), name="version"),
    path("confirmations/<int:pk>/pdf/", versions.VersionPdf.as_view(), name="version-pdf"),
    path("confirmations/<int:pk>/print/", versions.VersionPrint.as_view(), name="version-print"),
    path("confirmations/<int:pk>/send/", versions.VersionSend.as_view(), name="version-send"),
    *CLASSIFICATIONS.urls(),
]
