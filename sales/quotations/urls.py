"""Addresses of the pages of quotations, below a legal entity."""

from django.urls import path

from sales.quotations.views import quotation_actions as actions
from sales.quotations.views.quotation_form import QuotationEdit, QuotationNew
from sales.quotations.views.quotation_list import QuotationList
from sales.quotations.views.quotation_page import QuotationPage

app_name = "quotations"

urlpatterns = [
    path("", QuotationList.as_view(), name="quotations"),
    path("new/", QuotationNew.as_view(), name="quotation-new"),
    path("parameters/", actions.QuotationParametersPage.as_view(), name="parameters"),
    path("<int:pk>/", QuotationPage.as_view(), name="quotation"),
    path("<int:pk>/edit/", QuotationEdit.as_view(), name="quotation-edit"),
    path("<int:pk>/copy/", actions.CopyQuotationAction.as_view(), name="quotation-copy"),
    path("<int:pk>/delete/", actions.DeleteQuotationAction.as_view(), name="quotation-delete"),
]
