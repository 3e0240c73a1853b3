"""The refusals of suggestions (sales.md §23)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class LineNotReplaceable(BusinessRuleError):
    """The trigger line is on its way, or gone."""

    code = "ORD-21"
    message = _("The line can no longer be replaced by the suggested item.")


class SuggestionAnswered(BusinessRuleError):
    """Somebody accepted or declined the suggestion before."""

    code = "SUG-01"
    message = _("This suggestion is %(state)s already.")


class NothingBought(BusinessRuleError):
    """No item of the customer's orders comes into the list."""

    code = "SUG-02"
    message = _("Customer %(c)s ordered nothing in that time that could be listed.")
    field = "customer"
