"""The base of pages about one's own account, and of pages that ask once more who is there."""

from __future__ import annotations

import time
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from foundation.backoffice.forms.look import dress
from foundation.backoffice.permissions import SIGNED_IN
from foundation.backoffice.views.form_view import REFUSED
from foundation.errors import Text
from foundation.organization.models import User
from foundation.security.sessions import CONFIRMED_AT

CONFIRMED_TO_LOOK_SECONDS = 15 * 60
CONFIRMED_TO_SEND_SECONDS = 30 * 60


class AccountForm(forms.Form):
    """A form that looks like all others."""

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, label_suffix="", **options)
        for field in self.fields.values():
            dress(field)


class PasswordField(forms.CharField):
    """A password, taken as it is typed; 128 characters at most, so that hashing one is never long work."""

    def __init__(self, *, autocomplete: str = "current-password", **options: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
        super().__init__(max_length=128, strip=False, widget=widget, **options)


class CodeField(forms.CharField):
    """A code of the device, or one on paper."""

    def __init__(self, **options: Any) -> None:
        attrs = {"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false", "autocapitalize": "off"}
        super().__init__(max_length=40, widget=forms.TextInput(attrs=attrs), **options)


class AccountFormView(View):
    """A form on a page of its own: ``title`` above, ``lead`` below it, ``verb`` on the button."""

    permission_required: ClassVar[str] = SIGNED_IN
    while_enrolling: ClassVar[bool] = False
    template_name: ClassVar[str] = "backoffice/accounts/form.html"
    form_class: ClassVar[type[AccountForm]] = AccountForm
    title: ClassVar[Text] = ""
    lead: ClassVar[Text] = ""
    verb: ClassVar[Text] = ""
    back: ClassVar[str] = "account"

    @property
    def user(self) -> User:
        """Return who is signed in."""
        user = self.request.user
        assert isinstance(user, User)
        return user

    def make_form(self, data: Any = None) -> Any:
        """Return the form, bound to what was sent where something was."""
        return self.form_class(data)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the form."""
        return self.show(self.make_form())

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Do it, or show the form again with what stands in the way."""
        form = self.make_form(request.POST)
        answer = self.perform(form) if form.is_valid() else None
        return answer if answer is not None else self.show(form, status=REFUSED)

    def perform(self, form: Any) -> HttpResponseBase | None:
        """Do what was asked and answer; None when an error is on the form."""
        raise NotImplementedError

    def show(self, form: Any, status: int = 200, **context: Any) -> HttpResponse:
        """Answer with the page."""
        known = {"view": self, "form": form, "title": self.title, "next": self.request.GET.get("next", "")}
        return render(self.request, self.template_name, known | context, status=status)


class ConfirmedRecently(View):
    """A page for which somebody must have typed the password a short while ago: first in the list of base classes."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask who is there when that was long ago; what was sent within half an hour of an answer is still taken."""
        allowed = CONFIRMED_TO_LOOK_SECONDS if request.method == "GET" else CONFIRMED_TO_SEND_SECONDS
        if time.time() - request.session.get(CONFIRMED_AT, 0) <= allowed:
            return super().dispatch(request, *args, **kwargs)
        address = f"{reverse('confirm-password')}?{urlencode({'next': request.get_full_path()})}"
        if getattr(request, "htmx", None):
            return HttpResponse(status=401, headers={"HX-Redirect": address})
        return redirect(address)
