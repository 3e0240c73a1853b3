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
