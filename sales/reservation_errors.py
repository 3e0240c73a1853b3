"""Refusals of reservations by hand (sales.md §2.6)."""

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class NotReservable(BusinessRuleError):
    """A service, a line that is not open, what a vendor delivers directly, or what comes back."""

    code = "STK-07"
    message = _("Line %(l)s: only stocked items of lines that are open can be reserved.")


class NothingReservable(BusinessRuleError):
    """No line of the order is open with a stocked item, or the order holds no stock."""

    code = "STK-08"
    message = _("Nothing of order %(o)s can be reserved.")
