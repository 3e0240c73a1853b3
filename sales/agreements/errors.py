"""Every refusal, warning and question that sales agreements can utter (sales.md §23)."""

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class LineDatesOutside(BusinessRuleError):
    """A commitment would hold when its agreement does not."""

    code = "AGR-01"
    message = _("Line dates must lie within the agreement's dates.")
    field = "effective_date"


class AgreementIncomplete(BusinessRuleError):
    """An agreement without lines or dates cannot be ordered from."""

    code = "AGR-02"
    message = _("Agreement %(a)s needs lines and an effective and expiration date.")


class StillOpen(BusinessRuleError):
    """Closing an agreement gives up what was not ordered yet."""

    code = "AGR-03"
    message = _("%(r)s is still open on this agreement. Close it?")
    severity = "question"
    field = "close_anyway"


class AgreementNotEffective(BusinessRuleError):
    """Nobody orders from an agreement that is on hold or closed."""

    code = "AGR-04"
    message = _("Agreement %(document)s is %(status)s; only Effective agreements can be ordered from.")


class AgreementHasOrders(BusinessRuleError):
    """What order lines count on may not disappear."""

    code = "AGR-05"
    message = _("Agreement %(a)s has linked order lines.")


class UpdateLinkedLines(BusinessRuleError):
    """New terms do not reach what was ordered already, unless somebody says so."""

    code = "AGR-06"
    message = _("Update %(n)s open linked order lines with the new terms?")
    severity = "question"
    field = "update_linked_lines"


class CommitmentTooLow(BusinessRuleError):
    """More was ordered than would be committed."""

    code = "AGR-07"
    message = _("The commitment cannot be lower than the released %(r)s.")
    field = "quantity"


class CommitmentExceeded(BusinessRuleError):
    """More was ordered than is committed, and nothing forbids it."""

    code = "AGR-07W"
    message = _("The commitment is lower than the released %(r)s.")
    severity = "warning"


class CommitmentIncomplete(BusinessRuleError):
    """A kind of commitment lacks what it is about."""

    code = "AGR-20"
    message = _("A commitment of the kind %(kind)s needs: %(what)s.")


class AgreementExpired(BusinessRuleError):
    """A closed agreement whose time is over stays closed."""

    code = "AGR-21"
    message = _("Agreement %(a)s expired on %(d)s.")


class AgreementCustomerFixed(BusinessRuleError):
    """What order lines count on keeps its customer and currency."""

    code = "AGR-22"
    message = _("Order lines count on agreement %(a)s: its customer and currency stay.")
    field = "customer"


class AgreementConfirmed(BusinessRuleError):
    """What the customer has on paper stays."""

    code = "AGR-23"
    message = _("Agreement %(a)s was confirmed to the customer. Close it instead.")


class LineMatchesNothing(BusinessRuleError):
    """A line of an order from an agreement is an ordinary one."""

    code = "AGR-08"
    message = _("Line %(l)s does not match a commitment of agreement %(a)s.")
    severity = "info"


class RecalculateAfterUnlink(BusinessRuleError):
    """Without its commitment a line may keep its price or get that of everybody."""

    code = "AGR-09"
    message = _("Link removed. Recalculate the price?")
    severity = "question"
    field = "recalculate_answer"


class DeliveredStaysLinked(BusinessRuleError):
    """What left counts on the commitment it was ordered from."""

    code = "AGR-10"
    message = _("Delivered or invoiced quantity stays linked to the agreement.")


class ShipDateOutside(BusinessRuleError):
    """A linked line would be shipped when its commitment does not hold."""

    code = "AGR-13"
    message = _("Requested ship date %(d)s is outside %(first)s–%(last)s. Remove the agreement link first.")
    field = "requested_ship_date"


class TermsAreFixed(BusinessRuleError):
    """A linked line would leave the price that was agreed."""

    code = "AGR-14"
    message = _(
        "Price and discount are fixed by agreement %(a)s. Remove the link and recalculate (Yes), remove the link and keep (No), or undo?"
    )
    severity = "question"
    field = "end_terms"


class MaximumExceeded(BusinessRuleError):
    """A linked line would take more than is committed, where that is the most there is."""

    code = "AGR-15"
    message = _(
        "%(q)s exceeds the maximum of agreement %(a)s (remaining %(r)s). Remove the link and recalculate (Yes), keep (No), or undo?"
    )
    severity = "question"
    field = "end_terms"


class OneAgreementPerReturn(BusinessRuleError):
    """What comes back on one return order counts on one agreement."""

    code = "AGR-18"
    message = _("A return order can be linked to one sales agreement only.")


class ReleaseExceedsMaximum(BusinessRuleError):
    """A release order would take more than is committed, where that is the most there is."""

    code = "AGR-11"
    message = _("Release of %(q)s exceeds the remaining %(r)s.")


class ReleaseExceedsRemaining(BusinessRuleError):
    """A release order takes more than is committed, and nothing forbids it."""

    code = "AGR-12"
    message = _("Release of %(q)s exceeds the remaining %(r)s.")
    severity = "warning"


class OutsideReleaseRange(BusinessRuleError):
    """A linked line is worth less or more than one order may take."""

    code = "AGR-16"
    message = _("Amount %(x)s is outside the release range %(min)s–%(max)s.")
    severity = "warning"


class LineOutsideReleaseRange(BusinessRuleError):
    """An order is not promised while a line of it is outside the bounds."""

    code = "AGR-17"
    message = _("Line %(l)s is outside the release range; the order cannot be confirmed.")


class CommitmentFixed(BusinessRuleError):
    """What order lines count on stays what it is about."""

    code = "AGR-24"
    message = _("Order lines count on this commitment: its kind, item, category and unit stay.")


class NothingToRelease(BusinessRuleError):
    """A release order of an agreement that counts pieces names some."""

    code = "AGR-25"
    message = _("Enter the quantity of at least one commitment.")


class RemoveLinks(BusinessRuleError):
    """Lines of a draft count on no agreement."""

    code = "AGR-26"
    message = _("Line %(l)s counts on agreement %(a)s. Remove the links to agreements?")
    severity = "question"
    field = "remove_links"


class ReleaseRangeReversed(BusinessRuleError):
    """The least that is ordered at a time cannot be more than the most."""

    code = "AGR-27"
    message = _("The maximum release amount %(max)s lies below the minimum %(min)s.")
    field = "max_release_amount"


class AgreementEndsBeforeItBegins(BusinessRuleError):
    """An agreement that ends before it begins never holds."""

    code = "AGR-28"
    message = _("The agreement would expire on %(ends)s, before it takes effect on %(begins)s.")
    field = "expiration_date"


class NotOfCommitment(BusinessRuleError):
    """A kind of commitment names what another kind promises."""

    code = "AGR-29"
    message = _("A commitment of the kind %(kind)s has no %(what)s. Leave it out, or choose another kind.")


class PromisedTwice(BusinessRuleError):
    """No order line would ever count on the second of two lines for the same goods on the same days, whose first has no end."""

    code = "AGR-30"
    message = _(
        "Lines %(x)s and %(y)s promise the same on the same days. Change their dates, put them together,"
        " or let line %(x)s end at its maximum."
    )


class QuantityNotReleased(BusinessRuleError):
    """A commitment to an amount has no pieces to order: people say with order lines what it is spent on (sales.md §15.5)."""

    code = "AGR-31"
    message = _("Line %(l)s commits an amount, not pieces: its quantity was not ordered. Enter lines on the order.")
    severity = "warning"
