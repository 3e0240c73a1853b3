"""What stops charges, with its stable code and the numbers a user needs (sales.md §8)."""

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class ChargeKeyUnknown(BusinessRuleError):
    """An automatic charge names a customer, item or group that is not there."""

    code = "CHG-01"
    message = _("“%(key)s” is not known. Enter a customer, an item or a charge group, as the relation says.")


class ChargeNotForHeader(BusinessRuleError):
    """Pieces and units are of lines."""

    code = "CHG-02"
    message = _("%(category)s cannot be calculated on a whole order. Choose the level Line, or a fixed amount or percentage.")
    field = "category"


class ChargeInvoiced(BusinessRuleError):
    """An invoice took some of the charge."""

    code = "CHG-03"
    message = _("Charge %(charge)s was invoiced and cannot be changed or removed.")


class ChargeIncomplete(BusinessRuleError):
    """A charge lacks its unit, or names a line that is not there."""

    code = "CHG-04"
    message = _("Charge: %(what)s is missing or not known.")


class ChargeSidesSame(BusinessRuleError):
    """A charge that the customer pays to himself."""

    code = "CHG-06"
    message = _("The customer cannot be both sides of a charge.")
    field = "credit"


class ChargePercentTooLarge(BusinessRuleError):
    """A percentage beyond every use is a slip of the keyboard, and may not fit where its amount is kept."""

    code = "CHG-05"
    message = _("A charge is at most %(m)s %% of the amount, either way.")
