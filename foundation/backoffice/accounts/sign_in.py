"""Signing in and out: e-mail address and password first, then a code where the account has a second factor."""

from __future__ import annotations

import time
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.accounts.base import AccountForm, AccountFormView, CodeField, PasswordField
from foundation.backoffice.permissions import PUBLIC
from foundation.backoffice.requests import safe_path
from foundation.errors import Text
from foundation.organization.models import User
from foundation.security.errors import CodeLocked, CodeWrong
from foundation.security.limits import count_failure, forget_failures, is_locked
from foundation.security.models import EventKind
from foundation.security.services import second_factor
from foundation.security.services.events import note

PENDING = "sign_in_pending"
PENDING_SECONDS = 10 * 60
MUST_ENROL = "must_enrol"


class SignInForm(AuthenticationForm):
    """E-mail address and password; people only, and not after too many failures."""

    username = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autofocus": True, "autocomplete": "username", "class": "form-control"}),
    )
    password = PasswordField(label=_("Password"))
    error_messages = {
        "invalid_login": _("E-mail address and password do not belong together. Check both; capitals count in the password."),
        "inactive": _("This account is closed. Ask your administrator to open it."),
        "locked": _("After too many failures this sign-in is locked for a quarter of an hour. Try again later."),
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["password"].widget.attrs["class"] = "form-control"

    def clean(self) -> dict[str, Any]:
        """Refuse locked accounts before the password is looked at, and count failures."""
        email, address = str(self.cleaned_data.get("username", "")), self._address()
        if is_locked(email, address):
            note(EventKind.SIGN_IN_LOCKED, subject=User.objects.filter(email__iexact=email).first(), request=self.request)
            raise ValidationError(self.error_messages["locked"], code="locked")
        try:
            cleaned = super().clean()
        except ValidationError:
            count_failure(email, address)
            note(EventKind.SIGN_IN_FAILED, subject=User.objects.filter(email__iexact=email).first(), request=self.request)
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
    template_name = "backoffice/accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        """Ask for a code where the account has a second factor; else let in, and on to one where the roles ask for it."""
        user = form.get_user()
        if second_factor.has_factor(user):
            self.request.session.flush()
            self.request.session[PENDING] = {"user": user.pk, "at": int(time.time()), "next": self.get_redirect_url()}
            return redirect("sign-in-code")
        login(self.request, user)
        if settings.SECOND_FACTOR_REQUIRED and second_factor.needs_factor(user):
            self.request.session[MUST_ENROL] = True
        return redirect(self.get_success_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show what is wrong, with a status that says so."""
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell the page whether this is the demo, whose logins stand where it was started."""
        return super().get_context_data(title=_("Sign in"), demo=settings.DEMO, **kwargs)


class CodeForm(AccountForm):
    """The code of the moment, or one of the codes on paper."""

    code = CodeField(label=_("Code"))


class SignInCode(AccountFormView):
    """The second step of signing in."""

    permission_required: ClassVar[str] = PUBLIC
    form_class: ClassVar[type[AccountForm]] = CodeForm
    title: ClassVar[Text] = _("Enter your code")
    lead: ClassVar[Text] = _("Your authenticator app shows six digits. Lost the device? Type one of your recovery codes instead.")
    verb: ClassVar[Text] = _("Sign in")
    back: ClassVar[str] = "sign-in"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead back to the first step when there was none, or when it was ten minutes ago."""
        pending = request.session.get(PENDING)
        if not pending or time.time() - pending["at"] > PENDING_SECONDS:
            return redirect("sign-in")
        self.pending = pending
        return super().dispatch(request, *args, **kwargs)

    def perform(self, form: Any) -> HttpResponseBase | None:
        """Let in whoever types the right code."""
        user = User.objects.active().filter(pk=self.pending["user"]).first()
        if user is None or not check_code(self.request, form, user):
            return None
        login(self.request, user, backend="django.contrib.auth.backends.ModelBackend")
        return redirect(safe_path(self.pending["next"], "/"))


def check_code(request: HttpRequest, form: Any, user: User) -> bool:
    """Check the code on a form and count failures; what is wrong stands on the form, and False is returned."""
    try:
        on_paper = second_factor.check_counted(user, form.cleaned_data["code"], str(request.META.get("REMOTE_ADDR", "")))
    except (CodeWrong, CodeLocked) as refusal:
        if isinstance(refusal, CodeWrong):
            note(EventKind.CODE_FAILED, subject=user, request=request)
        form.add_error("code", str(refusal))
        return False
    if on_paper:
        note(EventKind.RECOVERY_USED, user, request=request)
    return True


class SignOut(LogoutView):
    """The address that ends a session; by POST only."""

    permission_required: ClassVar[str] = PUBLIC
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """End the session and lead to the page for signing in."""
        return super().post(request, *args, **kwargs)
