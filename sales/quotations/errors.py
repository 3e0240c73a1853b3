"""Every refusal that quotations can utter (sales.md §23)."""

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class SentNotDeletable(BusinessRuleError):
    """A quotation that the customer has may not disappear."""

    code = "QUO-09"
    message = _("A sent quotation cannot be deleted. Mark it Lost or Cancelled first.")


class ConfirmedNotDeletable(BusinessRuleError):
    """A quotation that became an order stays beside it."""

    code = "QUO-10"
    message = _("A confirmed quotation cannot be deleted.")


class ExpiryPassed(BusinessRuleError):
    """The offer would have ended before it began."""

    code = "QUO-02"
    message = _("The expiry date %(d)s is in the past.")
    field = "expiry_date"
