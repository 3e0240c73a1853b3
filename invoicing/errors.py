"""Every refusal that invoicing can utter (invoicing.md chapter 14)."""

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class OrderIsJournal(BusinessRuleError):
    """Journal orders are drafts."""

    code = "INV-101"
    message = _("Order %(order)s is a journal (draft) order. Change its type to sales order first.")


class OrderOnInvoicingHold(BusinessRuleError):
    """A hold of the order stops invoicing."""

    code = "INV-102"
    message = _("Order %(order)s is on invoicing hold since %(date)s: %(reason)s.")


class OrderNotConfirmed(BusinessRuleError):
    """The parameters ask for a confirmation first."""

    code = "INV-103"
    message = _("Order %(order)s must be confirmed before it can be invoiced.")


class LineWithoutPrice(BusinessRuleError):
    """The parameters refuse lines without a price."""

    code = "INV-106"
    message = _("Line %(line)s of %(order)s has no price.")


class CustomerBlockedForInvoicing(BusinessRuleError):
    """The customer is on hold for invoices."""

    code = "INV-107"
    message = _("Customer %(customer)s is blocked for invoicing: %(reason)s.")


class InvoiceDateTooLate(BusinessRuleError):
    """The invoice date lies too far in the future."""

    code = "INV-111"
    message = _("Invoice date %(date)s lies more than %(n)s days ahead.")
    field = "invoice_date"


class QuantityOutOfRange(BusinessRuleError):
    """More is asked than can be invoiced of a line."""

    code = "INV-120"
    message = _("Line %(line)s: you entered %(q)s; %(max)s can be invoiced.")


class SlipQuantityOutOfRange(BusinessRuleError):
    """More is asked than is left of a packing slip line; the same rule as INV-120 in the words of a slip."""

    code = "INV-120S"
    message = _("Packing slip %(slip)s has %(max)s left to invoice for line %(line)s; you entered %(q)s.")


class OrderChangedMeanwhile(BusinessRuleError):
    """Someone else invoiced or delivered while the form was open."""

    code = "INV-121"
    message = _("%(order)s changed meanwhile: %(remaining)s left to invoice. Refresh and check.")


class QuantityNotInSteps(BusinessRuleError):
    """The unit does not allow that many decimals."""

    code = "INV-122"
    message = _("Quantity %(q)s is not a multiple of %(step)s %(unit)s.")


class NothingToInvoice(BusinessRuleError):
    """There is nothing left with the chosen quantity option."""

    code = "INV-123"
    message = _("Nothing to invoice on %(order)s.")
    severity = "info"


class InvoiceDataMissing(BusinessRuleError):
    """The law asks for data that are not there (invoicing.md 9.7)."""

    code = "INV-130"
    message = _("Missing on the invoice: %(list)s.")


class CreditLimitExceeded(BusinessRuleError):
    """The invoice would bring the customer over the credit limit."""

    code = "INV-140"
    amounts = ("limit", "exposure", "excess")
    message = _("Credit limit %(limit)s of %(customer)s exceeded: exposure %(exposure)s, %(excess)s too much.")


class VatNumberNotValid(BusinessRuleError):
    """A zero rate rests on a VAT number that is not known to be valid."""

    code = "INV-157"
    message = _("VAT number %(number)s of %(customer)s is %(state)s (checked %(date)s).")


class LeadingOrderMissing(BusinessRuleError):
    """Combining by order needs the order that leads."""

    code = "INV-201"
    message = _("Choose the sales order that leads the combined invoice.")
    field = "leading_order"


class LeadingOrderNotSelected(BusinessRuleError):
    """The leading order is not among the selected ones."""

    code = "INV-202"
    message = _("Order %(order)s cannot lead: it is not in the selection.")
    field = "leading_order"


class SummaryNeedsPackingSlips(BusinessRuleError):
    """One invoice per packing slip only makes sense with packing slip quantities."""

    code = "INV-203"
    message = _("Summary by packing slip works only with Quantity = Packing slip.")
    field = "summary_update"


class NotDeliveredYet(BusinessRuleError):
    """The invoice takes goods that no packing slip delivered: they count as delivered with it (invoicing.md 1.3)."""

    code = "INV-126"
    message = _("Not delivered yet, and invoiced all the same: %(lines)s. Choose quantity Packing slip to invoice only what was delivered.")
    severity = "warning"


class NothingToCombine(BusinessRuleError):
    """Arranging changed nothing."""

    code = "INV-204"
    message = _("Nothing to combine: %(n)s orders, %(n)s invoices.")
    severity = "info"


class HeldBackWithOrder(BusinessRuleError):
    """The invoice is kept whole and another order of it failed."""

    code = "INV-311"
    message = _("Held back together with %(order)s, which failed: %(reason)s.")


class AboveOwnLimit(BusinessRuleError):
    """The document is above the amount that the user may post."""

    code = "INV-532"
    message = _("%(amount)s is above your limit of %(limit)s.")


class NoPostedPackingSlip(BusinessRuleError):
    """Packing slip quantities need at least one posted slip (sales.md ORD-26)."""

    code = "ORD-26"
    message = _("Order %(o)s: no posted packing slip to invoice.")


class PastDeliveriesNotInvoiced(BusinessRuleError):
    """Packing slips of earlier months wait for an invoice (invoicing.md 3.8)."""

    code = "INV-310"
    message = _("%(count)s packing slips from before %(date)s are still not invoiced.")
    severity = "warning"


class MoreThanCreditable(BusinessRuleError):
    """More would be credited than is left of an invoice line after credits and returns."""

    code = "CPY-03"
    message = _("Only %(q)s of invoice line %(x)s can still be credited.")


class ChargeCredited(BusinessRuleError):
    """Another credit gave the charge back, or the invoice has no such charge."""

    code = "CPY-06"
    message = _("A charge of invoice %(x)s is credited already, or is not on it. Choose again.")
    field = "charges"


class ChargeAboveInvoice(BusinessRuleError):
    """A charge would give back more than is left of what the invoice charged."""

    code = "CPY-07"
    message = _("Of charge %(c)s on the invoices that order %(o)s credits only %(q)s can still be given back. Lower the charge.")
    field = "charges"


class CreditReasonMissing(BusinessRuleError):
    """Nobody said why."""

    code = "CPY-05"
    message = _("Say why it is credited.")
    field = "reason"
