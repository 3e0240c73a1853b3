"""Every refusal that sales can utter (sales.md §23)."""

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class OrderClosed(BusinessRuleError):
    """The order is Invoiced or Cancelled."""

    code = "ORD-08"
    message = _("Order %(o)s is %(status)s and cannot be changed.")
