"""Addresses of the set-up pages of customers."""

from django.urls import URLPattern, path

from customers.views import setup
from customers.views.companies import CompanyNew

setup_patterns: list[URLPattern] = [
    *setup.GROUPS.urls(),
    *setup.DISCOUNT_GROUPS.urls(),
    *setup.CREDIT_GROUPS.urls(),
    *setup.PAYMENT_METHODS.urls(),
    *setup.DELIVERY_TERMS.urls(),
    *setup.DELIVERY_MODES.urls(),
    *setup.POSTING_PROFILES.urls(),
    path("parameters/", setup.CustomerParametersPage.as_view(), name="parameters"),
    path("legal-entities/new/", CompanyNew.as_view(), name="company-new"),
]
