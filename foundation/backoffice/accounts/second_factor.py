"""Set up a second factor, take new recovery codes, or take the factor away."""

from __future__ import annotations

from typing import Any, ClassVar

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.backoffice.accounts.base import AccountForm, AccountFormView, CodeField, ConfirmedRecently
from foundation.backoffice.accounts.sign_in import MUST_ENROL
from foundation.errors import Text
from foundation.security import totp
from foundation.security.errors import CodeLocked, CodeWrong, SecondFactorNeeded
from foundation.security.limits import count_failure, forget_failures, is_locked
from foundation.security.models import EventKind
from foundation.security.services import second_factor
from foundation.security.services.events import note

ISSUER = "Order to invoice"


class FirstCodeForm(AccountForm):
    """The first code of a new device."""

    code = CodeField(label=gettext_lazy("Code that the app shows now"))


class SecondFactor(ConfirmedRecently, AccountFormView):
    """Show the QR code of a new device, and take its first code."""

    template_name: ClassVar[str] = "backoffice/accounts/second_factor.html"
    form_class: ClassVar[type[AccountForm]] = FirstCodeForm
    while_enrolling: ClassVar[bool] = True
    title: ClassVar[Text] = gettext_lazy("Set up a second factor")
    verb: ClassVar[Text] = gettext_lazy("Turn it on")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead away from here when it is set up already."""
        if second_factor.has_factor(self.user):
            return redirect("account")
        return super().dispatch(request, *args, **kwargs)

    def show(self, form: Any, status: int = 200, **context: Any) -> HttpResponse:
        """Answer with the QR code and the same secret as text."""
        secret = second_factor.begin(self.user)
        text = totp.as_text(secret)
        groups = " ".join(text[start : start + 4] for start in range(0, len(text), 4))
        qr = qr_code(totp.enrolment_address(secret, self.user.email, ISSUER))
        forced = MUST_ENROL in self.request.session
        return super().show(form, status, qr=qr, secret=groups, forced=forced, **context)

    def perform(self, form: Any) -> HttpResponseBase | None:
        """Turn the second factor on and show the recovery codes, this once."""
        account, address = f"code-of-{self.user.pk}", str(self.request.META.get("REMOTE_ADDR", ""))
        try:
            if is_locked(account, address):
                raise CodeLocked
            codes = second_factor.confirm(self.user, form.cleaned_data["code"])
        except (CodeWrong, CodeLocked) as refusal:
            count_failure(account, address)
            form.add_error("code", str(refusal))
            return None
        forget_failures(account)
        self.request.session.pop(MUST_ENROL, None)
        note(EventKind.FACTOR_ADDED, self.user, request=self.request)
        return show_codes(self.request, codes)


class NewRecoveryCodes(ConfirmedRecently, AccountFormView):
    """Replace the codes on paper."""

    title: ClassVar[Text] = gettext_lazy("New recovery codes")
    lead: ClassVar[Text] = gettext_lazy("The codes that you kept until now stop working.")
    verb: ClassVar[Text] = gettext_lazy("Make new codes")

    def perform(self, form: Any) -> HttpResponseBase:
        """Make them and show them, this once."""
        if not second_factor.has_factor(self.user):
            return redirect("second-factor")
        codes = second_factor.make_recovery_codes(self.user)
        note(EventKind.RECOVERY_MADE, self.user, request=self.request)
        return show_codes(self.request, codes)


class RemoveSecondFactor(ConfirmedRecently, AccountFormView):
    """Take the second factor away; those whose roles ask for one cannot."""

    title: ClassVar[Text] = gettext_lazy("Remove the second factor")
    lead: ClassVar[Text] = gettext_lazy("From then on your password alone opens your account.")
    verb: ClassVar[Text] = gettext_lazy("Remove it")

    def perform(self, form: Any) -> HttpResponseBase | None:
        """Take it away."""
        try:
            second_factor.remove(self.user)
        except SecondFactorNeeded as refusal:
            form.add_error(None, str(refusal))
            return None
        note(EventKind.FACTOR_REMOVED, self.user, request=self.request)
        messages.success(self.request, _("Your second factor is removed."))
        return redirect("account")


def show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """Answer with recovery codes, to be read, printed or downloaded; they are shown this once."""
    return render(request, "backoffice/accounts/recovery_codes.html", {"title": _("Keep these codes"), "codes": codes})


def qr_code(address: str) -> SafeString:
    """Return a QR code as SVG, on white paper even on a dark screen."""
    svg = segno.make(address, error="m", micro=False).svg_inline(scale=5, border=3, light="white", title=str(_("QR code for your app")))
    return mark_safe(svg)  # noqa: S308 -- made by the library from our own address
