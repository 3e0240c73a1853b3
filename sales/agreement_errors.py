"""What can be wrong with journals of trade agreements and with ending agreements (sales.md §3.1)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class AgreementNotPosted(BusinessRuleError):
    """Only posted agreements count, and can end."""

    code = "PRC-13"
    message = _("Trade agreement journal %(journal)s is not posted; change its lines instead.")


class AgreementBeginsLater(BusinessRuleError):
    """An agreement cannot end before it begins."""

    code = "PRC-14"
    message = _("Agreement line %(x)s begins on %(from)s; it cannot end on %(to)s.")
    field = "to_date"


class NothingToCopy(BusinessRuleError):
    """No agreement lines fit what was asked for."""

    code = "PRC-15"
    message = _("No agreement lines were found to copy.")


class LeadTimeOfPrice(BusinessRuleError):
    """Only agreements about a price have a lead time."""

    code = "PRC-16"
    message = _("Only a price has a lead time.")
    field = "lead_time"


class AdjustedToNothing(BusinessRuleError):
    """The change would make an amount zero or less."""

    code = "PRC-17"
    message = _("Agreement line %(x)s would come to %(amount)s; an amount must stay above zero.")


class NothingToList(BusinessRuleError):
    """A price list without a price."""

    code = "PRC-18"
    message = _("No item that is sold has a price.")


class OneOrMany(BusinessRuleError):
    """An agreement line is for one, or for a group."""

    code = "PRC-19"
    message = _("Line %(x)s names %(one)s and %(many)s. Leave one of them out.")


class AgreementLineReversed(BusinessRuleError):
    """A line whose days or quantities end before they begin never counts."""

    code = "PRC-20"
    message = _("Line %(x)s ends at %(ends)s, before it begins at %(begins)s.")


class PriceUnitMissing(BusinessRuleError):
    """An amount is for some units, not for none."""

    code = "PRC-21"
    message = _("Line %(x)s: the price unit must be above zero.")
    field = "price_unit"
