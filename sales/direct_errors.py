"""Refusals and questions of direct delivery (sales.md §12.5, §23)."""

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class LineHeld(BusinessRuleError):
    """Stock lies ready for the line."""

    code = "DIR-01"
    message = _("Line %(l)s is picked or reserved; it cannot become a direct delivery.")


class SplitFirst(BusinessRuleError):
    """A part of the line left from stock already."""

    code = "DIR-02"
    message = _("Line %(l)s is partly delivered. Split the remaining %(q)s first.")


class DeliveredByVendor(BusinessRuleError):
    """The receipt on the purchase order posts the packing slip."""

    code = "DIR-03"
    message = _("Line %(l)s is delivered by vendor %(v)s; post the receipt on purchase order %(p)s.")


class PurchaseAttached(BusinessRuleError):
    """Yes gives up the purchase line with the sales line."""

    code = "DIR-04"
    message = _("Purchase line %(p)s is attached. Delete both?")
    severity = "question"
    field = "delete_attached"


class DirectPartlyDelivered(BusinessRuleError):
    """The vendor delivered a part of the line already."""

    code = "DIR-05"
    message = _("Line %(l)s is partly delivered and cannot be deleted.")


class DirectLineFixed(BusinessRuleError):
    """The vendor sends what was ordered from him, whatever becomes of the sales line."""

    code = "DIR-06"
    message = _(
        "Line %(l)s: %(what)s cannot be changed, because vendor %(v)s delivers it; cancel what is left of purchase order %(p)s first."
    )


class HasDirectDelivery(BusinessRuleError):
    """A vendor sends goods for the order straight to the customer."""

    code = "ORD-15"
    message = _("Line %(l)s is a direct delivery; remove purchase order %(p)s first.")
    field = "order_type"
