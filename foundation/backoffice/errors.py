"""Every refusal that the toolkit of the back office itself can utter."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class ViewLocked(BusinessRuleError):
    """A locked view is overwritten by nobody, its owner included."""

    code = "LST-01"
    message = _("View “%(name)s” is locked. Keep what you see under another name, or let its owner unlock it.")


class ViewNameTaken(BusinessRuleError):
    """The owner of a view has another one of that name on the same page."""

    code = "LST-02"
    message = _("There is a view “%(name)s” already; choose another name.")
    field = "name"
