"""Refusals and questions of a change of the order type (sales.md §6, §23)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class TypeNotOffered(BusinessRuleError):
    """Item requirements orders come from projects only."""

    code = "ORD-17"
    message = _("Item requirements orders are created from a project.")
    field = "order_type"


class TypeNotAvailable(BusinessRuleError):
    """The order type is not offered for new orders."""

    code = "ORD-18"
    message = _("Order type cannot be changed from %(a)s to %(b)s.")
    field = "order_type"


class MadeAsReturn(BusinessRuleError):
    """A returned order has a return order, which is what people enter."""

    code = "ORD-57"
    message = _("A returned order is entered as a return order, which makes it.")
    field = "order_type"


class TypeOfDeliveredFixed(BusinessRuleError):
    """Goods used on a project are final."""

    code = "ORD-11"
    message = _("The type of an item requirements order that is Delivered cannot be changed.")
    field = "order_type"


class MovedAlready(BusinessRuleError):
    """A line was picked, delivered or invoiced, so the order keeps the stock it has."""

    code = "ORD-14"
    message = _("Order %(o)s is already picked, delivered or invoiced (line %(l)s).")
    field = "order_type"


class SearchPricesAgain(BusinessRuleError):
    """The order is older than its prices would be today: yes searches them again, no keeps them."""

    code = "ORD-33"
    message = _("Search prices again as of today?")
    severity = "question"
    field = "search_prices"


class TypeReasonMissing(BusinessRuleError):
    """The customer has a confirmation, so somebody will ask why the type changed."""

    code = "ORD-49"
    message = _("Order %(o)s was confirmed to the customer. Enter the reason for changing its type.")
    field = "reason"


class TurnQuantities(BusinessRuleError):
    """The goods go the other way: yes gives every line the other sign."""

    code = "ORD-34"
    message = _("The sign of all quantities will be reversed. Continue?")
    severity = "question"
    field = "turn_quantities"
