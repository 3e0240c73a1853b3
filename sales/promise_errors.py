"""What sales say of dates that cannot be promised (sales.md §12.2, §23)."""

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class ShipDateTooEarly(BusinessRuleError):
    """Goods cannot leave on the day that was entered."""

    code = "DLV-01"
    message = _("%(d)s is too early; earliest ship date is %(e)s.")
    severity = "warning"
    field = "requested_ship_date"


class NoSupplyInSight(BusinessRuleError):
    """Neither stock nor expected receipts cover the quantity within the ATP horizon."""

    code = "DLV-02"
    message = _("No supply within the ATP horizon; %(e)s is an assumption.")
    severity = "info"
    field = "requested_ship_date"


class PromisedUncovered(BusinessRuleError):
    """An order would be confirmed for days on which neither stock nor expected receipts cover its lines."""

    code = "DLV-03"
    message = _("Not covered on the promised day: line %(lines)s. Change the date, or order the goods.")
    severity = "warning"


class NoWorkingDay(BusinessRuleError):
    """An order would be confirmed for days on which no goods leave."""

    code = "DLV-04"
    message = _("No goods leave on the promised day: line %(lines)s is no working day. Change the date.")
    severity = "warning"
