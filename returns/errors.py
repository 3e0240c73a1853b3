"""Every refusal that returns can utter (sales.md §23)."""

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError, WayOut


class ReturnTypeFixed(BusinessRuleError):
    """Goods of the return arrived, so its order stays what it is."""

    code = "RET-02"
    message = _("Return %(r)s is %(status)s; the type can no longer change.")
    field = "order_type"


class ReturnCustomerBlocked(BusinessRuleError):
    """The customer does not exist, is not active or is blocked."""

    code = "RET-03"
    message = _("Customer %(c)s does not exist or is blocked.")
    field = "customer"


class MoreThanInvoiced(BusinessRuleError):
    """More would come back than an invoice line sold."""

    code = "RET-04"
    message = _("Invoice %(x)s: at most %(q)s can be returned (%(s)s sold, %(b)s already returned).")


class NoOriginInvoice(BusinessRuleError):
    """A line that was entered by hand."""

    code = "RET-05"
    message = _("No original invoice: price and cost may differ from the sale.")
    severity = "warning"


class GoodsReceived(BusinessRuleError):
    """Goods of the return were received."""

    code = "RET-06"
    message = _("Lines cannot be added after goods were received.")


class InspectedLater(BusinessRuleError):
    """Goods that go to quarantine are looked at first."""

    code = "RET-07"
    message = _("Goods in quarantine get their disposition code after inspection.")
    field = "disposition"


class NoQuarantineWarehouse(BusinessRuleError):
    """Nobody said where goods of a warehouse are inspected."""

    code = "RET-08"
    message = _("Warehouse %(w)s has no quarantine warehouse.")
    field = "warehouse"


class DispositionMissing(BusinessRuleError):
    """Nobody said what happens with the goods."""

    code = "RET-09"
    message = _("Choose a disposition code.")
    field = "disposition"


class InspectedCode(BusinessRuleError):
    """The inspection decided."""

    code = "RET-10"
    message = _("The disposition code was set in quarantine and cannot be changed.")
    field = "disposition"


class MoreArrived(BusinessRuleError):
    """More arrived than a line expects."""

    code = "RET-11"
    message = _("%(q)s arrived, only %(e)s expected. Add a line for the rest.")
    field = "quantity"


class LineNotRegistered(BusinessRuleError):
    """Goods have a packing slip or a credit note only once their arrival is registered."""

    code = "RET-12"
    message = _("Return line %(l)s must be Registered (is %(status)s).")


class PartOfReturnLine(BusinessRuleError):
    """A packing slip of a return takes whole lines."""

    code = "RET-13"
    message = _("A packing slip takes the whole return line. Split line %(l)s first.")


class ReplacementMissing(BusinessRuleError):
    """The code promises another item and nobody said which."""

    code = "RET-14"
    message = _("Line %(l)s: replacement item missing.")
    way_out = WayOut("returns:line-replacement", _("Choose the replacement item"), "returns.change_returnorder")


class DeadlinePassed(BusinessRuleError):
    """Goods arrived after the deadline of their return; a warning where the parameters let them in."""

    code = "RET-15"
    message = _("Deadline %(d)s of RMA %(r)s has passed.")


class ChargesAdded(BusinessRuleError):
    """Another reason brought charges of its own."""

    code = "RET-16"
    message = _("Charges of reason code %(c)s were added; earlier charges were kept.")
    severity = "info"


class GoodsRegistered(BusinessRuleError):
    """It is too late for a replacement order up front."""

    code = "RET-17"
    message = _("Goods were registered; use a disposition code for the replacement.")


class ReplacesReturn(BusinessRuleError):
    """An order that is about to be deleted replaces goods that come back."""

    code = "RET-18"
    message = _("Order %(o)s was created as a replacement for RMA %(r)s.")
    severity = "warning"


class ReplacedUpFront(BusinessRuleError):
    """The goods of the return are replaced already."""

    code = "RET-19"
    message = _("Replacement order %(o)s exists; choose a code without replacement.")
    field = "disposition"


class NotCreated(BusinessRuleError):
    """Something of the return arrived already."""

    code = "RET-20"
    message = _("Only return orders with status Created can be cancelled.")


class ReturnNotDeletable(BusinessRuleError):
    """Something of the return arrived already."""

    code = "RET-21"
    message = _("Return order %(document)s is %(status)s and cannot be deleted.")


class ReturnReasonMissing(BusinessRuleError):
    """The parameters ask for a reason on every return."""

    code = "RET-23"
    message = _("Choose a return reason.")
    field = "reason"


class NoLines(BusinessRuleError):
    """A return of nothing."""

    code = "RET-24"
    message = _("A return order needs at least one line.")


class OtherCustomer(BusinessRuleError):
    """An invoice line of somebody else, or in another currency than the return."""

    code = "RET-25"
    message = _("Invoice %(x)s is not an invoice of customer %(c)s in %(currency)s.")


class ReplacedAlready(BusinessRuleError):
    """A return has one replacement order up front."""

    code = "RET-26"
    message = _("Replacement order %(o)s exists already.")


class NothingToReplace(BusinessRuleError):
    """What replaces a line is said before its goods are received."""

    code = "RET-27"
    message = _("The replacement of line %(l)s can no longer change: the line is %(status)s.")


class SellsGoods(BusinessRuleError):
    """A document of a file with returns sells something."""

    code = "RET-28"
    message = _("Document %(o)s does not take goods back only: it is no return.")
    field = "quantity"


class GoodsLeft(BusinessRuleError):
    """The packing slip of a return also took its goods away."""

    code = "RET-29"
    message = _("The goods of line %(l)s left the stock with their packing slip; it can no longer be taken back.")


class ReplacementSent(BusinessRuleError):
    """What replaces the goods is on its way."""

    code = "RET-30"
    message = _("Replacement order %(o)s is already picked or delivered.")


class OtherItem(BusinessRuleError):
    """A line that brings back what an invoice sold names something else."""

    code = "RET-35"
    message = _("Invoice %(x)s sold item %(i)s on this line. Enter another item on a line of its own.")


class DispositionWithdrawn(BusinessRuleError):
    """The code was taken out of use."""

    code = "RET-36"
    message = _("Disposition code %(c)s is no longer in use.")
    field = "disposition"


class SlipTakenInPart(BusinessRuleError):
    """A return line is received as a whole or not at all."""

    code = "RET-31"
    message = _("A packing slip takes the whole return line %(l)s: cancel the packing slip instead of lowering it.")


class NothingArrived(BusinessRuleError):
    """What did not arrive is not acknowledged."""

    code = "RET-32"
    message = _("Nothing of return %(r)s arrived.")


class LineOfInvoice(BusinessRuleError):
    """What was invoiced comes back at the price and cost at which it was sold."""

    code = "RET-33"
    message = _("A line of invoice %(x)s comes back in the unit, and at the price, discount and cost of its sale.")


class CreditAboveLimit(BusinessRuleError):
    """A typed price credits more above the price found than the user may give away (PRC-06 of what is sold)."""

    code = "RET-37"
    message = _(
        "This credits %(p)s %% more than the price found; you may credit up to %(m)s %% more."
        " Lower the price, find the line of the invoice, or ask somebody with a higher limit to enter it."
    )
    field = "unit_price"


class ReplacementGoesOn(BusinessRuleError):
    """The goods of a cancelled return were ordered again, and that order is independent of it (sales.md §14.10)."""

    code = "RET-38"
    message = _("Replacement order %(o)s of RMA %(r)s is still open. Cancel it unless the customer is to get the goods.")
    severity = "warning"
