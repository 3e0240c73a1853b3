"""Addresses of the organization's pages, below a legal entity."""

from django.urls import path

from foundation.backoffice.organization import (
    account_actions,
    api_tokens,
    audit_trail,
    currencies,
    legal_entity,
    numbers,
    people,
    periods,
    role_matrix,
    security_events,
)

app_name = "organization"

urlpatterns = [
    path("legal-entity/", legal_entity.LegalEntityView.as_view(), name="legal-entity"),
    path("legal-entity/logo/", legal_entity.LogoView.as_view(), name="logo"),
    path("numbers/", numbers.NumberSequenceList.as_view(), name="sequences"),
    path("numbers/<int:pk>/", numbers.NumberSequenceEdit.as_view(), name="sequence-edit"),
    path("numbers/<int:pk>/raise/", numbers.RaiseNumber.as_view(), name="sequence-raise"),
    path("periods/", periods.FiscalPeriodList.as_view(), name="periods"),
    path("periods/new/", periods.FiscalYearNew.as_view(), name="year-new"),
    path("periods/<int:pk>/", periods.FiscalPeriodEdit.as_view(), name="period-edit"),
    path("currencies/", currencies.CurrencyList.as_view(), name="currencies"),
    path("currencies/new/", currencies.CurrencyNew.as_view(), name="currency-new"),
    path("rates/", currencies.ExchangeRateList.as_view(), name="rates"),
    path("rates/new/", currencies.ExchangeRateEdit.as_view(), name="rate-new"),
    path("rates/<int:pk>/", currencies.ExchangeRateEdit.as_view(), name="rate-edit"),
    path("rates/<int:pk>/delete/", currencies.ExchangeRateDelete.as_view(), name="rate-delete"),
    path("users/", people.UserList.as_view(), name="users"),
    path("users/new/", people.UserEdit.as_view(), name="user-new"),
    path("users/<int:pk>/", people.UserEdit.as_view(), name="user-edit"),
    path("users/<int:pk>/link/", account_actions.SendLink.as_view(), name="user-link"),
    path("users/<int:pk>/second-factor/", account_actions.ResetSecondFactor.as_view(), name="user-second-factor"),
    path("users/<int:pk>/sign-out/", account_actions.SignOutEverywhere.as_view(), name="user-sign-out"),
    path("users/<int:pk>/tokens/new/", api_tokens.TokenNew.as_view(), name="token-new"),
    path("users/<int:pk>/tokens/revoke/", api_tokens.TokenRevoke.as_view(), name="token-revoke"),
    path("tokens/", api_tokens.TokenList.as_view(), name="tokens"),
    path("security/", security_events.SecurityEventList.as_view(), name="security-events"),
    path("roles/", people.RoleList.as_view(), name="roles"),
    path("roles/matrix/", role_matrix.RoleMatrix.as_view(), name="role-matrix"),
    path("audit/", audit_trail.AuditTrail.as_view(), name="audit"),
]
