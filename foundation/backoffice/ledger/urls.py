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
    path("accounts/", accounts.MainAccountList.as_view(), name="accounts"),
    path("accounts/new/", accounts.MainAccountEdit.as_view(), name="account-new"),
    path("accounts/<int:pk>/", accounts.MainAccountEdit.as_view(), name="account-edit"),
    path("accounts/<int:pk>/delete/", accounts.MainAccountDelete.as_view(), name="account-delete"),
    path("posting-rules/", accounts.PostingRuleList.as_view(), name="posting-rules"),
    path("posting-rules/new/", accounts.PostingRuleEdit.as_view(), name="posting-rule-new"),
    path("posting-rules/<int:pk>/", accounts.PostingRuleEdit.as_view(), name="posting-rule-edit"),
    path("posting-rules/<int:pk>/delete/", accounts.PostingRuleDelete.as_view(), name="posting-rule-delete"),
    path("automatic-accounts/", accounts.AutomaticAccountList.as_view(), name="automatic-accounts"),
    path("automatic-accounts/new/", accounts.AutomaticAccountEdit.as_view(), name="automatic-account-new"),
    path("automatic-accounts/<int:pk>/", accounts.AutomaticAccountEdit.as_view(), name="automatic-account-edit"),
    path("automatic-accounts/<int:pk>/delete/", accounts.AutomaticAccountDelete.as_view(), name="automatic-account-delete"),
    path("tax-codes/", sales_tax.TaxCodeList.as_view(), name="tax-codes"),
    path("tax-codes/new/", sales_tax.TaxCodeEdit.as_view(), name="tax-code-new"),
    path("tax-codes/<int:pk>/", sales_tax.TaxCodeEdit.as_view(), name="tax-code-edit"),
    path("tax-codes/<int:pk>/delete/", sales_tax.TaxCodeDelete.as_view(), name="tax-code-delete"),
    path("tax-groups/", sales_tax.TaxGroupList.as_view(), name="tax-groups"),
    path("tax-groups/new/", sales_tax.TaxGroupEdit.as_view(), name="tax-group-new"),
    path("tax-groups/<int:pk>/", sales_tax.TaxGroupEdit.as_view(), name="tax-group-edit"),
    path("tax-groups/<int:pk>/delete/", sales_tax.TaxGroupDelete.as_view(), name="tax-group-delete"),
    path("item-tax-groups/", sales_tax.ItemTaxGroupList.as_view(), name="item-tax-groups"),
    path("item-tax-groups/new/", sales_tax.ItemTaxGroupEdit.as_view(), name="item-tax-group-new"),
    path("item-tax-groups/<int:pk>/", sales_tax.ItemTaxGroupEdit.as_view(), name="item-tax-group-edit"),
    path("item-tax-groups/<int:pk>/delete/", sales_tax.ItemTaxGroupDelete.as_view(), name="item-tax-group-delete"),
    path("tax-rules/", sales_tax.TaxRuleList.as_view(), name="tax-rules"),
    path("tax-rules/new/", sales_tax.TaxRuleEdit.as_view(), name="tax-rule-new"),
    path("tax-rules/<int:pk>/", sales_tax.TaxRuleEdit.as_view(), name="tax-rule-edit"),
    path("tax-rules/<int:pk>/delete/", sales_tax.TaxRuleDelete.as_view(), name="tax-rule-delete"),
    path("posting-groups/", sales_tax.PostingGroupList.as_view(), name="posting-groups"),
    path("posting-groups/new/", sales_tax.PostingGroupEdit.as_view(), name="posting-group-new"),
    path("posting-groups/<int:pk>/", sales_tax.PostingGroupEdit.as_view(), name="posting-group-edit"),
    path("posting-groups/<int:pk>/delete/", sales_tax.PostingGroupDelete.as_view(), name="posting-group-delete"),
    path("cash-discounts/", discounts.CashDiscountList.as_view(), name="cash-discounts"),
    path("cash-discounts/new/", discounts.CashDiscountEdit.as_view(), name="cash-discount-new"),
    path("cash-discounts/<int:pk>/", discounts.CashDiscountEdit.as_view(), name="cash-discount-edit"),
    path("cash-discounts/<int:pk>/delete/", discounts.CashDiscountDelete.as_view(), name="cash-discount-delete"),
    path("payment-days/", payment_days.PaymentDayList.as_view(), name="payment-days"),
    path("payment-days/new/", payment_days.PaymentDayEdit.as_view(), name="payment-day-new"),
    path("payment-days/<int:pk>/", payment_days.PaymentDayEdit.as_view(), name="payment-day-edit"),
    path("payment-days/<int:pk>/delete/", payment_days.PaymentDayDelete.as_view(), name="payment-day-delete"),
    path("parameters/", discounts.LedgerParametersView.as_view(), name="parameters"),
    path("payment-terms/", TermsOfPaymentList.as_view(), name="payment-terms"),
    path("payment-terms/new/", TermsOfPaymentEdit.as_view(), name="payment-terms-new"),
    path("payment-terms/<int:pk>/", TermsOfPaymentEdit.as_view(), name="payment-terms-edit"),
    path("payment-schedules/", PaymentScheduleList.as_view(), name="payment-schedules"),
    path("payment-schedules/new/", PaymentScheduleEdit.as_view(), name="payment-schedule-new"),
    path("payment-schedules/<int:pk>/", PaymentScheduleEdit.as_view(), name="payment-schedule-edit"),
]
