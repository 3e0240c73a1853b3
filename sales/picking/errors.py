"""Every refusal that picking can utter; the specification names none of its own for picking lists."""

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class ListedTooMuch(BusinessRuleError):
    """More was typed than is open of the line, less what is picked and listed already."""

    code = "PIK-08"
    message = _("Order %(o)s, line %(l)s: at most %(m)s can be put on a picking list.")


class NothingToPick(BusinessRuleError):
    """No stocked line has a quantity that is neither picked nor on a picking list, or none of it is there."""

    code = "PIK-01"
    message = _("Nothing to pick for order %(o)s with quantity option %(opt)s.")


class NotPickable(BusinessRuleError):
    """Goods of returned orders come in."""

    code = "PIK-02"
    message = _("Order %(o)s is a %(type)s: nothing is picked for it.")


class PickedTooMuch(BusinessRuleError):
    """More than the list asks for and the order still needs, or less than nothing."""

    code = "PIK-03"
    message = _("Picking list %(p)s, line %(l)s: at most %(m)s can be picked.")
    field = "quantity"


class UnpickedTooMuch(BusinessRuleError):
    """More than was picked with the list and has not left yet."""

    code = "PIK-04"
    message = _("Picking list %(p)s, line %(l)s: at most %(m)s can be unpicked.")
    field = "quantity"


class PickingListClosed(BusinessRuleError):
    """The list is done or cancelled."""

    code = "PIK-05"
    message = _("Picking list %(document)s is %(status)s.")


class NothingTyped(BusinessRuleError):
    """No line got a quantity."""

    code = "PIK-06"
    message = _("Picking list %(p)s: type a quantity for at least one line.")


class AllLeft(BusinessRuleError):
    """Everything that was picked left with packing slips."""

    code = "PIK-07"
    message = _("Picking list %(p)s: everything on it has left already; cancel the packing slip instead.")
