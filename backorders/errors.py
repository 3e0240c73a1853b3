"""Every refusal that backorders can utter (sales.md §19, §23)."""

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class MoreThanAvailable(BusinessRuleError):
    """More was distributed than there is."""

    code = "BCK-01"
    message = _("Distributed %(s)s of %(a)s available.")


class MoreThanRemainder(BusinessRuleError):
    """A line would get more than it waits for."""

    code = "BCK-02"
    message = _("Order %(o)s: %(q)s exceeds the remainder %(r)s.")


class NotOnePlace(BusinessRuleError):
    """Stock is distributed over lines of one item in one warehouse."""

    code = "BCK-03"
    message = _(
        "To split what is on hand, choose lines of one item in one warehouse; these are of %(n)s: %(places)s. "
        "Go back and filter the list by one of them."
    )


class NothingWaits(BusinessRuleError):
    """None of the lines waits for goods any more."""

    code = "BCK-04"
    message = _("None of the chosen lines waits for goods any more. Go back to the list, which shows what waits now.")


class NoCoverInSight(BusinessRuleError):
    """Nothing that is expected covers a line."""

    code = "BCK-05"
    message = _("Order %(o)s line %(l)s: no expected receipt covers it. Choose another date, or order the goods first.")


class NothingReserved(BusinessRuleError):
    """Nothing of the lines is reserved, so nothing can leave."""

    code = "BCK-06"
    message = _("Nothing of the chosen lines is reserved. Reserve them or split what is on hand first.")


class DayMissing(BusinessRuleError):
    """A new date was asked for without saying which."""

    code = "BCK-07"
    message = _("Enter the new ship date or the number of days.")


class NotInStock(BusinessRuleError):
    """A line's item, or its way of delivery, has nothing to do with the stock, so nothing of it can be distributed."""

    code = "BCK-08"
    message = _("Order %(o)s line %(l)s: nothing of item %(i)s comes from stock. Leave the line out.")


class DayPassed(BusinessRuleError):
    """A line would be promised for a day that is over."""

    code = "BCK-09"
    message = _("Order %(o)s line %(l)s: %(d)s has passed. Choose today or a later day.")


class PromiseBroken(BusinessRuleError):
    """A customer would be told of a day that is over, for goods that nothing covers."""

    code = "BCK-10"
    message = _(
        "Promised for a day that is over, and not in stock: %(lines)s. Change the delivery date first, "
        "or tick Also tell of days that are over."
    )
    severity = "question"
    field = "tell_passed"
