"""Refusals and notices of subscriptions (sales.md §16, §23)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class AdvancedWarehouse(BusinessRuleError):
    """A warehouse with advanced processes delivers an order once."""

    code = "ORD-12"
    message = _("Subscription is not possible in warehouse %(w)s: it uses warehouse management.")
    field = "warehouse"


class SubscriptionIncomplete(BusinessRuleError):
    """A subscription needs to know when it starts and how often it comes back."""

    code = "SUB-01"
    message = _("Enter a start date and a cycle.")
    field = "start_date"


class NotOnSubscription(BusinessRuleError):
    """A subscription comes back by itself, so it cannot be cut up or handed over."""

    code = "SUB-03"
    message = _("%(feature)s is not possible on a subscription.")


class DeliveredNotInvoiced(BusinessRuleError):
    """Something of the subscription waits for its invoice."""

    code = "SUB-02"
    message = _("%(q)s delivered but not invoiced; invoice before stopping.")


class TwoEnds(BusinessRuleError):
    """A subscription ends on a day after its start, or after a number of cycles."""

    code = "SUB-04"
    message = _("Enter an end date after the start, or a number of cycles, not both.")
    field = "end_date"


class NotASubscription(BusinessRuleError):
    """The order has no cycles."""

    code = "SUB-05"
    message = _("Order %(o)s is not a subscription.")


class SubscriptionStopped(BusinessRuleError):
    """Somebody, or its end, stopped the subscription."""

    code = "SUB-06"
    message = _("The subscription of order %(o)s is stopped.")


class SubscriptionEnded(BusinessRuleError):
    """The last cycle is delivered and invoiced."""

    code = "SUB-07"
    message = _("The subscription of order %(o)s has come to its end and is stopped.")
    severity = "info"


class CycleHandedOver(BusinessRuleError):
    """The cycle is invoiced by the next run of the job that invoices customers."""

    code = "SUB-08"
    message = _("Cycle %(n)s of order %(o)s is handed to the invoicing job.")
    severity = "info"


class NothingDue(BusinessRuleError):
    """No cycle is due, or the order is on hold or paused."""

    code = "SUB-09"
    message = _("No cycle is due.")
    severity = "info"


class SubscriptionPaused(BusinessRuleError):
    """People deliver or invoice what the pause of the subscription would skip."""

    code = "SUB-10"
    message = _("The subscription of order %(o)s is paused until %(d)s.")
    severity = "warning"


class BeyondItsCycles(BusinessRuleError):
    """Every cycle of the subscription has been, and people go on."""

    code = "SUB-11"
    message = _("All %(n)s cycles of the subscription of order %(o)s have been; stop it, or give it more cycles.")
    severity = "warning"
