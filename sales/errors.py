"""The refusals of sales (sales.md §23); those of subjects of their own stand in files beside it, named after the subject."""

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError, WayOut


class CustomerNotOrderable(BusinessRuleError):
    """The customer takes no orders."""

    code = "ORD-01"
    message = _("Customer %(c)s is on hold for orders.")
    field = "customer"


class CustomerNotActive(CustomerNotOrderable):
    """The customer is inactive or merged into another; the same rule as ORD-01 in the words of the status."""

    code = "ORD-01S"
    message = _("Customer %(c)s is %(status)s and takes no orders.")


class InvoiceAccountBlocked(BusinessRuleError):
    """The invoice account takes no documents."""

    code = "ORD-02"
    message = _("Invoice account %(c)s is blocked.")
    field = "invoice_account"


class TooManyDecimals(BusinessRuleError):
    """More decimals than the unit has."""

    code = "ORD-03"
    message = _("Quantity %(q)s: unit %(u)s allows %(n)s decimals.")
    field = "quantity"


class QuantityIsZero(BusinessRuleError):
    """A line of nothing."""

    code = "ORD-04"
    message = _("The quantity may not be 0.")
    field = "quantity"


class ItemStopped(BusinessRuleError):
    """The item may not be put on new lines."""

    code = "ORD-05"
    message = _("Item %(i)s is stopped for sales.")
    field = "item"


class NothingOpen(BusinessRuleError):
    """No line has anything left."""

    code = "ORD-07"
    message = _("Order %(o)s has no open lines to process.")


class OrderClosed(BusinessRuleError):
    """The order is Invoiced or Cancelled."""

    code = "ORD-08"
    message = _("Order %(o)s is %(status)s and cannot be changed.")


class OrderIsJournal(BusinessRuleError):
    """Journals post no documents."""

    code = "ORD-09"
    message = _("Order %(o)s is a journal. Change the order type before processing it.")


class DocumentNotForType(BusinessRuleError):
    """The order type has no such document."""

    code = "ORD-10"
    message = _("%(document)s is not available for order type %(t)s.")


class NegativeNotAllowed(BusinessRuleError):
    """The order type takes no negative quantities."""

    code = "ORD-13"
    message = _("Negative quantities are not allowed for order type %(t)s.")
    field = "quantity"


class NoItemTaxGroup(BusinessRuleError):
    """A line without item sales tax group for a customer with a tax group."""

    code = "ORD-16"
    message = _("Line %(l)s: no item sales tax group.")


class CustomerFixed(BusinessRuleError):
    """A document of the order exists already."""

    code = "ORD-19"
    message = _("The customer cannot be changed: %(document)s exists.")
    field = "customer"


class ItemFixed(BusinessRuleError):
    """The line moved already, so its item stays."""

    code = "ORD-20"
    message = _("Line %(l)s cannot change item: it is picked, delivered or invoiced.")
    field = "item"


class QuantityTooLow(BusinessRuleError):
    """The line delivered or cancelled more than that."""

    code = "ORD-22"
    message = _("Line %(l)s: quantity may not be lower than %(m)s (delivered and cancelled).")
    field = "quantity"


class LineNotDeletable(BusinessRuleError):
    """The line moved already."""

    code = "ORD-23"
    message = _("Line %(l)s cannot be deleted: %(reason)s.")


class OrderHasDeliveries(BusinessRuleError):
    """Only the remainder of a partly delivered order can be cancelled."""

    code = "ORD-24"
    message = _("Order %(o)s has deliveries; only the remainder can be cancelled.")


class NothingToConfirm(BusinessRuleError):
    """No line that is not cancelled."""

    code = "ORD-27"
    message = _("Order %(o)s has no lines to confirm.")


class ReasonMissing(BusinessRuleError):
    """The parameter asks for a reason of every cancellation."""

    code = "ORD-28"
    message = _("Choose a reason for cancelling order %(o)s.")
    field = "reason"


class RemainderTooLow(BusinessRuleError):
    """More is cancelled than is open, or more reopened than was cancelled."""

    code = "ORD-29"
    message = _("Line %(l)s: only %(q)s can be cancelled.")
    field = "quantity"


class QuantityRoundedUp(BusinessRuleError):
    """The item is sold in multiples."""

    code = "ORD-30"
    message = _("Quantity rounded up to %(q)s (multiple of %(m)s).")
    severity = "info"
    field = "quantity"


class QuantityOutsideLimits(BusinessRuleError):
    """The quantity is below the minimum or above the maximum of the item."""

    code = "ORD-31"
    message = _("Quantity %(q)s is outside %(min)s–%(max)s for item %(i)s.")
    severity = "warning"
    field = "quantity"


class OverwritePrices(BusinessRuleError):
    """A change that searches prices again meets a typed price: yes overwrites it, no keeps it."""

    code = "ORD-32"
    message = _("Overwrite prices and discounts?")
    severity = "question"


class UpdateOrderLines(BusinessRuleError):
    """A change of the header that lines may follow: yes takes it over, no leaves the lines as they are."""

    code = "ORD-55"
    message = _("Update the order lines with: %(what)s?")
    severity = "question"
    field = "update_lines"


class DeleteConfirmedLine(BusinessRuleError):
    """A line that the customer has on paper is about to go."""

    code = "ORD-35"
    message = _("Line %(l)s was confirmed to the customer. Delete it?")
    severity = "question"


class UnitNotConvertible(BusinessRuleError):
    """The unit of the line does not convert to the item's inventory unit."""

    code = "ORD-38"
    message = _("Item %(i)s: unit %(u)s cannot be converted to %(v)s.")
    field = "unit"


class WarehouseMissing(BusinessRuleError):
    """A stocked item needs a warehouse."""

    code = "ORD-39"
    message = _("Line %(l)s: choose a warehouse for item %(i)s.")
    field = "warehouse"


class ExternalNumberTaken(BusinessRuleError):
    """An order with this external id exists."""

    code = "ORD-40"
    message = _("An order with external id %(x)s exists already: %(o)s.")
    field = "external_id"


class HeaderDiffers(BusinessRuleError):
    """Rows of one order in a file say different things about the order itself."""

    code = "ORD-41"
    message = _("Order %(o)s: %(column)s is %(value)s here and %(first)s in row %(row)s.")


class OnlyNegative(BusinessRuleError):
    """A document of a file takes goods back and sells none."""

    code = "ORD-42"
    message = _("Document %(o)s has negative quantities only: it is a return or a cancellation, not an order.")
    field = "quantity"


class WriteOff(BusinessRuleError):
    """A document of a file takes goods away without a price: the stock was corrected, nothing was sold."""

    code = "ORD-43"
    message = _("Document %(o)s takes goods away at price 0: it is a write-off of stock, not an order.")
    field = "quantity"


class LineFixed(BusinessRuleError):
    """A quantity of the line moved already, so what it is counted in and where it comes from stays."""

    code = "ORD-44"
    message = _("Line %(l)s: %(what)s cannot be changed, because a quantity is delivered, invoiced or cancelled.")


class PriceTermsFixed(BusinessRuleError):
    """A line is delivered or invoiced, so what the prices of the order mean stays."""

    code = "ORD-45"
    message = _("%(what)s cannot be changed: %(document)s exists.")


class ConfirmedUnchanged(BusinessRuleError):
    """Nothing of the order changed since its last confirmation; confirming it again is allowed."""

    code = "ORD-46"
    message = _("Order %(o)s is as the customer has it: nothing changed since version %(version)s.")


class OrderOnHold(BusinessRuleError):
    """An active hold stops the document."""

    code = "HLD-01"
    message = _("Order %(o)s is on hold (%(code)s); %(document)s is blocked.")
    way_out = WayOut("sales:order-clear-holds", _("Clear hold"), "sales.clear_hold")


class ReturnChangedApart(BusinessRuleError):
    """A return order is changed, cancelled and deleted on its own page."""

    code = "ORD-53"
    message = _("Order %(o)s is a return order; work on it from the page of the return.")


class ReturnQuantityPositive(BusinessRuleError):
    """Goods that come back have negative quantities."""

    code = "RET-01"
    message = _("Return quantities must be negative.")
    field = "quantity"


class NothingReceived(BusinessRuleError):
    """The batch invoices lines of returns only once they are received."""

    code = "RET-22"
    message = _("Skipped %(r)s: no return line with status Received.")
    severity = "info"


class NothingToDeliver(BusinessRuleError):
    """The chosen quantity is nothing on every line."""

    code = "PCK-01"
    message = _("Nothing to deliver for order %(o)s with quantity option %(opt)s.")


class NotPicked(BusinessRuleError):
    """The item must be picked before it is delivered."""

    code = "PCK-03"
    message = _("Line %(l)s: item %(i)s must be picked first (%(p)s of %(q)s picked).")


class OverDelivery(BusinessRuleError):
    """More than ordered and tolerated."""

    code = "PCK-04"
    quantities = ("q", "m")
    message = _("Line %(l)s: %(q)s exceeds the order quantity plus %(p)s %% over-delivery (max %(m)s).")
    field = "quantity"


class UnderDelivery(BusinessRuleError):
    """Closing a line with less than tolerated."""

    code = "PCK-05"
    quantities = ("q", "m")
    message = _("Line %(l)s: %(q)s is below the minimum %(m)s allowed by %(p)s %% under-delivery.")
    field = "quantity"


class PartOfLine(BusinessRuleError):
    """The line is delivered complete or not at all."""

    code = "PCK-06"
    message = _("Line %(l)s may not be delivered in part.")
    field = "quantity"


class PartOfOrder(BusinessRuleError):
    """The order is delivered complete or not at all."""

    code = "PCK-07"
    message = _("Order %(o)s must be delivered complete; line %(l)s is missing %(q)s.")


class WrongDirection(BusinessRuleError):
    """A delivery has the other sign than the line, or names a line that is not there."""

    code = "PCK-12"
    message = _("Line %(l)s: %(q)s cannot be delivered.")
    field = "quantity"


class QuantityTooLarge(BusinessRuleError):
    """The quantity is larger than documents and stock can hold."""

    code = "ORD-47"
    message = _("Quantity %(q)s is too large: at most %(m)s.")


class DateOutOfSpan(BusinessRuleError):
    """A date that no order has: a slip of the keyboard."""

    code = "ORD-48"
    message = _("%(d)s is not possible: dates of orders lie between %(first)s and %(last)s.")


class ApplyAgreedTerms(BusinessRuleError):
    """The sales agreement of a new order was made on other terms than those that the order would have."""

    code = "ORD-36"
    message = _("Apply the terms of sales agreement %(a)s to this order?")
    severity = "question"
    field = "agreement_terms"


class CreditFixed(BusinessRuleError):
    """What a line credits of an invoice counts there, so that nothing is credited twice."""

    code = "ORD-56"
    message = _("Line %(l)s credits an invoice: it can become less, but not more or something else. Credit the invoice again instead.")


class CreditTermsFixed(BusinessRuleError):
    """A line credits an invoice: it goes to the customer of the invoice, in its currency and taxed as it was."""

    code = "ORD-58"
    message = _("%(what)s cannot be changed: line %(l)s credits an invoice and keeps what was invoiced.")


class NotSplittable(BusinessRuleError):
    """Only what is open can go to a new line, and something of the line must stay."""

    code = "ORD-54"
    message = _("Line %(l)s: %(q)s is open; a part of the line that is not all of it can be split off.")
    field = "quantity"


class NetAmountCalculated(BusinessRuleError):
    """A net amount was given, and the parameters say that it is calculated anew (sales.md §3.6)."""

    code = "ORD-59"
    message = _("Line %(l)s: the net amount %(given)s was not taken; it is %(net)s as calculated.")
    severity = "warning"
    field = "net_amount"


class DeliverNowTooHigh(BusinessRuleError):
    """More would leave next than is left of the line, or the other way."""

    code = "ORD-60"
    message = _("Line %(l)s: only %(q)s can be delivered now.")
    field = "deliver_now"
