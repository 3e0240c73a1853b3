"""Signing in and out."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.permissions import PUBLIC
from foundation.backoffice.sign_in_limits import count_failure, forget_failures, is_locked
from foundation.organization.models import User


class SignInForm(AuthenticationForm):
    """E-mail address and password; people only, and not after too many failures."""

    username = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autofocus": True, "autocomplete": "username", "class": "form-control"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "form-control"}),
    )
    error_messages = {
        "invalid_login": _("E-mail address and password do not belong together. Check both; capitals count in the password."),
        "inactive": _("This account is closed. Ask your administrator to open it."),
        "locked": _("After too many failures this sign-in is locked for a quarter of an hour. Try again later."),
    }

    def clean(self) -> dict[str, Any]:
        """Refuse locked accounts before the password is looked at, and count failures."""
        email, address = str(self.cleaned_data.get("username", "")), self._address()
        if is_locked(email, address):
            raise ValidationError(self.error_messages["locked"], code="locked")
        try:
            cleaned = super().clean()
        except ValidationError:
            count_failure(email, address)
            raise
        forget_failures(email)
        return cleaned

    def confirm_login_allowed(self, user: Any) -> None:
        """Keep integration clients and the system out of the web interface."""
        super().confirm_login_allowed(user)
        if user.kind != User.Kind.PERSON:
            raise self.get_invalid_login_error()

    def _address(self) -> str:
        return str(self.request.META.get("REMOTE_ADDR", "")) if self.request else ""


class SignIn(LoginView):
    """The page on which people sign in."""

    permission_required: ClassVar[str] = PUBLIC
    template_name = "backoffice/sign_in/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show what is wrong, with a status that says so."""
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell the page whether this is the demo, whose logins stand where it was started."""
        return super().get_context_data(title=_("Sign in"), demo=settings.DEMO, **kwargs)


class SignOut(LogoutView):
    """The address that ends a session; by POST only."""

    permission_required: ClassVar[str] = PUBLIC
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """End the session and lead to the page for signing in."""
        return super().post(request, *args, **kwargs)
