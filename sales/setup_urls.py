"""Addresses of the set-up pages of sales."""

from django.urls import URLPattern, path

from sales.views import setup

setup_patterns: list[URLPattern] = [
    *setup.HOLD_CODES.urls(),
    *setup.REASON_CODES.urls(),
    *setup.CREDIT_REASONS.urls(),
    *setup.DELIVERY_REASONS.urls(),
    *setup.CHARGE_CODES.urls(),
    *setup.AUTO_CHARGES.urls(),
    *setup.CLOSED_DAYS.urls(),
    *setup.DEADLINES.urls(),
    path("agreement-activation/", setup.AgreementActivationPage.as_view(), name="agreement-activation"),
    path("parameters/", setup.SalesParametersPage.as_view(), name="parameters"),
]
