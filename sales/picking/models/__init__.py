"""The models of picking."""

from sales.picking.models.parameters import PickingParameters
from sales.picking.models.picking_list import PickingList, PickingListLine

__all__ = ["PickingList", "PickingListLine", "PickingParameters"]
