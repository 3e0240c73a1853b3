"""The refusals of taking back packing slips, and of taking away what is picked (sales.md §7.4, §11.4, §23)."""

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class OnlyLower(BusinessRuleError):
    """A correction takes quantities back; it never adds one, nor turns one around."""

    code = "PCK-08"
    message = _("A correction can only lower the quantity; post another packing slip for more.")
    field = "quantity"


class AlreadyInvoiced(BusinessRuleError):
    """Less would stay than invoices took."""

    code = "PCK-09"
    message = _("Packing slip %(s)s: %(q)s is already invoiced.")
    field = "quantity"


class SlipReturned(BusinessRuleError):
    """A return order refers to the packing slip; for floors above to raise.

    Returns refer to invoice lines, so what came back was invoiced, and PCK-09 says so first.
    """

    code = "PCK-10"
    message = _("Packing slip %(s)s is used by return order %(r)s.")


class SlipHasCounterpart(BusinessRuleError):
    """Another document was posted against the packing slip: a vendor's receipt, or the slip of another company."""

    code = "PCK-11"
    message = _("Packing slip %(s)s has a posted counterpart %(x)s.")


class SlipCancelled(BusinessRuleError):
    """A cancelled packing slip keeps its number and nothing else happens to it."""

    code = "PCK-13"
    message = _("Packing slip %(document)s is %(status)s.")


class NothingCorrected(BusinessRuleError):
    """Every line keeps its quantity."""

    code = "PCK-14"
    message = _("Packing slip %(s)s: type a lower quantity for at least one line.")


class SlipPrinted(BusinessRuleError):
    """The customer may have the paper: a sales manager decides."""

    code = "PCK-15"
    message = _("Packing slip %(s)s is printed or sent already; a sales manager may correct it.")


class PickedFirst(BusinessRuleError):
    """Goods that somebody took from the shelf for the line: they go back first."""

    code = "ORD-25"
    message = _("Line %(l)s: %(q)s is picked. Unpick it first.")
    field = "quantity"
