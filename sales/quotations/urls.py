"""Addresses of the pages of quotations, below a legal entity."""

from django.urls import path

from sales.quotations.views import quotation_actions as actions
from sales.quotations.views import version_page as versions
from sales.quotations.views.charges import QuotationCharges
from sales.quotations.views.line_details import QuotationLineDetails
from sales.quotations.views.quotation_form import QuotationEdit, QuotationNew
from sales.quotations.views.quotation_list import QuotationList
from sales.quotations.views.quotation_page import QuotationPage
from sales.quotations.views.quotation_totals import QuotationTotalsPage
from sales.quotations.views.schedules import QuotationScheduleEdit, RemoveQuotationScheduleAction, SpreadQuotationAction
from sales.quotations.views.send_quotations import ProFormaQuotation, SendDialog
from sales.quotations.views.settle_quotations import CancelQuotationsDialog, ExtendQuotationsDialog, LoseQuotationsDialog
from sales.quotations.views.setup import PROGNOSES, REASONS
from sales.quotations.views.simulations import ApplySimulationAction, SimulatePricesAction
from sales.quotations.views.templates import CreateFromTemplateAction, MassCreateDialog, MassCreateForProspectsDialog, SetTemplateAction

app_name = "quotations"

urlpatterns = [
    path("", QuotationList.as_view(), name="quotations"),
    path("lose/", LoseQuotationsDialog.as_view(), name="quotations-lose"),
    path("cancel/", CancelQuotationsDialog.as_view(), name="quotations-cancel"),
    path("extend/", ExtendQuotationsDialog.as_view(), name="quotations-extend"),
    path("new/", QuotationNew.as_view(), name="quotation-new"),
    path("parameters/", actions.QuotationParametersPage.as_view(), name="parameters"),
    path("<int:pk>/", QuotationPage.as_view(), name="quotation"),
    path("<int:pk>/edit/", QuotationEdit.as_view(), name="quotation-edit"),
    path("<int:pk>/charges/", QuotationCharges.as_view(), name="quotation-charges"),
    path("<int:pk>/lines/<int:line>/details/", QuotationLineDetails.as_view(), name="line-details"),
    path("<int:pk>/calculate/", actions.CalculateQuotationAction.as_view(), name="quotation-calculate"),
    path("<int:pk>/totals/", QuotationTotalsPage.as_view(), name="quotation-totals"),
    path("<int:pk>/copy/", actions.CopyQuotationAction.as_view(), name="quotation-copy"),
    path("<int:pk>/pro-forma/", ProFormaQuotation.as_view(), name="quotation-pro-forma"),
    path("<int:pk>/confirm/", actions.ConfirmQuotationAction.as_view(), name="quotation-confirm"),
    path("<int:pk>/alternatives/", actions.AlternativesAction.as_view(), name="quotation-alternatives"),
    path("<int:pk>/template/", SetTemplateAction.as_view(), name="quotation-template"),
    path("<int:pk>/from-template/", CreateFromTemplateAction.as_view(), name="quotation-from-template"),
    path("from-template/", MassCreateDialog.as_view(), name="mass-create"),
    path("from-template/prospects/", MassCreateForProspectsDialog.as_view(), name="mass-create-prospects"),
    path("<int:pk>/probability/", actions.RateQuotationAction.as_view(), name="quotation-rate"),
    path("<int:pk>/simulate/", SimulatePricesAction.as_view(), name="quotation-simulate"),
    path("simulations/<int:pk>/apply/", ApplySimulationAction.as_view(), name="simulation-apply"),
    path("<int:pk>/lose/", actions.LoseQuotationAction.as_view(), name="quotation-lose"),
    path("<int:pk>/cancel/", actions.CancelQuotationAction.as_view(), name="quotation-cancel"),
    path("<int:pk>/reopen/", actions.ReopenQuotationAction.as_view(), name="quotation-reopen"),
    path("<int:pk>/extend/", actions.ExtendQuotationAction.as_view(), name="quotation-extend"),
    path("<int:pk>/send/", SendDialog.as_view(), name="quotation-send"),
    path("send/", SendDialog.as_view(), name="quotations-send"),
    path("versions/<int:pk>/", versions.QuotationVersionPage.as_view(), name="version"),
    path("versions/<int:pk>/pdf/", versions.QuotationVersionPdf.as_view(), name="version-pdf"),
    path("versions/<int:pk>/print/", versions.QuotationVersionPrint.as_view(), name="version-print"),
    path("versions/<int:pk>/send/", versions.QuotationVersionSend.as_view(), name="version-send"),
    path("<int:pk>/spread/", SpreadQuotationAction.as_view(), name="quotation-spread"),
    path("<int:pk>/schedule/", QuotationScheduleEdit.as_view(), name="quotation-schedule"),
    path("<int:pk>/remove-schedule/", RemoveQuotationScheduleAction.as_view(), name="quotation-remove-schedule"),
    *REASONS.urls(),
    *PROGNOSES.urls(),
    path("<int:pk>/delete/", actions.DeleteQuotationAction.as_view(), name="quotation-delete"),
]
