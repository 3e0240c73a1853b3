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


class TooManyExports(BusinessRuleError):
    """A user waits for several files already."""

    code = "LST-03"
    message = _("%(count)s files are being made for you already. Wait until one is ready.")


class ExportNotAllowed(BusinessRuleError):
    """The right to export was lost while the file waited to be made."""

    code = "LST-04"
    message = _("%(name)s was not made: its user may not export this list any more.")


class NoSuchRows(BusinessRuleError):
    """What was typed names no rows of the file."""

    code = "LST-05"
    message = _("“%(rows)s” names no rows of the file; write 2-40, 57.")
    field = "chosen_rows"


class ImportAtWork(BusinessRuleError):
    """A file is being checked or imported, or was imported already."""

    code = "LST-06"
    message = _("%(name)s is being worked or was imported already; upload it again to import it once more.")
