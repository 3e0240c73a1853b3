"""Every refusal that the inventory room can utter (sales.md §23)."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class StockShort(BusinessRuleError):
    """More is needed than lies in the warehouse and is not reserved for others."""

    code = "STK-01"
    quantities = ("q", "a")
    message = _("Item %(i)s: %(q)s %(u)s needed in warehouse %(w)s, only %(a)s available.")


class ReservationTooLarge(BusinessRuleError):
    """A line can reserve its open quantity at most; ``most`` is that, or what is available, in inventory units."""

    code = "STK-02"
    quantities = ("q",)
    message = _("Line %(l)s: cannot reserve more than the open quantity %(q)s.")

    def __init__(self, *, origin_id: int, most: Decimal, line: object, shown: Decimal, field: str = "", record: int | None = None) -> None:
        super().__init__(l=line, q=f"{shown.normalize():f}", field=field, record=record)
        self.origin_id, self.most = origin_id, most


class ReservedInPart(BusinessRuleError):
    """Automatic reservation found less than the line needs."""

    code = "STK-03"
    quantities = ("r", "q", "s")
    message = _("Line %(l)s: %(r)s of %(q)s reserved, %(s)s short.")
    severity = "info"


class ItemValueNotValid(BusinessRuleError):
    """A value is too long, too large, below zero, or missing where every item needs one."""

    code = "ITM-01"
    message = _("Item %(i)s, %(label)s: %(problem)s")


class ServiceStocked(BusinessRuleError):
    """Services are sold, never counted."""

    code = "ITM-02"
    message = _("Item %(i)s is a service; a service cannot be stocked.")
    field = "stocked"


class QuantityLimitsReversed(BusinessRuleError):
    """The largest quantity of an order line is below the smallest."""

    code = "ITM-03"
    message = _("Item %(i)s: the maximum quantity %(most)s is below the minimum quantity %(least)s.")
    field = "maximum_quantity"


class InventoryUnitInUse(BusinessRuleError):
    """Stock was counted in the unit already."""

    code = "ITM-04"
    message = _("Item %(i)s: the inventory unit cannot be changed any more; stock is counted in %(u)s.")
    field = "inventory_unit"


class VariantMissing(BusinessRuleError):
    """A line, a count or a reservation names a master; ``variants`` are the numbers of some that may stand there."""

    code = "ORD-06"
    message = _("Choose a variant of item %(i)s.")
    field = "item"


class MasterStocked(BusinessRuleError):
    """Stock is kept per variant; an item of which stock was counted stays one item."""

    code = "ITM-05"
    message = _("Item %(i)s: stock of it was counted, so it cannot come in variants any more.")
    field = "has_size"


class DimensionsInUse(BusinessRuleError):
    """Every variant has a value for each active dimension."""

    code = "ITM-06"
    message = _("Item %(i)s has variants; its dimensions cannot be changed any more.")
    field = "has_size"


class VariantNotOfMaster(BusinessRuleError):
    """The values of a variant are those of the active dimensions of its master, and only a variant has any."""

    code = "ITM-07"
    message = _("Item %(i)s: as a variant of %(master)s it needs a value for each of these and no other: %(dimensions)s.")
    field = "master"


class VariantExists(BusinessRuleError):
    """A master has each combination of values once."""

    code = "ITM-08"
    message = _("Item %(i)s: %(master)s has a variant %(values)s already.")
    field = "master"


class MasterFixed(BusinessRuleError):
    """A variant is made as one, of one master, for good."""

    code = "ITM-09"
    message = _("Item %(i)s: the master of a variant is set when it is made.")
    field = "master"


class NoMaster(BusinessRuleError):
    """Only a master comes in variants."""

    code = "ITM-10"
    message = _("Item %(i)s does not come in variants: give it dimensions first.")


class TooManyVariants(BusinessRuleError):
    """Somebody entered far more values than any shop sells of one item."""

    code = "ITM-11"
    message = _("%(n)s variants at once are too many; at most %(most)s are made together.")


class ItemOnOpenLines(BusinessRuleError):
    """What is ordered, offered or expected as one item stays one."""

    code = "ITM-12"
    message = _("Item %(i)s stands on an open line of %(o)s, so it cannot come in variants.")
    field = "has_size"


class VariantInUse(BusinessRuleError):
    """Papers and stock tell of a variant what it was when they were made."""

    code = "ITM-13"
    message = _("Item %(i)s was used as %(values)s already; make another variant instead.")
    field = "size"


class VariantNameTaken(BusinessRuleError):
    """Who reads a name must know which variant is meant."""

    code = "ITM-14"
    message = _("Item %(i)s: variant %(other)s is called %(name)s already.")
    field = "name"


class QuantityNotCountable(BusinessRuleError):
    """The unit in which the item is counted does not have that many decimals."""

    code = "STK-04"
    message = _("Item %(i)s, quantity %(q)s: unit %(u)s allows %(n)s decimals.")


class QuantityTooLarge(BusinessRuleError):
    """More than stock can hold, or worth more than the ledger can."""

    code = "STK-05"
    message = _("Item %(i)s: quantity %(q)s at this cost is too large.")


class StillPicked(BusinessRuleError):
    """Goods that somebody took from the shelf for a document line are no longer wanted: they go back first."""

    code = "STK-06"
    message = _("Document %(o)s: %(q)s of an item is picked. Unpick it first.")

    def __init__(self, *, origin_id: int, picked: Decimal, origin_number: str) -> None:
        super().__init__(o=origin_number, q=f"{picked.normalize():f}")
        self.origin_id, self.picked = origin_id, picked


class NotStocked(BusinessRuleError):
    """Only what is counted can be adjusted."""

    code = "STK-11"
    message = _("%(item)s is not stocked.")
    field = "item"


class NothingAdjusted(BusinessRuleError):
    """An adjustment adds something or takes something away."""

    code = "STK-12"
    message = _("Enter how much is added or taken away.")
    field = "quantity"


class AdjustedAhead(BusinessRuleError):
    """Nobody has counted yet on a day to come."""

    code = "STK-13"
    message = _("Stock cannot be adjusted on a day to come.")
    field = "on_date"
