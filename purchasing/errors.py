"""Every refusal that purchasing can utter (sales.md §12.4, §23)."""

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class PurchaseOrderClosed(BusinessRuleError):
    """Nothing of the purchase order is open any more."""

    code = "PUR-01"
    message = _("Purchase order %(document)s is %(status)s.")


class NoPurchaseLines(BusinessRuleError):
    """A purchase order, or a receipt, of nothing."""

    code = "PUR-02"
    message = _("Choose at least one line, with a quantity.")


class VendorMissing(BusinessRuleError):
    """Nobody said who supplies an item."""

    code = "PUR-03"
    message = _("Line %(l)s: choose a vendor; item %(i)s has no primary vendor.")


class MoreThanOrdered(BusinessRuleError):
    """More than what is still expected."""

    code = "PUR-04"
    message = _("Line %(l)s: only %(r)s of %(q)s is still to come.")


class VendorInactive(BusinessRuleError):
    """Nothing is ordered any more from the vendor."""

    code = "PUR-05"
    message = _("Vendor %(v)s is not active.")
    field = "vendor"


class QuantityNotPositive(BusinessRuleError):
    """What is bought has a quantity above zero that its unit can count."""

    code = "PUR-06"
    message = _("Line %(l)s: quantity %(q)s is not possible; unit %(u)s allows %(n)s decimals above zero.")


class NothingToPurchase(BusinessRuleError):
    """More than the sales order line still has to deliver and has not ordered yet."""

    code = "PUR-07"
    message = _("Line %(l)s: %(r)s is left to order from a vendor.")


class PurchaseWarehouseMissing(BusinessRuleError):
    """Stock comes into a warehouse."""

    code = "PUR-08"
    message = _("Line %(l)s: choose a warehouse for item %(i)s.")


class VendorExists(BusinessRuleError):
    """Accounts of vendors are unique."""

    code = "PUR-09"
    message = _("Vendor %(v)s exists already.")
    field = "account"


class DirectInPart(BusinessRuleError):
    """A line of a sales order comes from its vendor or from stock, never from both."""

    code = "PUR-10"
    message = _(
        "Line %(l)s is delivered directly for sales order %(o)s; give up all %(q)s of it, or cancel the quantity on the sales order."
    )


class CancelledAlong(BusinessRuleError):
    """What a vendor was to deliver directly is cancelled with the sales remainder."""

    code = "PUR-11"
    message = _("Purchase order %(p)s of vendor %(v)s: %(q)s %(u)s for line %(l)s of order %(o)s are cancelled along. Tell the vendor.")
    severity = "warning"


class StaysOpen(BusinessRuleError):
    """What was ordered for a sales line that nobody waits for any more still comes."""

    code = "PUR-12"
    message = _(
        "Purchase order %(p)s of vendor %(v)s stays open: %(q)s %(u)s were ordered for line %(l)s of order %(o)s."
        " Cancel its remainder unless the goods are needed otherwise."
    )
    severity = "warning"
