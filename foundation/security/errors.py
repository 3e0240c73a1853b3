"""Every refusal that the security room can utter."""

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class CodeWrong(BusinessRuleError):
    """The second factor does not fit, or its code was used already."""

    code = "SEC-06"
    message = _("This code is not the one of this half minute, or was used already. Wait for the next one.")
    field = "code"


class CodeLocked(BusinessRuleError):
    """Too many wrong codes."""

    code = "SEC-07"
    message = _("After too many wrong codes this is locked for a quarter of an hour. Try again later.")
    field = "code"


class SecondFactorNeeded(BusinessRuleError):
    """A role asks for a second factor, so it cannot be removed."""

    code = "SEC-08"
    message = _("Your roles ask for a second factor. Set it up anew instead of removing it.")


class LinkNotValid(BusinessRuleError):
    """A link is too old, was used, or is not ours."""

    code = "SEC-09"
    message = _("This link is no longer valid: it was used already, or its time is over. Ask for a new one.")


class PasswordWrong(BusinessRuleError):
    """Somebody who is signed in types another password than their own."""

    code = "SEC-10"
    message = _("This is not your password.")
    field = "password"
