"""Refusals and questions of delivery schedules (sales.md §12.6, §23)."""

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class HasDeliveries(BusinessRuleError):
    """Something of the line was delivered, cancelled or invoiced, or a vendor delivers it."""

    code = "SCH-01"
    message = _("Line %(l)s already has deliveries; no schedule possible.")


class ChangeQuantity(BusinessRuleError):
    """Yes gives the line the quantity of its delivery lines."""

    code = "SCH-02"
    message = _("The delivery lines add up to %(t)s, the line was %(q)s. Change the line to %(t)s?")
    severity = "question"
    field = "change_quantity"


class ScheduleDelivered(BusinessRuleError):
    """Nothing was to be delivered or invoiced yet."""

    code = "SCH-03"
    message = _("The schedule has delivered or invoiced lines.")


class TooFewDeliveries(BusinessRuleError):
    """One delivery needs no schedule."""

    code = "SCH-04"
    message = _("Line %(l)s: a schedule has at least two deliveries, each with a quantity.")


class ScheduleFixed(BusinessRuleError):
    """What is delivered when stands on the delivery lines."""

    code = "SCH-05"
    message = _("Line %(l)s has a delivery schedule: change its delivery lines, or remove the schedule first.")


class NoSchedule(BusinessRuleError):
    """Only a line with multiple deliveries can become one in one delivery."""

    code = "SCH-07"
    message = _("Line %(l)s has no delivery schedule.")


class NoScheduleHere(BusinessRuleError):
    """What comes back is announced as a whole."""

    code = "SCH-06"
    message = _("Order %(o)s is a %(type)s; its lines have no delivery schedule.")
