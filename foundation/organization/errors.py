"""Every refusal that the organization room can utter."""

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class NoExchangeRate(BusinessRuleError):
    """A document is in a currency without a rate (invoicing.md A.2)."""

    code = "INV-108"
    message = _("There is no %(currency)s exchange rate on or before %(date)s.")


class PeriodNotOpen(BusinessRuleError):
    """The date lies in a period that does not take postings of this module (invoicing.md 11.1)."""

    code = "INV-109"
    message = _("Period %(period)s is %(status)s for %(module)s. Open periods: %(list)s.")


class DateInClosedPeriod(BusinessRuleError):
    """The sales documents' wording of a closed period (sales.md §23)."""

    code = "GEN-05"
    message = _("Date %(d)s lies in a closed period.")


class NumberNotAllowedByHand(BusinessRuleError):
    """A number was typed although its sequence assigns it (sales.md 1.4)."""

    code = "GEN-02"
    message = _("Number %(n)s cannot be entered by hand; the sequence assigns it.")


class DateBeforeLastNumber(BusinessRuleError):
    """Numbers of a series follow their dates (invoicing.md 4.5)."""

    code = "INV-401"
    message = _("Invoices up to %(date)s are already numbered in %(series)s; use %(date)s or later.")
    field = "invoice_date"


class SequenceExhausted(BusinessRuleError):
    """The largest number of the series is used (invoicing.md 4.3)."""

    code = "INV-402"
    message = _("Series %(series)s is exhausted at %(largest)s.")


class NumberNotAboveLast(BusinessRuleError):
    """The next number may be raised, never lowered below a used one (invoicing.md 4.3)."""

    code = "INV-403"
    message = _("%(number)s is not above the last used number %(last)s.")


class NoNumberSequence(BusinessRuleError):
    """No series is set up for this kind of document (invoicing.md 4.7)."""

    code = "INV-404"
    message = _("No number series for %(reference)s in %(entity)s.")


class NumbersTwice(BusinessRuleError):
    """A series that has given out numbers would give some of them out again (invoicing.md chapter 4)."""

    code = "NUM-01"
    message = _("%(series)s has given out numbers already; like this it could give some of them out twice.")


class PermissionMissing(BusinessRuleError):
    """The user's roles in this legal entity do not include the permission."""

    code = "SEC-01"
    message = _("Your roles in %(entity)s do not allow this: %(permission)s.")


class RecordInUse(BusinessRuleError):
    """A record that others refer to cannot be deleted."""

    code = "GEN-07"
    message = _("To delete %(object)s, nothing may refer to it; %(kind)s do, such as %(example)s.")


class RowNotPossible(BusinessRuleError):
    """A row contradicts another one of its record."""

    code = "GEN-08"
    message = _("%(row)s: %(problem)s")


class PeriodClosedForGood(BusinessRuleError):
    """A period that was closed permanently has no way back (invoicing.md 11.1)."""

    code = "PER-01"
    message = _("Period %(period)s is closed permanently; that cannot be undone.")
    field = "status"


class BooksNotClean(BusinessRuleError):
    """A period is closed permanently only when subledgers and numbers agree with the ledger (invoicing.md 11.1)."""

    code = "PER-02"
    message = _("To close period %(period)s permanently, mend the books first: %(count)s differences, such as %(example)s.")
    field = "status"


class FiscalYearExists(BusinessRuleError):
    """Periods of one legal entity never overlap."""

    code = "PER-03"
    message = _("Fiscal year %(year)s overlaps with period %(period)s.")
    field = "year"


class LastAdministrator(BusinessRuleError):
    """Somebody must be able to let people in."""

    code = "SEC-05"
    message = _("Nobody in %(entity)s could change users any more; keep one administrator.")


class TokenTooLong(BusinessRuleError):
    """An API token lives a year at most (customers.md §12)."""

    code = "SEC-02"
    message = _("To create the token, choose between 1 and %(days)s days.")
    field = "days"


class TokenScopeUnknown(BusinessRuleError):
    """A token cannot do what none of its user's roles can do."""

    code = "SEC-03"
    message = _("To create the token, leave out %(scope)s: the user's roles do not include it.")
    field = "scopes"


class TokenEntityUnknown(BusinessRuleError):
    """A token cannot be used in a legal entity in which its user has no role."""

    code = "SEC-04"
    message = _("To create the token, leave out %(entity)s: the user has no role there.")
    field = "entities"


class OwnAccountStays(BusinessRuleError):
    """Nobody closes the door behind themselves."""

    code = "SEC-11"
    message = _("Your own account and your own right to change users are taken away by another administrator, not by you.")
