"""Every refusal that the inventory room can utter (sales.md §23)."""

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class StockShort(BusinessRuleError):
    """More is needed than lies in the warehouse and is not reserved for others."""

    code = "STK-01"
    message = _("Item %(i)s: %(q)s %(u)s needed in warehouse %(w)s, only %(a)s available.")


class ReservationTooLarge(BusinessRuleError):
    """A line can reserve its open quantity at most."""

    code = "STK-02"
    message = _("Line %(l)s: cannot reserve more than the open quantity %(q)s.")


class ReservedInPart(BusinessRuleError):
    """Automatic reservation found less than the line needs."""

    code = "STK-03"
    message = _("Line %(l)s: %(r)s of %(q)s reserved, %(s)s short.")
    severity = "info"
