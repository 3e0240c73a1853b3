"""Refusals of prices, discounts and trade agreements (sales.md §3)."""

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class PriceNeedsItem(BusinessRuleError):
    """A price agreement names a group or all items."""

    code = "PRC-01"
    message = _("A sales price must be for one item, not for a group or all items.")
    field = "item"


class AgreementOverlaps(BusinessRuleError):
    """Another active agreement line covers the same key, bracket and days."""

    code = "PRC-02"
    message = _("Overlaps with agreement line %(x)s; the lowest price will be used.")
    severity = "warning"


class PriceIsZero(BusinessRuleError):
    """No price was found or typed."""

    code = "PRC-03"
    message = _("Line %(l)s has price 0.")
    severity = "warning"
    field = "unit_price"


class DiscountAbovePrice(BusinessRuleError):
    """The discount per unit is higher than the price."""

    code = "PRC-04"
    message = _("Line %(l)s: the discount per unit is higher than the price.")
    field = "discount_amount"


class DiscountAboveHundred(BusinessRuleError):
    """Percentages add up to more than 100."""

    code = "PRC-05"
    message = _("Discount may not exceed 100 %%.")
    field = "discount_percent"


class DiscountAboveLimit(BusinessRuleError):
    """A typed price or discount gives away more than the user's role allows."""

    code = "PRC-06"
    message = _("Discount %(p)s %% exceeds your limit of %(m)s %%.")
    field = "discount_percent"


class PercentageOrAmount(BusinessRuleError):
    """A total discount, of an order or an agreement, that is neither or both."""

    code = "PRC-07"
    message = _("A total discount is either a percentage or an amount.")
    field = "percent_1"


class AgreementIncomplete(BusinessRuleError):
    """An agreement line lacks the account, item or group that its relation asks for."""

    code = "PRC-08"
    message = _("Agreement line %(x)s: %(what)s is missing or not known.")


class AgreementJournalClosed(BusinessRuleError):
    """The journal of agreements is posted, or has no lines."""

    code = "PRC-09"
    message = _("Trade agreement journal %(journal)s is %(status)s; it cannot be changed or posted again.")


class AgreementJournalEmpty(BusinessRuleError):
    """Posting a journal without lines."""

    code = "PRC-10"
    message = _("Trade agreement journal %(journal)s has no lines.")


class PriceBelowZero(BusinessRuleError):
    """Prices and discounts have no sign: goods that come back have a negative quantity."""

    code = "PRC-11"
    message = _("Line %(l)s: price and discount may not be below zero.")


class AmountTooLarge(BusinessRuleError):
    """The amount of a line or an order is larger than documents and ledger can hold."""

    code = "PRC-12"
    message = _("The amount %(amount)s is too large: at most %(m)s.")
