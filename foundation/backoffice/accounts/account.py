"""One's own account: what protects it, and where one is signed in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView

from foundation.backoffice.permissions import SIGNED_IN
from foundation.organization.models import ApiToken, User
from foundation.organization.services.api_tokens import revoke_tokens
from foundation.security.models import EventKind, RecoveryCode, UserSession
from foundation.security.services import second_factor
from foundation.security.services.events import note
from foundation.security.services.sessions import end_session, end_sessions


class Account(TemplateView):
    """Password, second factor and sessions at a glance."""

    permission_required: ClassVar[str] = SIGNED_IN
    template_name = "backoffice/accounts/account.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the page shows."""
        user = self.request.user
        assert isinstance(user, User)
        known = {
            "title": gettext_lazy("Your account"),
            "factor": second_factor.has_factor(user),
            "factor_needed": second_factor.needs_factor(user),
            "recovery_codes": RecoveryCode.objects.filter(user=user).count(),
            "sessions": UserSession.objects.of_user(user),
            "tokens": ApiToken.objects.filter(user=user).working(),
            "current": self.request.session.session_key,
        }
        return super().get_context_data(**known, **kwargs)


class EndSession(View):
    """End one of one's own sessions, or all but this one."""

    permission_required: ClassVar[str] = SIGNED_IN
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """End what was chosen and lead back."""
        assert isinstance(request.user, User)
        reference = request.POST.get("session", "")
        ended = end_session(request.user, reference) if reference else end_sessions(request.user, but=request.session.session_key)
        if reference and not ended:
            raise Http404
        note(EventKind.SESSIONS_ENDED, request.user, request=request, detail=str(int(ended)))
        messages.success(request, _("Signed out there."))
        return redirect("account")


class EndToken(View):
    """Revoke one of one's own tokens."""

    permission_required: ClassVar[str] = SIGNED_IN
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Revoke the chosen token and lead back."""
        assert isinstance(request.user, User)
        key = request.POST.get("token", "")
        if not revoke_tokens(request.user, [key]):
            raise Http404
        note(EventKind.TOKEN_REVOKED, request.user, request=request, detail=key[:40])
        messages.success(request, _("The token is revoked."))
        return redirect("account")
