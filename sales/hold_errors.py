"""Refusals of order holds, with the codes of the specification (sales.md §23)."""

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class ClosedOrderHold(BusinessRuleError):
    """Closed orders are not put on hold."""

    code = "HLD-02"
    message = _("A closed order cannot be put on hold.")


class HoldCheckedOut(BusinessRuleError):
    """Someone else works on the hold."""

    code = "HLD-03"
    message = _("Hold is checked out to %(user)s.")


class NotYourCheckout(BusinessRuleError):
    """Only who checked the hold out clears the checkout."""

    code = "HLD-04"
    message = _("Only %(user)s can clear this checkout.")


class NotCheckedOut(BusinessRuleError):
    """What nobody has cannot be given back."""

    code = "HLD-07"
    message = _("Nobody has checked this hold out.")


class HoldCleared(BusinessRuleError):
    """A hold is cleared once."""

    code = "HLD-06"
    message = _("Hold %(code)s of order %(o)s is cleared already.")


class HoldNeedsRole(BusinessRuleError):
    """The hold code names another role."""

    code = "HLD-05"
    message = _("Your role may not clear hold code %(code)s.")
