"""Passwords: forgotten, set by a link, changed, and asked for once more before something that matters."""

from __future__ import annotations

import time
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.backoffice.accounts.base import AccountForm, AccountFormView, PasswordField
from foundation.backoffice.permissions import PUBLIC
from foundation.backoffice.requests import safe_path
from foundation.errors import Text
from foundation.organization.models import User
from foundation.security.errors import LinkNotValid, PasswordWrong
from foundation.security.limits import count_failure, forget_failures, is_locked
from foundation.security.models import EventKind
from foundation.security.services import password_links
from foundation.security.services.events import note
from foundation.security.services.sessions import end_sessions
from foundation.security.sessions import CONFIRMED_AT

LINK_IN_SESSION = "password_link"


class ForgottenForm(AccountForm):
    """Whose password is forgotten."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )


class Forgotten(AccountFormView):
    """Ask for a link; the answer is the same whether or not the address is known."""

    permission_required: ClassVar[str] = PUBLIC
    form_class: ClassVar[type[AccountForm]] = ForgottenForm
    title: ClassVar[Text] = gettext_lazy("Forgotten your password?")
    lead: ClassVar[Text] = gettext_lazy("We send you a link with which you set a new one. It works once, for half an hour.")
    verb: ClassVar[Text] = gettext_lazy("Send the link")
    back: ClassVar[str] = "sign-in"

    def perform(self, form: Any) -> HttpResponseBase:
        """Ask for the link and say what happens next."""
        user = password_links.ask_for_address(form.cleaned_data["email"], site_of(self.request))
        note(EventKind.LINK_ASKED, subject=user, request=self.request)
        return render(self.request, "backoffice/accounts/link_sent.html", {"title": _("Look at your e-mail")})


class NewPasswordForm(AccountForm):
    """A password, twice."""

    password = PasswordField(label=gettext_lazy("New password"), autocomplete="new-password")
    again = PasswordField(label=gettext_lazy("New password once more"), autocomplete="new-password")

    def __init__(self, data: Any = None, *, user: User, **options: Any) -> None:
        self.user = user
        super().__init__(data, **options)
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_password(self) -> str:
        """Refuse a weak password."""
        password = str(self.cleaned_data["password"])
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        """Refuse two different ones."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "password" in cleaned and cleaned["password"] != cleaned.get("again"):
            self.add_error("again", _("The two passwords differ."))
        return cleaned


class PasswordLinkPage(AccountFormView):
    """Set a password by link. The token moves into the session at once, so that no address with it stays behind."""

    permission_required: ClassVar[str] = PUBLIC
    title: ClassVar[Text] = gettext_lazy("Set your password")
    verb: ClassVar[Text] = gettext_lazy("Set the password")
    back: ClassVar[str] = "sign-in"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Keep the token and lead to the form, or show it."""
        if "token" in kwargs:
            request.session[LINK_IN_SESSION] = kwargs["token"]
            return redirect("set-password")
        try:
            return self.show(self.make_form())
        except LinkNotValid as refusal:
            return self._not_valid(refusal)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Set the password."""
        try:
            return super().post(request, **kwargs)
        except LinkNotValid as refusal:
            return self._not_valid(refusal)

    def make_form(self, data: Any = None) -> Any:
        """Return the form for the user of the link."""
        return NewPasswordForm(data, user=password_links.user_of(self._token))

    def perform(self, form: Any) -> HttpResponseBase:
        """Set the password and lead to the page for signing in."""
        password_links.set_by_link(self._token, form.cleaned_data["password"])
        self.request.session.flush()
        messages.success(self.request, _("Your password is set. Sign in with it."))
        return redirect("sign-in")

    @property
    def _token(self) -> str:
        return str(self.request.session.get(LINK_IN_SESSION, ""))

    def _not_valid(self, refusal: LinkNotValid) -> HttpResponseBase:
        context = {"title": _("This link no longer works"), "refusal": refusal}
        return render(self.request, "backoffice/accounts/link_not_valid.html", context, status=410)


class ChangeForm(NewPasswordForm):
    """The password of now, and the new one twice."""

    current = PasswordField(label=gettext_lazy("Password until now"))
    field_order = ["current", "password", "again"]


class ChangePassword(AccountFormView):
    """Change one's own password; every other session ends."""

    title: ClassVar[Text] = gettext_lazy("Change your password")
    lead: ClassVar[Text] = gettext_lazy("Wherever else you are signed in, you are signed out.")
    verb: ClassVar[Text] = gettext_lazy("Change the password")

    def make_form(self, data: Any = None) -> Any:
        """Return the form of the user."""
        return ChangeForm(data, user=self.user)

    def perform(self, form: Any) -> HttpResponseBase | None:
        """Change the password and stay signed in here."""
        if not password_is_right(self.request, form, "current", self.user):
            return None
        try:
            password_links.set_password(self.user, form.cleaned_data["password"])
        except ValidationError as error:
            form.add_error("password", error)
            return None
        end_sessions(self.user, but=self.request.session.session_key)
        update_session_auth_hash(self.request, self.user)
        messages.success(self.request, _("Your password is changed."))
        return redirect("account")


class ConfirmForm(AccountForm):
    """The password once more."""

    password = PasswordField(label=gettext_lazy("Password"))


class ConfirmPassword(AccountFormView):
    """Ask who is there before something that matters, when the last time was more than a quarter of an hour ago."""

    form_class: ClassVar[type[AccountForm]] = ConfirmForm
    while_enrolling: ClassVar[bool] = True
    title: ClassVar[Text] = gettext_lazy("Is it still you?")
    lead: ClassVar[Text] = gettext_lazy("What comes next concerns who may do what. Type your password once more.")
    verb: ClassVar[Text] = gettext_lazy("Go on")

    def perform(self, form: Any) -> HttpResponseBase | None:
        """Note the time and lead on."""
        if not password_is_right(self.request, form, "password", self.user):
            return None
        self.request.session[CONFIRMED_AT] = int(time.time())
        return redirect(safe_path(self.request.GET.get("next", ""), "/"))


def password_is_right(request: HttpRequest, form: Any, field: str, user: User) -> bool:
    """Check a password on a form and count failures like those of signing in; what is wrong stands on the form."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    if is_locked(user.email, address):
        form.add_error(field, _("After too many failures this sign-in is locked for a quarter of an hour. Try again later."))
        return False
    if not user.check_password(form.cleaned_data[field]):
        count_failure(user.email, address)
        note(EventKind.SIGN_IN_FAILED, user, request=request)
        form.add_error(field, str(PasswordWrong()))
        return False
    forget_failures(user.email)
    return True


def site_of(request: HttpRequest) -> str:
    """Return the address of this site as the visitor reached it; the host is one of ALLOWED_HOSTS."""
    return request.build_absolute_uri("/")
