"""What a reader chose for the screen: language, theme, how close rows stand."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views import View

from foundation.backoffice.permissions import SIGNED_IN
from foundation.backoffice.requests import safe_path
from foundation.backoffice.services.preferences import save_preferences
from foundation.organization.models import User


class PreferencesForm(forms.Form):
    """Any part of the preferences; what is not sent stays as it is."""

    language = forms.ChoiceField(choices=[("en", "English"), ("nl", "Nederlands")], required=False)
    theme = forms.ChoiceField(choices=User.Theme.choices, required=False)
    density = forms.ChoiceField(choices=[("comfortable", ""), ("dense", "")], required=False)


class Preferences(View):
    """Keeps what was chosen and leads back."""

    permission_required: ClassVar[str] = SIGNED_IN
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Keep the choice; an unknown one is left aside."""
        form = PreferencesForm(request.POST)
        if form.is_valid():
            save_preferences(request.user, **{name: value for name, value in form.cleaned_data.items() if value})
        return redirect(safe_path(request.POST.get("next", ""), "/"))
