"""Addresses of the account's pages, outside of any legal entity."""

from django.urls import path

from foundation.backoffice.accounts.account import Account, EndSession, EndToken
from foundation.backoffice.accounts.passwords import ChangePassword, ConfirmPassword, Forgotten, PasswordLinkPage
from foundation.backoffice.accounts.second_factor import NewRecoveryCodes, RemoveSecondFactor, SecondFactor
from foundation.backoffice.accounts.sign_in import SignIn, SignInCode, SignOut

urlpatterns = [
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-in/code/", SignInCode.as_view(), name="sign-in-code"),
    path("sign-out/", SignOut.as_view(), name="sign-out"),
    path("password/forgotten/", Forgotten.as_view(), name="forgotten-password"),
    path("password/link/<str:token>/", PasswordLinkPage.as_view(), name="password-link"),
    path("password/set/", PasswordLinkPage.as_view(), name="set-password"),
    path("account/", Account.as_view(), name="account"),
    path("account/password/", ChangePassword.as_view(), name="change-password"),
    path("account/confirm/", ConfirmPassword.as_view(), name="confirm-password"),
    path("account/second-factor/", SecondFactor.as_view(), name="second-factor"),
    path("account/second-factor/remove/", RemoveSecondFactor.as_view(), name="remove-second-factor"),
    path("account/recovery-codes/", NewRecoveryCodes.as_view(), name="recovery-codes"),
    path("account/sessions/end/", EndSession.as_view(), name="end-session"),
    path("account/tokens/revoke/", EndToken.as_view(), name="revoke-token"),
]
