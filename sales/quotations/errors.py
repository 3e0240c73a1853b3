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


class QuotationEmpty(BusinessRuleError):
    """Nothing is offered yet."""

    code = "QUO-01"
    message = _("The quotation has no lines.")


class StartRevision(BusinessRuleError):
    """The customer has the quotation; whoever changes it offers anew."""

    code = "QUO-03"
    message = _("This quotation was sent. Start revision %(n)s?")
    severity = "question"
    field = "start_revision"


class QuotationExpired(BusinessRuleError):
    """The offer does not stand any more."""

    code = "QUO-05"
    message = _("The quotation expired on %(d)s. Extend it before confirming.")


class LineWithoutItem(BusinessRuleError):
    """An order delivers items; what a category offers has to become one first."""

    code = "QUO-06"
    message = _("Line %(l)s has no item number; enter one before confirming.")


class AlternativesWillBeLost(BusinessRuleError):
    """Only one of the alternatives can be won."""

    code = "QUO-07"
    message = _("%(n)s alternative quotations will be set to Lost. Choose the reason.")
    severity = "question"
    field = "reason"


class SendBeforeConfirming(BusinessRuleError):
    """The parameters ask that customers see what they order."""

    code = "QUO-08"
    message = _("Send the quotation before confirming it.")


class DatesMoved(BusinessRuleError):
    """Dates of the order lay before its day."""

    code = "QUO-12"
    message = _("Dates in the past were moved to %(d)s.")
    severity = "info"


class NotAlternatives(BusinessRuleError):
    """Alternatives answer one wish of one customer."""

    code = "QUO-15"
    message = _("Alternatives are at least two quotations to one customer with one status.")
    field = "quotations"


class ProspectNotCustomer(BusinessRuleError):
    """Orders are for customers."""

    code = "QUO-04"
    message = _("%(name)s is a prospect. Convert to customer first.")


class ItemWithoutCost(BusinessRuleError):
    """What is earned cannot be told without the cost."""

    code = "QUO-13"
    message = _("Item %(i)s has no cost; the margin cannot be simulated.")
    field = "target"


class OutOfReach(BusinessRuleError):
    """The discount that it takes is below 0 or above 100 %."""

    code = "QUO-16"
    message = _("No discount from 0 to 100 %% gives this.")
    field = "value"


class AlternativeWon(BusinessRuleError):
    """Of alternatives one can be won."""

    code = "QUO-17"
    message = _("Quotation %(q)s is an alternative of %(other)s, which becomes the order.")


class PrognosisOverlaps(BusinessRuleError):
    """A quotation would have two prognoses."""

    code = "QUO-11"
    message = _("Prognosis days overlap with code %(c)s.")
    field = "from_days"


class TemplateStays(BusinessRuleError):
    """A template is there to make quotations from."""

    code = "QUO-14"
    message = _("A template cannot be sent or confirmed.")
