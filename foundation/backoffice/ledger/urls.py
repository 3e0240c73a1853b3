"""Addresses of the ledger's pages, below a legal entity."""

from django.urls import path

from foundation.backoffice.ledger import accounts, discounts, payment_days, sales_tax
from foundation.backoffice.ledger.payment_schedules import PaymentScheduleEdit, PaymentScheduleList
from foundation.backoffice.ledger.payment_terms import TermsOfPaymentEdit, TermsOfPaymentList
from foundation.backoffice.ledger.vouchers import LedgerEntryList, TaxTransactionList, VoucherList, VoucherPage

app_name = "ledger"

urlpatterns = [
    path("vouchers/", VoucherList.as_view(), name="vouchers"),
    path("vouchers/<int:pk>/", VoucherPage.as_view(), name="voucher"),
    path("entries/", LedgerEntryList.as_view(), name="entries"),
    path("taxes/", TaxTransactionList.as_view(), name="taxes"),
    *accounts.ACCOUNTS.urls(),
    *accounts.POSTING_RULES.urls(),
    *accounts.AUTOMATIC_ACCOUNTS.urls(),
    *sales_tax.TAX_CODES.urls(),
    *sales_tax.TAX_GROUPS.urls(),
    *sales_tax.ITEM_TAX_GROUPS.urls(),
    *sales_tax.TAX_RULES.urls(),
    *sales_tax.POSTING_GROUPS.urls(),
    *discounts.CASH_DISCOUNTS.urls(),
    *payment_days.PAYMENT_DAYS.urls(),
    path("parameters/", discounts.LedgerParametersView.as_view(), name="parameters"),
    path("payment-terms/", TermsOfPaymentList.as_view(), name="payment-terms"),
    path("payment-terms/new/", TermsOfPaymentEdit.as_view(), name="payment-terms-new"),
    path("payment-terms/<int:pk>/", TermsOfPaymentEdit.as_view(), name="payment-terms-edit"),
    path("payment-schedules/", PaymentScheduleList.as_view(), name="payment-schedules"),
    path("payment-schedules/new/", PaymentScheduleEdit.as_view(), name="payment-schedule-new"),
    path("payment-schedules/<int:pk>/", PaymentScheduleEdit.as_view(), name="payment-schedule-edit"),
]
